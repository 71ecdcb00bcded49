"""What any registry says of a study, in the field's terms, and how a registry is asked and read.

The comments name the items of the WHO Trial Registration Data Set, version 1.3.1. A vocabulary of ours
(trials/choices.py) holds what a comment says it holds; every other word stands as the registry writes it.
Nothing here can refer to itself, so the garbage collector need not look at it (gc=False).
A text is empty and a list is empty where the registry says nothing; None where there is no number, date or word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import msgspec

from trials.dates import PartialDate


class Identifier(msgspec.Struct, frozen=True, gc=False):
    """A number of a study. `scheme` is an IdentifierScheme, or the registry's word for a number of none of ours."""

    scheme: str
    value: str


class Contact(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Whom a registry names, as it published them: to be shown under the rules for personal data, never logged."""

    name: str = ""
    role: str = ""
    affiliation: str = ""
    phone: str = ""
    email: str = ""


class Site(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A place of a study, in the registry's order. `status` is a RecruitmentStatus; coordinates are degrees.

    ClinicalTrials.gov's coordinates are those of the city, and sometimes wrong. A facility may be a placeholder.
    """

    facility: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str | None = None  # ISO 3166-1 alpha-2
    status: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    contacts: tuple[Contact, ...] = ()


class Arm(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A group of participants, and the names of what it gets."""

    label: str
    type: str = ""
    description: str = ""
    interventions: tuple[str, ...] = ()


class Intervention(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is given or done."""

    type: str = ""
    name: str
    description: str = ""
    other_names: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is measured, and when. `kind` is PRIMARY, SECONDARY or OTHER."""

    kind: str
    measure: str
    description: str = ""
    time_frame: str = ""


class Reference(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An article that the registry names; `type` is RESULT, DERIVED or BACKGROUND at ClinicalTrials.gov."""

    pmid: str = ""
    type: str = ""
    citation: str = ""


class MeshTerm(msgspec.Struct, frozen=True, gc=False):
    """A heading of MeSH that the registry assigned. Never an ancestor: those of myasthenia gravis hold "Neoplasms"."""

    id: str
    term: str


class Design(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How a study is built. `allocation` and `masking` are our Allocation and Masking."""

    allocation: str | None = None
    masking: str | None = None
    model: str = ""
    purpose: str = ""
    perspective: str = ""


class RegistryStudy(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One study as one registry describes it."""

    # WHO 1, 2, 3: primary registry and number, date of registration there, other numbers.
    registry: str  # the name by which `lookup` finds it: ctgov, ctis, ictrp
    registry_id: str
    identifiers: tuple[Identifier, ...] = ()  # the registry's own number first
    first_posted: PartialDate | None = None

    # WHO 9, 10
    public_title: str = ""
    scientific_title: str = ""
    acronym: str = ""
    summary: str = ""

    # WHO 5, 6
    primary_sponsor: str = ""
    sponsor_class: str | None = None
    sponsor_type: str | None = None  # SponsorType
    collaborators: tuple[str, ...] = ()

    # WHO 7, 8: contacts for public and scientific queries
    contacts: tuple[Contact, ...] = ()

    # WHO 11: countries of recruitment, alpha-2, with the status that the registry gives for each, and the sites
    countries: tuple[str, ...] = ()
    country_status: Mapping[str, str] = msgspec.field(default_factory=dict)  # alpha-2: RecruitmentStatus
    country_status_as_written: Mapping[str, str] = msgspec.field(default_factory=dict)
    sites: tuple[Site, ...] = ()

    # WHO 12, 13
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh_conditions: tuple[MeshTerm, ...] = ()
    arms: tuple[Arm, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    mesh_interventions: tuple[MeshTerm, ...] = ()

    # WHO 14. Ages in years, 0.5 for six months; None sets no limit. The criteria as the registry writes them:
    # Markdown at ClinicalTrials.gov (with \< and \>), plain text elsewhere.
    sex: str | None = None  # Sex
    minimum_age: float | None = None
    maximum_age: float | None = None
    eligibility: str = ""

    # WHO 15
    study_type: str | None = None  # StudyType
    phase: str | None = None  # Phase
    design: Design = Design()

    # WHO 16, 17, 18 and 22
    start_date: PartialDate | None = None
    primary_completion_date: PartialDate | None = None
    completion_date: PartialDate | None = None
    sample_size: int | None = None
    sample_size_type: str | None = None  # SampleSizeType
    recruitment_status: str | None  # RecruitmentStatus; None where ICTRP has a word without one of ours
    status_as_written: str = (
        ""  # the registry's word or code: CTIS 11 is "not authorised", though it counts as WITHDRAWN
    )
    last_known_status: str | None = None  # RecruitmentStatus, where the present one is UNKNOWN
    why_stopped: str = ""

    # WHO 19, 20, 23
    outcomes: tuple[Outcome, ...] = ()
    references: tuple[Reference, ...] = ()
    results_posted: PartialDate | None = None

    last_update: PartialDate | None = None  # the day on which the registry posted it


class Refused(ValueError):
    """A document, or a file of them, that is not read; the text is the reason, for the person who must act on it."""


class UnknownTerm(Refused):
    """A word or code of a vocabulary that must not be guessed, in a field of a document."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(field, value)
        self.field = field
        self.value = value

    def __str__(self) -> str:
        return f"{self.field}: {shown(self.value)} is not a known term"


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What a document says, and what in it was not understood, each as `field: what was done about it`."""

    study: RegistryStudy
    warnings: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One record as a registry sent it. `data_of` is the time of the registry's data set, in its own writing."""

    registry: str
    registry_id: str
    body: bytes
    data_of: str = ""


class Missing(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A record that was asked for and did not come, and why; the others come all the same.

    `is_unknown`: the registry answered that it has no such number, or can have none.
    """

    registry: str
    registry_id: str
    reason: str
    is_unknown: bool = False


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are wanted: those with these numbers; or all that meet the query and changed since that day.

    `query` holds the registry's own parameters: {"query.cond": "lupus"} or {"medicalCondition": "lupus"}.
    """

    ids: tuple[str, ...] = ()
    query: Mapping[str, Any] = msgspec.field(default_factory=dict)
    updated_since: PartialDate | None = None


class Asker(Protocol):
    """Who puts a question to a registry over the network: http.Client."""

    def get(self, url: str, check: Callable[[bytes], Any], fields: Mapping[str, str] = ...) -> Any:
        """What `check` makes of the answer to a GET."""

    def post(self, url: str, check: Callable[[bytes], Any], json: Any) -> Any:
        """What `check` makes of the answer to a POST of `json`."""


class Registry(Protocol):
    """What a module of a registry has."""

    NAME: str

    def parse(self, body: bytes) -> Reading:
        """What a record says; Refused, with the reason, when it cannot be read."""

    def split(self, source: Any) -> Iterable[tuple[str, bytes | Refused]]:
        """The records in an open file, each with where it stands; a Refused in place of one that cannot be had."""

    def fetch(self, asker: Asker, base_url: str, wish: Wish) -> Iterator[Document | Missing]:
        """The records wanted, one by one; Refused when the registry cannot be asked so."""


def shown(value: object) -> str:
    """A value as a reason names it, in at most some 60 characters."""
    text = " ".join(str(value).split())
    text = text.encode("utf-8", "backslashreplace").decode()
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
