"""CTIS, the EU's register of clinical trials: a record to our words. How it is asked: ctis_api."""

from collections.abc import Iterator
from typing import Any

import msgspec

from trials.choices import SampleSizeType, Sex, SponsorType, StudyType
from trials.registries.base import (
    Arm,
    Design,
    Identifier,
    Reading,
    Reference,
    Refused,
    RegistryStudy,
    shown,
)
from trials.registries.ctis_api import NAME, NUMBER, fetch
from trials.registries.ctis_codes import ENDED, MASKINGS, PHASES, PHASES_3_AND_4, ages, status
from trials.registries.ctis_layout import Event, Record, Sponsor, TrialInformation
from trials.registries.ctis_parts import contact, criteria, day, outcomes, pmids, product, results_posted, site
from trials.registries.files import Source, json_records
from trials.registries.strict_json import load
from trials.registries.terms import Notes, distinct, identifier, sample_size, term

__all__ = ["NAME", "fetch", "parse", "split"]

_EARLY_END = "EARLY_TERMINATION"
_ENDS = {_EARLY_END, "END_OF_TRIAL"}


def parse(body: bytes) -> Reading:
    """What a record of retrieve says; Refused, with the reason, when it cannot be read."""
    document = load(body)
    _refuse_other_structures(document)
    try:
        record = msgspec.convert(document, Record)
    except msgspec.ValidationError as error:
        raise Refused(f"not read: {error}") from error
    if not NUMBER.fullmatch(record.ct_number):
        raise Refused(f"ctNumber: {shown(record.ct_number)} is not an EU CT number")
    notes = Notes()
    fields = {
        **_names(record),
        **_progress(record),
        **_people(record),
        **_places(record, notes),
        **_plan(record, notes),
        **_subject(record, notes),
        **_limits(record, notes),
    }
    study = RegistryStudy(registry=NAME, registry_id=record.ct_number, **fields)
    return Reading(study, tuple(notes.warnings))


def split(source: Source) -> Iterator[tuple[str, bytes | Refused]]:
    """The records in a file of JSON: one, a list, or JSON Lines."""
    return json_records(source)


def _refuse_other_structures(document: Any) -> None:
    if not isinstance(document, dict) or "ctNumber" not in document:
        raise Refused("this is not a record of CTIS: it has no ctNumber")
    if "authorizedApplication" in document:
        return
    if "authorizedPartI" in document:
        raise Refused(
            "this record has the structure that CTIS had before 18 June 2024, which is not read; retrieve it again"
        )
    raise Refused("this record of CTIS has no authorizedApplication: a row of a search, or a structure not yet known")


# Each of these reads the fields of RegistryStudy that belong together, by name.
Fields = dict[str, Any]


def _names(record: Record) -> Fields:
    ids = record.authorized_application.authorized_part_i.trial_details.clinical_trial_identifiers
    others = ids.secondary_identifying_numbers
    numbers = (
        others.nct_number,
        others.isrctn_number,
        others.who_universal_trial_number,
        *others.additional_registries,
    )
    return {
        "identifiers": distinct(
            (
                Identifier("CTIS", record.ct_number),
                identifier(record.authorized_application.eudra_ct.eudra_ct_code, "EUDRACT"),
                *(identifier(one.number, "OTHER") for one in numbers),
            )
        ),
        "public_title": ids.public_title or ids.full_title,
        "scientific_title": ids.full_title,
        "acronym": ids.short_title,
    }


def _progress(record: Record) -> Fields:
    code = str(record.ct_public_status_code)
    duration = _information(record).trial_duration
    ends = [event.date for event in _events(record) if event.notification_type in _ENDS and code == ENDED]
    planned = duration.estimated_global_end_date or duration.estimated_end_date
    starts = sorted(event.date for event in _events(record) if event.notification_type == "START_OF_TRIAL")
    start = record.start_date_eu or (starts[0] if starts else duration.estimated_recruitment_start_date)
    return {
        "recruitment_status": status("ctPublicStatusCode", code, _ended_early(record)),
        "status_as_written": code,
        "first_posted": day("decisionDate", record.decision_date),
        "start_date": day("startDateEU", start),
        "completion_date": day("trialDuration", max(ends) if ends else planned),
        "last_update": day("publishDate", record.publish_date),
    }


def _people(record: Record) -> Fields:
    sponsors = record.authorized_application.authorized_part_i.sponsors
    lead = next((one for one in sponsors if one.primary), sponsors[0] if sponsors else Sponsor())
    types = {True: SponsorType.INDUSTRY.value, False: SponsorType.INVESTIGATOR_INITIATED.value}
    return {
        "primary_sponsor": lead.organisation.name,
        "sponsor_class": lead.commercial or None,
        "sponsor_type": types.get(lead.is_commercial) if lead.is_commercial is not None else None,
        "collaborators": tuple(one.organisation.name for one in sponsors if one is not lead and one.organisation.name),
        "contacts": tuple(contact(one) for one in (*lead.public_contacts, *lead.scientific_contacts)),
    }


def _places(record: Record, notes: Notes) -> Fields:
    application = record.authorized_application
    sites = tuple(site(one, notes) for part in application.authorized_parts_ii for one in part.trial_sites)
    codes = _country_codes(record, notes)
    outside = [
        notes.country("rowCountriesInfo.name", one.name) for one in application.authorized_part_i.row_countries_info
    ]
    parts = [
        notes.country("mscInfo.countryName", part.msc_info.country_name) for part in application.authorized_parts_ii
    ]
    early = {notes.country("trialEvents.mscName", name) for name in _countries_ended_early(record)}
    written = {country: code for country, code in codes.items() if code}
    return {
        "sites": sites,
        "countries": tuple(dict.fromkeys(country for country in (*codes, *parts, *outside) if country)),
        "country_status": {
            country: status("mscPublicStatusCode", code, country in early) for country, code in written.items()
        },
        "country_status_as_written": written,
    }


def _country_codes(record: Record, notes: Notes) -> dict[str, str]:
    """The public status code of each member state, empty where the record has none.

    Of a trial in one member state the status is that state's, also where the record states it for the trial alone.
    """
    states = record.authorized_application.member_states_concerned
    codes = {}
    for state in states:
        code = state.msc_public_status_code
        if code is None and len(states) == 1:
            code = record.ct_public_status_code
        country = notes.country("memberStatesConcerned.mscName", state.msc_name)
        if country:
            codes[country] = "" if code is None else str(code)
    return codes


def _plan(record: Record, notes: Notes) -> Fields:
    application = record.authorized_application
    details = application.authorized_part_i.trial_details
    periods = details.protocol_information.study_design.period_details
    code = str(_information(record).trial_category.trial_phase)
    if code == PHASES_3_AND_4:
        notes.warn("trialCategory.trialPhase", code, "is phase III and IV together, read as phase 3")
    maskings = [notes.mapped("blindingMethodCode", str(one.blinding_method_code), MASKINGS) for one in periods]
    planned = [part.recruitment_subject_count for part in application.authorized_parts_ii]
    counts = [count for count in (*planned, application.authorized_part_i.row_subject_count) if count is not None]
    return {
        "study_type": StudyType.INTERVENTIONAL.value,  # CTIS takes no others
        "phase": term("trialCategory.trialPhase", code, PHASES) if code else None,
        "design": Design(masking=next(filter(None, maskings), None)),
        "sample_size": sample_size("recruitmentSubjectCount", sum(counts)) if counts else None,
        "sample_size_type": SampleSizeType.ESTIMATED.value if counts else None,
        "arms": tuple(
            Arm(label=arm.title, description=arm.description) for period in periods for arm in period.arm_details
        ),
        "outcomes": outcomes(_information(record)),
    }


def _subject(record: Record, notes: Notes) -> Fields:
    disease = _information(record).medical_condition
    part = record.authorized_application.authorized_part_i
    conditions = [one.medical_condition for one in disease.part_i_medical_conditions]
    return {
        "conditions": tuple(dict.fromkeys(filter(None, conditions))),
        "keywords": tuple(dict.fromkeys(one.term_name for one in disease.meddra_condition_terms if one.term_name)),
        "interventions": tuple(product(one, notes) for one in part.products),
        "references": tuple(Reference(pmid=pmid) for pmid in pmids(part.trial_details.pubmed_code)),
        "results_posted": results_posted(record, notes),
    }


def _limits(record: Record, notes: Notes) -> Fields:
    information = _information(record)
    population = information.population_of_trial_subjects
    sexes = {(True, True): Sex.ALL.value, (True, False): Sex.FEMALE.value, (False, True): Sex.MALE.value}
    minimum, maximum = ages(population, notes)
    return {
        "sex": sexes.get((population.is_female_subjects, population.is_male_subjects)),
        "minimum_age": minimum,
        "maximum_age": maximum,
        "eligibility": criteria(information.eligibility_criteria),
    }


def _information(record: Record) -> TrialInformation:
    return record.authorized_application.authorized_part_i.trial_details.trial_information


def _events(record: Record) -> list[Event]:
    return [event for country in record.events.trial_events for event in country.events]


def _ended_early(record: Record) -> bool:
    return any(event.notification_type == _EARLY_END for event in _events(record))


def _countries_ended_early(record: Record) -> list[str]:
    return [
        country.msc_name
        for country in record.events.trial_events
        if any(event.notification_type == _EARLY_END for event in country.events)
    ]
