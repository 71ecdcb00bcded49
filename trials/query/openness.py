"""Can I refer today? Whether a study takes patients at a place: computed from what is held, never typed.

Computed here and nowhere else, for page, list, file and print; `today` is passed in. A registry alone never makes it
OPEN_CONFIRMED. It speaks of studies and sites, never of a patient.
"""

import datetime
from datetime import timedelta
from typing import Literal, NamedTuple

from trials.choices import Openness, RecruitmentStatus, VerificationMethod
from trials.dates import PartialDate

# Who a status is of.
Whose = Literal["site", "country", "study"]
# A confirmation holds for so many days; an opening that lies further ahead is not "soon".
CONFIRMED_FOR = timedelta(days=90)
SOON = timedelta(days=180)

RECRUITS = {RecruitmentStatus.RECRUITING, RecruitmentStatus.AVAILABLE}
_PAUSED = {RecruitmentStatus.SUSPENDED, RecruitmentStatus.TEMPORARILY_NOT_AVAILABLE}
NOT_YET = {RecruitmentStatus.NOT_YET_RECRUITING, RecruitmentStatus.ANNOUNCED}
_ENDED = {
    RecruitmentStatus.COMPLETED,
    RecruitmentStatus.TERMINATED,
    RecruitmentStatus.WITHDRAWN,
    RecruitmentStatus.NO_LONGER_AVAILABLE,
    RecruitmentStatus.APPROVED_FOR_MARKETING,
}
# In a study with one of these, a registry's "recruiting" of a site is not the whole truth.
_HOLDS_BACK = {*_PAUSED, *NOT_YET, *_ENDED} | {
    RecruitmentStatus.ACTIVE_NOT_RECRUITING,
    RecruitmentStatus.ENROLLING_BY_INVITATION,
    RecruitmentStatus.UNKNOWN,
}
OPEN = frozenset({Openness.OPEN_CONFIRMED, Openness.OPEN_PER_REGISTRY})


class Recruitment(NamedTuple):
    """What is held of a study at one of its sites, or in a country of which no site is named.

    `status` is that of the site, `country_status` that of its country, both empty where no source gives one;
    `is_only_place` whether the study is known to be nowhere else.
    `study_start` is the start that the registry expects; `in_conflict` whether a key field awaits a decision.
    """

    study_status: str
    country_status: str = ""
    status: str = ""
    is_only_place: bool = False
    expected_open: PartialDate | None = None
    study_start: PartialDate | None = None
    takes_external_referrals: bool | None = None
    verified_on: datetime.date | None = None
    verification_method: str = ""
    in_conflict: bool = False

    @property
    def said_status(self) -> str:
        """The status that counts here: the site's, else its country's, else the study's where that can speak for it.

        That a study recruits somewhere says nothing of one of its places, unless it has but one; that it does not,
        says all.
        """
        if self.status or self.country_status:
            return self.status or self.country_status
        if self.is_only_place or self.study_status not in RECRUITS:
            return self.study_status
        return ""

    @property
    def opening(self) -> PartialDate | None:
        """When it is expected to open: what the site expects, else the start that the registry expects of the study."""
        is_to_open = self.said_status in NOT_YET or self.study_status in NOT_YET
        return self.expected_open or (self.study_start if is_to_open else None)

    @property
    def last_confirmed_on(self) -> datetime.date | None:
        """When the site itself last confirmed, however long ago; a registry's word is no confirmation."""
        return None if self.verification_method == VerificationMethod.REGISTRY else self.verified_on

    def is_confirmed(self, today: datetime.date) -> bool:
        """Whether the site itself confirmed within the last 90 days."""
        on = self.last_confirmed_on
        return on is not None and today - on <= CONFIRMED_FOR


def counting_status(place: Recruitment, today: datetime.date) -> tuple[str, Whose]:
    """The status that counts there today, and whose it is; empty where none can speak for it.

    A study that has ended, or that holds back while nobody at the site says otherwise, counts before its sites.
    """
    said = place.said_status
    is_held_back = said in RECRUITS and place.study_status in _HOLDS_BACK and not place.is_confirmed(today)
    if place.study_status in _ENDED or is_held_back:
        return place.study_status, "study"
    return said, "site" if place.status else "country" if place.country_status else "study"


def openness(place: Recruitment, today: datetime.date) -> Openness:
    """Whether the study takes patients there today."""
    status, _whose = counting_status(place, today)
    if status in _ENDED:
        return Openness.CLOSED
    if status in RECRUITS:
        if place.takes_external_referrals is False:
            return Openness.CLOSED
        is_sure = place.is_confirmed(today) and not place.in_conflict
        return Openness.OPEN_CONFIRMED if is_sure else Openness.OPEN_PER_REGISTRY
    if status in _PAUSED:
        return Openness.PAUSED
    if status in NOT_YET:
        return Openness.OPENING_SOON if is_soon(place.opening, today) else Openness.UNKNOWN
    return Openness.UNKNOWN if status in {"", RecruitmentStatus.UNKNOWN} else Openness.CLOSED


def is_soon(opening: PartialDate | None, today: datetime.date) -> bool:
    """Whether an opening can still come, and can come within 180 days; one that has passed is an opening no more."""
    return opening is not None and opening.last_day >= today and opening.first_day <= today + SOON
