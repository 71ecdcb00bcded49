"""Autoimmune diseases as registries write them, to the slugs of our indications; and diseases that are not ours.

A pattern is matched against folded words (trials/text.py), spelling errors that registries print included. The slugs
are those of the register's indications; a test holds them against the catalogue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from trials.registries.scope.patterns import Pattern, Text, Texts

UNSPECIFIED = "autoimmune-disease-unspecified"

# In any text. A narrower disease stands before the wider one that its words contain.
_BY_SLUG = {
    "neuropsychiatric-lupus": r"neuropsychiatric (?:systemic )?lupus|neuropsychiatric sle|npsle|(?:cns|neuro) ?lupus",
    "lupus-nephritis": r"lupus (?:glomerulo)?nephritis|lupus nephropathy|nephritis,? lupus|sle nephritis|"
    r"lupus kidney",
    "cutaneous-lupus-erythematosus": r"(?:cutaneous|discoid) lupus(?: erythematos\w+)?|lupus erythematosus cutaneous",
    "systemic-lupus-erythematosus": r"lupus(?: er?y?th\w+)?(?: systemic)?|[cj]?sle\b(?! ?therap)",
    "antiphospholipid-syndrome": r"anti ?phospholipid",
    "systemic-sclerosis-interstitial-lung-disease": r"(?:ssc|systemic sclerosis|"
    r"scleroderma)[ \w]{0,25}(?:ild|interstitial lung)",
    "diffuse-cutaneous-systemic-sclerosis": r"(?:systemic )?sclerosis diffuse cutaneous|"
    r"diffuse cutaneous(?: systemic)? s[cy]?\w*|scleroderma diffuse|diffuse scleroderma|dcssc",
    "limited-cutaneous-systemic-sclerosis": r"limited cutaneous(?: systemic)? s\w*|limited scleroderma|"
    r"crest syndrome",
    "systemic-sclerosis": r"system(?:ic)? (?:progressive )?sclero\w+|progressive systemic sclero\w+|"
    r"sclero ?derma\w*|sclerosis systemic|\bssc\b",
    "anti-mda5-dermatomyositis": r"(?:anti )?mda ?5\b(?: \w+){0,3}? dermatomyositis|(?:anti )?mda ?5\b|"
    r"(?:clinically )?amyopathic dermatomyositis",
    "juvenile-dermatomyositis": r"juvenile dermatomyositis|\bjdm\b",
    "dermatomyositis": r"dermatomyositis",
    "antisynthetase-syndrome": r"anti ?synthetase",
    "immune-mediated-necrotising-myopathy": r"necroti[sz]ing (?:autoimmune )?myopath\w+|\bimnm\b",
    "inclusion-body-myositis": r"inclusion body myositis",
    "polymyositis": r"polymyositis",
    "idiopathic-inflammatory-myopathy": r"(?:inflammatory|autoimmune|immune mediated) (?:muscle diseases?|"
    r"myopath\w+)|"
    r"inflammatory myositis|myositis|\biims?\b",
    "sjogrens-disease": r"sj ?o?e?gr?en\w*|sicca syndrome",
    "mixed-connective-tissue-disease": r"mixed connective tissue",
    "connective-tissue-disease": r"connective tissue dis\w+|collagen vascular",
    "granulomatosis-with-polyangiitis": r"granulomatosis with polyangi+tis|wegener",
    "eosinophilic-granulomatosis-with-polyangiitis": r"eosinophilic granulomatosis|churg strauss",
    "microscopic-polyangiitis": r"microscopic polyangi+tis",
    "anca-associated-vasculitis": r"(?:\banca\b|"
    r"anti ?neutrophil cytoplasmic (?:auto)?antibod\w*)(?: anca)?(?: (?:associated|related|positive))?"
    r"(?: (?:systemic|small vessel))?(?: vasculit\w+)?|(?:active|refractory|relapsed|severe) aav\b",
    "takayasu-arteritis": r"takayasu",
    "giant-cell-arteritis": r"giant cell arteritis",
    "behcets-disease": r"behcet",
    "iga-vasculitis": r"iga vasculitis|henoch schonlein",
    "cryoglobulinaemic-vasculitis": r"cryoglobulin\w+",
    "polyarteritis-nodosa": r"polyarteritis nodosa",
    "vasculitis": r"vasculiti[sd]\w*",
    "rheumatoid-arthritis": r"rheumatoid arthrit\w+",
    "juvenile-idiopathic-arthritis": r"juvenile (?:idiopathic|rheumatoid) arthritis|\bsjia\b",
    "psoriatic-arthritis": r"psoriatic arthritis",
    "axial-spondyloarthritis": r"spondyl(?:o ?arthr|itis)\w*",
    "adult-onset-stills-disease": r"adult onset still",
    "stills-disease": r"still s disease|still disease",
    "polymyalgia-rheumatica": r"polymyalgia",
    "igg4-related-disease": r"igg4 (?:related|rd)\w*|igg4 associated",
    "myasthenia-gravis": r"my?asth\w+ gravis|\bgmg\b|lambert eaton",
    "multiple-sclerosis": r"multiple scle?rosis|\b(?:pp|rr|sp)ms\b",
    "neuromyelitis-optica-spectrum-disorder": r"neuro ?myelitis optica(?: spectrum dis\w+)?|"
    r"\bnmo(?:sd?)?\b(?: spectrum dis\w+)?|\bdevic\b(?: s)?",
    "mog-antibody-associated-disease": r"\bmogad\b|\bmog antibod\w+|myelin oligodendrocyte",
    "autoimmune-encephalitis": r"autoimmune encephal\w+|(?:nmda|lgi1|caspr2)\w*[ \w]{0,20}encephalitis",
    "stiff-person-syndrome": r"stiff (?:person|man)",
    "chronic-inflammatory-demyelinating-polyneuropathy": r"inflammatory demyelinating (?:poly\w*|"
    r"neuropath\w+)|\bcidp\b",
    "autoimmune-neurological-disease": r"auto ?immune (?:diseases? of the nervous system|neurolog\w+|demyelinat\w+)|"
    r"neuro(?:logical|logic)? (?:auto)?immune\w*(?: dis\w+)?|neuro ?immun\w+(?: dis\w+)?|neurological auto ?immune|"
    r"neuro ?inflammatory (?:dis\w+)|immune mediated neuro\w+|autoimmune central nervous|"
    r"central nervous system autoimmune|"
    r"idiopathic inflammatory demyelinat\w+|multifocal motor neuropathy|autoimmune (?:peripheral )?neuropath\w+",
    "evans-syndrome": r"evans syndrome",
    "autoimmune-haemolytic-anaemia": r"(?:auto ?immune|immune|warm antibody|"
    r"cold agglutinin)[ \w]{0,12} ?h(?:a)?emolytic an\w+|"
    r"h(?:a)?emolytic an(?:a)?emia[ \w]{0,3}auto ?immune|\bw?aiha\b|cold agglutinin",
    "immune-thrombotic-thrombocytopenic-purpura": r"thrombotic thrombocytop\w+|\bittp\b",
    "immune-thrombocytopenia": r"(?:immune|autoimmune|idiopathic|"
    r"immunologic\w*)(?: mediated)? (?:thrombocytop\w+|platelet)[ \w]{0,30}|"
    r"purpura thrombocytopenic idiopathic|\bitp\b",
    "aplastic-anaemia": r"aplastic an(?:a)?emia",
    "autoimmune-cytopenia": r"(?:auto ?immune|immune) (?:mediated )?(?:cytop\w+|pancytop\w+)|pure red cell aplasia|"
    r"(?:auto ?immune|immune)[ \w]{0,20}neutrop\w+",
    "membranous-nephropathy": r"membranous (?:nephropath\w+|glomerulo\w+|nephritis)",
    "iga-nephropathy": r"iga nephropath\w+|\bigan\b",
    "anti-gbm-disease": r"anti gbm (?:disease|nephritis|glomerulo\w+|antibod\w+)|anti glomerular basement|"
    r"goodpasture",
    "nephrotic-syndrome": r"nephrotic syndrome|minimal change disease|focal segmental glomerulo\w+|podocytopath\w+",
    "autoimmune-kidney-disease": r"(?:auto ?immune|immune(?: mediated)?) (?:kidney|nephr\w+|glomerul\w+|"
    r"renal)[ \w]{0,10}",
    "pemphigus-vulgaris": r"pemphigus vulgaris",
    "pemphigus": r"pemphig\w+",
    "hidradenitis-suppurativa": r"hidradenitis",
    "psoriasis": r"psoria\w+",
    "type-1-diabetes": r"(?:type (?:1|i)|autoimmune) diabet\w+|diabetes(?: mellitus)? type (?:1|i)\b|"
    r"\bt1dm?\b|diabetes insulin dependent",
    "graves-disease": r"grave ?s?'? (?:dis\w+|ophthal\w+|orbit\w+|hyper\w+)|thyroid eye disease|graves",
    "primary-biliary-cholangitis": r"primary biliary",
    "crohns-disease": r"crohn",
    "ulcerative-colitis": r"ulcerative colitis",
    "inflammatory-arthritis": r"inflammatory arthritis",
    # Autoimmune without a disease of its own among our indications: the widest of them.
    UNSPECIFIED: r"auto ?immun\w+(?: (?:related |mediated )?(?:dis\w+|conditions?))?|auto ?inflammat\w+|"
    r"auto ?antibody (?:mediated|associated|positive)[ \w]{0,20}|immune mediated (?:inflammatory )?dis\w+|"
    r"b cell (?:mediated|driven|related)[ \w]{0,20}(?:auto|dis)\w+|antibody mediated dis\w+|"
    r"rheumat\w+ (?:immun\w+ )?dis\w+|"
    r"rheumat(?:ic|ologic\w*|ism)|refractory immune dis\w+|plasma cell (?:related|mediated) dis\w+|"
    r"immune (?:system )?(?:related )?(?:dis(?:eases?|orders?))|inflammatory bowel disease|"
    r"c(?:o)?eliac disease|alopecia areata|"
    r"vitiligo|hashimoto|autoimmune hepatitis|uveitis|pemphigoid|sarcoidosis|addison|narcolepsy|"
    r"optic neuritis|guillain|"
    r"rasmussen|susac|kawasaki|platelet transfusion refractor\w+",
}
# Abbreviations that mean something else elsewhere: only where the field of conditions has one as an entry of its own.
_ALONE = {
    "ms": "multiple-sclerosis",
    "mg": "myasthenia-gravis",
    "ra": "rheumatoid-arthritis",
    "ss": "sjogrens-disease",
    "pss": "sjogrens-disease",
    "ln": "lupus-nephritis",
    "dm": "dermatomyositis",
    "pm": "polymyositis",
    "pv": "pemphigus-vulgaris",
    "as": "axial-spondyloarthritis",
    "aav": "anca-associated-vasculitis",
    "jia": "juvenile-idiopathic-arthritis",
    "ttp": "immune-thrombotic-thrombocytopenic-purpura",
    "aps": "antiphospholipid-syndrome",
    "iga n": "iga-nephropathy",
    "sps": "stiff-person-syndrome",
    "sclerosis": "systemic-sclerosis",
    "imn": "membranous-nephropathy",
    "uc": "ulcerative-colitis",
    "asys": "antisynthetase-syndrome",
    "gpa": "granulomatosis-with-polyangiitis",
    "mpa": "microscopic-polyangiitis",
}

_ONCOLOGY = Pattern(
    r"\b\w*(?:cancer|carcinom|sarcom|leuk(?:a)?emi|lymphom|myelom|neoplas|tumou?r|gliom|glioblastom|melanom|"
    r"blastom|metasta|"
    r"malignan|mesotheliom|ependymom|macroglobulin|oncolog)\w*|\b(?:[bt] ?all|aml|cll|sll|dlbcl|lbcl|ndmm|"
    r"rrmm|mcl|nhl|mds)\b|"
    r"solid tum\w+|multiple myel\w+|lymphoproliferative|myelodysplas\w+|plasmacytom\w+|hodgkin\w*|"
    r"waldenstrom\w*|dipg|"
    r"\b(?:nsclc|sclc|hcc|rcc|gbm|t lbl|b lbl)\b"
)
# Ours only with an autoimmune disease named beside.
_NEIGHBOURS = Pattern(
    r"graft (?:versus|vs|v) host|\bc?gvhd\b|poems(?: syndrome)?|castleman\w*|amyloidosis|transplant\w* reject\w+|"
    r"(?:hla|allo)[ \w]{0,10}sensiti[sz]\w+|\bhiv\b|hepatitis b\b|covid\w*|infect\w+|"
    r"allerg\w+|asthma|atopi\w+|anaphyla\w+|healthy (?:volunteers|subjects|participants)|heart failure|fibrosis"
)


@dataclass(frozen=True)
class Disease:
    """A disease that a text names: the slug of our indication, and the words."""

    slug: str
    words: str

    @property
    def is_umbrella(self) -> bool:
        """Whether the words hold cancers of the immune system too, as MeSH's "Immune System Diseases" does."""
        return self.slug == UNSPECIFIED and "auto" not in self.words


SLUGS = frozenset(_BY_SLUG) | frozenset(_ALONE.values())
_COMPILED = [(slug, Pattern(rf"(?<!\w)(?:{pattern})")) for slug, pattern in _BY_SLUG.items()]
_ANY = sum(pattern.bit for _slug, pattern in _COMPILED)


def autoimmune(title: Text, conditions: Sequence[Text]) -> list[Disease]:
    """The autoimmune diseases named, each slug once; the wide one only where no narrower is."""
    found: dict[str, Disease] = {}
    of_conditions = [_remembered(entry) for entry in conditions if entry.may_hold & _ANY]
    for disease in chain(_named(title), *of_conditions):
        found.setdefault(disease.slug, disease)
    for entry in conditions:
        slug = _ALONE.get(entry.folded)
        if slug:
            found.setdefault(slug, Disease(slug, entry.folded))
    unspecified = found.pop(UNSPECIFIED, None)
    return list(found.values()) or ([unspecified] if unspecified else [])


def oncology(texts: Texts) -> str:
    """Words of cancer in texts; empty when there are none."""
    return _ONCOLOGY.first(texts)


def neighbour(texts: Texts) -> str:
    """A disease in texts that is treated alike and is no autoimmune disease; empty when there is none."""
    return _NEIGHBOURS.first(texts)


def _named(text: Text) -> tuple[Disease, ...]:
    """The diseases that one text names."""
    left, found = text.folded, []
    if not text.may_hold & _ANY:
        return ()
    for slug, pattern in _COMPILED:
        if not text.may_hold & pattern.bit:
            continue
        named = pattern.regex.search(left)
        if named:
            found.append(Disease(slug, named[0].strip()))
            # What has been read as the narrow disease is not read again as the wide one.
            left = pattern.regex.sub(" ; ", left)
    return tuple(found)


# The same conditions stand in many records, and no title in two.
_remembered = lru_cache(maxsize=32_768)(_named)
