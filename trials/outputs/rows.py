"""A row of a list of studies: what a rheumatologist needs to decide in three seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, gettext as _, ngettext

from trials import ages
from trials.choices import (
    Classification,
    IdentifierScheme,
    NoIdentifierReason,
    RecruitmentStatus,
    SampleSizeType,
    SponsorType,
)
from trials.localised import Localised
from trials.models import Source
from trials.names import mid_sentence
from trials.outputs.clinical import disease_names, display_title, named_products, phase_label, treatment
from trials.outputs.near import NearWords
from trials.places import NORDIC, city_name, country_name, nearest_first, tier
from trials.query.cards import CardDisease, StudyCard
from trials.text import sort_key

# As many countries outside the Nordics, and diseases, stand in a row; the rest are counted.
SHOWN = 3
_ORDER = {scheme: place for place, scheme in enumerate(IdentifierScheme.values)}
_NEARNESS = ("here", "near")

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
    """A recruitment status with who said it and when, where that is told; `mark` is the drawn mark that repeats it."""

    code: str
    label: str
    mark: str
    source: Source | None = None
    as_of: object = None


@dataclass(frozen=True)
class Place:
    """One item of "where": `nearness` is "here" for Norway, "near" for the Nordics, else empty."""

    text: str
    nearness: str


@dataclass(frozen=True, eq=False)
class StudyRow:
    """A study as a list shows it, in the reader's language; `near` only in a list. Equal to itself alone."""

    study: StudyCard
    title: Localised
    number: str
    kind: str
    phase: str
    products: list[str]
    status: Status
    places: tuple[Place, ...]
    diseases: tuple[Localised, ...]
    more_diseases: int
    sponsor: str
    sponsor_type: str
    size: str
    age: str
    is_automatic: bool
    no_number: str
    near: NearWords | None = None


def rows(studies: Iterable[StudyCard], language: str, asked: frozenset[str] = frozenset()) -> list[StudyRow]:
    """The studies as rows; diseases in `asked` (slugs) stand first."""
    return [study_row(study, language, asked) for study in studies]


def study_row(study: StudyCard, language: str, asked: frozenset[str] = frozenset()) -> StudyRow:
    """One study as a row."""
    title = display_title(study, language)
    names = _diseases(study.diseases, language, asked)
    # What few facts make is said of many studies. Words are in the active language, names in the reader's.
    active = get_language()
    return StudyRow(
        study=study,
        title=title,
        number=main_number(study.identifiers),
        kind=treatment(study),
        phase=_phase(study.phase, active),
        products=[product.name for product in named_products(study) if product.name not in title.text],
        status=_status(study.recruitment_status, active),
        places=_places(_whereabouts(study), study.recruitment_status, language, active),
        diseases=names[:SHOWN],
        more_diseases=max(0, len(names) - SHOWN),
        sponsor=study.sponsor,
        sponsor_type=_sponsor_type(study.sponsor_type, active),
        size=size_text(study),
        age=_limits(study.minimum_age_months, study.maximum_age_months, language, active),
        is_automatic=study.classification == Classification.AUTOMATIC,
        no_number=no_number_reason(study),
    )


def main_number(identifiers: Iterable[tuple[str, str]]) -> str:
    """The number a study is known by, of its schemes and values; empty where it has none.

    That of ClinicalTrials.gov, else of CTIS, else of the first registry.
    """
    return min(identifiers, key=lambda number: (_ORDER[number[0]], number[1]), default=("", ""))[1]


def no_number_reason(study: StudyCard) -> str:
    """Why the study has no number; that no source states one, when no reason is written; empty when it has one."""
    if study.identifiers:
        return ""
    if study.recruitment_status == RecruitmentStatus.ANNOUNCED:
        return str(NoIdentifierReason.IN_NO_REGISTRY.label)
    if study.no_identifier_reason:
        return str(NoIdentifierReason(study.no_identifier_reason).label)
    return _("Study number not stated by the source")


def status_of(code: str, source: Source | None = None, as_of: object = None) -> Status:
    """A status code with its word, mark, source and date."""
    status = RecruitmentStatus(code)
    return Status(code, str(status.label), MARKS[status], source, as_of)


def size_text(study: StudyCard) -> str:
    """How many participants, and whether that is planned; empty when not stated."""
    return _size(study.sample_size, study.sample_size_type, get_language())


@lru_cache(maxsize=4096)
def _size(number: int | None, kind: str, _active: str | None) -> str:
    if number is None:
        return ""
    count = ngettext("%(n)d participant", "%(n)d participants", number) % {"n": number}
    if kind == SampleSizeType.ESTIMATED:
        return _("%(count)s (planned)") % {"count": count}
    return count


@lru_cache
def _phase(phase: str, _active: str | None) -> str:
    return mid_sentence(phase_label(phase))


@lru_cache
def _status(code: str, _active: str | None) -> Status:
    return status_of(code)


@lru_cache
def _sponsor_type(code: str, _active: str | None) -> str:
    return str(SponsorType(code).label) if code else ""


@lru_cache(maxsize=4096)
def _limits(low: int | None, high: int | None, language: str, _active: str | None) -> str:
    return ages.format_limits(low, high, language)


@lru_cache(maxsize=4096)
def _diseases(found: tuple[CardDisease, ...], language: str, asked: frozenset[str]) -> tuple[Localised, ...]:
    in_order = sorted(found, key=lambda one: (one.slug not in asked, one.name_en))
    return tuple(disease_names(in_order, language))


# The countries, and each Nordic one with a status and a city there.
Whereabouts = tuple[frozenset[str], frozenset[tuple[str, str, str]]]


def _whereabouts(study: StudyCard) -> Whereabouts:
    held = study.places
    near = [(site.country, site.status, site.city) for site in held.sites if site.country in NORDIC]
    return frozenset(held.countries), frozenset(near)


@lru_cache(maxsize=4096)
def _places(found: Whereabouts, status: str, language: str, _active: str | None) -> tuple[Place, ...]:
    """Where the study is, nearest first: Norway and the Nordics with their cities, then three countries and a count."""
    countries, sites = found
    codes = nearest_first(countries, language)
    near = [code for code in codes if tier(code) <= 1]
    far = [code for code in codes if tier(code) > 1]
    told = [
        Place(_near_text([one for one in sites if one[0] == code], code, status, language), _NEARNESS[tier(code)])
        for code in near
    ]
    if far:
        names = ", ".join(country_name(code, language) for code in far[:SHOWN])
        rest = len(far) - SHOWN
        more = ngettext("%(names)s and %(n)d more country", "%(names)s and %(n)d more countries", rest)
        told.append(Place(more % {"names": names, "n": rest} if rest > 0 else names, ""))
    return tuple(told)


def _near_text(sites: Iterable[tuple[str, str, str]], code: str, study_status: str, language: str) -> str:
    cities: dict[str, set[str]] = {}
    for _country, status, city in sites:
        cities.setdefault(status, set()).add(city_name(city, language, code))
    # A study that recruits somewhere is not thereby open in Norway: its sites there may say otherwise.
    if not cities.keys() - {"", study_status}:
        return ", ".join([country_name(code, language), *_in_order(set().union(*cities.values()), language)])
    by_status = [
        ", ".join(_in_order(names, language)) + (f": {RecruitmentStatus(status).label}" if status else "")
        for status, names in sorted(cities.items())
    ]
    return f"{country_name(code, language)}, {'; '.join(by_status)}"


def _in_order(names: Iterable[str], language: str) -> list[str]:
    return sorted(names, key=lambda name: sort_key(name, language))
