"""What a process holds of the index, and what it reads when it is asked for."""

import pytest
from django.test import Client

from tests.factories import make_site, make_sponsor, make_study
from trials.actions.indexing import changed
from trials.actions.public_change import public_change, touch
from trials.query.index import held

pytestmark = pytest.mark.django_db


def test_a_rare_sponsor_is_still_found_when_a_held_one_loses_its_last_study(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(held, "HELD", 1)
    large = make_sponsor("large")
    leaving = [make_study(primary_sponsor=large) for _study in range(2)]
    staying = make_study(primary_sponsor=make_sponsor("rare"))
    before = held._read(changed([staying.pk, *(study.pk for study in leaving)]))

    for study in leaving:
        study.primary_sponsor = None
        study.save()
    after = held._refreshed(before, changed([study.pk for study in leaving]), is_named=False)

    assert [*before.values("sponsor")] == ["large"]
    assert [*after.of("sponsor", ["rare"])] == [staying.pk]
    assert [*after.of("sponsor", ["large"])] == []


def made_of(index: held.Index) -> set[str]:
    return {key[1] for key in index.made}


def with_something_made(version: int) -> held.Index:
    index = held._read(version)
    for rests_on, name in (((held.NAMES, "site"), "labels"), (("status",), "order"), ((held.ALL_DATA,), "rows")):
        index.made[rests_on, name] = name
    return index


def test_what_was_made_of_names_outlives_a_change_of_a_study():
    study = make_study()
    before = with_something_made(changed([study.pk]))

    after = held._refreshed(before, changed([study.pk]), is_named=False)

    assert made_of(after) == {"labels", "order"}


def test_what_was_made_of_names_goes_where_a_thing_is_named():
    before = with_something_made(changed())

    after = held._refreshed(before, changed(is_named=True), is_named=True)

    assert made_of(after) == {"order"}


def test_a_site_that_is_called_otherwise_is_called_so_on_the_next_page(client: Client):
    study = make_study(sites=[site := make_site("haukeland", name_en="Haukeland")])
    assert b"Haukeland" in client.get("/en/studies/").content

    with public_change():
        site.name_en = "Bergen Hospital"
        site.save()
        touch([site])

    assert b"Bergen Hospital" in client.get("/en/studies/").content
    assert study.pk in held.current().of("site", ["haukeland"])
