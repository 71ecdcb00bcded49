"""The bench works: a register is made, the same each time, and every figure of it is taken. No figure is judged."""

import subprocess
import sys
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from msgspec import json

from tests.bench.__main__ import ENVIRONMENT
from tests.bench.loading import COLUMNS
from tests.bench.register import Held, Register, Rows
from tests.bench.tables import print_case, print_growth
from tests.bench.vocabulary import Vocabulary, invented
from tests.databases import ROOT, migrate

HELD = Held(["A study of lupus nephritis"], [(1, "Lupus"), (2, "Gout")], [1, 2], dict.fromkeys(COLUMNS, 1), 1)
TODAY = date(2026, 11, 26)


def first_rows(count: int) -> list[Rows]:
    register = Register(HELD, 1000, TODAY)
    return [register.things(), *islice(register.all_studies(), count)]


def test_the_same_size_and_day_make_the_same_register():
    assert first_rows(50) == first_rows(50)


def test_every_row_fills_the_columns_of_its_table():
    widths = {(name, len(row)) for rows in first_rows(200) for name, made in rows.items() for row in made}

    assert widths == {(name, len(columns)) for name, (_table, columns) in COLUMNS.items()}


def test_words_by_rule_are_of_one_length_and_all_different():
    words = [invented(number) for number in range(100_000)]

    assert ({*map(len, words)}, len({*words})) == ({6}, 100_000)


def test_few_words_are_frequent_and_most_are_rare():
    vocabulary, random = Vocabulary(["lupus nephritis patients"], 1000), Random(1)

    drawn = vocabulary.draw(random, 20_000)

    assert drawn.count(vocabulary.words[0]) > 1000
    assert len({*drawn}) > len(vocabulary.words) / 2


def measured(database: str, folder: Path, studies: int) -> dict[str, Any]:
    migrate(database)
    environment = ENVIRONMENT | {"DATABASE_URL": database, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "tests.bench.case", str(studies), str(folder), "3", "1"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.decode(ran.stdout)
    return figures


@pytest.mark.django_db
@pytest.mark.parametrize("studies", [1000, pytest.param(20_000, marks=pytest.mark.full)])
def test_all_figures_are_taken_and_every_count_is_exact(
    database: str, tmp_path: Path, studies: int, capsys: pytest.CaptureFixture[str]
):
    figures = measured(database, tmp_path, studies)

    assert figures["studies"] == studies
    assert figures["exact"]["differences"] == []
    print_case(connection.vendor, figures)
    print_growth(connection.vendor, {1: figures, studies: figures})
    printed = capsys.readouterr().out
    assert all(name in printed for name in (*figures["costs"], "CSV of everything", "an edit", "0 differences"))
