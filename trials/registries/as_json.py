"""A study of a registry as the JSON object that is printed and passed on."""

from typing import Any

from trials.dates import PartialDate
from trials.registries.base import Intervention, RegistryStudy, Site


def as_json(study: RegistryStudy) -> dict[str, Any]:
    """The study in our words: null where there is no text, number, date or word, and an empty list where no list.

    Dates are texts as exact as they are known (`2024`, `2024-05`, `2024-05-31`), countries alpha-2 codes, ages years.
    """
    return {
        "registry": study.registry,
        "registry_id": study.registry_id,
        "identifiers": [{"scheme": number.scheme, "value": number.value} for number in study.identifiers],
        **_texts(study, "public_title", "scientific_title", "acronym"),
        "study_type": study.study_type,
        "phase": study.phase,
        "recruitment_status": study.recruitment_status,
        "why_stopped": study.why_stopped or None,
        "start_date": _date(study.start_date),
        "primary_completion_date": _date(study.primary_completion_date),
        "completion_date": _date(study.completion_date),
        "sample_size": study.sample_size,
        "sample_size_type": study.sample_size_type,
        "primary_sponsor": study.primary_sponsor or None,
        "sponsor_class": study.sponsor_class,
        "sponsor_type": study.sponsor_type,
        "collaborators": study.collaborators,
        "conditions": study.conditions,
        "keywords": study.keywords,
        "mesh_conditions": [heading.term for heading in study.mesh_conditions],
        "interventions": [_intervention(one) for one in study.interventions],
        "minimum_age": _years(study.minimum_age),
        "maximum_age": _years(study.maximum_age),
        "sex": study.sex,
        "eligibility": study.eligibility or None,
        "countries": study.countries,
        "country_status": dict(study.country_status),
        "sites": [_site(site) for site in study.sites],
        "pmids": [article.pmid for article in study.references if article.pmid],
        "results_posted": _date(study.results_posted),
        "last_update": _date(study.last_update),
    }


def _texts(study: RegistryStudy, *names: str) -> dict[str, str | None]:
    return {name: getattr(study, name) or None for name in names}


def _date(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _years(age: float | None) -> float | int | None:
    return int(age) if age is not None and age == int(age) else age


def _intervention(one: Intervention) -> dict[str, Any]:
    return {"type": one.type or None, "name": one.name, "other_names": one.other_names}


def _site(site: Site) -> dict[str, Any]:
    return {
        "facility": site.facility or None,
        "city": site.city or None,
        "country": site.country,
        "status": site.status,
        "latitude": site.latitude,
        "longitude": site.longitude,
    }
