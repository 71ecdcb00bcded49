"""What is asked of a document, and what need not be."""

import json

import pytest

from tests.actions.ingest.documents import record
from tests.actions.ingest.receiving import AT, LATER, receive
from tests.factories import make_person
from trials.actions.ingest.matching import is_follow_up
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item, read, unseen
from trials.actions.ingest.writing import write
from trials.choices import Scope
from trials.models import RegistryEntry

pytestmark = pytest.mark.django_db


def test_a_study_that_is_ours_is_not_asked_again_whether_it_is() -> None:
    receive(_document(), takes_all=True)

    (item,) = _read(_document("2026-04-01"))

    assert (item.scope, item.proposal, item.problem) == ("", {}, "")
    assert item.as_of == "2026-04-01"


def test_a_study_that_a_person_decided_on_is_not_asked_again() -> None:
    receive(_document(), takes_all=True)
    RegistryEntry.objects.update(study=None, decided_by=make_person("kari", "editor"), decided_at=AT)

    (item,) = _read(_document("2026-04-01"))

    assert item.proposal == {}


def test_a_study_that_was_let_go_after_reading_is_asked_when_it_is_written() -> None:
    receive(_document(), takes_all=True)
    (item,) = _read(_document("2026-04-01"))
    RegistryEntry.objects.update(study=None, scope=Scope.NOT_OURS, because={})

    write([item], registry="CTGOV", names=Names(), at=LATER)

    entry = RegistryEntry.objects.get()
    assert entry.because == item.proposal != {}
    assert entry.scope == item.scope != ""


@pytest.mark.parametrize("title", ["Long-term follow-up of X", "A ROLLOVER study", "Follow up study", "LTFU in X"])
def test_a_follow_up_is_known_by_its_title(title: str) -> None:
    item = Item(registry="CTGOV", registry_id="", content_hash="", document=b"")
    item.facts = {"public_title": title, "scientific_title": "Cells"}

    assert is_follow_up(item)


def _document(updated: str = "2026-03-04") -> bytes:
    return json.dumps(record(1, updated=updated)).encode()


def _read(body: bytes) -> list[Item]:
    new, _known = unseen("CTGOV", [("", body)])
    return read("CTGOV", new, Names())
