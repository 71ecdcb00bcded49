"""The words: every controlled vocabulary of the register, with its label in the reader's language.

Codes are what the database holds, what an address carries and what an export gives. They follow ClinicalTrials.gov
where it has a word for the thing; labels are what a clinician reads.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecruitmentStatus(TextChoices):
    """Recruitment status, in ClinicalTrials.gov's words; ANNOUNCED is ours: known from a source, in no registry yet.

    The last four before UNKNOWN are those of expanded access: a treatment given outside a study.
    """

    RECRUITING = "RECRUITING", _("Recruiting")
    ENROLLING_BY_INVITATION = "ENROLLING_BY_INVITATION", _("By invitation only")
    NOT_YET_RECRUITING = "NOT_YET_RECRUITING", _("Not yet recruiting")
    ANNOUNCED = "ANNOUNCED", _("Announced")
    ACTIVE_NOT_RECRUITING = "ACTIVE_NOT_RECRUITING", _("Active, not recruiting")
    SUSPENDED = "SUSPENDED", _("Suspended")
    COMPLETED = "COMPLETED", _("Completed")
    TERMINATED = "TERMINATED", _("Terminated")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    AVAILABLE = "AVAILABLE", _("Available (expanded access)")
    TEMPORARILY_NOT_AVAILABLE = "TEMPORARILY_NOT_AVAILABLE", _("Temporarily not available (expanded access)")
    NO_LONGER_AVAILABLE = "NO_LONGER_AVAILABLE", _("No longer available (expanded access)")
    APPROVED_FOR_MARKETING = "APPROVED_FOR_MARKETING", _("Expanded access ended: approved for marketing")
    UNKNOWN = "UNKNOWN", _("Status unknown")


class Modality(TextChoices):
    """What kind of treatment is studied."""

    AUTOLOGOUS_CAR_T = "AUTOLOGOUS_CAR_T", _("Autologous CAR-T")
    ALLOGENEIC_CAR_T = "ALLOGENEIC_CAR_T", _("Allogeneic CAR-T")
    IN_VIVO_CAR_T = "IN_VIVO_CAR_T", _("In vivo CAR-T")
    CAR_NK = "CAR_NK", _("CAR-NK")
    CAR_TREG = "CAR_TREG", _("CAR-Treg (regulatory T cells)")
    CAAR_T = "CAAR_T", _("CAAR-T (against autoreactive B cells)")
    BISPECIFIC_T_CELL_ENGAGER = "BISPECIFIC_T_CELL_ENGAGER", _("Bispecific antibody (T-cell engager)")
    TRISPECIFIC_T_CELL_ENGAGER = "TRISPECIFIC_T_CELL_ENGAGER", _("Trispecific antibody (T-cell engager)")
    OTHER_CELL_THERAPY = "OTHER_CELL_THERAPY", _("Other cell therapy")


class Phase(TextChoices):
    """Phase of the study, in ClinicalTrials.gov's words; two phases in one study are one code."""

    EARLY_PHASE1 = "EARLY_PHASE1", _("Early phase 1")
    PHASE1 = "PHASE1", _("Phase 1")
    PHASE1_PHASE2 = "PHASE1_PHASE2", _("Phase 1/2")
    PHASE2 = "PHASE2", _("Phase 2")
    PHASE2_PHASE3 = "PHASE2_PHASE3", _("Phase 2/3")
    PHASE3 = "PHASE3", _("Phase 3")
    PHASE4 = "PHASE4", _("Phase 4")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("No phase")


class SponsorType(TextChoices):
    """Who has the idea and the responsibility: a company, or researchers."""

    INDUSTRY = "INDUSTRY", _("Industry-initiated")
    INVESTIGATOR_INITIATED = "INVESTIGATOR_INITIATED", _("Investigator-initiated")


class StudyType(TextChoices):
    """Kind of study."""

    INTERVENTIONAL = "INTERVENTIONAL", _("Interventional study")
    OBSERVATIONAL = "OBSERVATIONAL", _("Observational study")
    EXPANDED_ACCESS = "EXPANDED_ACCESS", _("Expanded access or individual treatment")
    LONG_TERM_FOLLOW_UP = "LONG_TERM_FOLLOW_UP", _("Long-term follow-up")


class HealthRegion(TextChoices):
    """Norway's four regional health authorities."""

    HELSE_SOR_OST = "HELSE_SOR_OST", _("South-Eastern Norway (Helse Sør-Øst)")
    HELSE_VEST = "HELSE_VEST", _("Western Norway (Helse Vest)")
    HELSE_MIDT_NORGE = "HELSE_MIDT_NORGE", _("Central Norway (Helse Midt-Norge)")
    HELSE_NORD = "HELSE_NORD", _("Northern Norway (Helse Nord)")


class Region(TextChoices):
    """A place larger or smaller than a country that a list can be limited to. EUROPE is the EEA, UK and Switzerland."""

    HELSE_SOR_OST = "HELSE_SOR_OST", _("South-Eastern Norway (Helse Sør-Øst)")
    HELSE_VEST = "HELSE_VEST", _("Western Norway (Helse Vest)")
    HELSE_MIDT_NORGE = "HELSE_MIDT_NORGE", _("Central Norway (Helse Midt-Norge)")
    HELSE_NORD = "HELSE_NORD", _("Northern Norway (Helse Nord)")
    NORDIC = "NORDIC", _("Nordic countries")
    EUROPE = "EUROPE", _("Europe (EEA, UK and Switzerland)")


class IdentifierScheme(TextChoices):
    """Where a study's number comes from."""

    CTGOV = "CTGOV", _("NCT number (ClinicalTrials.gov)")
    CTIS = "CTIS", _("EU CT number (CTIS)")
    EUDRACT = "EUDRACT", _("EudraCT number")
    ISRCTN = "ISRCTN", _("ISRCTN number")
    DRKS = "DRKS", _("DRKS number (Germany)")
    JRCT = "JRCT", _("jRCT number (Japan)")
    CHICTR = "CHICTR", _("ChiCTR number (China)")
    ANZCTR = "ANZCTR", _("ANZCTR number (Australia and New Zealand)")
    CTRI = "CTRI", _("CTRI number (India)")
    UTN = "UTN", _("UTN (WHO)")
    REK = "REK", _("REK number (Norwegian ethics committee)")
    SPONSOR_PROTOCOL = "SPONSOR_PROTOCOL", _("Sponsor's protocol number")


class NoIdentifierReason(TextChoices):
    """Why a study stands here without a registry number."""

    IN_NO_REGISTRY = "IN_NO_REGISTRY", _("In no registry yet")
    NUMBER_NOT_SEEN = "NUMBER_NOT_SEEN", _("Registered according to the source, number not seen")
    INDIVIDUAL_TREATMENT = "INDIVIDUAL_TREATMENT", _("Individual treatment, not a registered study")


class SourceKind(TextChoices):
    """What sort of source says a thing."""

    REGISTRY = "REGISTRY", _("Study registry")
    MIRROR = "MIRROR", _("Second-hand source")
    SPONSOR = "SPONSOR", _("Sponsor")
    HOSPITAL = "HOSPITAL", _("Hospital")
    ARTICLE = "ARTICLE", _("Article")


class Classification(TextChoices):
    """How disease, product and modality were assigned to a study."""

    AUTOMATIC = "AUTOMATIC", _("Classified automatically, not yet confirmed")
    CURATED = "CURATED", _("Classified by a person who read a source")


class SampleSizeType(TextChoices):
    """Whether the sample size is planned or reached."""

    ESTIMATED = "ESTIMATED", _("planned")
    ACTUAL = "ACTUAL", _("actual")


class Sex(TextChoices):
    """Sex of participants that the study takes in."""

    ALL = "ALL", _("All sexes")
    FEMALE = "FEMALE", _("Women")
    MALE = "MALE", _("Men")


class Allocation(TextChoices):
    """How participants are assigned to arms."""

    RANDOMIZED = "RANDOMIZED", _("Randomised")
    NON_RANDOMIZED = "NON_RANDOMIZED", _("Not randomised")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("One arm")


class Masking(TextChoices):
    """Who does not know which treatment is given."""

    NONE = "NONE", _("Open-label")
    SINGLE = "SINGLE", _("Single-blind")
    DOUBLE = "DOUBLE", _("Double-blind")
    TRIPLE = "TRIPLE", _("Triple-blind")
    QUADRUPLE = "QUADRUPLE", _("Quadruple-blind")


class PublicationState(TextChoices):
    """Whether the public sees a study."""

    DRAFT = "DRAFT", _("Draft")
    IN_REVIEW = "IN_REVIEW", _("In review")
    PUBLISHED = "PUBLISHED", _("Published")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn from the register")


class VerificationMethod(TextChoices):
    """How the study site confirmed."""

    PHONE = "PHONE", _("By phone")
    EMAIL = "EMAIL", _("By e-mail")
    PROTOCOL = "PROTOCOL", _("From the protocol")
    REGISTRY = "REGISTRY", _("From a registry")
    SIGNED_IN = "SIGNED_IN", _("Signed in here")


class VerifierRole(TextChoices):
    """Who at the study site confirmed."""

    STUDY_COORDINATOR = "STUDY_COORDINATOR", _("Study coordinator")
    STUDY_NURSE = "STUDY_NURSE", _("Study nurse")
    PRINCIPAL_INVESTIGATOR = "PRINCIPAL_INVESTIGATOR", _("Principal investigator")


class Openness(TextChoices):
    """Whether a study takes patients at a site, or near a place: computed, never typed (`trials.query.openness`)."""

    OPEN_CONFIRMED = "OPEN_CONFIRMED", _("Open, confirmed by the site")
    OPEN_PER_REGISTRY = "OPEN_PER_REGISTRY", _("Open according to a registry")
    OPENING_SOON = "OPENING_SOON", _("Opening soon")
    PAUSED = "PAUSED", _("Paused")
    UNKNOWN = "UNKNOWN", _("Unknown")
    CLOSED = "CLOSED", _("Closed")


class ContactRole(TextChoices):
    """What a contact of a study site is for."""

    STUDY_COORDINATOR = "STUDY_COORDINATOR", _("Study coordinator")
    STUDY_NURSE = "STUDY_NURSE", _("Study nurse")
    PRINCIPAL_INVESTIGATOR = "PRINCIPAL_INVESTIGATOR", _("Principal investigator")
    REFERRAL = "REFERRAL", _("Referrals")
    ON_CALL = "ON_CALL", _("24-hour number")
    REGISTRY = "REGISTRY", _("Contact named by a registry")


class IndicationGroup(TextChoices):
    """Group under which a disease stands on the home page and in the tree."""

    CONNECTIVE_TISSUE_DISEASE = "CONNECTIVE_TISSUE_DISEASE", _("Connective tissue diseases")
    MYOSITIS = "MYOSITIS", _("Myositis")
    VASCULITIS = "VASCULITIS", _("Vasculitis")
    INFLAMMATORY_ARTHRITIS = "INFLAMMATORY_ARTHRITIS", _("Inflammatory arthritis")
    AUTOINFLAMMATORY = "AUTOINFLAMMATORY", _("Autoinflammatory diseases")
    NEUROLOGICAL = "NEUROLOGICAL", _("Neurological diseases")
    HAEMATOLOGICAL = "HAEMATOLOGICAL", _("Haematological diseases")
    DERMATOLOGICAL = "DERMATOLOGICAL", _("Skin diseases")
    ENDOCRINE = "ENDOCRINE", _("Endocrine diseases")
    OTHER = "OTHER", _("Other diseases")


class CoordinatesFrom(TextChoices):
    """Where a site's coordinates come from."""

    REGISTRY_CITY = "REGISTRY_CITY", _("The registry's point for the city")
    CURATED = "CURATED", _("Set by us to the town, about 1 km")
    NONE = "", _("Not stated")


class AdverseEvent(TextChoices):
    """Side effect whose number of affected participants a publication gives."""

    CRS = "CRS", _("Cytokine release syndrome (CRS)")
    ICANS = "ICANS", _("ICANS")
    INFECTION = "INFECTION", _("Infection")
    DEATH = "DEATH", _("Death")


class Registry(TextChoices):
    """A registry that is read; the name of its module (trials/registries) in capitals."""

    CTGOV = "CTGOV", _("ClinicalTrials.gov")
    CTIS = "CTIS", _("CTIS (EU)")
    ICTRP = "ICTRP", _("ICTRP (WHO)")


class RunOutcome(TextChoices):
    """How a run of an import ended."""

    RUNNING = "RUNNING", _("Running")
    DONE = "DONE", _("Done")
    HELD_BACK = "HELD_BACK", _("Held back")
    FAILED = "FAILED", _("Failed")
    INTERRUPTED = "INTERRUPTED", _("Interrupted")


class Scope(TextChoices):
    """Whether a registry's record is of a study for this register."""

    OURS = "OURS", _("Ours")
    UNSURE = "UNSURE", _("Unsure")
    NOT_OURS = "NOT_OURS", _("Not ours")


class Decision(TextChoices):
    """What became of a change that a registry proposes."""

    PENDING = "PENDING", _("Not decided")
    ACCEPTED = "ACCEPTED", _("Taken over")
    KEPT_OURS = "KEPT_OURS", _("Ours kept")


class Cause(TextChoices):
    """What made a study change."""

    REGISTRY = "REGISTRY", _("Registry")
    PERSON = "PERSON", _("Person")


class CriterionKind(TextChoices):
    """Whether a criterion must be met or must not."""

    INCLUSION = "INCLUSION", _("Inclusion")
    EXCLUSION = "EXCLUSION", _("Exclusion")


class CriterionTheme(TextChoices):
    """What a criterion is about."""

    DIAGNOSIS = "DIAGNOSIS", _("Diagnosis")
    DISEASE_ACTIVITY = "DISEASE_ACTIVITY", _("Disease activity")
    AGE = "AGE", _("Age")
    EARLIER_TREATMENT = "EARLIER_TREATMENT", _("Earlier treatment")
    CURRENT_TREATMENT = "CURRENT_TREATMENT", _("Current treatment")
    ORGAN_FUNCTION = "ORGAN_FUNCTION", _("Organ function")
    BLOOD_TESTS = "BLOOD_TESTS", _("Blood tests")
    INFECTION = "INFECTION", _("Infection and vaccines")
    CANCER = "CANCER", _("Cancer")
    PREGNANCY = "PREGNANCY", _("Pregnancy and breastfeeding")
    OTHER_DISEASE = "OTHER_DISEASE", _("Other disease")
    OTHER = "OTHER", _("Other")


class DrugClass(TextChoices):
    """Treatment that may have to be stopped before cells are collected or given."""

    GLUCOCORTICOIDS = "GLUCOCORTICOIDS", _("Glucocorticoids")
    HYDROXYCHLOROQUINE = "HYDROXYCHLOROQUINE", _("Hydroxychloroquine")
    METHOTREXATE = "METHOTREXATE", _("Methotrexate")
    AZATHIOPRINE = "AZATHIOPRINE", _("Azathioprine")
    MYCOPHENOLATE = "MYCOPHENOLATE", _("Mycophenolate")
    CYCLOPHOSPHAMIDE = "CYCLOPHOSPHAMIDE", _("Cyclophosphamide")
    CALCINEURIN_INHIBITORS = "CALCINEURIN_INHIBITORS", _("Calcineurin inhibitors")
    JAK_INHIBITORS = "JAK_INHIBITORS", _("JAK inhibitors")
    ANTI_CD20 = "ANTI_CD20", _("B-cell depletion (anti-CD20)")
    BELIMUMAB = "BELIMUMAB", _("Belimumab")
    ANIFROLUMAB = "ANIFROLUMAB", _("Anifrolumab")
    TNF_INHIBITORS = "TNF_INHIBITORS", _("TNF inhibitors")
    IL6_INHIBITORS = "IL6_INHIBITORS", _("IL-6 inhibitors")
    ABATACEPT = "ABATACEPT", _("Abatacept")
    FCRN_INHIBITORS = "FCRN_INHIBITORS", _("FcRn inhibitors")
    COMPLEMENT_INHIBITORS = "COMPLEMENT_INHIBITORS", _("Complement inhibitors")
    PROTEASOME_INHIBITORS = "PROTEASOME_INHIBITORS", _("Proteasome inhibitors")
    IMMUNOGLOBULIN = "IMMUNOGLOBULIN", _("Immunoglobulin")
    PLASMA_EXCHANGE = "PLASMA_EXCHANGE", _("Plasma exchange")
    LIVE_VACCINES = "LIVE_VACCINES", _("Live vaccines")
    INVESTIGATIONAL = "INVESTIGATIONAL", _("Treatment in another study")


class WashoutAnchor(TextChoices):
    """What the days of a washout are counted to."""

    SCREENING = "SCREENING", _("Screening")
    LEUKAPHERESIS = "LEUKAPHERESIS", _("Leukapheresis")
    LYMPHODEPLETION = "LYMPHODEPLETION", _("Lymphodepletion")
    FIRST_DOSE = "FIRST_DOSE", _("First dose")


class ReportState(TextChoices):
    """What became of an error that a reader reported."""

    NEW = "NEW", _("New")
    MENDED = "MENDED", _("Mended")
    NO_ERROR = "NO_ERROR", _("No error found")
