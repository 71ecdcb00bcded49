"""The list of products and a product's own page."""

import pytest
from django.test import Client

from tests.factories import make_product, make_source, make_sponsor, make_study, make_target
from tests.html import text, texts
from tests.views.reading import facts, faults, first_column, heading, notices, queries, read, row_titles, table
from trials.choices import Modality, PublicationState, SourceKind
from trials.dates import PartialDate
from trials.models import Product

pytestmark = pytest.mark.django_db


def test_a_row_says_what_the_product_is_in_clinicians_words(client: Client) -> None:
    cd19 = make_target("cd19")
    named = make_product(
        name="rapca-cel", developer=make_sponsor(name="Novartis"), aliases=["A", "B", "C", "D"], targets=[cd19]
    )
    make_product(name="Unknown cells", modality="")
    make_study(products=[named])
    make_study(products=[named], publication_state=PublicationState.DRAFT)

    page = read(client, "/en/products/")

    assert table(page) == [
        ["rapca-celAutologous CD19 CAR-T · Novartis · A, B, C", "1", "1"],
        ["Unknown cellsType of treatment and target not stated", "0", "0"],
    ]


@pytest.mark.parametrize(
    ("query", "words", "names"),
    [
        ("", "4 products", ["blinatumomab", "FT819", "Mystery", "rapca-cel"]),
        ("?modality=AUTOLOGOUS_CAR_T", "1 product, autologous CAR-T", ["rapca-cel"]),
        (
            "?modality=AUTOLOGOUS_CAR_T&modality=ALLOGENEIC_CAR_T",
            "2 products, autologous CAR-T or allogeneic CAR-T",
            ["FT819", "rapca-cel"],
        ),
        ("?target=cd3", "1 product, against CD3", ["blinatumomab"]),
        (
            "?target=cd3&target=cd19&modality=ALLOGENEIC_CAR_T",
            "1 product, allogeneic CAR-T, against CD3 or CD19",
            ["FT819"],
        ),
        ("?modality=CAR_NK", "0 products, CAR-NK", []),
        ("?q=ytb323", "1 product, with hits for “ytb323”", ["rapca-cel"]),
        ("?q=YTB-323", "1 product, with hits for “YTB-323”", ["rapca-cel"]),
        ("?q=Novartis", "1 product, with hits for “Novartis”", ["rapca-cel"]),
        ("?q=bite", "1 product, with hits for “bite”", ["blinatumomab"]),
        ("?q=cd19+cart", "2 products, with hits for “cd19 cart”", ["FT819", "rapca-cel"]),
        ("?q=mystery", "1 product, with hits for “mystery”", ["Mystery"]),
    ],
)
def test_the_heading_says_what_is_shown(client: Client, query: str, words: str, names: list[str]) -> None:
    cd19, cd3 = make_target("cd19"), make_target("cd3")
    make_product(name="rapca-cel", aliases=["YTB323"], developer=make_sponsor(name="Novartis"), targets=[cd19])
    make_product(name="FT819", modality=Modality.ALLOGENEIC_CAR_T, targets=[cd19])
    make_product(name="blinatumomab", modality=Modality.BISPECIFIC_T_CELL_ENGAGER, targets=[cd19, cd3])
    make_product(name="Mystery", modality="")

    page = read(client, f"/en/products/{query}")

    assert heading(page) == words
    assert first_column(page) == names


def test_a_target_that_no_product_has_gives_an_empty_list(client: Client) -> None:
    make_target("cd70")
    make_product()

    page = read(client, "/en/products/?target=cd70")

    assert heading(page) == "0 products, against CD70"
    assert texts(page, ".//select[@id='target']/option") == ["All", "CD70 (0)"]


def test_a_typing_error_is_forgiven_and_told(client: Client) -> None:
    make_product(name="blinatumomab")

    page = read(client, "/en/products/?q=blinatumomba")

    assert first_column(page) == ["blinatumomab"]
    assert notices(page) == ["Nothing here is called “blinatumomba”. Showing hits for “blinatumomab”."]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?phase=PHASE1", "There is no filter called “phase”."),
        ("?modality=CAR_T", "Type of treatment: “CAR_T” is not one of the values."),
        ("?target=cd99", "Target: “cd99” is not known here."),
        ("?page=1&page=2", "“page” can be given only once."),
    ],
)
def test_a_wrong_question_is_named_and_answered_with_nothing(client: Client, query: str, fault: str) -> None:
    make_product()

    page = read(client, f"/en/products/{query}", status=400)

    assert faults(page) == [fault]
    assert table(page) == []


def test_the_list_ends_where_it_ends(client: Client) -> None:
    Product.objects.bulk_create(Product(slug=f"p{n}", name=f"Product {n:02d}") for n in range(51))

    second = read(client, "/en/products/?page=2")
    third = read(client, "/en/products/?page=3", status=404)

    assert first_column(second) == ["Product 50"]
    assert faults(third) == ["There is no page 3: the list ends at page 2."]


def test_the_list_needs_as_many_queries_for_three_products_as_for_one(client: Client) -> None:
    def add() -> None:
        make_study(products=[make_product(developer=make_sponsor(), targets=[make_target()])])

    add()
    for_one = queries(client, "/en/products/")
    add()
    add()

    assert queries(client, "/en/products/") == for_one


def test_a_product_says_what_it_is_directed_at_and_who_develops_it(client: Client) -> None:
    cd19 = make_target("cd19", description_nb="Et protein.", description_en="A protein.")
    developer = make_sponsor("novartis", name="Novartis")
    make_product("rapca", name="rapca-cel", aliases=["YTB323"], developer=developer, targets=[cd19])

    page = read(client, "/en/products/rapca/")

    assert heading(page) == "rapca-cel"
    assert facts(page) == {
        "Also called": "YTB323",
        "Type of treatment": "Autologous CAR-T",
        "Target": "CD19: A protein.",
        "Developer": "Novartis",
    }
    assert page.find(".//dd/a[@href='/en/sponsors/novartis/']") is not None


def test_what_no_source_states_of_a_product_is_said_not_to_be_stated(client: Client) -> None:
    make_product("cells", name="Cells", modality="")

    page = read(client, "/nb/products/cells/")

    assert facts(page) == {
        "Behandlingstype": "Ikke oppgitt i kilden",
        "Mål (antigen)": "Ikke oppgitt i kilden",
        "Utvikler": "Ikke oppgitt i kilden",
    }


def test_a_product_shows_its_sources_registries_first_with_their_dates(client: Client) -> None:
    product = make_product("cells")
    make_source(product=product, label="Press", url="", kind=SourceKind.SPONSOR, as_of=PartialDate.parse("2026-03"))
    make_source(product=product, label="ClinicalTrials.gov NCT06581198")

    page = read(client, "/en/products/cells/")

    assert texts(page, ".//ul[@class='srcs']/li") == [
        "ClinicalTrials.gov NCT06581198 Study registry, as of 22 Aug 2026",
        "Press Sponsor, as of Mar 2026",
    ]


def test_a_product_shows_its_published_studies_and_links_to_them_as_a_list(client: Client) -> None:
    product = make_product("rapca", name="rapca-cel")
    make_study(acronym="SHOWN", identifiers=[], products=[product])
    make_study(
        acronym="HIDDEN", products=[product], publication_state=PublicationState.WITHDRAWN, withdrawal_reason_nb="Feil."
    )

    page = read(client, "/en/products/rapca/")

    assert row_titles(page) == ["SHOWN"]
    assert page.find(".//a[@href='/en/studies/?product=rapca']") is not None
    assert text(page.find(".//title")) == "rapca-cel: 1 study – CAR-T tracker"


def test_a_product_needs_as_many_queries_for_three_studies_as_for_one(client: Client) -> None:
    product = make_product("rapca", targets=[make_target()], developer=make_sponsor())
    make_source(product=product)
    make_study(products=[product])
    for_one = queries(client, "/en/products/rapca/")
    make_study(products=[product])
    make_study(products=[product])
    make_source(product=product)

    assert queries(client, "/en/products/rapca/") == for_one


def test_a_product_that_is_not_there_is_not_found(client: Client) -> None:
    read(client, "/en/products/nothing/", status=404)
