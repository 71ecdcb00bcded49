"""What finds studies of our kind where import_registry is not told what to ask: for each registry some named queries.

A query holds parameters in the registry's own language. All are wide on purpose, since every record that comes is
judged for itself (trials/registries/scope): a word too many costs a few documents, one too few a study.
"""

_DISEASES = (
    "autoimmune", "lupus", "sclerosis", "scleroderma", "connective tissue", "antiphospholipid", "Sjogren",
    "myositis", "dermatomyositis", "polymyositis", "inflammatory myopathy", "necrotizing myopathy",
    "vasculitis", "polyangiitis", "arteritis", "Behcet", "cryoglobulinemia", "polyarteritis",
    "rheumatoid arthritis", "juvenile arthritis", "psoriatic arthritis", "inflammatory arthritis",
    "spondyloarthritis", "ankylosing spondylitis", "Still disease", "polymyalgia", "IgG4",
    "myasthenia gravis", "neuromyelitis optica", "MOGAD", "encephalitis", "stiff person", "polyneuropathy",
    "Evans syndrome", "hemolytic anemia", "thrombocytopenia", "purpura", "aplastic anemia",
    "nephritis", "nephropathy", "nephrotic syndrome", "glomerulonephritis", "anti-GBM",
    "pemphigus", "psoriasis", "hidradenitis", "type 1 diabetes", "Graves disease", "primary biliary", "Crohn",
    "ulcerative colitis",
)  # fmt: skip
_CELLS = (
    "CAR-T", "CAR T", "CART", "UCART", "CAAR", "CAR-NK", "CAR Treg", "chimeric antigen receptor",
    "chimeric autoantibody receptor", "engineered T cells", "modified T cells", "lymphodepletion",
)  # fmt: skip
_ENGAGERS = (
    "T cell engager", "T-cell engager", "T-cell engaging", "T-cell redirecting", "bispecific", "trispecific", "CD3",
    "blinatumomab", "teclistamab", "mosunetuzumab", "glofitamab", "epcoritamab", "elranatamab", "talquetamab",
    "linvoseltamab", "odronextamab", "cevostamab",
)  # fmt: skip


def _any(words: tuple[str, ...]) -> str:
    """One of these words, as ClinicalTrials.gov is asked."""
    return " OR ".join(f'"{word}"' for word in words)


QUERIES: dict[str, dict[str, dict[str, str]]] = {
    "ctgov": {
        "engineered cells": {"query.cond": _any(_DISEASES), "query.term": _any(_CELLS)},
        "T-cell engagers": {"query.cond": _any(_DISEASES), "query.term": _any(_ENGAGERS)},
    },
    # CTIS joins its criteria with "and", and knows of words of a disease only those of the sponsor.
    "ctis": {
        "engineered cells": {"containAny": ", ".join((*_CELLS, "leucel", "cabtagene"))},
        "T-cell engagers": {"containAny": ", ".join(word for word in _ENGAGERS if word != "CD3")},
    },
}
