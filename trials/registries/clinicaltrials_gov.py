"""ClinicalTrials.gov, API v2: a record to our words. How it is asked: clinicaltrials_gov_api."""

from collections.abc import Iterable, Iterator
from typing import Any

from trials.registries.base import (
    Arm,
    Contact,
    Design,
    Identifier,
    Intervention,
    MeshTerm,
    Outcome,
    Reading,
    Reference,
    Refused,
    RegistryStudy,
    Site,
    shown,
)
from trials.registries.clinicaltrials_gov_api import NAME, NUMBER, fetch
from trials.registries.clinicaltrials_gov_layout import (
    ArmGroup,
    Article,
    Browse,
    DesignInfo,
    Eligibility,
    Location,
    Measure,
    Person,
    Protocol,
    Record,
    SecondaryId,
    Status,
    Treatment,
    decoder,
)
from trials.registries.clinicaltrials_gov_terms import (
    AGENCY_CLASSES,
    ALLOCATIONS,
    ARM_TYPES,
    INTERVENTION_TYPES,
    MASKINGS,
    PHASES,
    SEXES,
    SIZE_TYPES,
    SPONSOR_TYPES,
    STATUSES,
    STUDY_TYPES,
)
from trials.registries.files import Source, json_records
from trials.registries.strict_json import Bulk, decode
from trials.registries.terms import SPONSOR_PROTOCOL, Notes, age, date, distinct, identifier, sample_size, term

__all__ = ["NAME", "fetch", "parse", "split"]

# More than a third of all bytes, and not read.
_RESULTS = Bulk("results_section", b'"resultsSection"')


def parse(body: bytes) -> Reading:
    """What a record of the API says; Refused, with the reason, when it cannot be read."""
    record, notes = decode(body, decoder, _RESULTS), Notes()
    number = record.protocol_section.identification_module.nct_id
    if not NUMBER.fullmatch(number):
        raise Refused(f"protocolSection.identificationModule.nctId: {shown(number)} is not an NCT number")
    study = RegistryStudy(
        registry=NAME,
        registry_id=number,
        **_names(record.protocol_section),
        **_progress(record.protocol_section.status_module),
        **_people(record.protocol_section, notes),
        **_places(record.protocol_section, notes),
        **_plan(record.protocol_section, notes),
        **_subject(record, notes),
        **_limits(record.protocol_section.eligibility_module, notes),
    )
    return Reading(study, tuple(notes.warnings))


def split(source: Source) -> Iterator[tuple[str, bytes | Refused]]:
    """The records in a file of JSON: one, a list, the answer to a search, or JSON Lines."""
    return json_records(source)


# Each of these reads the fields of RegistryStudy that belong together, by name.
Fields = dict[str, Any]


def _names(protocol: Protocol) -> Fields:
    ids = protocol.identification_module
    return {
        "identifiers": _identifiers(protocol),
        "public_title": ids.brief_title,
        "scientific_title": ids.official_title,
        "acronym": ids.acronym,
        "summary": protocol.description_module.brief_summary,
    }


def _progress(status: Status) -> Fields:
    return {
        "recruitment_status": term("statusModule.overallStatus", status.overall_status, STATUSES),
        "status_as_written": status.overall_status,
        "last_known_status": _status("statusModule.lastKnownStatus", status.last_known_status),
        "why_stopped": status.why_stopped,
        "first_posted": date("studyFirstPostDateStruct.date", status.study_first_post_date_struct.date),
        "start_date": date("startDateStruct.date", status.start_date_struct.date),
        "primary_completion_date": date("primaryCompletionDateStruct.date", status.primary_completion_date_struct.date),
        "completion_date": date("completionDateStruct.date", status.completion_date_struct.date),
        "results_posted": date("resultsFirstPostDateStruct.date", status.results_first_post_date_struct.date),
        "last_update": date("lastUpdatePostDateStruct.date", status.last_update_post_date_struct.date),
    }


def _people(protocol: Protocol, notes: Notes) -> Fields:
    lead = protocol.sponsor_collaborators_module.lead_sponsor
    contacts = protocol.contacts_locations_module
    return {
        "primary_sponsor": lead.name,
        "sponsor_class": notes.as_written("leadSponsor.class", lead.class_, AGENCY_CLASSES) or None,
        "sponsor_type": SPONSOR_TYPES.get(lead.class_),
        "collaborators": tuple([one.name for one in protocol.sponsor_collaborators_module.collaborators]),
        "contacts": tuple(map(_contact, (*contacts.central_contacts, *contacts.overall_officials))),
    }


def _places(protocol: Protocol, notes: Notes) -> Fields:
    sites = tuple([_site(place, notes) for place in protocol.contacts_locations_module.locations])
    return {"sites": sites, "countries": tuple(dict.fromkeys([site.country for site in sites if site.country]))}


def _plan(protocol: Protocol, notes: Notes) -> Fields:
    design = protocol.design_module
    size = design.enrollment_info
    return {
        "study_type": term("designModule.studyType", design.study_type, STUDY_TYPES) if design.study_type else None,
        "phase": term("designModule.phases", "/".join(sorted(design.phases)), PHASES) if design.phases else None,
        "design": _design(design.design_info, notes),
        "sample_size": sample_size("enrollmentInfo.count", size.count),
        "sample_size_type": notes.mapped("enrollmentInfo.type", size.type, SIZE_TYPES),
        "outcomes": _outcomes(protocol),
    }


def _subject(record: Record, notes: Notes) -> Fields:
    protocol, derived = record.protocol_section, record.derived_section
    return {
        "conditions": protocol.conditions_module.conditions,
        "keywords": protocol.conditions_module.keywords,
        "mesh_conditions": _headings(derived.condition_browse_module),
        "arms": tuple([_arm(arm, notes) for arm in protocol.arms_interventions_module.arm_groups]),
        "interventions": tuple([_treatment(one, notes) for one in protocol.arms_interventions_module.interventions]),
        "mesh_interventions": _headings(derived.intervention_browse_module),
        "references": tuple([_reference(article) for article in protocol.references_module.references]),
    }


def _limits(limits: Eligibility, notes: Notes) -> Fields:
    return {
        "sex": notes.mapped("eligibilityModule.sex", limits.sex, SEXES),
        "minimum_age": age("eligibilityModule.minimumAge", limits.minimum_age),
        "maximum_age": age("eligibilityModule.maximumAge", limits.maximum_age),
        "eligibility": limits.eligibility_criteria,
    }


def _status(field: str, word: str) -> str | None:
    return term(field, word, STATUSES) if word else None


def _identifiers(protocol: Protocol) -> tuple[Identifier, ...]:
    """The NCT number, its aliases, the sponsor's own number, then the others in the registry's order."""
    ids = protocol.identification_module
    own = [Identifier("CTGOV", number) for number in (ids.nct_id, *ids.nct_id_aliases)]
    sponsor = identifier(ids.org_study_id_info.id, SPONSOR_PROTOCOL)
    return distinct((*own, sponsor, *map(_secondary, ids.secondary_id_infos)))


def _secondary(number: SecondaryId) -> Identifier:
    """By the form of the number, since its type may be wrong (NIH "2023") and EU numbers come under any type.

    jRCT numbers come without their letters; where the domain holds them, the two make one number.
    """
    found = identifier(number.id, number.type or "OTHER")
    if found.scheme == number.type and number.domain.casefold() == "jrct":
        return identifier(number.domain + number.id, number.type)
    return found


def _site(place: Location, notes: Notes) -> Site:
    point = place.geo_point
    return Site(
        facility=place.facility,
        city=place.city,
        state=place.state,
        postcode=place.zip,
        country=notes.country("locations.country", place.country),
        status=term("locations.status", place.status, STATUSES) if place.status else None,
        latitude=point.lat if point else None,
        longitude=point.lon if point else None,
        contacts=tuple([_contact(person) for person in place.contacts]) if place.contacts else (),
    )


def _contact(person: Person) -> Contact:
    phone = f"{person.phone} ext. {person.phone_ext}" if person.phone_ext else person.phone
    return Contact(name=person.name, role=person.role, affiliation=person.affiliation, phone=phone, email=person.email)


def _arm(arm: ArmGroup, notes: Notes) -> Arm:
    return Arm(
        label=arm.label,
        type=notes.as_written("armGroups.type", arm.type, ARM_TYPES),
        description=arm.description,
        # Written as "Biological: KYV-101".
        interventions=tuple([name.partition(": ")[2] or name for name in arm.intervention_names]),
    )


def _treatment(one: Treatment, notes: Notes) -> Intervention:
    return Intervention(
        type=notes.as_written("interventions.type", one.type, INTERVENTION_TYPES),
        name=one.name,
        description=one.description,
        other_names=one.other_names,
    )


def _reference(article: Article) -> Reference:
    return Reference(pmid=article.pmid, type=article.type, citation=article.citation)


def _headings(browse: Browse) -> tuple[MeshTerm, ...]:
    return tuple([MeshTerm(heading.id, heading.term) for heading in browse.meshes])


def _design(info: DesignInfo, notes: Notes) -> Design:
    return Design(
        allocation=notes.mapped("designInfo.allocation", info.allocation, ALLOCATIONS),
        masking=notes.mapped("maskingInfo.masking", info.masking_info.masking, MASKINGS),
        model=info.intervention_model or info.observational_model,
        purpose=info.primary_purpose,
        perspective=info.time_perspective,
    )


def _outcomes(protocol: Protocol) -> tuple[Outcome, ...]:
    ranked: Iterable[tuple[str, tuple[Measure, ...]]] = (
        ("PRIMARY", protocol.outcomes_module.primary_outcomes),
        ("SECONDARY", protocol.outcomes_module.secondary_outcomes),
        ("OTHER", protocol.outcomes_module.other_outcomes),
    )
    return tuple(
        [
            Outcome(kind=kind, measure=one.measure, description=one.description, time_frame=one.time_frame)
            for kind, measures in ranked
            for one in measures
        ]
    )
