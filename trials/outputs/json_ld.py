"""A study as schema.org's MedicalTrial, for search engines."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from trials.choices import RecruitmentStatus
from trials.localised import localised
from trials.models import Study
from trials.places import country_name

# https://schema.org/MedicalStudyStatus; what schema.org has no word for is left out.
STATUSES = {
    RecruitmentStatus.RECRUITING: "Recruiting",
    RecruitmentStatus.ENROLLING_BY_INVITATION: "EnrollingByInvitation",
    RecruitmentStatus.NOT_YET_RECRUITING: "NotYetRecruiting",
    RecruitmentStatus.ACTIVE_NOT_RECRUITING: "ActiveNotRecruiting",
    RecruitmentStatus.SUSPENDED: "Suspended",
    RecruitmentStatus.COMPLETED: "Completed",
    RecruitmentStatus.TERMINATED: "Terminated",
    RecruitmentStatus.WITHDRAWN: "Withdrawn",
}
# What would end the script element or begin a comment in it, written so that JSON means the same.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def medical_trial(study: Study, url: str, language: str) -> dict[str, Any]:
    """The study's public facts under schema.org's names; facts that are not known are absent."""
    diseases = study.indications.all()
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalTrial",
        "@id": url,
        "url": url,
        "name": study.public_title,
        "alternateName": study.acronym,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": number.scheme, "value": number.value}
            for number in study.identifiers.all()
        ],
        "status": f"https://schema.org/{STATUSES[status]}"
        if (status := RecruitmentStatus(study.recruitment_status)) in STATUSES
        else None,
        "healthCondition": [
            {"@type": "MedicalCondition", "name": str(localised(disease, "name", language))} for disease in diseases
        ],
        "sponsor": {"@type": "Organization", "name": study.primary_sponsor.name} if study.primary_sponsor else None,
        "studyLocation": [
            {"@type": "Country", "name": country_name(country.country, language)} for country in study.countries.all()
        ],
    }
    return {name: value for name, value in facts.items() if value}


def script_text(data: dict[str, Any]) -> SafeString:
    """The data as the text of a script element of type application/ld+json."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308 - every character that could end the element is escaped above
