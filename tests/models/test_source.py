"""A source speaks for exactly one thing, and its address is one of the web."""

import pytest

from tests.factories import make_product, make_publication, make_source, make_study
from tests.models.refusals import messages, refused_by
from trials.models import Source

pytestmark = pytest.mark.django_db


def test_a_source_speaks_for_a_study_a_product_or_a_publication() -> None:
    sources = [
        make_source(study=make_study()),
        make_source(product=make_product()),
        make_source(publication=make_publication()),
    ]

    assert [messages(source) for source in sources] == [{}, {}, {}]


def test_a_source_of_nothing_is_refused() -> None:
    with refused_by("source_belongs_to_one_thing"):
        make_source()


@pytest.mark.parametrize("others", [("study", "product"), ("study", "publication"), ("product", "publication")])
def test_a_source_of_two_things_is_refused(others: tuple[str, str]) -> None:
    things = {"study": make_study(), "product": make_product(), "publication": make_publication()}

    with refused_by("source_belongs_to_one_thing"):
        make_source(**{name: things[name] for name in others})


def test_a_source_of_three_things_is_refused() -> None:
    with refused_by("source_belongs_to_one_thing"):
        make_source(study=make_study(), product=make_product(), publication=make_publication())


@pytest.mark.parametrize("url", ["https://euclinicaltrials.eu/x?y=1#z", "http://hospital.example/", ""])
def test_a_source_has_an_address_of_the_web_or_none(url: str) -> None:
    assert messages(make_source(study=make_study(), url=url)) == {}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://hospital.example/", "//hospital.example/", "/nb/", "hospital"],
)
def test_an_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    source = Source(study=make_study(), label="Source", kind="REGISTRY", url=url)

    with refused_by("source_address_is_of_the_web"):
        source.save()
    assert messages(source) != {}


def test_an_editor_is_told_how_an_address_begins() -> None:
    source = Source(study=make_study(), label="Source", kind="REGISTRY", url="ftp://hospital.example/")

    assert messages(source) == {"__all__": ["The address must begin with https:// or http://."]}


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("ClinicalTrials.gov NCT06581198", "ClinicalTrials.gov"),
        ("ClinicalTrials.gov", "ClinicalTrials.gov"),
        ("NCT06581198", "NCT06581198"),
        ("Oslo University Hospital", "Oslo University Hospital"),
    ],
)
def test_a_short_label_leaves_out_the_study_number(label: str, short: str) -> None:
    assert Source(label=label).short_label == short
