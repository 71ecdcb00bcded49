"""Rows of a record on its page: read together, checked where they were changed, the nearest sites first."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, When
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from trials.admin.forms import PartForm
from trials.admin.labels import language
from trials.admin.rules import Ruled
from trials.admin.widgets import Knowing, KnownChoiceField, OwnSourceField, is_key, own_sources_only
from trials.choices import RecruitmentStatus
from trials.models import Source, StudyIdentifier
from trials.models.study_site import ENDED
from trials.places import nearest_first
from trials.text import fold

# Sites of a study that are edited on its page; the others have a list of their own.
SITES_ON_PAGE = 30


class RowForm(Knowing, Ruled, PartForm):
    """A row; one that nobody changed is not checked again."""

    # Whether what stands in other rows can make this one wrong.
    depends_on_record = False

    def _post_clean(self) -> None:
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()  # type: ignore[misc]
        elif self.depends_on_record:
            try:
                self.instance.clean()
            except ValidationError as error:
                self._update_errors(error)  # type: ignore[attr-defined]


class StudySiteForm(RowForm):
    """A site of a study: recruiting or not, which the study's own status decides too."""

    depends_on_record = True


class NumberForm(RowForm):
    """A number of a study; one that another study has is refused with a link to that study."""

    def _update_errors(self, errors: ValidationError) -> None:
        faults = getattr(errors, "error_dict", {})
        if any(fault.code == "taken" for fault in faults.get("value", [])):
            faults["value"] = [ValidationError(self._taken(), code="taken")]
        super()._update_errors(errors)  # type: ignore[misc]

    def _taken(self) -> SafeString:
        number = self.instance
        twins = StudyIdentifier.objects.filter(scheme=number.scheme, match_key=number.match_key)
        study = twins.exclude(pk=number.pk).select_related("study")[0].study
        link = format_html(
            '<a href="{}">{}</a> ({})',
            reverse("admin:trials_study_change", args=[study.pk]),
            str(study),
            study.get_publication_state_display(),
        )
        told = _("{number} is the number of another study: {study}. Open that one, or correct the number.")
        return format_html(told, number=number.value, study=link)


class Rows(BaseInlineFormSet):
    """Rows of one record, read together with what they show."""

    related: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queryset: QuerySet[Any] = self.chosen_rows(self.queryset.select_related(*self.related))

    def chosen_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that are on the page."""
        return rows

    @cached_property
    def sources(self) -> list[Source]:
        """The record's own sources, which a status or a criterion can be from."""
        return list(self.instance.sources.order_by("pk")) if self.instance.pk else []

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """The row's form; the row belongs to the record as it stands in the form above, saved or not."""
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        setattr(form.instance, self.fk.name, self.instance)
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """The row's fields; its key is looked up in the row itself."""
        super().add_fields(form, index)
        key = form.instance._meta.pk.name
        if isinstance(form.fields.get(key), forms.ModelChoiceField):
            form.fields[key] = _key_field(form)
        for field in form.fields.values():
            if isinstance(field, OwnSourceField):
                own_sources_only(field, self.sources)


def _key_field(form: Any) -> KnownChoiceField:
    field = KnownChoiceField(
        type(form.instance)._default_manager.none(),
        initial=form.instance.pk,
        required=False,
        widget=forms.HiddenInput,
    )
    if form.instance.pk is not None:
        field.know(form.instance)
    return field


class NumbersOfAStudy(Rows):
    """The numbers of one study as they are sent together."""

    def clean(self) -> None:
        """ValidationError when one number stands twice: neither row is in the database yet, where each looks."""
        super().clean()
        sent = [form.instance for form in self.forms if not getattr(form, "cleaned_data", {}).get("DELETE")]
        numbers = [(number.scheme, number.match_key) for number in sent if number.match_key]
        if len(set(numbers)) < len(numbers):
            raise ValidationError(_("The same number stands twice. Delete one of the two rows."))


class SitesOfAStudy(Rows):
    """The nearest sites of a study, Norway first; all the others stand in the list of sites of studies."""

    related = ("site",)

    def chosen_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that were sent; of those in the database the nearest."""
        if self.instance.pk is None:
            return rows
        if self.is_bound:
            sent_rows = min(self.initial_form_count(), self.total_form_count())
            sent = (self.data.get(f"{self.prefix}-{number}-id", "") for number in range(sent_rows))
            return rows.filter(pk__in=[key for key in sent if is_key(key)])
        first = nearest(rows)[:SITES_ON_PAGE]
        place = Case(*(When(pk=pk, then=at) for at, pk in enumerate(first)), default=0)
        return rows.filter(pk__in=first).order_by(place, "pk")

    @cached_property
    def others(self) -> int:
        """How many sites of the study are not on the page."""
        return self.instance.study_sites.count() - len(self.get_queryset()) if self.instance.pk else 0

    def clean(self) -> None:
        """ValidationError for what the sites that are not on the page make wrong."""
        super().clean()
        if self.instance.pk is None:
            return
        off_page = self.instance.study_sites.exclude(pk__in=[row.pk for row in self.get_queryset()])
        self._refuse_second(off_page)
        if self.instance.recruitment_status in ENDED:
            self._refuse_open(off_page)

    def _refuse_second(self, off_page: QuerySet[Any]) -> None:
        chosen = {form.instance.site_id: form for form in self.forms if "site" in form.changed_data}
        for site in off_page.filter(site__in=[key for key in chosen if key]).values_list("site_id", flat=True):
            chosen[site].add_error("site", _("The study has this site already, in the list of all its sites."))

    def _refuse_open(self, off_page: QuerySet[Any]) -> None:
        if number := off_page.filter(status=RecruitmentStatus.RECRUITING).count():
            raise ValidationError(
                ngettext(
                    "The study has ended, but %(number)d more site of it is recruiting. Correct that one first, "
                    "in the list of all its sites.",
                    "The study has ended, but %(number)d more sites of it are recruiting. Correct those first, "
                    "in the list of all its sites.",
                    number,
                )
                % {"number": number}
            )


def nearest(rows: QuerySet[Any]) -> list[int]:
    """Primary keys of sites of a study, Norway first, then the Nordic countries, Europe and the rest; one query."""
    places = [*rows.order_by("pk").values_list("pk", "site__country", "site__city")]
    at = {
        code: place for place, code in enumerate(nearest_first({country for _pk, country, _city in places}, language()))
    }
    return [pk for pk, _country, _city in sorted(places, key=lambda row: (at[row[1]], fold(row[2]), row[0]))]
