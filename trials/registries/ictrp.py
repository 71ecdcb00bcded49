"""WHO's ICTRP: a trial of an export, XML or CSV, to our words. It cannot be asked over the network.

Every field is a text, padded with spaces and with `<br>` for line ends; a field without a value is empty or absent.
A column of the CSV has the name of its XML element, with spaces for the underscores.
"""

import csv
import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from trials.choices import RecruitmentStatus, SampleSizeType
from trials.registries.base import (
    Asker,
    Contact,
    Design,
    Document,
    Intervention,
    Missing,
    Outcome,
    Reading,
    Refused,
    RegistryStudy,
    Wish,
)
from trials.registries.files import Source
from trials.registries.ictrp_terms import SEXES, STATUSES, STUDY_TYPES, countries, day, loose, phase, sample_size
from trials.registries.strict_json import RECORD_BYTES, load
from trials.registries.terms import Notes, age, distinct, identifier

NAME = "ictrp"

_NUMBER_LIMIT = 100
_DEPTH = 5  # an export has three: all trials, a trial, a field
_LINE_END = re.compile(r"<br\s*/?>|\r\n?", re.IGNORECASE)
_TYPED = re.compile(
    r"(Behavioral|Biological|Combination Product|Device|Diagnostic Test|Dietary Supplement|Drug|Genetic|Procedure|"
    r"Radiation|Other): (.+)"
)
_EUCTR_NAME = re.compile(r"(?:Trade Name|Product Name|Product Code|INN or Proposed INN|Other descriptive name):\s*(.+)")
_NO_CONDITION = ("Therapeutic area:", "MedDRA version:")
Fields = dict[str, Any]
Texts = dict[str, str]


def parse(body: bytes) -> Reading:
    """What a trial of an export says: a `<Trial>` of the XML, or a row of the CSV as a JSON object."""
    texts = _texts(body)
    number = texts.get("TrialID", "")
    if not number or len(number) > _NUMBER_LIMIT:
        raise Refused("the trial has no TrialID")
    notes = Notes()
    fields = {
        **_names(texts),
        **_progress(texts, notes),
        **_people(texts),
        **_plan(texts, notes),
        **_limits(texts, notes),
    }
    return Reading(RegistryStudy(registry=NAME, registry_id=number, **fields), tuple(notes.warnings))


def fetch(asker: Asker, base_url: str, wish: Wish) -> Iterator[Document | Missing]:
    """Refused: ICTRP has a search portal for people, and no interface for programs."""
    raise Refused("ICTRP cannot be asked over the network: export from its search portal, and read the file")


def split(source: Source) -> Iterator[tuple[str, bytes | Refused]]:
    """The trials in an export: XML, or CSV with the names of the columns in its first line."""
    first = source.line()
    if not first.strip():
        raise Refused("the file is empty, or begins with an empty line")
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _xml_trials(_Rest(first, source))
    return _csv_rows(first, source)


class _Rest:
    """The rest of a file after its first line was read, with the first line; limited between two trials."""

    def __init__(self, first: bytes, source: Source) -> None:
        self._first = first
        self._source = source
        self._since_trial = 0

    def read(self, size: int = RECORD_BYTES) -> bytes:
        """The next bytes; Refused when they make a trial larger than a trial can be."""
        data, self._first = self._first or self._source.read(size), b""
        self._since_trial += len(data)
        if self._since_trial > RECORD_BYTES:
            raise Refused(f"a trial has more than {RECORD_BYTES:,} bytes")
        return data

    def next_trial(self) -> None:
        """A trial has ended."""
        self._since_trial = 0


def _xml_trials(rest: _Rest) -> Iterator[tuple[str, bytes | Refused]]:
    number, path = 0, list[Element]()
    try:
        for event, element in ElementTree.iterparse(rest, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                if len(path) > _DEPTH:
                    raise Refused("the XML is nested deeper than an export of ICTRP")
                continue
            path.pop()
            if element.tag == "Trial":
                number += 1
                yield f"trial {number}", tostring(element)
                rest.next_trial()
            if len(path) == 1:
                path[0].clear()
    except (ParseError, DefusedXmlException, UnicodeError, LookupError) as error:
        raise Refused(_xml_reason(error)) from error
    if not number:
        raise Refused("the XML holds no Trial: it is no export of ICTRP")


def _xml_reason(error: Exception) -> str:
    if isinstance(error, DefusedXmlException):
        return "the XML defines a document type or entities, which is refused"
    return f"not XML ({error})"


def _csv_rows(first: bytes, source: Source) -> Iterator[tuple[str, bytes | Refused]]:
    rows = csv.reader(_lines(first, source), strict=True)
    try:
        names = ["_".join(name.split()) for name in next(rows)]
        if "TrialID" not in names:
            raise Refused("the first line names no column TrialID: it is no export of ICTRP")
        for row in rows:
            where = f"line {rows.line_num}"
            if len(row) == len(names):
                yield where, json.dumps(dict(zip(names, row, strict=True))).encode()
            elif row:
                yield where, Refused(f"the row has {len(row)} columns, the first line {len(names)}")
    except csv.Error as error:
        raise Refused(f"line {rows.line_num}: not CSV ({error})") from error


def _lines(line: bytes, source: Source) -> Iterator[str]:
    line = line.removeprefix(b"\xef\xbb\xbf")
    while line:
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise Refused(
                f"not UTF-8 ({line[error.start : error.start + 1]!r}); export as CSV UTF-8 or as XML"
            ) from error
        line = source.line()


def _texts(body: bytes) -> Texts:
    """The fields that have a value."""
    if body.lstrip()[:1] == b"<":
        try:
            trial = ElementTree.fromstring(body, forbid_dtd=True)
        except (ParseError, DefusedXmlException, UnicodeError, LookupError) as error:
            raise Refused(_xml_reason(error)) from error
        pairs: Iterable[tuple[Any, Any]] = ((element.tag, "".join(element.itertext())) for element in trial)
    else:
        row = load(body)
        if not isinstance(row, dict):
            raise Refused("this is not a trial of ICTRP: it is no object")
        pairs = row.items()
    texts = {str(name): _clean(text) for name, text in pairs if isinstance(text, str)}
    return {name: text for name, text in texts.items() if text}


def _clean(text: str) -> str:
    lines = _LINE_END.sub("\n", html.unescape(text)).replace("\0", "").split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


# Each of these reads the fields of RegistryStudy that belong together, by name.


def _names(texts: Texts) -> Fields:
    own = identifier(texts["TrialID"], texts.get("Source_Register", "OTHER"))
    others = (identifier(number, "OTHER") for number in _parts(texts, "Secondary_ID"))
    return {
        "identifiers": distinct((own, *others)),
        "public_title": _line(texts, "Public_title"),
        "scientific_title": _line(texts, "Scientific_title"),
        "acronym": _line(texts, "Acronym"),
    }


def _progress(texts: Texts, notes: Notes) -> Fields:
    written = texts.get("Recruitment_Status", "")
    status = loose("Recruitment_Status", written, STATUSES, notes) if written else RecruitmentStatus.UNKNOWN.value
    return {
        "recruitment_status": status,
        "status_as_written": written,
        "first_posted": day("Date_registration3", texts.get("Date_registration3", ""), notes),
        "start_date": day("Date_enrollement", texts.get("Date_enrollement", ""), notes),
        "results_posted": day("results_date_posted", texts.get("results_date_posted", ""), notes),
        "last_update": day("Last_Refreshed_on", texts.get("Last_Refreshed_on", ""), notes),
    }


def _people(texts: Texts) -> Fields:
    contact = Contact(
        name=" ".join(filter(None, (texts.get("Contact_Firstname"), texts.get("Contact_Lastname")))),
        affiliation=texts.get("Contact_Affiliation", ""),
        phone=texts.get("Contact_Tel", ""),
        email=texts.get("Contact_Email", ""),
    )
    return {
        "primary_sponsor": _line(texts, "Primary_sponsor"),
        "collaborators": _parts(texts, "Secondary_Sponsor"),
        "contacts": () if contact == Contact() else (contact,),
    }


def _plan(texts: Texts, notes: Notes) -> Fields:
    size = sample_size(texts.get("Target_size", ""), notes)
    return {
        "countries": tuple(dict.fromkeys(countries(texts.get("Countries", ""), notes))),
        "study_type": loose("Study_type", texts.get("Study_type", ""), STUDY_TYPES, notes),
        "phase": phase(texts.get("Phase", ""), notes),
        "design": Design(model=texts.get("Study_design", "")),
        "sample_size": size,
        "sample_size_type": None if size is None else SampleSizeType.ESTIMATED.value,  # it is a target
        "conditions": tuple(part for part in _parts(texts, "Condition") if not part.startswith(_NO_CONDITION)),
        "interventions": _interventions(_parts(texts, "Intervention")),
        "outcomes": tuple(
            Outcome(kind=kind, measure=measure)
            for kind, name in (("PRIMARY", "Primary_outcome"), ("SECONDARY", "Secondary_outcome"))
            for measure in _parts(texts, name)
        ),
    }


def _limits(texts: Texts, notes: Notes) -> Fields:
    maximum = _age("Inclusion_agemax", texts, notes)
    if maximum == 0:
        notes.warn("Inclusion_agemax", texts["Inclusion_agemax"], "takes in no one, read as no limit")
    criteria = (texts.get("Inclusion_Criteria"), texts.get("Exclusion_Criteria"))
    return {
        "sex": loose("Inclusion_gender", texts.get("Inclusion_gender", ""), SEXES, notes),
        "minimum_age": _age("Inclusion_agemin", texts, notes),
        "maximum_age": maximum or None,
        "eligibility": "\n\n".join(filter(None, criteria)),
    }


def _age(name: str, texts: Texts, notes: Notes) -> float | None:
    try:
        return age(name, texts.get(name, ""))
    except Refused:
        notes.warn(name, texts[name], "is not an age, left out")
        return None


def _line(texts: Texts, name: str) -> str:
    return texts.get(name, "").replace("\n", " ")


def _parts(texts: Texts, name: str) -> tuple[str, ...]:
    """The parts of a list, each once: between semicolons, or on lines of their own."""
    parts = re.split(r"[;\n]", texts.get(name, ""))
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in parts))))


def _interventions(parts: tuple[str, ...]) -> tuple[Intervention, ...]:
    """One a part; of EUCTR's, which has a line for each fact about a product, those that name it."""
    names = [named[1] for named in map(_EUCTR_NAME.fullmatch, parts) if named]
    return tuple(map(_intervention, dict.fromkeys(names) if names else parts))


def _intervention(text: str) -> Intervention:
    typed = _TYPED.fullmatch(text)
    return Intervention(type=typed[1].upper().replace(" ", "_"), name=typed[2]) if typed else Intervention(name=text)
