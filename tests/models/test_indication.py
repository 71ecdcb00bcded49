"""Diseases are a tree."""

import pytest

from tests.factories import make_indication
from tests.models.refusals import messages, refused_as_a_twin, refused_by

pytestmark = pytest.mark.django_db


def test_a_disease_may_stand_under_a_wider_one() -> None:
    lupus = make_indication()

    nephritis = make_indication(parent=lupus)

    assert messages(nephritis) == {}


def test_a_disease_is_not_its_own_parent() -> None:
    lupus = make_indication()
    lupus.parent = lupus

    with refused_by("indication_is_not_its_own_parent"):
        lupus.save()


def test_an_editor_cannot_lead_the_tree_round_in_a_circle() -> None:
    widest = make_indication("widest")
    wide = make_indication("wide", parent=widest)
    narrow = make_indication("narrow", parent=wide)
    widest.parent = narrow

    assert messages(widest) == {"parent": ["A disease cannot stand under itself or under a narrower one."]}


def test_an_editor_cannot_place_a_disease_under_itself() -> None:
    lupus = make_indication()
    lupus.parent = lupus

    assert messages(lupus)["parent"] == ["A disease cannot stand under itself or under a narrower one."]


def test_an_address_belongs_to_one_disease() -> None:
    make_indication("lupus")

    with refused_as_a_twin():
        make_indication("lupus")


def test_a_disease_is_called_by_its_norwegian_name() -> None:
    assert str(make_indication(name_nb="lupusnefritt", name_en="lupus nephritis")) == "lupusnefritt"
