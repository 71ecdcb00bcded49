"""A study's page exactly as the public would see it, whatever its state."""

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext as _

from trials.admin.steps import StudyMixin
from trials.choices import PublicationState
from trials.models import Study
from trials.outputs.addresses import twins
from trials.outputs.study_document import study_document
from trials.outputs.study_page import study_for_page


class PreviewMixin(StudyMixin):
    """The page of a study before the public sees it."""

    def get_urls(self) -> list[Any]:
        """The preview's address before Django's own, which would take any."""
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name="trials_study_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The public page in the language of `?language=`, else the reader's, under a bar that says what it is."""
        found = self.study_or_404(request, object_id)
        language = request.GET.get("language") or get_language() or settings.LANGUAGE_CODE
        if language not in dict(settings.LANGUAGES):
            raise BadRequest(_("There is no page in this language. Choose nb, nn or en."))
        study = study_for_page(Study.objects.all(), pk=found.pk)
        with translation.override(language):
            answer = render(request, "admin/trials/study/preview.html", self._preview_context(study, language))
        answer.headers["Content-Language"] = language
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    def _preview_context(self, study: Study, language: str) -> dict[str, Any]:
        here = reverse("study_detail", args=[study.slug])
        return (
            study_document(study, timezone.localdate(), language)
            | twins(here)
            | {
                "nav_section": "studies",
                "is_public": study.publication_state == PublicationState.PUBLISHED,
                "state": PublicationState(study.publication_state).label,
                "form": reverse("admin:trials_study_change", args=[study.pk]),
                "preview_languages": [(code, name, code == language) for code, name in settings.LANGUAGES],
            }
        )
