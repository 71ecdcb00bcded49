"""Engineered immune cells and T-cell engagers as registries write them: kind, cells, targets."""

from collections.abc import Iterator

from trials.choices import Modality
from trials.registries.scope.patterns import Pattern, Text

# All but the CASED ones match folded words. CAR is never matched alone: carotid, cardiac and care are words too.
CAR_CELL = Pattern(
    r"\b\w*ca?ars? ?(?:modified |engineered |transduced |positive |expressing |redirected |gene )?"
    r"(?:[abgγδ]{1,2} ?|gamma delta |dn|n)?t(?:s|regs?|cells?| cells?| lymphocytes?| injection| therapy)?\b(?!id)"
    r"|\bu?c?carts?\b|\b\w*cart ?\d\w*|\b\w*(?:cd\d+|bcma|\d)u?carts?\w*|\bcar ?\d+\w*|\b\w+cart\b"
    r"|\bchimeric (?:auto ?)?(?:antigen|antibody|autoantibody|immuno)?[ \w]{0,5}receptors?\b|\bchimeric antigen\b"
    r"|\b\w+(?:cabtagene|leucel)\b|\bcar ?(?:nk|m|macrophages?|inkt|nkt|gdt|dnt|ctl)s?\b|\w+ car (?:nk|t)s?\b|"
    r"\bcar cells?\b"
    r"|\b(?:lu|l|u|c|f|uni|syn|dual|quad|tan|4s)car\b"
    r"|\bcar (?:engineered|modified|transduced|expressing|gene) \w+|\b\w*car ?(?:γδ ?t|nk)\w*|\bcar ?t\b"
)
# A match of CAR_CELL counts where one of these stands in the text as written: a cart is a cart, and a scar a scar.
CASED_CAR = Pattern(
    r"CAA?R|(?<![A-Za-z])[Cc]ar[ -]?T(?![a-z])|(?<![A-Za-z])[Cc]ar[ -]?t(?:-| ?cell)|(?i:chimeric|leucel|cabtagene)",
    cased=True,
)
ENGINEERED_CELL = Pattern(
    r"(?:genetically |gene )?(?:engineered|modified|edited|redirected|transduced)[ \w]{0,30}\b(?:t|nk|treg|"
    r"regulatory t) ?"
    r"(?:cells?|lymphocytes?)|tcr t\b|\btcr (?:engineered|transduced)|t cells? (?:injection )?(?:targeting|"
    r"expressing|redirected)|"
    r"(?:cd ?\d+|bcma)[ \w]{0,25}(?:targeted|targeting|specific|redirected|directed)[ \w]{0,12}t ?(?:cells?|"
    r"lymphocytes?)"
)
# "CD19-CAR cells", "CD4+ CAR+ Foxp3+ cells".
CASED_CAR_CELLS = Pattern(r"\bCARs?\+?(?:[ /-][\w+]+){0,2} cells\b", cased=True)
# In the name of what is given: "P-CD19CD20-ALLO1 cells", but not "CD19 positive B cells".
ANTIGEN_CELLS = Pattern(
    r"\b\w*(?:cd ?(?:19|20|22|7|70)|bcma)\w*(?: (?!b\b|antibod|positive)\w+){0,2} cells?\b(?! deplet)"
)
CAAR = Pattern(r"\b\w*caar ?t?s?\b|chimeric auto ?antibody receptors?")
TREG = Pattern(
    r"(?:car|engineered|modified|tcr)[ \w]{0,12}t ?regs?\b|(?:car|engineered|"
    r"modified)[ \w]{0,20}regulatory t|\b\w*car ?treg\w*"
)
NATURAL_KILLER = Pattern(
    r"\bcar[ \w]{0,30}(?:nk|natural killer)\b|\b\w*car ?nk\w*|chimeric antigen receptors?[ \w]{0,40}(?:nk|"
    r"natural killer)|"
    r"(?:nk|natural killer)[ \w]{0,20}chimeric antigen|(?:cd ?\d+|bcma)\S*[ \w]{0,15}i?nk cells?",
    pieces=("nk", "killer"),  # "car" stands in care and cardiac, too
)
IN_VIVO = Pattern(
    r"in ?vivo|mrna lnp|lipid nano\w+|lentiviral vector inject\w+|lv injection|lentivir\w+ particle\w*|lnp\b"
)
ALLOGENEIC = Pattern(
    r"allo ?gen\w+|\ballo\b|universal|off the shelf|\bu ?car ?t?\w*|\b\w*ucart\w*|healthy donor|donor derived|ipsc|"
    r"induced pluripotent|cord blood|γδ ?t|gamma delta|\bdnt\b|umbilical"
)
AUTOLOGOUS = Pattern(r"autologous|\bauto (?:car|cd)|patient derived|\b\w+autoleucel")

# What engages T cells. "Bispecific" alone does not: obexelimab and ianalumab's kin bind two things and no T cell.
ENGAGER = Pattern(
    r"t ?cell (?:redirecting |recruiting )?(?:engag\w+|redirect\w+|bispecific)|(?:bi|tri|"
    r"multi)specific[ \w]{0,20}t cell|"
    r"(?:cd ?19|cd ?20|bcma|cd ?38|gprc5d|fcrh5|baff ?r|cd ?2\d)\w* ?(?:x|and|×)? ?(?:cd ?\d+ ?x? ?)?cd ?3e?\b|"
    r"\bcd ?3e? ?(?:x|and|×)? ?(?:cd ?19|cd ?20|bcma|cd ?38|gprc5d)\b|\b\w{3,}tamig\b|"
    r"blinatumomab|blincyto|teclistamab|tecvayli|mosunetuzumab|lunsumio|glofitamab|columvi|epcoritamab|epkinly|"
    r"elranatamab|elrexfio|talquetamab|talvey|linvoseltamab|odronextamab|cevostamab|plamotamab|imvotamab|alnuctamab|"
    r"bispecific (?:t ?cell )?engag\w+|trispecific"
)
CASED_ENGAGER = Pattern(r"\bBiTEs?\b|\bTCEs?\b", cased=True)
BISPECIFIC = Pattern(r"bi ?specific|dual ?specific antibod\w+")
TRISPECIFIC = Pattern(r"tri ?specific|trispecific")

# relma-cel, obe-cel: how companies shorten an INN that ends in -leucel.
CASED_SHORT_INN = Pattern(r"(?i)\b[a-z]{3,7}-?cel\b(?<!excel)(?<!micel)(?<!parcel)(?<!cancel)", cased=True)
# ABC-123 T cells, QT-019B cell injection: a code, and cells.
CODED_CELLS = Pattern(
    r"\b(?=\w*\d)\w{2,}(?: \w{1,5}){0,2} (?:(?:t|nk) ?)?cells?(?: (?:injection|infusion|therapy|suspension))?\b"
)
LYMPHODEPLETION = Pattern(r"lympho ?depleti\w+|fludarabine")
# Cells whose preparation is chemotherapy too, that nobody engineered.
OTHER_CELLS = Pattern(
    r"\bi?nk\b|natural killer|stem ?cell|mesenchymal|stromal|\bh?sct\b|transplant\w*|\bmscs?\b|bone marrow|"
    r"microbio\w+|dendritic|platelet rich|"
    r"exosome\w*|fibroblast\w*|thymus|islet"
)
CODE = Pattern(r"\b(?!mg |day |dose |week |group |il ?\d)[a-z]{1,9} ?[0-9]{2,6}[a-z]{0,3}\b")
REFRACTORY = Pattern(r"refractory|relapsed|relapsing refractory|r r\b")
BASKET = Pattern(r"auto ?immune diseases")

# What is aimed at, by the name that our targets have. A number after a named antigen is one too: CD19/70.
_ANTIGENS = Pattern(
    r"cd ?(?P<cd>19|20|22|38|70|138|7|6|5|4|30|28|3)e?(?![0-9])(?: ?(?:x|and|or|/)? ?(?P<more>19|20|22|38|"
    r"70)(?!\d))?|"
    r"(?P<bcma>bcma|tnfrsf17)|(?P<baffr>baff ?r\b|baff receptor|baff(?= car))|(?P<gprc5d>gprc5d)|"
    r"(?P<fcrh5>fcrh5|fcrl5)|"
    r"(?P<taci>\btaci\b)|(?P<dsg3>dsg ?3|desmoglein 3)|(?P<musk>\bmusk\b(?= caar))|(?P<cit>citrullinated)|"
    r"\b(?:u?car ?t?|cart) ?(?P<after>19|20|22)\b|(?<![\w])(?P<before>19|20|22)(?=u?cart?\b)"
)
_NAMES = {
    "bcma": "BCMA",
    "baffr": "BAFF-R",
    "gprc5d": "GPRC5D",
    "fcrh5": "FcRH5",
    "taci": "TACI",
    "dsg3": "dsg3-autoantibody",
    "musk": "musk-autoantibody",
    "cit": "citrullinated-proteins",
}
# What holds on to the T cell, and markers of cells: named in a record, and aimed at in none of our diseases.
ARMS = frozenset({"cd3", "cd28", "cd4"})

ENGAGERS = frozenset({Modality.BISPECIFIC_T_CELL_ENGAGER, Modality.TRISPECIFIC_T_CELL_ENGAGER})


def antigens(text: Text) -> Iterator[tuple[str, str]]:
    """The antigens that a text names, each with the words; no arms and markers (ARMS)."""
    for found in _ANTIGENS.finditer(text):
        numbers = (found["cd"], found["more"], found["after"], found["before"])
        names = [f"CD{number}" for number in numbers if number] or [_NAMES[str(found.lastgroup)]]
        yield from ((name, found[0].strip()) for name in names if name.lower() not in ARMS)


def target_name(slug: str) -> str:
    """The name of a target as `antigens` writes it, from the slug of the register's target."""
    return next((name for name in _NAMES.values() if name.lower() == slug), slug.upper() if slug[:2] == "cd" else slug)
