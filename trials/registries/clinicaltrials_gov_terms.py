"""ClinicalTrials.gov's words in ours, as the enumerations of version 2.0.5 and the data have them.

Status, study type and phase must not be guessed, so a word that is not here is refused; the other words are kept as
written, and these sets only tell which are new.
"""

from trials.choices import Allocation, Masking, Phase, RecruitmentStatus, SampleSizeType, Sex, SponsorType, StudyType

# The registry says nothing of a withheld study but that it is withheld.
STATUSES = {word: word for word in RecruitmentStatus.values if word != RecruitmentStatus.ANNOUNCED} | {
    "WITHHELD": RecruitmentStatus.UNKNOWN.value
}
STUDY_TYPES = {word: word for word in StudyType.values if word != StudyType.LONG_TERM_FOLLOW_UP}
# A study between two phases lists both.
PHASES = {
    "NA": Phase.NOT_APPLICABLE.value,
    "EARLY_PHASE1": Phase.EARLY_PHASE1.value,
    "PHASE1": Phase.PHASE1.value,
    "PHASE1/PHASE2": Phase.PHASE1_PHASE2.value,
    "PHASE2": Phase.PHASE2.value,
    "PHASE2/PHASE3": Phase.PHASE2_PHASE3.value,
    "PHASE3": Phase.PHASE3.value,
    "PHASE4": Phase.PHASE4.value,
}
SEXES = {word: word for word in Sex.values}
SIZE_TYPES = {word: word for word in SampleSizeType.values}
ALLOCATIONS = {
    "RANDOMIZED": Allocation.RANDOMIZED.value,
    "NON_RANDOMIZED": Allocation.NON_RANDOMIZED.value,
    "NA": Allocation.NOT_APPLICABLE.value,
}
MASKINGS = {word: word for word in Masking.values}
# OTHER holds universities, most hospitals and persons.
SPONSOR_TYPES = {"INDUSTRY": SponsorType.INDUSTRY.value} | dict.fromkeys(
    ("OTHER", "NIH", "FED", "OTHER_GOV", "NETWORK", "INDIV"), SponsorType.INVESTIGATOR_INITIATED.value
)
AGENCY_CLASSES = frozenset({*SPONSOR_TYPES, "AMBIG", "UNKNOWN"})
INTERVENTION_TYPES = frozenset(
    {
        "BEHAVIORAL",
        "BIOLOGICAL",
        "COMBINATION_PRODUCT",
        "DEVICE",
        "DIAGNOSTIC_TEST",
        "DIETARY_SUPPLEMENT",
        "DRUG",
        "GENETIC",
        "PROCEDURE",
        "RADIATION",
        "OTHER",
    }
)
ARM_TYPES = frozenset(
    {"EXPERIMENTAL", "ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION", "OTHER"}
)
