"""The list of studies as a page: its heading, choices, chips, orders and queries."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from tests.html import text, texts
from tests.views.abundance import make_abundant_study
from tests.views.reading import heading, notices, queries, read
from trials.choices import SponsorType
from trials.dates import PartialDate
from trials.models import Indication, Product, Site, Sponsor, Study, Target

pytestmark = pytest.mark.django_db

PARTIAL = PartialDate.parse


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "3 studies"),
        ("indication=lupus", "2 studies of lupus"),
        ("indication=lupus&status=RECRUITING&region=EUROPE", "1 study of lupus, recruiting, in Europe"),
        ("region=NORDIC", "1 study in the Nordic countries"),
        ("region=HELSE_NORD&country=US", "0 studies in Northern Norway (Helse Nord), in the United States"),
        ("indication=lupus&indication=gout", "3 studies of lupus or gout"),
        ("country=NO&country=US&age=34", "0 studies that include age 34, in Norway or in the United States"),
        ("sponsor_type=INDUSTRY&phase=PHASE1&phase=PHASE2", "2 studies, phase 1 or phase 2, industry-initiated"),
        ("product=star&target=cd19", "1 study, CD19, with star-cel"),
        ("site=here", "1 study at Rikshospitalet"),
        ("sponsor=kreftforskning", "1 study, sponsor Kreftforskning"),
        ("modality=CAR_NK&study_type=INTERVENTIONAL", "1 study, CAR-NK, interventional study"),
        ("q=gout", "1 study with hits for “gout”"),
        ("status=COMPLETED&q=+gout+", "0 studies, completed, with hits for “gout”"),
    ],
)
def test_the_heading_says_what_is_shown_and_so_does_the_title(client: Client, query: str, words: str):
    lupus, gout = make_indication("lupus", name_en="Lupus"), make_indication("gout", name_en="Gout")
    star = make_product("star", name="star-cel", targets=[make_target("cd19", name="CD19")])
    make_study(
        indications=[lupus],
        phase="PHASE1",
        products=[star],
        sites=[make_site("here", name_en="Rikshospitalet")],
        public_title="One",
    )
    make_study(indications=[lupus], phase="PHASE2", countries=["US"], recruitment_status="UNKNOWN", public_title="Two")
    make_study(
        indications=[gout],
        countries=["CN"],
        products=[make_product(modality="CAR_NK")],
        primary_sponsor=make_sponsor(
            "kreftforskning", name="Kreftforskning", sponsor_type=SponsorType.INVESTIGATOR_INITIATED
        ),
        public_title="Three",
    )

    page = read(client, f"/en/studies/?{query}")

    assert heading(page) == words
    assert text(page.find(".//title")) == f"{words} – CAR-T tracker"


def test_the_summary_counts_what_is_open_confirmed_or_not_and_what_opens_soon(client: Client):
    study = make_study()
    make_study(recruitment_status="COMPLETED")

    assert texts(read(client, "/en/studies/"), ".//ul[@class='openings']/li") == [
        "0 open and confirmed by the site",
        "1 open according to a registry",
        "0 opening soon",
    ]

    user = get_user_model().objects.create_user("anne")
    make_study_site(study, make_site(), verified_at=timezone.now(), verified_by=user, verification_method="EMAIL")

    assert texts(read(client, "/en/studies/"), ".//ul[@class='openings']/li") == [
        "1 open and confirmed by the site",
        "0 open according to a registry",
        "0 opening soon",
    ]


def test_each_chip_takes_its_own_value_away(client: Client):
    make_study(indications=[make_indication("lupus", name_en="Lupus")], minimum_age_months=1)

    page = read(client, "/en/studies/?q=lupus&indication=lupus&country=NO&country=SE&age=34&sort=start&page=1&status=")

    chips = {text(chip): chip.attrib["href"] for chip in page.findall(".//a[@class='ds-chip']")}
    assert chips == {
        "Remove “lupus”": "?indication=lupus&country=NO&country=SE&age=34&sort=start",
        "Remove Lupus": "?q=lupus&country=NO&country=SE&age=34&sort=start",
        "Remove Norway": "?q=lupus&indication=lupus&country=SE&age=34&sort=start",
        "Remove Sweden": "?q=lupus&indication=lupus&country=NO&age=34&sort=start",
        "Remove Age 34": "?q=lupus&indication=lupus&country=NO&country=SE&sort=start",
    }


def test_the_form_keeps_all_that_is_chosen(client: Client):
    make_study(indications=[make_indication("lupus")])

    page = read(client, "/en/studies/?q=lupus&indication=lupus&country=NO&age=34&age=40&sort=start")

    form = page.find(".//form[@class='side']")
    assert form is not None
    checked = {(box.attrib["name"], box.attrib["value"]) for box in form.iter("input") if "checked" in box.attrib}
    typed = {(box.attrib["name"], box.attrib.get("value", "")) for box in form.iter("input")}
    assert checked == {("indication", "lupus"), ("country", "NO")}
    assert {("q", "lupus"), ("age", "34"), ("age", "40"), ("sort", "start")} <= typed


def test_zero_is_greyed_and_not_hidden(client: Client):
    make_study(phase="PHASE1")

    page = read(client, "/en/studies/?phase=PHASE1")

    options = page.findall(".//fieldset//div[@class='opt']")
    zero = {text(option.find("label/span")) for option in options if "data-zero" in option.attrib}
    shown = {text(option.find("label/span")): text(option.find(".//*[@class='count']")) for option in options}
    assert (shown["Phase 1"], shown["Phase 2"], shown["Recruiting"], shown["Completed"]) == ("1", "0", "1", "0")
    assert zero == {label for label, count in shown.items() if count == "0"}


def test_ten_largest_stand_open_and_the_rest_in_a_select(client: Client):
    for number in range(12):
        sponsor = make_sponsor(f"s{number:02d}", name=f"Sponsor {number:02d}")
        for _ in range(number % 3):
            make_study(primary_sponsor=sponsor)

    page = read(client, "/en/studies/?sponsor=s00")

    shown = [box.attrib["value"] for box in page.findall(".//input[@name='sponsor']")]
    rest = [(option.attrib["value"], text(option)) for option in page.findall(".//select[@name='sponsor']/option")]
    assert shown == ["s00", "s01", "s02", "s03", "s04", "s05", "s07", "s08", "s10", "s11"]
    assert rest == [("", "2 more"), ("s06", "Sponsor 06 (0)"), ("s09", "Sponsor 09 (0)")]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["late", "early", "unstated"]),
        ("sort=updated", ["late", "early", "unstated"]),
        ("sort=start", ["early", "late", "unstated"]),
        ("sort=phase", ["early", "late", "unstated"]),
        ("sort=size", ["late", "early", "unstated"]),
        ("sort=relevance", ["late", "early", "unstated"]),
    ],
)
def test_what_does_not_state_the_fact_stands_last(client: Client, query: str, order: list[str]):
    make_study("unstated", phase="NOT_APPLICABLE")
    make_study(
        "early",
        last_registry_update=PARTIAL("2026-06"),
        start_date=PARTIAL("2025-02-01"),
        phase="PHASE2",
        sample_size=9,
    )
    make_study(
        "late",
        last_registry_update=PARTIAL("2026-06-01"),
        start_date=PARTIAL("2025"),
        phase="PHASE1_PHASE2",
        sample_size=10,
    )

    page = read(client, f"/en/studies/?{query}")

    assert [link.attrib["href"].split("/")[3] for link in page.findall(".//h2[@class='row-title']/a")] == order


def test_the_order_in_use_is_marked_and_stands_in_the_title(client: Client):
    make_study(public_title="Lupus")

    def current(query: str) -> tuple[list[str], str]:
        page = read(client, f"/en/studies/?{query}")
        return texts(page, ".//nav[@aria-label='Order']//a[@aria-current='true']"), text(page.find(".//title"))

    assert current("") == (["Last changed"], "1 study – CAR-T tracker")
    assert current("sort=relevance") == (["Last changed"], "1 study – CAR-T tracker")
    assert current("sort=size") == (["Size"], "1 study, Order: Size – CAR-T tracker")
    assert current("q=lupus") == (["Relevance"], "1 study with hits for “lupus” – CAR-T tracker")
    assert current("q=lupus&sort=updated") == (
        ["Last changed"],
        "1 study with hits for “lupus”, Order: Last changed – CAR-T tracker",
    )


def test_unpublished_studies_are_nowhere(client: Client):
    make_study(publication_state="IN_REVIEW", public_title="Secret lupus", acronym="SECRET")

    assert heading(read(client, "/en/studies/")) == "0 studies"
    assert heading(read(client, "/en/studies/?q=secret")) == "0 studies with hits for “secret”"
    assert notices(read(client, "/en/studies/?q=secret")) == ["No study mentions “secret”."]


def test_the_page_says_what_it_made_of_the_words(client: Client):
    make_study(identifiers=[("CTGOV", "NCT01234567")], public_title="CAR-T in sclerosis", acronym="CAS")

    assert notices(read(client, "/en/studies/?q=sclerosys")) == [
        "No study mentions “sclerosys”. Showing hits for “sclerosis”."
    ]
    assert notices(read(client, "/en/studies/?q=icelnad")) == [
        "No study mentions “icelnad”. Did you mean “iceland”? No study mentions that either."
    ]
    assert notices(read(client, "/en/studies/?q=nct01234567")) == ["Searched for the study number NCT01234567."]
    assert notices(read(client, "/en/studies/?q=nct01234568")) == ["No study here has the number NCT01234568."]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=lupus",
        "q=lupsu",
        "q=lupus+Norge&sort=start",
        *("status=RECRUITING", "phase=PHASE1&phase=PHASE2", "study_type=INTERVENTIONAL", "sponsor_type=INDUSTRY"),
        *("country=NO", "region=NORDIC&region=EUROPE", "modality=CAR_NK", "age=34"),
        *("indication=one", "sponsor=one", "site=one", "product=one", "target=one"),
        "page=2&country=IS",
        "status=OPEN",
    ],
)
def test_three_studies_with_three_of_everything_need_as_many_queries_as_one(client: Client, query: str):
    for make in (make_indication, make_sponsor, make_site, make_product, make_target):
        make("one")
    status = {"page=2&country=IS": 404, "status=OPEN": 400}.get(query, 200)
    _full(make_abundant_study(1, family=False))
    for_one = queries(client, f"/en/studies/?{query}", status)
    _full(make_abundant_study(3, family=False))
    _full(make_abundant_study(3, family=False))

    assert queries(client, f"/en/studies/?{query}", status) == for_one


def _full(study: Study) -> None:
    """Give the study the things that the questions ask for, so that no list is empty."""
    Study.objects.filter(pk=study.pk).update(
        phase="PHASE1",
        minimum_age_months=216,
        primary_sponsor=Sponsor.objects.get(slug="one"),
        status_source=study.sources.first(),
    )
    study.indications.add(Indication.objects.get(slug="one"))
    study.own_targets.add(Target.objects.get(slug="one"))
    study.products.add(Product.objects.get(slug="one"))
    study.own_modalities.get_or_create(modality="CAR_NK")
    make_study_site(study, Site.objects.get(slug="one"))
