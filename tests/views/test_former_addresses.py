"""The address of something merged away leads to what it was merged into, through every door."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tests.factories import make_product, make_site, make_sponsor, make_study
from tests.views.download import download, rows
from tests.views.reading import faults, heading, queries, read
from trials.actions.merging import merge
from trials.models import Product, Site, Sponsor, Study

pytestmark = pytest.mark.django_db

# After whatever is written while the tests run: the latest row of a history is the last by date.
AT = datetime(2099, 11, 26, 9, 30, tzinfo=UTC)

KINDS: dict[str, Callable[[str], Any]] = {
    "sponsor": make_sponsor,
    "site": make_site,
    "product": make_product,
}


def study_of(kind: str, thing: Any, slug: str, **fields: Any) -> Study:
    about = {"sponsor": {"primary_sponsor": thing}, "site": {"sites": [thing]}, "product": {"products": [thing]}}
    return make_study(slug, **about[kind], **fields)


def standing_at(slug: str, kind: str) -> Any:
    model: Any = {"sponsor": Sponsor, "site": Site, "product": Product}[kind]
    return model.objects.get(slug=slug)


def merged(keep: Any, gone: Any) -> None:
    merge(keep=keep, gone=gone, by=None, at=AT, reason="One and the same")


def listed(page: Element) -> list[str]:
    return [link.attrib["href"].split("/")[3] for link in page.findall(".//h2[@class='row-title']/a")]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """A kind of thing, of which "old" was merged into "new"; each had a study, and so has a third."""
    old, new, other = (KINDS[request.param](slug) for slug in ("old", "new", "other"))
    for thing, slug in ((old, "one"), (new, "two"), (other, "three")):
        study_of(request.param, thing, slug)
    merged(new, old)
    return str(request.param)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_former_address_leads_to_the_new_one_for_good(client: Client, kind: str, language: str) -> None:
    answer = client.get(f"/{language}/{kind}s/old/?from=mail")

    assert (answer.status_code, answer["Location"]) == (301, f"/{language}/{kind}s/new/?from=mail")
    assert client.get(f"/{language}/{kind}s/new/").status_code == 200
    assert client.head(f"/{language}/{kind}s/old/")["Location"] == f"/{language}/{kind}s/new/"


def test_an_address_that_moved_twice_leads_straight_there(client: Client, kind: str) -> None:
    newest = KINDS[kind]("newest")
    merged(newest, standing_at("new", kind))

    assert client.get(f"/nb/{kind}s/old/")["Location"] == f"/nb/{kind}s/newest/"
    assert client.get(f"/nb/{kind}s/new/")["Location"] == f"/nb/{kind}s/newest/"


def test_an_address_of_another_kind_leads_nowhere(client: Client, kind: str) -> None:
    others = [other for other in KINDS if other != kind]

    assert [client.get(f"/nb/{other}s/old/").status_code for other in others] == [404, 404]
    assert client.get(f"/nb/{kind}s/never/").status_code == 404


def test_an_address_in_use_again_is_the_page_of_what_stands_there(client: Client, kind: str) -> None:
    KINDS[kind]("old")

    assert client.get(f"/nb/{kind}s/old/").status_code == 200


def test_a_former_address_in_a_question_means_the_new_one(client: Client, kind: str) -> None:
    old, new = (read(client, f"/en/studies/?{kind}={slug}&country=NO&sort=updated") for slug in ("old", "new"))

    assert sorted(listed(old)) == sorted(listed(new)) == ["one", "two"]
    assert heading(old) == heading(new)
    chosen = [field for field in old.findall(f".//input[@name='{kind}']") if field.get("checked") is not None]
    assert [field.get("value") for field in chosen] == ["new"]


def test_a_former_address_beside_others_stands_for_the_new_one_once(client: Client, kind: str) -> None:
    page = read(client, f"/en/studies/?{kind}=old&{kind}=new&{kind}=other")

    assert sorted(listed(page)) == ["one", "three", "two"]
    links = [link.get("href", "") for link in page.findall(".//a[@href]")]
    assert [link for link in links if link.startswith("?") and "=old" in link] == []


def test_a_file_holds_the_same_studies_as_the_page(client: Client, kind: str) -> None:
    old, new = (rows(download(client, f"&{kind}={slug}")) for slug in ("old", "new"))

    assert old == new
    assert len(old) == 2


def test_what_was_never_there_is_still_a_fault_that_is_named(client: Client, kind: str) -> None:
    page = read(client, f"/en/studies/?{kind}=old&{kind}=never", 400)

    (fault,) = faults(page)
    assert fault.endswith("“never” is not known here.")


def test_a_question_of_today_costs_no_query_more(client: Client, kind: str) -> None:
    client.get(f"/en/studies/?{kind}=new&{kind}=other")  # what is made once for each state of the data is made
    today = queries(client, f"/en/studies/?{kind}=new&{kind}=other")

    assert queries(client, f"/en/studies/?{kind}=new") == today
    assert queries(client, f"/en/studies/?{kind}=old&{kind}=other") == today + 1


def test_a_page_of_today_costs_no_query_more(client: Client) -> None:
    old, new = make_product("old"), make_product("new")
    study_of("product", new, "one")
    before = queries(client, "/en/products/new/")

    merged(new, old)

    assert queries(client, "/en/products/new/") == before
    assert Product.objects.count() == 1
