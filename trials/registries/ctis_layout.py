"""The layout of a record of CTIS since 18 June 2024, as far as we read it.

Codes come as numbers in some places and as texts in others. Every text has translations beside it, which are not read.
Nothing but the number is required: what is absent, null or of an unknown key leaves an empty value.
"""

from typing import Any

import msgspec

Code = int | str


class Part(msgspec.Struct, frozen=True, rename="camel"):
    """An object of the record."""


class Registered(Part, frozen=True):
    """A number in another registry."""

    number: str = ""


class OtherNumbers(Part, frozen=True):
    """Numbers in other registries."""

    nct_number: Registered = Registered()
    isrctn_number: Registered = Registered()
    who_universal_trial_number: Registered = Registered()
    additional_registries: tuple[Registered, ...] = ()


class TrialIdentifiers(Part, frozen=True):
    """Titles and numbers."""

    full_title: str = ""
    public_title: str = ""
    short_title: str = ""
    secondary_identifying_numbers: OtherNumbers = OtherNumbers()


class Category(Part, frozen=True):
    """The phase, as a code."""

    trial_phase: Code = ""


class Condition(Part, frozen=True):
    """A disease."""

    medical_condition: str = ""


class MeddraTerm(Part, frozen=True):
    """A term of MedDRA."""

    term_name: str = ""


class MedicalCondition(Part, frozen=True):
    """The diseases studied."""

    part_i_medical_conditions: tuple[Condition, ...] = msgspec.field(name="partIMedicalConditions", default=())
    meddra_condition_terms: tuple[MeddraTerm, ...] = ()


class Criterion(Part, frozen=True):
    """One criterion; it stands under the first key or the second."""

    number: int = 0
    principal_inclusion_criteria: str = ""
    principal_exclusion_criteria: str = ""


class Criteria(Part, frozen=True):
    """Who is taken in, and who is not."""

    principal_inclusion_criteria: tuple[Criterion, ...] = ()
    principal_exclusion_criteria: tuple[Criterion, ...] = ()


class EndPoint(Part, frozen=True):
    """What is measured."""

    end_point: str = ""


class EndPoints(Part, frozen=True):
    """What is measured, by rank."""

    primary_end_points: tuple[EndPoint, ...] = ()
    secondary_end_points: tuple[EndPoint, ...] = ()


class Duration(Part, frozen=True):
    """Planned dates."""

    estimated_recruitment_start_date: str = ""
    estimated_end_date: str = ""
    estimated_global_end_date: str = ""


class AgeRange(Part, frozen=True):
    """A class of ages, and a narrower one where `ctAgeRangeCode` is given."""

    age_range_category_code: Code = ""
    ct_age_range_code: Code = ""


class Population(Part, frozen=True):
    """Ages as classes, and sexes."""

    age_ranges: tuple[AgeRange, ...] = ()
    age_range_secondary_ids: tuple[AgeRange, ...] = ()
    is_female_subjects: bool = False
    is_male_subjects: bool = False


class TrialInformation(Part, frozen=True):
    """The plan of the trial."""

    trial_category: Category = Category()
    medical_condition: MedicalCondition = MedicalCondition()
    eligibility_criteria: Criteria = Criteria()
    end_point: EndPoints = EndPoints()
    trial_duration: Duration = Duration()
    population_of_trial_subjects: Population = Population()


class ArmDetail(Part, frozen=True):
    """A group of participants."""

    title: str = ""
    description: str = ""


class Period(Part, frozen=True):
    """A part of the trial, with its groups."""

    blinding_method_code: Code = ""
    arm_details: tuple[ArmDetail, ...] = ()


class StudyDesign(Part, frozen=True):
    """The parts of the trial."""

    period_details: tuple[Period, ...] = ()


class ProtocolInformation(Part, frozen=True):
    """How the trial is built."""

    study_design: StudyDesign = StudyDesign()


class TrialDetails(Part, frozen=True):
    """What the sponsor describes."""

    clinical_trial_identifiers: TrialIdentifiers = TrialIdentifiers()
    trial_information: TrialInformation = TrialInformation()
    protocol_information: ProtocolInformation = ProtocolInformation()
    pubmed_code: tuple[Any, ...] = ()


class Dictionary(Part, frozen=True):
    """The product in the EU's dictionary of medicines."""

    prod_name: str = ""
    active_substance_name: str = ""
    sponsor_product_code: str = ""


class Product(Part, frozen=True):
    """A medicine in the trial, with its role as a code."""

    product_name: str = ""
    json_active_substance_names: str = ""
    mp_role_in_trial: Code = ""
    other_medicinal_product: str = ""
    product_dictionary_info: Dictionary = Dictionary()


class Organisation(Part, frozen=True):
    """A hospital, a company."""

    name: str = ""


class SponsorContact(Part, frozen=True):
    """Whom to ask at the sponsor."""

    type: str = ""
    functional_name: str = ""
    functional_email_address: str = ""
    telephone: str = ""
    organisation: Organisation = Organisation()


class Sponsor(Part, frozen=True):
    """Who answers for the trial; several may, one of them is primary."""

    primary: bool = False
    is_commercial: bool | None = None
    commercial: str = ""
    organisation: Organisation = Organisation()
    public_contacts: tuple[SponsorContact, ...] = ()
    scientific_contacts: tuple[SponsorContact, ...] = ()


class RestOfWorld(Part, frozen=True):
    """A country outside the EEA."""

    name: str = ""


class PartOne(Part, frozen=True):
    """What holds in every country."""

    trial_details: TrialDetails = TrialDetails()
    products: tuple[Product, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
    row_subject_count: int | None = None
    row_countries_info: tuple[RestOfWorld, ...] = ()


class Address(Part, frozen=True):
    """A postal address."""

    city: str = ""
    postcode: str = ""
    country_name: str = ""


class SiteAddress(Part, frozen=True):
    """A hospital and where it is."""

    organisation: Organisation = Organisation()
    address: Address = Address()


class Person(Part, frozen=True):
    """The investigator at a site."""

    first_name: str = ""
    last_name: str = ""
    telephone: str = ""
    email: str = ""


class TrialSite(Part, frozen=True):
    """A place of the trial. CTIS gives no coordinates and no status for it."""

    organisation_address_info: SiteAddress = SiteAddress()
    department_name: str = ""
    person_info: Person = Person()


class CountryInfo(Part, frozen=True):
    """Which country a part II is for. Its `trialStatus` is the application's, not recruitment, and not read."""

    country_name: str = ""


class PartTwo(Part, frozen=True):
    """What holds in one country."""

    msc_info: CountryInfo = CountryInfo()
    recruitment_subject_count: int | None = None
    trial_sites: tuple[TrialSite, ...] = ()


class MemberState(Part, frozen=True):
    """A country of the EEA, with its public status where the record has it."""

    msc_name: str = ""
    msc_public_status_code: Code | None = None


class Transition(Part, frozen=True):
    """The number that a trial had before it came to CTIS."""

    eudra_ct_code: str = ""


class Application(Part, frozen=True):
    """What was authorised."""

    authorized_part_i: PartOne = msgspec.field(name="authorizedPartI")
    authorized_parts_ii: tuple[PartTwo, ...] = msgspec.field(name="authorizedPartsII", default=())
    member_states_concerned: tuple[MemberState, ...] = ()
    eudra_ct: Transition = Transition()


class Event(Part, frozen=True):
    """Something that the sponsor notified, such as START_OF_RECRUITMENT."""

    notification_type: str = ""
    date: str = ""


class CountryEvents(Part, frozen=True):
    """What was notified for one country."""

    msc_name: str = ""
    events: tuple[Event, ...] = ()


class Events(Part, frozen=True):
    """What was notified."""

    trial_events: tuple[CountryEvents, ...] = ()


class Results(Part, frozen=True):
    """Results that stand with the trial; how they carry their date has not been seen."""

    summary_results: tuple[dict[str, Any], ...] = ()


class Record(Part, frozen=True):
    """A record of retrieve."""

    ct_number: str
    authorized_application: Application
    ct_public_status_code: Code = ""
    start_date_eu: str = msgspec.field(name="startDateEU", default="")
    decision_date: str = ""
    publish_date: str = ""
    events: Events = Events()
    results: Results = Results()
