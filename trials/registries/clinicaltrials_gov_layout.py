"""The layout of a record of ClinicalTrials.gov's API, version 2.0.5, as far as we read it.

Every key seen is named, so that `strict_json` can prove that none stood twice; what is not read is `Unread`.
Its enumerations are open: the published list lacks words that the data has, so words are text here.
"""

import msgspec

Unread = msgspec.Raw | msgspec.UnsetType


class Part(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, gc=False):
    """An object of the record. A key that is absent leaves an empty value; another type than ours is refused."""


class DateStruct(Part, frozen=True):
    """A partial date, and whether it has come: ACTUAL or ESTIMATED."""

    date: str = ""
    type: str = ""


class OrgStudyId(Part, frozen=True):
    """The sponsor's own number."""

    id: str = ""
    type: str = ""
    link: str = ""


class SecondaryId(Part, frozen=True):
    """Another number; `domain` says in free words whose."""

    id: str = ""
    type: str = ""
    domain: str = ""
    link: str = ""


class Identification(Part, frozen=True):
    """Numbers and titles."""

    nct_id: str
    nct_id_aliases: tuple[str, ...] = ()
    org_study_id_info: OrgStudyId = OrgStudyId()
    secondary_id_infos: tuple[SecondaryId, ...] = ()
    organization: Unread = msgspec.UNSET
    brief_title: str = ""
    official_title: str = ""
    acronym: str = ""


class Status(Part, frozen=True):
    """Where the study stands, and when."""

    overall_status: str
    last_known_status: str = ""
    why_stopped: str = ""
    start_date_struct: DateStruct = DateStruct()
    primary_completion_date_struct: DateStruct = DateStruct()
    completion_date_struct: DateStruct = DateStruct()
    study_first_post_date_struct: DateStruct = DateStruct()
    last_update_post_date_struct: DateStruct = DateStruct()
    results_first_post_date_struct: DateStruct = DateStruct()
    status_verified_date: Unread = msgspec.UNSET
    delayed_posting: Unread = msgspec.UNSET
    expanded_access_info: Unread = msgspec.UNSET
    study_first_submit_date: Unread = msgspec.UNSET
    study_first_submit_qc_date: Unread = msgspec.UNSET
    last_update_submit_date: Unread = msgspec.UNSET
    results_waived: Unread = msgspec.UNSET
    results_first_submit_date: Unread = msgspec.UNSET
    results_first_submit_qc_date: Unread = msgspec.UNSET
    disp_first_submit_date: Unread = msgspec.UNSET
    disp_first_submit_qc_date: Unread = msgspec.UNSET
    disp_first_post_date_struct: Unread = msgspec.UNSET


class Agency(Part, frozen=True):
    """A sponsor or collaborator; `class` is NIH, INDUSTRY, OTHER..."""

    name: str = ""
    class_: str = msgspec.field(name="class", default="")


class Sponsors(Part, frozen=True):
    """Who answers for the study, and who takes part."""

    lead_sponsor: Agency = Agency()
    collaborators: tuple[Agency, ...] = ()
    responsible_party: Unread = msgspec.UNSET


class Description(Part, frozen=True):
    """What the study is about, in Markdown."""

    brief_summary: str = ""
    detailed_description: Unread = msgspec.UNSET


class Conditions(Part, frozen=True):
    """The diseases, and words to find the study by."""

    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


class Masking(Part, frozen=True):
    """Who does not know the treatment."""

    masking: str = ""
    masking_description: Unread = msgspec.UNSET
    who_masked: Unread = msgspec.UNSET


class DesignInfo(Part, frozen=True):
    """How the study is built."""

    allocation: str = ""
    intervention_model: str = ""
    primary_purpose: str = ""
    observational_model: str = ""
    time_perspective: str = ""
    masking_info: Masking = Masking()
    intervention_model_description: Unread = msgspec.UNSET


class Enrollment(Part, frozen=True):
    """Number of participants, and whether it is reached."""

    count: int | None = None
    type: str = ""


class DesignModule(Part, frozen=True):
    """Kind of study, phase and size."""

    study_type: str = ""
    phases: tuple[str, ...] = ()
    design_info: DesignInfo = DesignInfo()
    enrollment_info: Enrollment = Enrollment()
    bio_spec: Unread = msgspec.UNSET
    expanded_access_types: Unread = msgspec.UNSET
    nct_id: Unread = msgspec.UNSET
    patient_registry: Unread = msgspec.UNSET
    target_duration: Unread = msgspec.UNSET


class ArmGroup(Part, frozen=True):
    """A group of participants; it names its interventions as `Biological: X`."""

    label: str = ""
    type: str = ""
    description: str = ""
    intervention_names: tuple[str, ...] = ()


class Treatment(Part, frozen=True):
    """What is given or done."""

    type: str = ""
    name: str = ""
    description: str = ""
    other_names: tuple[str, ...] = ()
    arm_group_labels: Unread = msgspec.UNSET
    intervention_mapped_name: Unread = msgspec.UNSET


class ArmsInterventions(Part, frozen=True):
    """Groups and treatments."""

    arm_groups: tuple[ArmGroup, ...] = ()
    interventions: tuple[Treatment, ...] = ()


class Measure(Part, frozen=True):
    """What is measured."""

    measure: str = ""
    description: str = ""
    time_frame: str = ""


class Outcomes(Part, frozen=True):
    """What is measured, by rank."""

    primary_outcomes: tuple[Measure, ...] = ()
    secondary_outcomes: tuple[Measure, ...] = ()
    other_outcomes: tuple[Measure, ...] = ()


class Eligibility(Part, frozen=True):
    """Who is taken in."""

    eligibility_criteria: str = ""
    sex: str = ""
    minimum_age: str = ""
    maximum_age: str = ""
    std_ages: Unread = msgspec.UNSET
    healthy_volunteers: Unread = msgspec.UNSET
    gender_based: Unread = msgspec.UNSET
    gender_description: Unread = msgspec.UNSET
    study_population: Unread = msgspec.UNSET
    sampling_method: Unread = msgspec.UNSET


class Person(Part, frozen=True):
    """A contact, or an official of the study."""

    name: str = ""
    role: str = ""
    phone: str = ""
    phone_ext: str = ""
    email: str = ""
    affiliation: str = ""


class GeoPoint(Part, frozen=True):
    """The middle of the city, in degrees."""

    lat: float
    lon: float


class Location(Part, frozen=True):
    """A place of the study."""

    facility: str = ""
    status: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    contacts: tuple[Person, ...] = ()
    geo_point: GeoPoint | None = None


class ContactsLocations(Part, frozen=True):
    """Whom to call, and where."""

    central_contacts: tuple[Person, ...] = ()
    overall_officials: tuple[Person, ...] = ()
    locations: tuple[Location, ...] = ()
    # A copy of `locations` in 17 records that a third party stored.
    locations_nested: Unread = msgspec.field(name="locations_nested", default=msgspec.UNSET)


class Article(Part, frozen=True):
    """An article about the study, or behind it."""

    pmid: str = ""
    type: str = ""
    citation: str = ""
    retractions: Unread = msgspec.UNSET


class References(Part, frozen=True):
    """Articles and links."""

    references: tuple[Article, ...] = ()
    see_also_links: Unread = msgspec.UNSET
    avail_ipds: Unread = msgspec.UNSET


class Protocol(Part, frozen=True):
    """What the sponsor registered."""

    identification_module: Identification
    status_module: Status
    sponsor_collaborators_module: Sponsors = Sponsors()
    description_module: Description = Description()
    conditions_module: Conditions = Conditions()
    design_module: DesignModule = DesignModule()
    arms_interventions_module: ArmsInterventions = ArmsInterventions()
    outcomes_module: Outcomes = Outcomes()
    eligibility_module: Eligibility = Eligibility()
    contacts_locations_module: ContactsLocations = ContactsLocations()
    references_module: References = References()
    oversight_module: Unread = msgspec.UNSET
    ipd_sharing_statement_module: Unread = msgspec.UNSET


class Heading(Part, frozen=True):
    """A term of MeSH."""

    id: str = ""
    term: str = ""


class Browse(Part, frozen=True):
    """Terms of MeSH that the registry found; their ancestors are misleading and not read."""

    meshes: tuple[Heading, ...] = ()
    ancestors: Unread = msgspec.UNSET
    browse_leaves: Unread = msgspec.UNSET
    browse_branches: Unread = msgspec.UNSET


class Derived(Part, frozen=True):
    """What the registry adds. `miscInfoModule` holds the date of the data set, which changes every day."""

    condition_browse_module: Browse = Browse()
    intervention_browse_module: Browse = Browse()
    misc_info_module: Unread = msgspec.UNSET


class Record(Part, frozen=True):
    """A record of the API."""

    protocol_section: Protocol
    derived_section: Derived = Derived()
    has_results: Unread = msgspec.UNSET
    results_section: Unread = msgspec.UNSET
    document_section: Unread = msgspec.UNSET
    annotation_section: Unread = msgspec.UNSET


decoder = msgspec.json.Decoder(Record)
