"""A list of synonyms, aliases or codes holds texts and nothing else, whatever an editor writes."""

import pytest
from django.forms import modelform_factory

from tests.factories import make_sponsor
from tests.models.refusals import messages
from trials.models import Sponsor

pytestmark = pytest.mark.django_db

AliasForm = modelform_factory(Sponsor, fields=["aliases"])


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("Novartis Pharma\r\nCH-4002", ["Novartis Pharma", "CH-4002"]),
        ("  Novartis  \n\n \nSandoz\n", ["Novartis", "Sandoz"]),
        ("", []),
        ("null", ["null"]),
        ('["æøå – γδ"]', ['["æøå – γδ"]']),
    ],
)
def test_an_editor_writes_one_text_a_line(written: str, held: list[str]) -> None:
    form = AliasForm({"aliases": written}, instance=make_sponsor(aliases=["Before"]))

    sponsor = form.save()

    sponsor.refresh_from_db()
    assert sponsor.aliases == held


def test_an_editor_sees_one_text_a_line() -> None:
    form = AliasForm(instance=make_sponsor(aliases=["Novartis Pharma", "Rørvik & sønn"]))

    assert "\nNovartis Pharma\nRørvik &amp; sønn</textarea>" in str(form["aliases"])


def test_a_form_shown_again_has_what_was_written() -> None:
    form = AliasForm({"aliases": "One\n\0"}, instance=make_sponsor())

    assert (form["aliases"].value(), list(form.errors)) == ("One\n\0", ["aliases"])


def test_a_list_that_is_sent_back_as_it_was_is_not_changed() -> None:
    form = AliasForm({"aliases": "One\r\nTwo"}, instance=make_sponsor(aliases=["One", "Two"]))

    assert form.has_changed() is False


@pytest.mark.parametrize("value", ["Novartis", 1, True, {"name": "Novartis"}, [1], [None], [["Novartis"]], [" "]])
def test_anything_but_a_list_of_texts_is_refused(value: object) -> None:
    sponsor = make_sponsor()
    sponsor.aliases = value

    assert messages(sponsor) == {"aliases": ["Write a list of texts, none of them empty."]}
