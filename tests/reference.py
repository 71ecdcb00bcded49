"""The list's questions answered naively, from the catalogue's files alone: what the site must agree with.

Nothing of `trials` is imported, so that no fault can be in both. A question is a dict of parameters to lists of values;
studies are named by slug. Search words are not answered here.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests import reference_openness
from tests.reference_openness import Place, Point

# The day on which the questions are asked.
TODAY = date(2026, 11, 26)
CATALOGUE = Path(__file__).parent.parent / "trials" / "catalogue"
Question = dict[str, list[str]]


def _listed(text: str) -> list[str]:
    return text.split()


STATUSES = _listed(
    "RECRUITING ENROLLING_BY_INVITATION NOT_YET_RECRUITING ANNOUNCED ACTIVE_NOT_RECRUITING SUSPENDED COMPLETED "
    "TERMINATED WITHDRAWN AVAILABLE TEMPORARILY_NOT_AVAILABLE NO_LONGER_AVAILABLE APPROVED_FOR_MARKETING UNKNOWN"
)
MODALITIES = _listed(
    "AUTOLOGOUS_CAR_T ALLOGENEIC_CAR_T IN_VIVO_CAR_T CAR_NK CAR_TREG CAAR_T BISPECIFIC_T_CELL_ENGAGER "
    "TRISPECIFIC_T_CELL_ENGAGER OTHER_CELL_THERAPY"
)
PHASES = _listed("EARLY_PHASE1 PHASE1 PHASE1_PHASE2 PHASE2 PHASE2_PHASE3 PHASE3 PHASE4")
SPONSOR_TYPES = ["INDUSTRY", "INVESTIGATOR_INITIATED"]
STUDY_TYPES = ["INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS", "LONG_TERM_FOLLOW_UP"]
OPEN_WORDS = {"OPEN_CONFIRMED": "confirmed", "OPEN_PER_REGISTRY": "registry", "OPENING_SOON": "soon"}
REGIONS = ["HELSE_SOR_OST", "HELSE_VEST", "HELSE_MIDT_NORGE", "HELSE_NORD", "NORDIC", "EUROPE"]

NORDIC = set(_listed("NO SE DK FI IS FO GL AX"))
EUROPE = set(_listed("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO GB CH"))


def _records(name: str) -> dict[str, dict[str, Any]]:
    records = json.loads((CATALOGUE / f"{name}.json").read_text(encoding="utf-8"))
    return {record["slug"]: record for record in records}


INDICATIONS = _records("indications")
PRODUCTS = _records("products")
SITES = _records("sites")
SPONSORS = _records("sponsors")
TARGETS = _records("targets")
RECORDS = _records("studies")


@dataclass(frozen=True)
class ReferenceStudy:
    """A study of the catalogue with the values it has for each parameter."""

    slug: str
    record: dict[str, Any]
    values: dict[str, set[str]]

    def includes_age(self, age: int) -> bool:
        """Whether the registered limits include the age; limits that are not stated at all include none."""
        minimum, maximum = _years(self.record["minimum_age"]), _years(self.record["maximum_age"])
        if minimum is None and maximum is None:
            return False
        return (minimum or 0) <= age <= (200 if maximum is None else maximum)

    def fits(self, parameter: str, wanted: Iterable[str]) -> bool:
        """Whether the study has any of the wanted values."""
        if parameter == "age":
            return any(self.includes_age(int(age)) for age in wanted)
        return bool(self.values[parameter] & set(wanted))


def _years(limit: str | None) -> int | None:
    if limit is None:
        return None
    number, unit = limit.split()
    assert unit in {"Year", "Years"}, limit
    return int(number)


def with_wider(indication: str) -> set[str]:
    """The disease and all wider ones."""
    found = set()
    step: str | None = indication
    while step:
        found.add(step)
        step = INDICATIONS[step]["parent"]
    return found


def _days(written: str | None) -> tuple[date, date] | None:
    """The first and the last day that a date can be."""
    if written is None:
        return None
    year, month, day = [*map(int, written.split("-")), 0, 0][:3]
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    beyond = date(year + 1, 1, 1) if month in {0, 12} else date(year, month + 1, 1)
    return first, beyond - timedelta(days=1)


def _places(record: dict[str, Any]) -> list[Place]:
    """The sites of a study, then its countries without one, else a place that is nowhere."""
    status, start = record["recruitment_status"], _days(record["start_date"])
    found = []
    for one in record["sites"]:
        site = SITES[one["site"]]
        point = None if site["latitude"] is None else (site["latitude"], site["longitude"])
        found.append(Place(status, one["status"] or "", country=site["country"], point=point, start=start))
    unnamed = [code for code in record["countries"] if code not in {place.country for place in found}]
    found += [Place(status, country=code, start=start) for code in unnamed]
    if len(found) == 1:
        found[0] = replace(found[0], is_only=True)
    return found or [Place(status, country="", start=start)]


def _open_words(record: dict[str, Any]) -> set[str]:
    word, _tier, _far = reference_openness.answers(_places(record), TODAY, "NO", None)
    return {OPEN_WORDS[word]} if word in OPEN_WORDS else set()


def near(question: Question, home: str = "NO", here: Point | None = None) -> list[str]:
    """The slugs of the answer to a question, nearest open first from a place."""
    found = {pk: study for pk, study in enumerate(STUDIES) if study in members(question)}
    newest = {pk: study.record["last_registry_update"] or "" for pk, study in found.items()}
    places = {pk: _places(study.record) for pk, study in found.items()}
    return [found[pk].slug for pk in reference_openness.ordered(places, newest, TODAY, home, here)]


def _regions(record: dict[str, Any]) -> set[str]:
    found = {SITES[one["site"]]["health_region"] for one in record["sites"]} - {None}
    found |= {"NORDIC"} if NORDIC & set(record["countries"]) else set()
    return found | ({"EUROPE"} if EUROPE & set(record["countries"]) else set())


def _study(slug: str, record: dict[str, Any]) -> ReferenceStudy:
    products = [PRODUCTS[product] for product in record["products"]]
    sponsor = record["primary_sponsor"]
    values = {
        "open": _open_words(record),
        "status": {record["recruitment_status"]},
        "phase": {record["phase"]} - {None},
        "study_type": {record["study_type"]} - {None},
        "sponsor": {sponsor} - {None},
        "sponsor_type": {SPONSORS[sponsor]["sponsor_type"]} - {None} if sponsor else set(),
        "indication": {wider for one in record["indications"] for wider in with_wider(one)},
        "country": set(record["countries"]),
        "region": _regions(record),
        "site": {one["site"] for one in record["sites"]},
        "product": set(record["products"]),
        "modality": {*record["modality"], *(product["modality"] for product in products)} - {None},
        "target": {*record["targets"], *(target for product in products for target in product["targets"])},
    }
    return ReferenceStudy(slug, record, values)


# In the order of the file, which is the order they are loaded in.
STUDIES = [_study(slug, record) for slug, record in RECORDS.items()]

# Every value that a facet offers, those that no study has included.
OPTIONS: dict[str, list[str]] = {
    "open": [*OPEN_WORDS.values()],
    "region": REGIONS,
    "status": STATUSES,
    "indication": [*INDICATIONS],
    "modality": MODALITIES,
    "country": sorted({country for study in STUDIES for country in study.record["countries"]}),
    "phase": [*PHASES, "NOT_APPLICABLE"],
    "sponsor_type": SPONSOR_TYPES,
    "target": [*TARGETS],
    "study_type": STUDY_TYPES,
    "site": [*SITES],
    "sponsor": [*SPONSORS],
    "product": [*PRODUCTS],
}
SHOWN_HOW = ("sort", "page", "format")
SORTS = ("updated", "start", "phase", "size", "near")


def members(question: Question) -> list[ReferenceStudy]:
    """The studies that fit every parameter of the question, in the order they are loaded in."""
    asked = {name: values for name, values in question.items() if name not in SHOWN_HOW}
    return [study for study in STUDIES if all(study.fits(name, values) for name, values in asked.items())]


def _key(record: dict[str, Any], sort: str) -> str | int | None:
    if sort == "phase":
        return PHASES.index(record["phase"]) if record["phase"] in PHASES else None
    key: str | int | None = record[
        {"updated": "last_registry_update", "start": "start_date", "size": "sample_size"}[sort]
    ]
    return key


def answer(question: Question) -> list[str]:
    """The slugs of the studies in the order asked for: newest, latest or largest first, what is not stated last."""
    [sort] = question.get("sort", ["updated"])
    if sort == "near":
        return near(question)
    found = members(question)
    keys: set[Any] = {_key(study.record, sort) for study in found} - {None}
    return [
        study.slug for key in [*sorted(keys, reverse=True), None] for study in found if _key(study.record, sort) == key
    ]


def counts(question: Question, facet: str) -> dict[str, int]:
    """For each value of the facet, the length of the list when that value alone is chosen in it."""
    options = dict.fromkeys([*OPTIONS[facet], *question.get(facet, [])])
    others = members({name: values for name, values in question.items() if name != facet})
    found = Counter(value for study in others for value in study.values[facet])
    return {value: found[value] for value in options}
