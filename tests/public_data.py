"""Which tables public pages read, and why the others are none of them; a test holds this against the models."""

from typing import Any

from trials.choices import RunOutcome
from trials.models import (
    CatalogueEntry,
    Contact,
    Dataset,
    DecidedField,
    EligibilityCriterion,
    ErrorReport,
    FormerAddress,
    GlossaryTerm,
    IndexedStudy,
    Indication,
    Outcome,
    Posting,
    Product,
    ProposedChange,
    Publication,
    RegistryEntry,
    RegistryRecord,
    RegistryRun,
    Reminding,
    ReportAttempt,
    SafetyResult,
    SameStudy,
    Site,
    SiteCoordinator,
    Source,
    Sponsor,
    Study,
    StudyChange,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
    WashoutGuidance,
    WashoutRule,
)

PUBLIC: set[Any] = {
    *(Study, StudyIdentifier, StudyModality, StudyCountry, StudySite, StudyContact, Contact, Source),
    *(EligibilityCriterion, WashoutRule, WashoutGuidance, Publication, Outcome, SafetyResult),
    *(Site, Sponsor, Product, Target, Indication, GlossaryTerm, FormerAddress),
    *(StudyChange, ProposedChange, DecidedField, RegistryEntry, RegistryRun),
}
PRIVATE: dict[Any, str] = {
    Dataset: "is what is told",
    Posting: "is the index itself",
    IndexedStudy: "is the index itself",
    CatalogueEntry: "is only compared with by the next load",
    RegistryRecord: "is kept as it came; pages show what its entry says",
    SameStudy: "is a question to editors",
    SiteCoordinator: "says who confirms, which no page names",
    Reminding: "says when a letter was written",
    ErrorReport: "is shown to whoever has its receipt, on a page that is not kept",
    ReportAttempt: "counts reports for an hour",
}
# Of other applications.
PRIVATE_APPS = {
    "admin": "the admin's own log",
    "account": "how people sign in",
    "auth": "people and roles; no public page names anybody",
    "axes": "failed tries to sign in",
    "contenttypes": "the names of models",
    "mfa": "second factors",
    "sessions": "of the admin",
}
# Columns that no public page shows.
PRIVATE_COLUMNS: dict[Any, set[str]] = {RegistryEntry: {"unnamed"}}
# Public once it says this: a run is shown when it has ended well.
ONCE_IT_SAYS: dict[Any, str] = {RegistryRun: RunOutcome.DONE}
