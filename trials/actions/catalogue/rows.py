"""Lists of a record whose entries are rows of their own in the register: each entry as a list of columns."""

from typing import Any

from trials.actions.catalogue.faults import BROKEN, Teller
from trials.actions.catalogue.values import (
    LARGEST,
    country as country_code,
    optional,
    partial_date,
    record,
    reference,
    text,
    web_address,
    whole_number,
    word,
)
from trials.choices import AdverseEvent, IdentifierScheme, Modality, RecruitmentStatus, SourceKind
from trials.identifiers import InvalidIdentifier, normalise

COUNTRY_COLUMNS = ("country", "status", "status_as_written", "decision_date")
SAFETY_COLUMNS = (
    "event",
    "n_treated",
    "any_grade",
    "grade_1",
    "grade_2",
    "grade_3",
    "grade_4",
    "grade_5",
    "grade_3_or_more",
)
_GRADES_NOT_SEEN = [None] * 5

_identifier = record({"registry": word({code: code for code in IdentifierScheme.values}), "value": text(100)})
_source = record(
    {
        "kind": word({code.lower(): code for code in SourceKind.values}),
        "label": text(300),
        "url": optional(web_address, ""),
        "as_of": optional(partial_date, None),
    }
)
_site = record(
    {
        "site": reference("sites"),
        "status": optional(word({code: code for code in RecruitmentStatus.values}), ""),
    }
)
_modality = word({code: code for code in Modality.values})
_count = optional(whole_number(LARGEST["PositiveIntegerField"]), None)
_safety = record(dict.fromkeys(("crs_any", "crs_grade3plus", "icans_any", "icans_grade3plus", "deaths"), _count))


def identifier(raw: Any, tell: Teller) -> Any:
    """A number of a study: scheme, and the number as its registry writes it."""
    entry = _identifier(raw, tell)
    if entry is BROKEN or len(entry) < 2:
        return BROKEN
    try:
        return [entry["registry"], normalise(entry["registry"], entry["value"])]
    except InvalidIdentifier as error:
        return tell.at(".value")(str(error).rstrip("."))


def source(raw: Any, tell: Teller) -> Any:
    """A source: kind, label, address, date, and the day we read it where it carries no date of its own."""
    entry = _source(raw, tell)
    if entry is BROKEN or len(entry) < 4:
        return BROKEN
    read_date = None if entry["as_of"] else tell.articles_read
    return [entry["kind"], entry["label"], entry["url"], entry["as_of"], read_date]


def site(raw: Any, tell: Teller) -> Any:
    """A place of a study: the site, and the status there; whose date that is, the study says."""
    entry = _site(raw, tell)
    return BROKEN if entry is BROKEN or len(entry) < 2 else [entry["site"], entry["status"]]


def modality(raw: Any, tell: Teller) -> Any:
    """A modality that the study itself states."""
    code = _modality(raw, tell)
    return BROKEN if code is BROKEN else [code]


def country(raw: Any, tell: Teller) -> Any:
    """A country of a study; of status and date of decision in the country the catalogue says nothing."""
    code = country_code(raw, tell)
    return BROKEN if code is BROKEN else [code, "", "", None]


def safety(raw: Any, tell: Teller) -> Any:
    """The side effects that a publication counts; it says itself how many were treated. Null is not zero."""
    counts = _safety(raw, tell)
    if counts is BROKEN:
        return BROKEN
    seen = [
        [AdverseEvent.CRS.value, counts.get("crs_any"), counts.get("crs_grade3plus")],
        [AdverseEvent.ICANS.value, counts.get("icans_any"), counts.get("icans_grade3plus")],
        [AdverseEvent.DEATH.value, counts.get("deaths"), None],
    ]
    return [
        [event, None, any_grade, *_GRADES_NOT_SEEN, severe]
        for event, any_grade, severe in seen
        if (any_grade, severe) != (None, None)
    ]
