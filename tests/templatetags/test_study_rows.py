"""A study in a list, as HTML."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories import make_indication, make_product, make_sponsor, make_study
from tests.html import parse, text
from trials.choices import Openness
from trials.localised import Localised
from trials.outputs.near import NearWords
from trials.outputs.openness import PlaceWords
from trials.outputs.rows import StudyRow, rows
from trials.query.card_rows import cards
from trials.query.index.reasons import Reason
from trials.query.texts import SearchField
from trials.templatetags.study_rows import study_row

pytestmark = pytest.mark.django_db

NAUGHTY = '"><script>alert(1)</script>&amp;'


def made(**fields: Any) -> StudyRow:
    """A study as a row."""
    (row,) = rows(cards([make_study("one", **fields).pk]).values(), "en")
    return row


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_title_leads_to_the_study_in_the_readers_language(language: str) -> None:
    row = made()

    with override(language):
        link = parse(study_row(row, 3).encode()).find("div/h3/a")
        address = reverse("study_detail", args=["one"])

    assert link is not None
    assert (link.get("href"), text(link)) == (address, f"{row.title} {row.number}")


@pytest.mark.usefixtures("english")
def test_names_and_texts_are_text_wherever_they_stand() -> None:
    row = made(
        public_title=NAUGHTY,
        indications=[make_indication(name_en=NAUGHTY)],
        products=[make_product(name=NAUGHTY[:20])],
        primary_sponsor=make_sponsor(name=NAUGHTY),
    )
    words = PlaceWords(Openness.UNKNOWN, NAUGHTY, "unknown", (NAUGHTY, NAUGHTY))
    near = NearWords(words, Localised(NAUGHTY, "nb", "nb"), "here", NAUGHTY, NAUGHTY, NAUGHTY)
    found = [Reason(SearchField.SPONSOR, NAUGHTY)]

    html = study_row(replace(row, near=near, number=NAUGHTY, no_number=NAUGHTY, kind=NAUGHTY, phase=NAUGHTY), 2, found)

    assert "<script" not in html
    assert text(parse(html.encode())).count(NAUGHTY) >= 12
