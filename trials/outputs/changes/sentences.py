"""A change of a study as a sentence that is read at a glance: what is now, and what was."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from trials.choices import RecruitmentStatus, SampleSizeType
from trials.localised import Localised
from trials.models import StudyChange
from trials.names import mid_sentence
from trials.outputs.changes.phrases import Phrase, Words, capitalised, phrase
from trials.outputs.changes.places import IN_PLACES, of_places
from trials.outputs.changes.values import AS_WRITTEN, LABELS, NAMES, VOCABULARIES, value_in_words
from trials.query.facts import COUNTRY, COUNTRY_STATUS, PLACES, SITE, SITE_STATUS, SPONSOR, is_empty

# What a doctor asks first stands first.
ORDER = (
    *("recruitment_status", "why_stopped", COUNTRY, COUNTRY_STATUS, SITE, PLACES, SITE_STATUS),
    *("minimum_age_months", "maximum_age_months", "sex", "criteria_text"),
    *("study_type", "phase", "allocation", "masking", "sample_size", "sample_size_type"),
    *("start_date", "primary_completion_date", "completion_date", SPONSOR),
    *("acronym", "public_title", "scientific_title"),
)
# Their values say what they are values of.
TELLING = {"recruitment_status", "study_type", "phase", "allocation", "masking"}
# What a status is called when it is new.
NEWS: dict[str, Any] = {
    RecruitmentStatus.RECRUITING: gettext_lazy("Now recruiting"),
    RecruitmentStatus.SUSPENDED: gettext_lazy("Recruitment paused"),
}
# Texts too long for a line: when new, changed, and gone.
LONG: dict[str, tuple[Any, Any, Any]] = {
    "criteria_text": (
        gettext_lazy("Eligibility criteria added"),
        gettext_lazy("Eligibility criteria changed"),
        gettext_lazy("Eligibility criteria removed"),
    ),
    "scientific_title": (
        gettext_lazy("Scientific title added"),
        gettext_lazy("Scientific title changed"),
        gettext_lazy("Scientific title removed"),
    ),
}
Sentence = Callable[[StudyChange, str], Phrase]


def sentences(changes: Sequence[StudyChange], language: str) -> list[Phrase]:
    """What the changes of one study at one time say, in the order of ORDER; what befell several places, once."""
    found: list[Phrase] = []
    for field in ORDER:
        of_field = [change for change in changes if change.field == field]
        if field in IN_PLACES:
            found += of_places(field, of_field, language)
        else:
            found += [_sentence(change, changes, language) for change in of_field]
    return found


def _sentence(change: StudyChange, others: Sequence[StudyChange], language: str) -> Phrase:
    field, before, after = change.field, change.before, change.after
    if field in LONG:
        new, changed, gone = LONG[field]
        return phrase(language, str(new if is_empty(before) else gone if is_empty(after) else changed))
    is_number = field not in VOCABULARIES and field not in AS_WRITTEN | NAMES
    pattern = (
        _("%(after)s (was: %(before)s)")
        if field in TELLING and not is_empty(after)
        else _("%(label)s %(after)s (was: %(before)s)")
        if is_number
        else _("%(label)s: %(after)s (was: %(before)s)")
    )
    label = _participants(change, others) if field == "sample_size" else str(LABELS[field])
    told = phrase(
        language,
        pattern,
        label=label,
        after=NEWS[after] if field == "recruitment_status" and after in NEWS else _inside(field, after, language),
        before=_inside(field, before, language),
    )
    return capitalised(told)


def _inside(field: str, value: Any, language: str) -> Words:
    """The value inside a sentence; words of others in quotation marks."""
    words = value_in_words(field, value, language)
    if field in AS_WRITTEN and not is_empty(value):
        return phrase(language, _("“%(words)s”"), words=words)
    return Localised(mid_sentence(words.text), language) if field in VOCABULARIES else words


def _participants(change: StudyChange, others: Sequence[StudyChange]) -> str:
    """Planned, where that is what the number was at that time, or is today."""
    told = [other.after for other in others if other.field == "sample_size_type"]
    is_planned = (told or [change.study.sample_size_type])[0] == SampleSizeType.ESTIMATED
    return _("Planned participants") if is_planned else str(LABELS["sample_size"])
