"""What a place is said to be today: open or not, who says so and when. The same words on page, list, file and print."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop as _, override

from trials.choices import Openness, RecruitmentStatus, VerifierRole
from trials.dates import format_date
from trials.identifiers import without_number
from trials.names import mid_sentence
from trials.query.openness import NOT_YET, RECRUITS, Recruitment, openness
from trials.query.study_places import StudyPlace, Told

# A registry's word has a mark of its own: never that of what a site confirmed.
MARKS = {
    Openness.OPEN_CONFIRMED: "open",
    Openness.OPEN_PER_REGISTRY: "said",
    Openness.OPENING_SOON: "soon",
    Openness.PAUSED: "paused",
    Openness.UNKNOWN: "unknown",
    Openness.CLOSED: "closed",
}


_CONFIRMED_BY = {
    VerifierRole.STUDY_COORDINATOR.value: _("by the study coordinator"),
    VerifierRole.STUDY_NURSE.value: _("by the study nurse"),
    VerifierRole.PRINCIPAL_INVESTIGATOR.value: _("by the principal investigator"),
}


@dataclass(frozen=True)
class PlaceWords:
    """Whether a study takes patients at a place, in the reader's language.

    `label` is the word and `mark` the drawn mark that repeats it; `sentences` say what is known, by whom and when.
    """

    code: Openness
    label: str
    mark: str
    sentences: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The word; of what a site confirmed with when and by whom, so that it stands out among what registries say."""
        return self.sentences[0] if self.code == Openness.OPEN_CONFIRMED else self.label

    @property
    def rest(self) -> str:
        """What the headline does not say, in one line."""
        return ". ".join(self.sentences[1:]) if self.code == Openness.OPEN_CONFIRMED else self.sentence

    @property
    def sentence(self) -> str:
        """All of it in one line, without a full stop at its end."""
        return ". ".join(self.sentences)


def place_words(place: StudyPlace, today: datetime.date, language: str) -> PlaceWords:
    """The words for a place today."""
    code = openness(place.recruitment, today)
    told = [*_STATEMENTS[code](place, today, language)]
    if code != Openness.OPEN_CONFIRMED:
        told.append(_confirmation(place, today, language))
    if place.recruitment.in_conflict:
        told.append(_in(language, _("The sources disagree")))
    return PlaceWords(code, _label(language, Openness, code), MARKS[code], tuple(text for text in told if text))


def confirmed_by(role: str, language: str) -> str:
    """Who confirmed, as the end of a sentence: "by the study nurse"."""
    return _in(language, _CONFIRMED_BY.get(role, _("by the site")))


def _confirmation(place: StudyPlace, today: datetime.date, language: str) -> str:
    """When the site itself confirmed, or that it did not."""
    held = place.recruitment
    if place.study_site_id is None:
        return _in(language, _("No study site is named")) if place.country else ""
    on = held.last_confirmed_on
    if on is None:
        return _in(language, _("Not confirmed by the site"))
    date = format_date(on, language, "short")
    if held.is_confirmed(today):
        return _in(language, _("Confirmed %(date)s %(by)s")) % {
            "date": date,
            "by": confirmed_by(place.verified_role, language),
        }
    return _in(language, _("Confirmed %(date)s, more than 90 days ago")) % {"date": date}


def _according(place: StudyPlace, today: datetime.date, language: str) -> str:
    """The status that counts with who states it: "Recruiting according to ClinicalTrials.gov, 22 Aug 2026"."""
    code, told = place.status(today)
    status = _label(language, RecruitmentStatus, code)
    if place.recruitment.last_confirmed_on and not told.source and told == place.site_told:
        return _in(language, _("%(status)s according to the site")) % {"status": status}
    return _said_by(status, told, language)


def _said_by(status: str, told: Told, language: str) -> str:
    words = {"status": status, "source": without_number(told.source), "date": _date(told, language)}
    if not told.source:
        return _in(language, _("%(status)s (see the sources, %(date)s)")) % words
    return _in(language, _("%(status)s according to %(source)s, %(date)s")) % words


def _date(told: Told, language: str) -> str:
    if told.as_of:
        return told.as_of.format(language, "short")
    return (
        _in(language, _("read %(date)s")) % {"date": format_date(told.read_on, language, "short")}
        if told.read_on
        else _in(language, _("undated"))
    )


def _confirmed(place: StudyPlace, _today: datetime.date, language: str) -> list[str]:
    on = place.recruitment.last_confirmed_on
    date = format_date(on, language, "short") if on else ""
    return [
        _in(language, _("Open, confirmed %(date)s %(by)s"))
        % {"date": date, "by": confirmed_by(place.verified_role, language)}
    ]


def _plain(place: StudyPlace, today: datetime.date, language: str) -> list[str]:
    return [_according(place, today, language)]


def _soon(place: StudyPlace, today: datetime.date, language: str) -> list[str]:
    return [_opening(place.recruitment, today, language), _unless_confirmed(place, today, language)]


def _paused(place: StudyPlace, today: datetime.date, language: str) -> list[str]:
    reason = place.pause_reason.strip().rstrip(".")
    paused = (
        _in(language, _("Paused: %(reason)s")) % {"reason": reason}
        if reason
        else _in(language, _("Paused, reason not stated"))
    )
    opening = _opening(place.recruitment, today, language) if place.recruitment.expected_open else ""
    return [paused, opening, _unless_confirmed(place, today, language)]


def _unknown(place: StudyPlace, today: datetime.date, language: str) -> list[str]:
    status, _told = place.status(today)
    if not status:
        return _of_the_whole(place, language)
    told = _according(place, today, language)
    return [told, _opening(place.recruitment, today, language)] if status in NOT_YET else [told]


def _of_the_whole(place: StudyPlace, language: str) -> list[str]:
    """What is said of the study, which says nothing of this place."""
    status = mid_sentence(_label(language, RecruitmentStatus, place.recruitment.study_status))
    whole = _in(language, _("The whole study: %(status)s")) % {"status": _said_by(status, place.study_told, language)}
    here = (
        _in(language, _("No source says whether it recruits here"))
        if place.country
        else _in(language, _("No source says where it is"))
    )
    return [whole, here]


def _closed(place: StudyPlace, today: datetime.date, language: str) -> list[str]:
    if place.status(today)[0] in RECRUITS:
        return [_in(language, _("Takes no referrals from other hospitals")), _unless_confirmed(place, today, language)]
    return [_according(place, today, language)]


def _unless_confirmed(place: StudyPlace, today: datetime.date, language: str) -> str:
    """The source's word, which what a site confirmed can do without."""
    return "" if place.recruitment.is_confirmed(today) else _according(place, today, language)


def _opening(held: Recruitment, today: datetime.date, language: str) -> str:
    opening = held.opening
    if opening is None:
        return _in(language, _("No expected opening is stated"))
    date = opening.format(language)
    if opening.last_day < today:
        return _in(language, _("The expected opening, %(date)s, has passed")) % {"date": date}
    return _in(language, _("Expected to open %(date)s")) % {"date": date}


_STATEMENTS: dict[Openness, Callable[[StudyPlace, datetime.date, str], list[str]]] = {
    Openness.OPEN_CONFIRMED: _confirmed,
    Openness.OPEN_PER_REGISTRY: _plain,
    Openness.OPENING_SOON: _soon,
    Openness.PAUSED: _paused,
    Openness.UNKNOWN: _unknown,
    Openness.CLOSED: _closed,
}


@lru_cache(maxsize=1024)
def _in(language: str, text: str) -> str:
    """A text in that language: the same few are said of thousands of places, and to look one up takes longer."""
    with override(language):
        return gettext(text)


@lru_cache(maxsize=1024)
def _label(language: str, kind: type[Openness | RecruitmentStatus], code: str) -> str:
    with override(language):
        return str(kind(code).label)
