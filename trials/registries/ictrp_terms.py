"""ICTRP's words in ours. It passes on what some twenty registries write, so that no table of them is ever full."""

import re
from collections.abc import Iterator

from trials.choices import Phase, RecruitmentStatus, Sex, StudyType
from trials.dates import PartialDate
from trials.registries.terms import Notes
from trials.text import fold

# "Not recruiting" is all that is left of completed, suspended, terminated and not yet recruiting.
STATUSES = {
    "recruiting": RecruitmentStatus.RECRUITING.value,
    "not recruiting": RecruitmentStatus.UNKNOWN.value,
    "not yet recruiting": RecruitmentStatus.NOT_YET_RECRUITING.value,
    "enrolling by invitation": RecruitmentStatus.ENROLLING_BY_INVITATION.value,
    "active not recruiting": RecruitmentStatus.ACTIVE_NOT_RECRUITING.value,
    "suspended": RecruitmentStatus.SUSPENDED.value,
    "completed": RecruitmentStatus.COMPLETED.value,
    "terminated": RecruitmentStatus.TERMINATED.value,
    "withdrawn": RecruitmentStatus.WITHDRAWN.value,
}
STUDY_TYPES = {
    "interventional": StudyType.INTERVENTIONAL.value,
    "interventional study": StudyType.INTERVENTIONAL.value,
    "interventional clinical trial of medicinal product": StudyType.INTERVENTIONAL.value,
    "intervention": StudyType.INTERVENTIONAL.value,
    "observational": StudyType.OBSERVATIONAL.value,
    "observational study": StudyType.OBSERVATIONAL.value,
    "observational patient registry": StudyType.OBSERVATIONAL.value,
    "expanded access": StudyType.EXPANDED_ACCESS.value,
}
# "0" is left out: ChiCTR writes it for pilot studies and for studies without a phase.
PHASES = {
    "n a": Phase.NOT_APPLICABLE.value,
    "not applicable": Phase.NOT_APPLICABLE.value,
    "early 1": Phase.EARLY_PHASE1.value,
    "1": Phase.PHASE1.value,
    "1 2": Phase.PHASE1_PHASE2.value,
    "2": Phase.PHASE2.value,
    "2 3": Phase.PHASE2_PHASE3.value,
    "3": Phase.PHASE3.value,
    "4": Phase.PHASE4.value,
}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
# As EUCTR has it: "Therapeutic exploratory (Phase II): yes".
_PHASE_FLAG = re.compile(r"\(Phase (I{1,3}|IV)[^)]*\)\s*:\s*(yes|no)", re.IGNORECASE)

SEXES = {
    "both": Sex.ALL.value,
    "all": Sex.ALL.value,
    "both males and females": Sex.ALL.value,
    "both male and female": Sex.ALL.value,
    "male and female": Sex.ALL.value,
    "female yes male yes": Sex.ALL.value,
    "female": Sex.FEMALE.value,
    "females": Sex.FEMALE.value,
    "female yes male no": Sex.FEMALE.value,
    "male": Sex.MALE.value,
    "males": Sex.MALE.value,
    "female no male yes": Sex.MALE.value,
}

_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?: [0-9:.]+)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_MONTH_YEAR = re.compile(r"(?:([0-9]{1,2})\s+)?([A-Za-z]+)\s+([0-9]{4})")
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]+)\s+([0-9]{1,2}),\s*([0-9]{4})")

_GROUP_SIZE = re.compile(r"(?:.*:)?\s*([0-9]{1,9})\s*", re.DOTALL)


def loose(field: str, text: str, table: dict[str, str], notes: Notes) -> str | None:
    """Our word for a text, whatever its case and signs; None, with a warning, when the table has none."""
    word = table.get(fold(text))
    if text and word is None:
        notes.warn(field, text, "is a term without one of ours, left out")
    return word


def phase(text: str, notes: Notes) -> str | None:
    """The Phase of a text such as `Phase 2/Phase 3`, `III`, `1-2`, or EUCTR's list of all phases with yes and no."""
    flags = _PHASE_FLAG.findall(text)
    words = [roman for roman, flag in flags if flag.lower() == "yes"] if flags else fold(text).split()
    plain = " ".join(_ROMAN.get(word.lower(), word.lower()) for word in words if word.lower() != "phase")
    if text and plain not in PHASES:
        notes.warn("Phase", text, "is a term without one of ours, left out")
    return PHASES.get(plain)


def day(field: str, text: str, notes: Notes) -> PartialDate | None:
    """A date in a writing that was seen, 03/04/2020 being the third of April; None, with a warning, in another."""
    return notes.loose_date(field, _iso(text))


def sample_size(text: str, notes: Notes) -> int | None:
    """A number of participants, or the sum of those of the groups: `Experimental group:30;Control group:30;`."""
    parts = [part for part in text.split(";") if part.strip()]
    sizes = [_GROUP_SIZE.fullmatch(part) for part in parts]
    if not parts:
        return None
    if not all(sizes):
        notes.warn("Target_size", text, "is not a number of participants, left out")
        return None
    return sum(int(size[1]) for size in sizes if size)


def countries(text: str, notes: Notes) -> Iterator[str]:
    """The countries of a list; what is none, such as a city, is told and dropped."""
    for part in filter(None, (part.strip() for part in text.split(";"))):
        quiet = Notes()
        code = quiet.country("Countries", part)
        pieces = [part] if code or "," not in part else part.split(",")
        codes = (notes.country("Countries", piece.strip()) for piece in pieces)
        yield from (found for found in codes if found)


def _iso(text: str) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        return "-".join(found.groups())
    if found := _DAY_FIRST.fullmatch(text):
        return _joined(found[3], int(found[2]), found[1])
    if found := _MONTH_DAY_YEAR.fullmatch(text):
        return _joined(found[3], _MONTHS.get(found[1].lower(), 0), found[2])
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return _joined(found[3], _MONTHS.get(found[2].lower(), 0), found[1])
    return text


def _joined(year: str, month: int, day: str | None) -> str:
    return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
