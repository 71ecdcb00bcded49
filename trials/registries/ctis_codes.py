"""The codes of CTIS in our words, from EMA's list of values; of the public status, what users of CTIS agree on."""

from trials.choices import Masking, Phase, RecruitmentStatus
from trials.registries.ctis_layout import AgeRange, Population
from trials.registries.terms import Notes, term

# The public status of a trial and of a member state. 1 to 12: two independent tables, which agree; 13 to 18: one.
# Not EMA's internal "Overall Trial Status", which gives the same numbers other meanings.
STATUS_WORDS = {
    "1": "Under evaluation",
    "2": "Authorised, recruitment pending",
    "3": "Authorised, recruiting",
    "4": "Ongoing, recruiting",
    "5": "Ongoing, recruitment ended",
    "6": "Temporarily halted",
    "7": "Suspended",
    "8": "Ended",
    "9": "Expired",
    "10": "Revoked",
    "11": "Not authorised",
    "12": "Cancelled",
    "13": "Withdrawn",
    "14": "Lapsed",
    "15": "Not valid",
    "16": "Authorised",
    "17": "Pending",
    "18": "No mapped status",
}
# A judgement of ours. "Not authorised" is no withdrawal by the sponsor: what a reader is told comes from STATUS_WORDS.
STATUSES = {
    code: status.value
    for codes, status in (
        ("1 2", RecruitmentStatus.NOT_YET_RECRUITING),
        ("3 4", RecruitmentStatus.RECRUITING),
        ("5", RecruitmentStatus.ACTIVE_NOT_RECRUITING),
        ("6 7", RecruitmentStatus.SUSPENDED),
        ("8", RecruitmentStatus.COMPLETED),
        ("10", RecruitmentStatus.TERMINATED),
        ("9 11 12 13 14 15", RecruitmentStatus.WITHDRAWN),
        ("16 17 18", RecruitmentStatus.UNKNOWN),
    )
    for code in codes.split()
}
# EMA's list of values. We have no word for III and IV together: the earlier of the two claims less.
PHASES = {
    code: phase.value
    for codes, phase in (
        ("1 2 3", Phase.PHASE1),
        ("4", Phase.PHASE2),
        ("5 11", Phase.PHASE3),
        ("6", Phase.PHASE4),
        ("7 8 9", Phase.PHASE1_PHASE2),
        ("10", Phase.PHASE2_PHASE3),
    )
    for code in codes.split()
}
PHASES_3_AND_4 = "11"
ROLES = {"1": "Test", "2": "Comparator", "3": "Placebo", "4": "Auxiliary"}
MASKINGS = {"1": Masking.SINGLE.value, "2": Masking.DOUBLE.value}
# Lower and upper limit of the classes of ages, in years; None for no limit. 1 is before birth.
AGES: dict[str, tuple[float, float | None]] = {"1": (0, 0), "2": (0, 17), "3": (18, 64), "4": (65, None)}
NARROW_AGES: dict[str, tuple[float, float | None]] = {
    "0": (0, 0),
    "1": (0, round(27 / 365.25, 4)),
    "2": (round(28 / 365.25, 4), round(23 / 12, 4)),
    "3": (2, 5),
    "4": (6, 11),
    "5": (12, 17),
    "6": (65, 84),
    "7": (85, None),
}

ENDED = "8"

# Lower and upper limit in years; None for no upper one.
Limits = tuple[float, float | None]


def status(field: str, code: str, ended_early: bool) -> str:
    """The RecruitmentStatus of a public status code; UnknownTerm when it is no code."""
    word = term(field, code, STATUSES)
    return RecruitmentStatus.TERMINATED.value if code == ENDED and ended_early else word


def ages(population: Population, notes: Notes) -> tuple[float | None, float | None]:
    """The limits that the classes of ages amount to, in years; (None, None) when there is no class.

    A narrow class says more than the wide one that it belongs to; one of an unknown code leaves the wide one as it is.
    """
    limits: list[Limits] = []
    for wide in population.age_ranges:
        code = str(wide.age_range_category_code)
        narrow = [one for one in population.age_range_secondary_ids if str(one.age_range_category_code) == code]
        known = _narrow_limits(narrow)
        if known:
            limits += known
        elif code in AGES:
            limits.append(AGES[code])
        else:
            notes.warn("ageRangeCategoryCode", code, "is not a class of ages that we know, left out")
    if not limits:
        return None, None
    highest = [maximum for _, maximum in limits]
    return min(minimum for minimum, _ in limits), None if None in highest else max(filter(None, highest), default=0)


def _narrow_limits(classes: list[AgeRange]) -> list[Limits]:
    """The limits of the narrow classes; none of them when one is not known."""
    codes = [str(one.ct_age_range_code) for one in classes]
    return [NARROW_AGES[code] for code in codes] if all(code in NARROW_AGES for code in codes) else []
