"""Nothing on a page comes from elsewhere or runs inline, and every link leads somewhere."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.html import parse
from tests.site.pages import LANGUAGES, NAMES, Pages, path_of
from trials.models import Indication, Product, Site, Sponsor, Study
from trials.query.filters import (
    ChangeFilterSet,
    ListFilterSet,
    ProductFilterSet,
    SiteFilterSet,
    SponsorFilterSet,
    StudyFilterSet,
    asked,
)
from trials.views.own_pages import own_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

RECORDS: dict[str, type[Model]] = {
    "study_detail": Study,
    "study_referral": Study,
    "study_referral_text": Study,
    "indication_detail": Indication,
    "site_detail": Site,
    "sponsor_detail": Sponsor,
    "product_detail": Product,
}
FILTERS: dict[str, type[ListFilterSet]] = {
    "study_list": StudyFilterSet,
    "change_list": ChangeFilterSet,
    "site_list": SiteFilterSet,
    "sponsor_list": SponsorFilterSet,
    "product_list": ProductFilterSet,
}
ADDRESSES = ("action", "data", "formaction", "href", "poster", "src", "srcset")
UNFINISHED = re.compile(r"\{\{|\{%|%\(\w+\)|>None<|\bNone,|Localised\(|Undefined|&amp;(?:amp|lt|gt|quot|#x27);")
# Every eighth record's page, the languages in turn; all of them in the longer test.
STEP = 8


def faults_of(html: bytes) -> list[str]:
    """What a strict browser, or a reader, would stumble over."""
    found = [f"unfinished: {hit[0]}" for hit in UNFINISHED.finditer(html.decode())]
    ids: set[str] = set()
    for element in parse(html).iter():
        if element.tag in {"style", "iframe", "object", "embed", "base", "img"}:
            found.append(f"<{element.tag}>")
        if element.tag == "script" and element.get("type") != "application/ld+json" and not element.get("src"):
            found.append("inline script")
        found += [
            f"{element.tag}[{name}]" for name, _value in element.items() if name == "style" or name.startswith("on")
        ]
        found += [
            f"{element.tag}[{name}]={value}"
            for name, value in element.items()
            if name in ADDRESSES and not is_allowed(element, value)
        ]
        if (identity := element.get("id")) in ids:
            found.append(f"id {identity} twice")
        ids.add(identity or "")
    return found


def is_allowed(element: Element, address: str) -> bool:
    """Whether the address is the site's own, or, in a link for people, one of the web."""
    parts = urlsplit(address)
    if not parts.scheme and not parts.netloc:
        return bool(address)
    is_for_people = element.tag == "a" or element.get("rel") in {"canonical", "alternate"}
    return is_for_people and parts.scheme in {"http", "https", "mailto", "tel"}


def links(page: Element, address: str) -> set[str]:
    """The internal addresses that a page leads to or loads, whole."""
    found = {
        urljoin(address, value)
        for element in page.iter()
        for name, value in element.items()
        if name in ADDRESSES and not urlsplit(value).scheme
    }
    return found - {address}


class Leads:
    """Whether an internal address leads somewhere, found without asking for each record's page."""

    def __init__(self, pages: Pages) -> None:
        self.slugs = {
            name: set(model._default_manager.values_list("slug", flat=True)) for name, model in RECORDS.items()
        }
        self.ids = {
            f"/{language}/{name}/": {element.get("id") for element in parse(page.content).iter()}
            for (name, language), page in pages.items()
            if name in {"evidence", "glossary", "about", "privacy", "accessibility"}
        }

    def fault(self, address: str, ids_here: set[str | None]) -> str:
        """Why it leads nowhere; empty when it leads somewhere."""
        parts = urlsplit(address)
        if parts.path.startswith("/static/"):
            return "" if finders.find(unquote(parts.path.removeprefix("/static/"))) else "no such file"
        try:
            with translation.override(parts.path.split("/")[1]):
                match = resolve(unquote(parts.path))
        except Resolver404:
            return "no such page"
        name = match.url_name or ""
        if name in RECORDS and match.kwargs["slug"] not in self.slugs[name]:
            return "no such record"
        if name == "after_infusion" and parts.query:
            asked_for = QueryDict(parts.query).dict()
            is_known = asked_for.keys() == {"study"} and asked_for["study"] in self.slugs["study_detail"]
            return "" if is_known else "a wrong question"
        if name == "report":
            return self._fault_of_report(QueryDict(parts.query))
        if parts.query and (name not in FILTERS or FILTERS[name](asked(QueryDict(parts.query))).faults()):
            return "a wrong question"
        if parts.fragment and parts.fragment not in self.ids.get(parts.path, ids_here):
            return "no such place in the page"
        return ""

    @staticmethod
    def _fault_of_report(asked_for: QueryDict) -> str:
        """Why nothing can be reported by this question."""
        is_whole = set(asked_for) == {"page", "field"} and asked_for["field"]
        return "" if is_whole and own_page(str(asked_for["page"])) else "a wrong report"

    def faults(self, html: bytes, address: str) -> list[str]:
        """The internal links of a page that lead nowhere, with the reason."""
        page = parse(html)
        ids = {element.get("id") for element in page.iter()}
        return [f"{link}: {fault}" for link in sorted(links(page, address)) if (fault := self.fault(link, ids))]


KINDS: dict[str, type[Any]] = {
    "studies": Study,
    "indications": Indication,
    "sites": Site,
    "sponsors": Sponsor,
    "products": Product,
}


def record_addresses() -> list[str]:
    return [
        f"{kind}/{slug}/"
        for kind, model in KINDS.items()
        for slug in model._default_manager.order_by("pk").values_list("slug", flat=True)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_page_has_anything_inline_foreign_or_unfinished(name: str, language: str, every_page: Pages) -> None:
    assert faults_of(every_page[name, language].content) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_every_kind_of_page_leads_somewhere(language: str, every_page: Pages) -> None:
    leads = Leads(every_page)

    faults = {name: leads.faults(every_page[name, language].content, f"/{language}/{path_of(name)}") for name in NAMES}

    assert {name: told for name, told in faults.items() if told} == {}


def test_every_eighth_record_has_a_page_without_a_fault_in_one_language(client: Client, every_page: Pages) -> None:
    addresses = [f"/{LANGUAGES[at % len(LANGUAGES)]}/{path}" for at, path in enumerate(record_addresses()[::STEP])]

    assert faulty(addresses, client, Leads(every_page)) == {}


@pytest.mark.full
def test_every_record_has_a_page_without_a_fault_in_every_language(client: Client, every_page: Pages) -> None:
    addresses = [f"/{language}/{path}" for path in record_addresses() for language in LANGUAGES]

    assert faulty(addresses, client, Leads(every_page)) == {}


def faulty(addresses: list[str], client: Client, leads: Leads) -> dict[str, list[str]]:
    """What is wrong with each page; the pages with nothing wrong are left out."""
    found = {}
    for address in addresses:
        page = client.get(address)
        told = faults_of(page.content) + leads.faults(page.content, address)
        found[address] = told if page.status_code == 200 else [f"status {page.status_code}", *told]
    return {address: told for address, told in found.items() if told}


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p style="color: red">x</p>', "p[style]"),
        ("<style>p { color: red }</style>", "<style>"),
        ("<script>alert(1)</script>", "inline script"),
        ('<p onclick="x()">x</p>', "p[onclick]"),
        ('<link rel="icon" href="data:image/png;base64,x">', "link[href]=data:image/png;base64,x"),
        ('<a href="javascript:x()">x</a>', "a[href]=javascript:x()"),
        ('<a href="ftp://x.example/">x</a>', "a[href]=ftp://x.example/"),
        ('<a href="">x</a>', "a[href]="),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', "link[href]=https://cdn.example/x.css"),
        ('<script src="//cdn.example/x.js"></script>', "script[src]=//cdn.example/x.js"),
        ('<form action="https://other.example/"></form>', "form[action]=https://other.example/"),
        ('<p id="a"></p><p id="a"></p>', "id a twice"),
        ("<p>Hello {{ name }}</p>", "unfinished: {{"),
        ("<p>Hello %(name)s</p>", "unfinished: %(name)"),
    ],
)
def test_a_fault_in_a_page_is_seen(html: str, fault: str) -> None:
    assert faults_of(f"<html><body>{html}</body></html>".encode()) == [fault]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/nb/none/", "no such page"),
        ("/nb/studies/none/", "no such record"),
        ("/static/none.css", "no such file"),
        ("/nb/studies/?age=x", "a wrong question"),
        ("/nb/about/?q=x", "a wrong question"),
        ("/nb/after-infusion/?study=none", "a wrong question"),
        ("/nb/studies/none/referral.txt", "no such record"),
        ("/nb/glossary/#none", "no such place in the page"),
        ("/nb/studies/?q=lupus&status=RECRUITING", ""),
        ("/static/trials/tokens.css", ""),
    ],
)
def test_a_link_that_leads_nowhere_is_seen(address: str, fault: str, every_page: Pages) -> None:
    assert Leads(every_page).fault(address, set()) == fault


@pytest.mark.parametrize("path", sorted((settings.BASE_DIR / "static").rglob("*.css")), ids=lambda path: path.name)
def test_no_stylesheet_loads_anything_from_elsewhere(path: Path) -> None:
    css = path.read_text(encoding="utf-8")

    loaded = [address.strip("'\"") for address in re.findall(r"url\(\s*([^)]*?)\s*\)", css)]
    assert [address for address in loaded if not (path.parent / urlsplit(address).path).resolve().is_file()] == []
    assert "@import" not in css
