"""The value of a fact in the reader's words, and what the fact is called."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from trials import ages
from trials.choices import Allocation, Masking, Phase, RecruitmentStatus, SampleSizeType, Sex, StudyType
from trials.dates import PartialDate
from trials.localised import Localised
from trials.query.facts import COUNTRY, COUNTRY_STATUS, SITE, SITE_STATUS, SPONSOR, is_empty

LABELS: dict[str, Any] = {
    "recruitment_status": gettext_lazy("Status"),
    "why_stopped": gettext_lazy("Reason for stopping"),
    "minimum_age_months": gettext_lazy("Lower age limit"),
    "maximum_age_months": gettext_lazy("Upper age limit"),
    "sex": gettext_lazy("Sex"),
    "criteria_text": gettext_lazy("Eligibility criteria"),
    "allocation": gettext_lazy("Randomisation"),
    "masking": gettext_lazy("Blinding"),
    "study_type": gettext_lazy("Study type"),
    "phase": gettext_lazy("Phase"),
    "sample_size": gettext_lazy("Participants"),
    "sample_size_type": gettext_lazy("Number of participants"),
    "start_date": gettext_lazy("Start"),
    "primary_completion_date": gettext_lazy("Primary completion"),
    "completion_date": gettext_lazy("Completion"),
    SPONSOR: gettext_lazy("Sponsor"),
    "acronym": gettext_lazy("Acronym"),
    "public_title": gettext_lazy("Title"),
    "scientific_title": gettext_lazy("Scientific title"),
    COUNTRY: gettext_lazy("Country"),
    SITE: gettext_lazy("Study site"),
}
VOCABULARIES: dict[str, Any] = {
    "recruitment_status": RecruitmentStatus,
    COUNTRY_STATUS: RecruitmentStatus,
    SITE_STATUS: RecruitmentStatus,
    "study_type": StudyType,
    "phase": Phase,
    "allocation": Allocation,
    "masking": Masking,
    "sex": Sex,
    "sample_size_type": SampleSizeType,
}
# Texts that stand as the registry has them, in English.
AS_WRITTEN = {"public_title", "scientific_title", "why_stopped", "criteria_text"}
NAMES = {SPONSOR, "acronym"}


def value_in_words(field: str, value: Any, language: str) -> Localised:
    """The value as a page shows it; what is no value of ours is shown as it stands, nothing as "not stated"."""
    if is_empty(value):
        return Localised(_("not stated"), language)
    if field in AS_WRITTEN:
        return Localised(str(value), "en", "" if language == "en" else "en")
    if field in NAMES:
        return Localised(str(value), "en")
    return Localised(_own_words(field, value, language), language)


def _own_words(field: str, value: Any, language: str) -> str:
    if field in VOCABULARIES and value in VOCABULARIES[field].values:
        return str(VOCABULARIES[field](value).label)
    if field.endswith("_age_months") and isinstance(value, int):
        return ages.format_limits(value, value, language)
    if field.endswith("_date"):
        return _date(str(value), language)
    return str(value)


def _date(text: str, language: str) -> str:
    try:
        return PartialDate.parse(text).format(language, "long")
    except ValueError:
        return text
