"""A row of a list of studies: what a rheumatologist needs to decide in three seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _, ngettext

from trials import ages
from trials.choices import (
    Classification,
    IdentifierScheme,
    NoIdentifierReason,
    RecruitmentStatus,
    SampleSizeType,
)
from trials.localised import Localised
from trials.models import (
    Indication,
    Product,
    Source,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
)
from trials.names import mid_sentence
from trials.outputs.clinical import disease_names, display_title, named_products, phase_label, treatment
from trials.outputs.near import NearWords
from trials.places import NORDIC, city_name, country_name, nearest_first, tier
from trials.text import sort_key

# As many countries outside the Nordics, and diseases, stand in a row; the rest are counted.
SHOWN = 3

MARKS = {
    RecruitmentStatus.RECRUITING: "open",
    RecruitmentStatus.NOT_YET_RECRUITING: "soon",
    RecruitmentStatus.ANNOUNCED: "soon",
    RecruitmentStatus.ENROLLING_BY_INVITATION: "half",
    RecruitmentStatus.ACTIVE_NOT_RECRUITING: "half",
    RecruitmentStatus.SUSPENDED: "paused",
    RecruitmentStatus.COMPLETED: "closed",
    RecruitmentStatus.TERMINATED: "closed",
    RecruitmentStatus.WITHDRAWN: "closed",
    RecruitmentStatus.AVAILABLE: "open",
    RecruitmentStatus.TEMPORARILY_NOT_AVAILABLE: "paused",
    RecruitmentStatus.NO_LONGER_AVAILABLE: "closed",
    RecruitmentStatus.APPROVED_FOR_MARKETING: "closed",
    RecruitmentStatus.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class Status:
    """A recruitment status with who said it and when; `mark` names the drawn mark that repeats the word."""

    code: str
    label: str
    mark: str
    source: Source | None
    as_of: object


@dataclass(frozen=True)
class Place:
    """One item of "where": `nearness` is "here" for Norway, "near" for the Nordics, else empty."""

    text: str
    nearness: str


@dataclass(frozen=True, eq=False)
class StudyRow:
    """A study as a list shows it, in the reader's language; `near` only in a list. Equal to itself alone."""

    study: Study
    title: Localised
    number: str
    kind: str
    phase: str
    products: list[str]
    status: Status
    places: list[Place]
    diseases: list[Localised]
    more_diseases: int
    sponsor: str
    sponsor_type: str
    size: str
    age: str
    is_automatic: bool
    no_number: str
    near: NearWords | None = None


def linked() -> list[Any]:  # of Prefetch, which takes no type argument when it runs
    """What a row shows of that which a study is linked to, in an order that every database gives.

    Of its sites, of which there may be hundreds, those in the Nordic countries, as `nordic_sites`.
    """
    here = StudySite.objects.filter(site__country__in=NORDIC).select_related("site").order_by("pk")
    return [
        Prefetch("study_sites", here.only("study_id", "status", "site__country", "site__city"), to_attr="nordic_sites"),
        Prefetch("identifiers", StudyIdentifier.objects.order_by("pk")),
        Prefetch("countries", StudyCountry.objects.select_related("status_source").order_by("pk")),
        Prefetch("own_modalities", StudyModality.objects.order_by("pk")),
        Prefetch("own_targets", Target.objects.order_by("pk")),
        Prefetch("products", Product.objects.order_by("pk").prefetch_related("targets")),
        Prefetch("indications", Indication.objects.order_by("pk")),
    ]


def rows(studies: Iterable[Study], language: str, asked: frozenset[str] = frozenset()) -> list[StudyRow]:
    """The studies as rows; diseases in `asked` (slugs) stand first."""
    return [study_row(study, language, asked) for study in studies]


def study_row(study: Study, language: str, asked: frozenset[str] = frozenset()) -> StudyRow:
    """One study as a row, from what studies_for_rows fetched."""
    title = display_title(study, language)
    diseases = sorted(study.indications.all(), key=lambda one: (one.slug not in asked, one.name_en))
    names = disease_names(diseases, language)
    sponsor = study.primary_sponsor
    return StudyRow(
        study=study,
        title=title,
        number=main_number(study),
        kind=treatment(study),
        phase=mid_sentence(phase_label(study)),
        products=[product.name for product in named_products(study) if product.name not in title.text],
        status=study_status(study),
        places=places(study, language),
        diseases=names[:SHOWN],
        more_diseases=max(0, len(names) - SHOWN),
        sponsor=sponsor.name if sponsor else "",
        sponsor_type=sponsor.get_sponsor_type_display() if sponsor else "",
        size=size_text(study),
        age=ages.format_limits(study.minimum_age_months, study.maximum_age_months, language),
        is_automatic=study.classification == Classification.AUTOMATIC,
        no_number=no_number_reason(study),
    )


def main_number(study: Study) -> str:
    """The number a study is known by: ClinicalTrials.gov's, else CTIS's, else the first registry's; else empty."""
    order = [*IdentifierScheme.values]
    numbers = sorted(study.identifiers.all(), key=lambda number: (order.index(number.scheme), number.value))
    return numbers[0].value if numbers else ""


def no_number_reason(study: Study) -> str:
    """Why the study has no number; that no source states one, when no reason is written; empty when it has one."""
    if study.identifiers.all():
        return ""
    if study.recruitment_status == RecruitmentStatus.ANNOUNCED:
        return str(NoIdentifierReason.IN_NO_REGISTRY.label)
    if study.no_identifier_reason:
        return str(NoIdentifierReason(study.no_identifier_reason).label)
    return _("Study number not stated by the source")


def status_of(code: str, source: Source | None, as_of: object) -> Status:
    """A status code with its word, mark, source and date."""
    status = RecruitmentStatus(code)
    return Status(code, str(status.label), MARKS[status], source, as_of)


def study_status(study: Study) -> Status:
    """The study's overall status."""
    return status_of(study.recruitment_status, study.status_source, study.status_as_of)


def size_text(study: Study) -> str:
    """How many participants, and whether that is planned; empty when not stated."""
    if study.sample_size is None:
        return ""
    count = ngettext("%(n)d participant", "%(n)d participants", study.sample_size) % {"n": study.sample_size}
    if study.sample_size_type == SampleSizeType.ESTIMATED:
        return _("%(count)s (planned)") % {"count": count}
    return count


def places(study: Study, language: str) -> list[Place]:
    """Where the study is, nearest first: Norway and the Nordics with their cities, then three countries and a count."""
    codes = nearest_first({country.country for country in study.countries.all()}, language)
    near = [code for code in codes if tier(code) <= 1]
    far = [code for code in codes if tier(code) > 1]
    found = [Place(_near_text(study, code, language), "near" if tier(code) else "here") for code in near]
    if far:
        names = ", ".join(country_name(code, language) for code in far[:SHOWN])
        rest = len(far) - SHOWN
        more = ngettext("%(names)s and %(n)d more country", "%(names)s and %(n)d more countries", rest)
        found.append(Place(more % {"names": names, "n": rest} if rest > 0 else names, ""))
    return found


def _near_text(study: Study, code: str, language: str) -> str:
    cities: dict[str, set[str]] = {}
    for one in study.nordic_sites:  # type: ignore[attr-defined]
        if one.site.country == code:
            cities.setdefault(one.status, set()).add(city_name(one.site.city, language, code))
    # A study that recruits somewhere is not thereby open in Norway: its sites there may say otherwise.
    if not cities.keys() - {"", study.recruitment_status}:
        return ", ".join([country_name(code, language), *_in_order(set().union(*cities.values()), language)])
    by_status = [
        ", ".join(_in_order(names, language)) + (f": {RecruitmentStatus(status).label}" if status else "")
        for status, names in sorted(cities.items())
    ]
    return f"{country_name(code, language)}, {'; '.join(by_status)}"


def _in_order(names: Iterable[str], language: str) -> list[str]:
    return sorted(names, key=lambda name: sort_key(name, language))
