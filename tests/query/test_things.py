"""The lists of sites, sponsors and products: what is made once, and what is read for a page."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_site, make_sponsor, make_study
from tests.views.reading import first_column, read, table
from trials.actions.public_change import public_change, touch
from trials.query import things
from trials.query.index import held

pytestmark = pytest.mark.django_db


def test_the_studies_of_rare_sites_are_counted_in_one_query(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "HELD", 1)
    sites = [make_site(name_en=f"Hospital {letter}") for letter in "ABC"]
    make_study(sites=sites)
    make_study(sites=sites[:1])

    with CaptureQueriesContext(connection) as asked:
        counted = things.studies_of_each("site", [site.slug for site in sites], held.current())

    assert [len(counted[site.slug]) for site in sites] == [2, 1, 1]
    assert sum('FROM "trials_posting"' in one["sql"] and '"key" IN' in one["sql"] for one in asked) == 1
    assert [row[2] for row in table(read(client, "/en/sites/"))] == ["2", "1", "1"]


def test_a_thing_that_no_study_is_linked_to_has_no_studies() -> None:
    make_study(sites=[make_site()])
    alone = make_site()

    assert not things.studies_of_each("site", [alone.slug, "nothing"], held.current())[alone.slug]


def test_the_second_question_of_a_list_reads_no_more_than_its_page() -> None:
    for letter in "ABC":
        make_sponsor(f"sponsor-{letter}", name=f"Sponsor {letter}")
    sponsors = things.public_sponsors(QueryDict("q=sponsor"), "en")

    with CaptureQueriesContext(connection) as asked:
        again = things.public_sponsors(QueryDict("q=sponsor"), "en")
        shown = again.fetched(again.pks[1:2])

    assert again.pks == sponsors.pks
    assert [one.name for one in shown] == ["Sponsor B"]
    assert sum('FROM "trials_sponsor"' in one["sql"] for one in asked) == 1


@pytest.mark.parametrize("question", ["", "?q=bergen"])
def test_a_hospital_that_is_called_otherwise_stands_so_in_the_list(client: Client, question: str) -> None:
    site = make_site(name_en="Haukeland Bergen", city="Bergen")
    make_site(name_en="Ullevål", city="Oslo")
    read(client, f"/en/sites/{question}")

    with public_change():
        site.name_en = "Bergen Hospital"
        site.save()
        touch([site])

    assert first_column(read(client, f"/en/sites/{question}"))[0] == "Bergen Hospital"
    assert first_column(read(client, "/en/sites/?q=haukeland")) == []
