"""An answer of the index and one of the plain reference, side by side."""

from pyroaring import BitMap

from tests.reference_search import Answer, Reference
from trials.models import Study
from trials.query.card_rows import cards
from trials.query.index.finding import StudySearch, search_studies
from trials.text import tokens


def as_reference(found: StudySearch, everything: BitMap) -> Answer:
    """The index's answer, in the reference's form; its scores are places from the last."""
    ranked = [set(equals) for equals in found.ranked(everything)]
    scores = {pk: -place for place, equals in enumerate(ranked) for pk in equals}
    written = [(typed, "".join(tokens(known))) for typed, known in found.corrections]
    return Answer(scores, written, [(typed, meant) for typed, meant in found.missing])


def assert_equal(question: str, reference: Reference) -> None:
    everything = BitMap(Study.objects.published().values_list("pk", flat=True))
    found, expected = search_studies(question, everything), reference.search(question)
    answer = as_reference(found, everything)

    assert set(found.studies) == set(expected.scores)
    assert answer.ranked == expected.ranked
    assert (answer.corrections, answer.missing) == (expected.corrections, expected.missing)
    assert set(found.reasons(cards(found.studies).values())) == set(expected.scores)
