"""The rows of the queue in words: what each is of, where, how things stand, and where it is seen to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from trials.admin.labels import language, numbers_of
from trials.models import ErrorReport, Study, StudySite
from trials.names import site_name
from trials.places import city_name
from trials.query.attention import DECIDED_ON_THE_ROW, Matter, age_of

LONGEST_NAME = 100
# Which rows a matter has, as kind and primary key.
Place = tuple[type, int]


@dataclass(frozen=True)
class Row:
    """One row of the queue: what it is of, where, how things stand, and where it is seen to."""

    key: int
    name: str
    number: str
    where: str
    state: str | Promise
    since: Any
    address: str
    is_decided_here: bool = False


def rows_of(page: Sequence[Place], matter: Matter, today: date) -> list[Row]:
    """A page of them, with what is shown of each; a few queries for each kind of row."""
    found: dict[Place, Row] = {}
    for model, build in ((StudySite, _of_study_site), (Study, _of_study), (ErrorReport, _of_report)):
        keys = [pk for kind, pk in page if kind is model]
        if keys:
            found |= {(model, one.pk): build(one, matter, today) for one in _with_names(model, keys)}
    return [found[place] for place in page if place in found]


def _with_names(model: type, keys: Iterable[int]) -> QuerySet[Any]:
    """Rows by primary key, with what they are called by."""
    if model is StudySite:
        return (
            StudySite.objects.filter(pk__in=keys).select_related("study", "site").prefetch_related("study__identifiers")
        )
    if model is Study:
        return Study.objects.filter(pk__in=keys).prefetch_related("identifiers")
    return ErrorReport.objects.filter(pk__in=keys).select_related("study").prefetch_related("study__identifiers")


def _of_study_site(here: StudySite, matter: Matter, today: date) -> Row:
    is_decided_here = matter in DECIDED_ON_THE_ROW
    page = reverse("admin:trials_studysite_change", args=[here.pk])
    part = "#contacts-group" if matter == Matter.CONTACT else ""
    return Row(
        here.pk,
        _name(here.study),
        _number(here.study),
        where(here),
        _state(here, matter, today),
        here.expected_open_date if matter == Matter.OPENING else here.verified_at,
        page + part,
        is_decided_here,
    )


def _state(here: StudySite, matter: Matter, today: date) -> str | Promise:
    """How old the confirmation is; for other matters, the status."""
    if matter == Matter.CONFIRM:
        return age_of(here.verified_at and timezone.localdate(here.verified_at), today).label
    return here.get_status_display() if here.status else _("No status")


def _of_study(study: Study, matter: Matter, today: date) -> Row:
    page = reverse("admin:trials_study_change", args=[study.pk])
    return Row(study.pk, _name(study), _number(study), "", Study._meta.verbose_name or "", None, page)


def _of_report(report: ErrorReport, matter: Matter, today: date) -> Row:
    page = f"{reverse('admin:index')}trials/errorreport/{report.pk}/change/"
    name = _name(report.study) if report.study else report.page
    number = _number(report.study) if report.study else ""
    return Row(report.pk, name, number, report.field, report.receipt, report.reported_at, page)


def where(here: StudySite) -> str:
    """The hospital with its city."""
    name, city = site_name(here.site, language()).text, city_name(here.site.city, language(), here.site.country)
    return name if here.site.is_undisclosed or city in name else f"{name}, {city}"


def _name(study: Study) -> str:
    return Truncator(str(study)).chars(LONGEST_NAME)


def _number(study: Study) -> str:
    return next(iter(numbers_of(study)), "")
