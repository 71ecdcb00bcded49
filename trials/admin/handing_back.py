"""What a person decided in a study, told in its form, and handed back to the registries that feed it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trials.actions.batches import name_of
from trials.actions.ingest.deciding import hand_back, leading
from trials.actions.ingest.held import held
from trials.actions.ingest.names import Names
from trials.actions.ingest.ruling import Refused
from trials.actions.ingest.sites import stated
from trials.admin.desk import DeskMixin
from trials.admin.editing import doing
from trials.admin.fact_words import label_of, value_in_words
from trials.admin.labels import language
from trials.admin.standing import change_page
from trials.admin.widgets import is_key
from trials.choices import Registry
from trials.dates import format_date
from trials.models import DecidedField, RegistryEntry, Study
from trials.query.facts import COLUMNS, CONTACTS, SPONSOR, Key


@dataclass(frozen=True)
class DecidedFact:
    """A fact that a person decided: what it is called, who did, when, and where it is handed back."""

    label: str
    who: str
    day: str
    address: str


class HandingBackMixin(DeskMixin):
    """A study's form says what a person decided, and leads to where it is handed back."""

    def get_urls(self) -> list[Any]:
        """Where a fact is handed back."""
        view = self.admin_site.admin_view(self.hand_back_view)
        return [path("inbox/study/<int:pk>/hand-back/", view, name="trials_study_hand_back"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Study | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, where each field that a person decided says so."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        for name, line in self._lines(request, obj).items():
            if field := form.base_fields.get(name):
                field.help_text = format_html("{} {}", field.help_text, line) if field.help_text else line
        return form

    def _lines(self, request: HttpRequest, study: Study | None) -> dict[str, SafeString]:
        decided = _decided(request, study) if study else []
        own = {*COLUMNS, SPONSOR}
        return {
            row.field: _line(_told(row), self.has_change_permission(request, study))
            for row in decided
            if row.field in own
        }

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Study | None = None,
    ) -> Any:
        """The form, above it what was decided of countries and sites, and the way to what registries say."""
        if obj and self.has_change_permission(request, obj):
            own = {*COLUMNS, SPONSOR}
            context["decided_places"] = [_told(row) for row in _decided(request, obj) if row.field not in own]
            if RegistryEntry.objects.filter(study=obj).exists():
                context["review_address"] = reverse("admin:trials_study_review", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def hand_back_view(self, request: Any, pk: int) -> HttpResponseBase:
        """What would be taken over from which registry; a POST hands it back. 409 where it could not."""
        self.refuse_who_may_not_decide(request)
        study = self.study_or_404(request, str(pk))
        key, told = _key(request.GET), None
        row = DecidedField.objects.filter(study=study, field=key[0], country=key[1], site=key[2]).first()
        if request.method == "POST":
            try:
                hand_back(pk, key, by=request.user, at=doing(request).at)
            except Refused as refusal:
                told = str(refusal)
            else:
                self.message_user(request, _("The registries feed it again."))
                return HttpResponseRedirect(change_page(study))
        if row is None:
            return HttpResponseRedirect(change_page(study))
        context = {"study": study, "told": told, **_proposal(study, row)}
        return self.desk_page(request, "hand_back", context, 409 if told else 200)


def _proposal(study: Study, row: DecidedField) -> dict[str, Any]:
    of_study, names = held([study.pk], lock=False)[study.pk], Names()
    entry = leading(of_study, row.key, names)
    theirs = stated(entry.facts, names)[row.key] if entry else None
    fact = _told(row)
    return {
        "title": _("Hand back to the registry: %(fact)s") % {"fact": fact.label},
        "fact": fact,
        "ours": value_in_words(row.field, of_study.value(row.key), language()),
        "theirs": value_in_words(row.field, theirs, language()) if entry else "",
        "source": str(Registry(entry.registry).label) if entry else "",
        "back": change_page(study),
    }


def _decided(request: Any, study: Study) -> list[DecidedField]:
    """What was decided in the study; asked once for a request."""
    kept: dict[int, list[DecidedField]] = getattr(request, "decided_fields", {})
    if study.pk not in kept:
        rows = (
            DecidedField.objects.filter(study=study).exclude(field=CONTACTS).select_related("by", "site").order_by("pk")
        )
        kept[study.pk] = list(rows)
        request.decided_fields = kept
    return kept[study.pk]


def _told(row: DecidedField) -> DecidedFact:
    where = {"field": row.field, "country": row.country, "site": row.site_id or ""}
    address = reverse("admin:trials_study_hand_back", args=[row.study_id])
    day = _day(row.at)
    return DecidedFact(label_of(row.key, row.site, language()), name_of(row.by), day, f"{address}?{urlencode(where)}")


def _day(at: datetime) -> str:
    return format_date(timezone.localtime(at).date(), language(), "short")


def _line(fact: DecidedFact, may_hand_back: bool) -> SafeString:
    words = _("Decided by %(who)s, %(day)s.") % {"who": fact.who, "day": fact.day}
    if not may_hand_back:
        return format_html('<span class="decided">{}</span>', words)
    way = _("Hand back to the registry")
    return format_html('<span class="decided">{} <a href="{}">{}</a></span>', words, fact.address, way)


def _key(data: Any) -> Key:
    site = data.get("site", "")
    return data.get("field", ""), data.get("country", ""), int(site) if is_key(site) else None
