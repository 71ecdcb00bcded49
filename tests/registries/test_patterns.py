"""That a pattern is looked for only where it can be, held against looking for every pattern everywhere."""

import csv
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from tests.registries.shared import DOCUMENTS, needs_documents
from tests.registries.test_triage import material, products
from trials.registries import lookup
from trials.registries.base import Refused
from trials.registries.files import opened
from trials.registries.scope import Material, ProductNames, Proposal, classify, diseases, material_of, treatments
from trials.registries.scope.patterns import Pattern, Texts, text_of
from trials.registries.scope.pieces import needed

# The package has a function of this name.
MODULE = import_module("trials.registries.scope.classify")
NAMES = ProductNames(products())
FOLDERS = {"ctgov": "ctgov", "ctgov_versions": "ctgov", "ctis": "ctis", "ictrp": "ictrp"}
PATTERNS = [
    *[pattern for _slug, pattern in diseases._COMPILED],
    diseases._ONCOLOGY,
    diseases._NEIGHBOURS,
    *[one for one in vars(treatments).values() if isinstance(one, Pattern)],
]
PIECES = {piece for pattern in PATTERNS for piece in needed(pattern.regex.pattern)}
# As people write them, in every case and with letters that folding changes.
WRITTEN = (
    "CAR-T;CAAR;sCAAR;cART;car t;Car T cell;chımeric;LEUCEL;obe-cel;BiTE;TCEs;KYV-101;CD19;cd 20;CD19/BCMA;T cells;19;"
    "70;CAR-NK;natural killer;iNK cells;anti-CD19 CAAR T;&amp;;in vivo;anti;disease;type 1;r r;ﬁbrosis"
)
WORDS = st.sampled_from([*sorted(PIECES), *WRITTEN.split(";")])
TEXTS = st.lists(WORDS | st.text(max_size=6), max_size=8).map(" ".join)


def searched_everywhere(one: Material, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """The proposal where every text may hold every pattern."""
    with monkeypatch.context() as patched:
        patched.setattr(MODULE, "text_of", lambda written, **_how: replace(text_of(written), may_hold=-1))
        return classify(one, NAMES)


@needs_documents
@pytest.mark.parametrize("folder", [*FOLDERS, "triage"])
def test_genuine_records_get_the_answers_of_a_search_for_every_pattern(folder, monkeypatch):
    asked = [*rows_of_people()] if folder == "triage" else [*materials(folder)]

    answers = [classify(one, NAMES) for one in asked]

    assert answers
    assert answers == [searched_everywhere(one, monkeypatch) for one in asked]


def materials(folder: str) -> Any:
    """What the records of a folder of genuine documents are judged by."""
    registry = lookup(FOLDERS[folder])
    for path in sorted(
        one for one in (DOCUMENTS / folder).rglob("*") if one.suffix in {".json", ".jsonl", ".xml", ".gz"}
    ):
        try:
            with opened(path) as source:
                bodies = [body for _place, body in registry.split(source) if isinstance(body, bytes)]
            yield from (material_of(registry.parse(body).study) for body in bodies)
        except Refused:
            continue


def rows_of_people() -> Any:
    with (DOCUMENTS / "triage" / "triage.csv").open(encoding="utf-8-sig", newline="") as table:
        yield from map(material, csv.DictReader(table))


@given(texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS))
@example(texts=("ucaar t", "lupus", "CHIMERİC antigen receptor", "sCAAR"))
@settings(deadline=None, max_examples=300)
def test_any_words_get_the_answers_of_a_search_for_every_pattern(texts):
    title, condition, treatment, arm = texts
    asked = Material(title, (condition,), (treatment,), arms=(arm,))

    assert classify(asked, NAMES) == searched_everywhere(asked, pytest.MonkeyPatch())


@pytest.mark.parametrize("pattern", PATTERNS, ids=map(str, range(len(PATTERNS))))
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_a_text_that_holds_a_pattern_may_hold_it(pattern, data):
    text = text_of(data.draw(st.from_regex(pattern.regex)))

    if pattern.regex.search(pattern._read(text)):
        assert text.may_hold & pattern.bit


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"\w*tumou?r\w*", {"tumor", "tumour"}),
        (r"systemic lupus", {"systemic"}),
        (r"anti ?mda ?5", {"anti"}),
        (r"(?:nk|natural killer) cells", {"cells"}),
        (r"\bgmg\b|gravis", {"gmg", "gravis"}),
        (r"type [12]", {"type"}),
        (r"[0-9]{2,3}", set("0123456789")),
        (r"-?cel", {"cel"}),
        (r"(?=cells)\w+", set()),
        (r"lupus|\w+", set()),
        (r"[^a]", set()),
        (r"a?", set()),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern, pieces):
    assert needed(pattern) == pieces


def test_a_pattern_that_needs_nothing_is_looked_for_everywhere():
    anything = Pattern(r"[^a-z]\w")

    assert anything.first(Texts([text_of("a 12")])) == "1"
    assert anything.first(Texts([text_of("ab"), text_of("x 1 y")])) == "1"
