"""The list of studies as a spreadsheet."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.factories import make_product, make_site, make_sponsor, make_study
from tests.views.download import content, rows as csv_rows
from tests.views.workbook import Workbook, read
from trials.outputs import spreadsheet
from trials.outputs.spreadsheet import LONGEST_CELL, Notes, xlsx_pieces

pytestmark = pytest.mark.django_db


def fetch(client: Client, query: str = "", language: str = "en") -> Workbook:
    response: Any = client.get(f"/{language}/studies/?format=xlsx{query}")
    assert response.status_code == 200
    return read(b"".join(response.streaming_content))


def made(*rows: list[str | int | float]) -> Workbook:
    return read(b"".join(xlsx_pieces(rows, Notes("Studies", "About", ["A line"], date(2026, 11, 26)))))


def test_the_answer_is_a_file_sent_in_pieces(client: Client):
    make_study()

    response = client.get("/nb/studies/?format=xlsx")

    assert response.streaming
    assert response.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert re.fullmatch(
        r'attachment; filename="car-t-tracker-\d{4}-\d\d-\d\d\.xlsx"', response.headers["Content-Disposition"]
    )


def test_it_holds_what_the_csv_file_holds_in_the_same_order(client: Client):
    for number in range(3):
        make_study(acronym=f"ACRO{number}", sample_size=100 + number, minimum_age_months=6, maximum_age_months=216)

    header, *rows = fetch(client).sheets["Studies"]

    csv = csv_rows(content(client.get("/en/studies/?format=csv")))
    assert [dict(zip(header, map(str, row), strict=True)) for row in rows] == csv


def test_numbers_are_numbers_and_dates_are_texts_as_exact_as_they_are(client: Client):
    make_study(sample_size=1200, minimum_age_months=6, maximum_age_months=216, start_date="2025-06")

    header, row = fetch(client).sheets["Studies"]

    cells = dict(zip(header, row, strict=True))
    told = (cells["sample_size"], cells["minimum_age"], cells["maximum_age"], cells["start_date"])
    assert told == (1200, 0.5, 18, "2025-06")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "http://example.org", "_x0041_", '<b>&"\x0b'])
def test_no_text_is_a_formula_a_link_or_a_code(client: Client, evil: str):
    make_study(
        public_title=evil,
        acronym=evil,
        primary_sponsor=make_sponsor(name=evil),
        products=[make_product(name=evil)],
        sites=[make_site(name_en=evil)],
    )

    book = fetch(client)

    header, row = book.sheets["Studies"]
    cells = dict(zip(header, row, strict=True))
    assert {cells[name] for name in ("public_title", "acronym", "primary_sponsor", "products", "sites")} == {evil}
    assert not re.search("<f>|<hyperlink|externalLink", book.source)


def test_the_header_stays_in_sight(client: Client):
    make_study()

    assert re.search(r'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"', fetch(client).source)


@pytest.mark.parametrize(
    ("language", "studies", "about"),
    [("nb", "Studier", "Om filen"), ("nn", "Studiar", "Om fila"), ("en", "Studies", "About this file")],
)
def test_a_sheet_says_which_list_it_is_and_whose_the_facts_are_as_the_about_page_does(
    client: Client, language: str, studies: str, about: str
):
    make_study()

    book = fetch(client, "&status=RECRUITING&page=1", language)

    assert [*book.sheets] == [studies, about]
    lines = [line for [line] in book.sheets[about]]
    assert lines[0].endswith(f"/{language}/studies/?status=RECRUITING")
    page = client.get(f"/{language}/about/").content.decode()
    said = " ".join(strip_tags(page).split())
    assert [line for line in lines[4:8] if line not in said] == []
    assert lines[8].endswith(f"/{language}/about/#file")


def test_what_is_too_long_for_a_cell_ends_after_a_whole_value_and_says_so():
    many = "; ".join(f"Hospital {number:05}" for number in range(3000))

    [[_name], [cell]] = made(["sites"], [many]).sheets["Studies"]

    assert cell.endswith("; …")
    assert many.startswith(cell.removesuffix("…"))
    assert LONGEST_CELL - 20 < len(cell) <= LONGEST_CELL


def test_letters_outside_the_first_plane_count_twice():
    [[_name], [cell]] = made(["sites"], ["\U0001f9ec" * LONGEST_CELL]).sheets["Studies"]

    assert cell == "\U0001f9ec" * ((LONGEST_CELL - 3) // 2) + "; …"


def test_the_same_list_of_the_same_day_is_the_same_file(client: Client):
    assert made(["a"], [1]).parts == made(["a"], [1]).parts


def test_nothing_is_left_on_the_disk_when_the_reader_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(spreadsheet, "PIECE", 100)
    pieces = xlsx_pieces([["a"], ["b"]], Notes("Studies", "About", [], date(2026, 11, 26)))

    next(pieces)
    assert [*tmp_path.iterdir()]
    pieces.close()  # type: ignore[attr-defined]

    assert [*tmp_path.iterdir()] == []


def test_nothing_is_left_on_the_disk_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ["a"]
        raise LookupError

    with pytest.raises(LookupError):
        next(xlsx_pieces(rows(), Notes("Studies", "About", [], date(2026, 11, 26))))

    assert [*tmp_path.iterdir()] == []


def test_the_list_links_to_both_files_of_its_own_question(client: Client):
    make_study()

    page = client.get("/en/studies/?status=RECRUITING").content.decode()

    for kind in ("csv", "xlsx"):
        assert f'<a href="?status=RECRUITING&amp;format={kind}">{kind.upper()}</a>' in page


def test_a_wrong_question_is_named_and_never_answered_with_a_file(client: Client):
    response = client.get("/en/studies/?format=xlsx&phase=2")

    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode() == "phase: Phase: “2” is not one of the values.\n"
