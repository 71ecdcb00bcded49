"""A study on its way from draft to public, and back."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy

from trials.actions.addresses import propose_slug
from trials.actions.publishing import RULES, Step
from trials.admin.bulk import BulkMixin
from trials.admin.editing import Refused
from trials.admin.preview import PreviewMixin
from trials.admin.standing import Way, as_links, missing_links, standing
from trials.admin.steps import StepsMixin
from trials.choices import PublicationState
from trials.identifiers import InvalidIdentifier, normalise
from trials.models import Study
from trials.query.completeness import faults_of_publication

WITHDRAWAL_REASONS = ("withdrawal_reason_nb", "withdrawal_reason_nn", "withdrawal_reason_en")
MAY_BE_EMPTY = gettext_lazy("Left empty, it is made from the acronym, else the study number, else the title.")
IS_FIXED = gettext_lazy(
    "Stays as it is, since the study has been public: other sites and printed sheets may hold the address."
)


class PublishingMixin(BulkMixin, StepsMixin, PreviewMixin):
    """The state of a study is changed by steps, never by its form; its address stays once it has been public.

    Bulk actions come first: their addresses look like those of a step with a study called "bulk".
    """

    change_form_template = "admin/trials/study/change_form.html"
    change_list_template = "admin/trials/study/change_list.html"

    def has_publish_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        """Whether the person may publish and withdraw."""
        return request.user.has_perm("trials.publish_study")

    def get_readonly_fields(self, request: HttpRequest, obj: Study | None = None) -> list[Any]:
        """Those declared, the state, and whatever of a study its readers may already rely on."""
        fixed = ["slug"] if obj and obj.has_fixed_address else []
        told = [] if self.has_publish_permission(request, obj) else [*WITHDRAWAL_REASONS]
        declared = super().get_readonly_fields(request, obj)
        return [*dict.fromkeys([*declared, "publication_state", *fixed, *told])]

    def get_fieldsets(self, request: HttpRequest, obj: Study | None = None) -> Any:
        """Those declared; above them, of a study that is withdrawn, why it is."""
        is_withdrawn = obj is not None and obj.publication_state == PublicationState.WITHDRAWN
        why = [(_("Why it is withdrawn"), {"fields": [*WITHDRAWAL_REASONS]})] if is_withdrawn else []
        return why + [
            (name, {**options, "fields": fields})
            for name, options in super().get_fieldsets(request, obj)
            if (fields := without(options["fields"], WITHDRAWAL_REASONS))
        ]

    def get_form(self, request: HttpRequest, obj: Study | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, where the address may be left empty as long as it is not fixed."""
        texts = getattr(getattr(self.form, "Meta", None), "help_texts", None) or {}
        slug = IS_FIXED if obj and obj.has_fixed_address else MAY_BE_EMPTY
        kwargs["help_texts"] = {**texts, **kwargs.get("help_texts", {}), "slug": slug}
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if "slug" in form.base_fields:
            form.base_fields["slug"].required = False
        return form

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        """Save the study, with an address that is proposed where none was written."""
        if not obj.slug:
            numbers = numbers_sent(request.POST)
            obj.slug = propose_slug(obj.acronym, numbers, obj.public_title, apart_from=obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save links and parts; Refused when a public study would then lack what publication asks for."""
        super().save_related(request, form, formsets, change)
        if facts := faults_of_publication(form.instance):
            told = _("A public study must keep what publication asks for. Missing:")
            raise Refused(
                ValidationError(format_html("{} {}", told, as_links(missing_links(facts))), code="incomplete")
            )

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Study | None = None,
    ) -> Any:
        """The form, below how the study stands and what can be done."""
        if obj:
            context["standing"] = standing(obj, self._ways(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _ways(self, request: HttpRequest, study: Study) -> list[Way]:
        state = PublicationState(study.publication_state)
        steps = [step for step in Step if state in RULES[step].leaves and request.user.has_perm(RULES[step].permission)]
        links: list[tuple[str | Promise, str]] = [(step.label, f"trials_study_{step.lower()}") for step in steps]
        return [
            Way(label, self._with_filters(request, reverse(f"admin:{name}", args=[study.pk])))
            for label, name in [(_("Preview"), "trials_study_preview"), *links]
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; whoever publishes sees how many studies wait for that."""
        context = dict(extra_context or {})
        if request.method == "GET" and self.has_publish_permission(request):
            context["waiting"] = Study.objects.filter(publication_state=PublicationState.IN_REVIEW).count()
        return super().changelist_view(request, context)


def without(fields: Iterable[Any], left_out: Collection[str]) -> list[Any]:
    """A fieldset's fields, of which several may stand on a line, but for some."""
    lines = [without(field, left_out) if isinstance(field, list | tuple) else field for field in fields]
    return [line for line in lines if line and (isinstance(line, list) or line not in left_out)]


def numbers_sent(data: Any) -> list[tuple[str, str]]:
    """The study numbers (scheme, value) that a form brings along, which are saved after the study itself."""
    count = data.get("identifiers-TOTAL_FORMS", "")
    rows = [f"identifiers-{row}-" for row in range(int(count) if count.isdecimal() and len(count) < 4 else 0)]
    sent = [(data.get(f"{row}scheme", ""), data.get(f"{row}value", "")) for row in rows if not data.get(f"{row}DELETE")]
    found = []
    for scheme, value in sent:
        with suppress(InvalidIdentifier):
            found.append((scheme, normalise(scheme, value)))
    return found
