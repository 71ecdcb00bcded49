"""A page for each step of publication, which says what will happen, asks why, and does it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trials.actions.batches import Changed, Refusal
from trials.actions.publishing import RULES, Incomplete, Step, obstacle, only
from trials.admin.standing import change_page, missing_links
from trials.admin.step_pages import NEEDS_FACTS, PAGES, StepForm
from trials.models import Study
from trials.outputs.addresses import study_url
from trials.query.completeness import lacks


class StudyMixin(admin.ModelAdmin):
    """A study that a page of the admin is about."""

    def study_or_404(self, request: HttpRequest, object_id: str) -> Study:
        """The study, for whoever may see it."""
        study: Study | None = self.get_object(request, object_id)
        if not self.has_view_permission(request, study):
            raise PermissionDenied
        if study is None:
            raise Http404
        return study


class StepsMixin(StudyMixin):
    """A page for each step of publication."""

    def get_urls(self) -> list[Any]:
        """The steps' addresses before Django's own, which would take any."""
        return [
            path(
                f"<path:object_id>/{page.address}/",
                self.admin_site.admin_view(self.step_view),
                {"step": step},
                name=f"trials_study_{step.lower()}",
            )
            for step, page in PAGES.items()
        ] + super().get_urls()

    def step_view(self, request: HttpRequest, object_id: str, step: Step) -> HttpResponseBase:
        """What the step will do, and why it cannot be done, if so; a POST does it. 409 where it was left undone."""
        study = self.study_or_404(request, object_id)
        if not request.user.has_perm(RULES[step].permission):
            raise PermissionDenied
        form = PAGES[step].form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._taken(request, step, study, form)
            except Refusal as refusal:
                return self._step_page(request, step, study, form, refusal)
        return self._step_page(request, step, study, form, None)

    def _taken(self, request: Any, step: Step, study: Study, form: StepForm) -> HttpResponseBase:
        seen = {study.pk: version_of(request)}
        page = PAGES[step]
        changed = only(page.take(seen=seen, by=request.user, at=timezone.now(), **form.words))
        self.message_user(request, self._done(step, changed))
        return HttpResponseRedirect(self._with_filters(request, change_page(study)))

    def _done(self, step: Step, study: Study) -> str:
        text = str(PAGES[step].done) % study
        if step != Step.PUBLISH:
            return text
        return format_html('{} <a href="{}">{}</a>', text, study_url(study), _("See its page"))

    def _with_filters(self, request: HttpRequest, address: str) -> str:
        kept: Any = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return str(add_preserved_filters(kept, address))

    def _step_page(
        self, request: HttpRequest, step: Step, study: Study, form: StepForm, refusal: Refusal | None
    ) -> HttpResponseBase:
        facts = lacks(study) if step in NEEDS_FACTS else []
        hindrance = obstacle(step, study, facts)
        in_wrong_state = hindrance is not None and not isinstance(hindrance, Incomplete)
        context = self.admin_site.each_context(request) | {
            "title": PAGES[step].question,
            "subtitle": str(study),
            "opts": self.opts,
            "study": study,
            "step": step,
            "page": PAGES[step],
            "form": form,
            # A person who was told what was changed has seen the study as it is now.
            "refusal": refusal if isinstance(refusal, Changed) else None,
            "hindrance": hindrance if in_wrong_state else None,
            "can_be_taken": hindrance is None,
            "missing": [] if in_wrong_state else missing_links(facts, change_page(study)),
            "back": self._with_filters(request, change_page(study)),
            "fixes_address": step == Step.PUBLISH and not study.has_fixed_address,
            "public_address": study_url(study),
        }
        status = 409 if refusal else 200
        return TemplateResponse(request, "admin/trials/study/step.html", context, status=status)


def version_of(request: HttpRequest) -> int:
    """The version that the person saw; one that no study has, when the form does not say."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < len("2147483648") else 0
