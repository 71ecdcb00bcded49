"""What we hold: one module per thing, with its questions and its constraints."""

from trials.models.among import Among
from trials.models.catalogue import CatalogueEntry
from trials.models.change import DecidedField, ProposedChange, StudyChange
from trials.models.coordinator import Reminding, SiteCoordinator
from trials.models.error_report import ErrorReport, ReportAttempt
from trials.models.former_address import FormerAddress
from trials.models.glossary import GlossaryTerm
from trials.models.identifier import StudyIdentifier
from trials.models.index import Dataset, IndexedStudy, Posting
from trials.models.indication import Indication
from trials.models.product import Product, Target
from trials.models.publication import Outcome, Publication, SafetyResult
from trials.models.record import Part, Record, Versioned
from trials.models.referral import EligibilityCriterion, WashoutGuidance, WashoutRule
from trials.models.registry import RegistryEntry, RegistryRecord, RegistryRun, SameStudy
from trials.models.site import Site
from trials.models.source import Source
from trials.models.sponsor import Sponsor
from trials.models.study import Study, StudyCountry, StudyModality
from trials.models.study_site import Contact, StudyContact, StudySite

__all__ = [
    "Among",
    "CatalogueEntry",
    "Contact",
    "Dataset",
    "DecidedField",
    "EligibilityCriterion",
    "ErrorReport",
    "FormerAddress",
    "GlossaryTerm",
    "IndexedStudy",
    "Indication",
    "Outcome",
    "Part",
    "Posting",
    "Product",
    "ProposedChange",
    "Publication",
    "Record",
    "RegistryEntry",
    "RegistryRecord",
    "RegistryRun",
    "Reminding",
    "ReportAttempt",
    "SafetyResult",
    "SameStudy",
    "Site",
    "SiteCoordinator",
    "Source",
    "Sponsor",
    "Study",
    "StudyChange",
    "StudyContact",
    "StudyCountry",
    "StudyIdentifier",
    "StudyModality",
    "StudySite",
    "Target",
    "Versioned",
    "WashoutGuidance",
    "WashoutRule",
]
