"""The file of the whole catalogue."""

import re

import pytest
from django.test import Client

from tests import reference
from tests.views.download import download, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

HEADER = (
    "slug,url,identifiers,acronym,public_title,recruitment_status,phase,study_type,modality,targets,products,indications,"
    "primary_sponsor,sponsor_type,countries,sites,start_date,sample_size,minimum_age,maximum_age,last_registry_update,"
    "status_as_of,classification,sources,openness,openness_in_words,nearest_site,nearest_city,nearest_country,distance_km,"
    "confirmed_date,confirmed_by_role"
)


def expected(slug: str) -> dict[str, str]:
    """The cells of a study as the catalogue has them."""
    record = reference.RECORDS[slug]
    [study] = [study for study in reference.STUDIES if study.slug == slug]
    sponsor = reference.SPONSORS[record["primary_sponsor"]]
    several = {
        "identifiers": {number["value"] for number in record["identifiers"]},
        "modality": study.values["modality"],
        "targets": study.values["target"],
        "products": {reference.PRODUCTS[product]["name"] for product in record["products"]},
        "indications": set(record["indications"]),
        "countries": set(record["countries"]),
        "sites": {reference.SITES[one["site"]]["name"] for one in record["sites"]},
    }
    same = ["acronym", "public_title", "recruitment_status", "phase", "study_type", "start_date", "sample_size"]
    same += ["last_registry_update", "status_as_of"]
    return {
        "slug": slug,
        "url": f"http://localhost:8000/en/studies/{slug}/",
        **{name: str(record[name]) for name in same},
        **{name: "; ".join(sorted(values)) for name, values in several.items()},
        "primary_sponsor": sponsor["name"],
        "sponsor_type": sponsor["sponsor_type"],
        "minimum_age": record["minimum_age"].removesuffix(" Years"),
        "maximum_age": record["maximum_age"].removesuffix(" Years"),
        "classification": record["classification"].upper(),
        "sources": "; ".join(f"{source['label']} {source['url']}" for source in record["sources"]),
    }


def test_the_header_is_exactly_what_was_promised(client: Client):
    assert download(client).splitlines()[0] == f"\ufeff{HEADER}"


def test_the_cells_of_autograph_are_those_of_the_catalogue(client: Client):
    [row] = rows(download(client, "&q=NCT06581198"))

    in_norway = {
        "openness": "OPEN_PER_REGISTRY",
        "openness_in_words": "Recruiting according to ClinicalTrials.gov, 22 Aug 2026. Not confirmed by the site",
        "nearest_site": "Oslo University Hospital, Rikshospitalet",
        "nearest_city": "Oslo",
        "nearest_country": "NO",
        "distance_km": "",
        "confirmed_date": "",
        "confirmed_by_role": "",
    }
    assert row == expected("nct06581198") | in_norway


def test_every_study_of_the_list_stands_in_the_file(client: Client):
    found = rows(download(client))

    assert [row["slug"] for row in found] == reference.answer({})


@pytest.mark.parametrize("query", ["&indication=lupus-nephritis&sort=size", "&q=leddgikt", "&region=EUROPE&sort=start"])
def test_the_file_holds_the_same_studies_in_the_same_order_as_all_pages(client: Client, query: str):
    pages = [client.get(f"/en/studies/?page={number}{query}").content.decode() for number in (1, 2)]
    shown = re.findall(r'class="row-title"><a href="/en/studies/([^/]+)/"', "".join(pages))

    found = [row["slug"] for row in rows(download(client, query))]

    assert 25 < len(found) <= 50
    assert found == shown


def test_the_page_asked_for_does_not_cut_the_file(client: Client):
    assert len(rows(download(client, "&page=3"))) == 356


def test_the_file_of_an_empty_list_is_its_header(client: Client):
    assert download(client, "&country=IS") == f"\ufeff{HEADER}\r\n"
