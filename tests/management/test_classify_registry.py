import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import make_product
from trials.models import Product

HEADER = "nct,title,conditions,interventions,why\n"
LUPUS = 'NCT01234567,"A study of NEW-1",Lupus|Myositis,NEW-1,x\n'


def run(path: Path, text: str) -> list[dict[str, Any]]:
    path.write_text(text, encoding="utf-8")
    stdout = StringIO()
    call_command("classify_registry", path, stdout=stdout)
    return [json.loads(line) for line in stdout.getvalue().splitlines()]


@pytest.mark.django_db
def test_a_row_is_one_object_with_the_words_it_rests_on(tmp_path: Path) -> None:
    make_product("another")

    printed = run(tmp_path / "a.csv", HEADER + "NCT01234567,Autologous CD19 CAR-T in lupus,Lupus|SLE,CAR-T|Placebo,x\n")

    assert printed == [
        {
            "nct": "NCT01234567",
            "in_scope": "yes",
            "modality": "AUTOLOGOUS_CAR_T",
            "targets": ["CD19"],
            "indications": ["systemic-lupus-erythematosus"],
            "because": {
                "in_scope": ["cd19 car t", "lupus"],
                "modality": ["autologous"],
                "targets": ["cd19"],
                "indications": ["lupus"],
            },
        }
    ]


@pytest.mark.django_db
def test_products_are_those_of_the_register(tmp_path: Path) -> None:
    make_product("new-1", name="NEW-1", modality="CAR_NK")

    (printed,) = run(tmp_path / "a.csv", HEADER + LUPUS)

    assert (printed["in_scope"], printed["modality"]) == ("yes", "CAR_NK")


@pytest.mark.django_db
def test_an_empty_register_leaves_the_starter_catalogue(tmp_path: Path) -> None:
    (printed,) = run(tmp_path / "a.csv", HEADER + "NCT01234567,A study,Lupus,KYV-101,\n")

    assert (printed["in_scope"], printed["modality"], printed["targets"]) == ("yes", "AUTOLOGOUS_CAR_T", ["CD19"])


@pytest.mark.django_db(transaction=True)
def test_no_table_leaves_the_starter_catalogue(tmp_path: Path) -> None:
    table = Product._meta.db_table
    with connection.schema_editor() as editor:
        editor.alter_db_table(Product, table, "elsewhere")
    try:
        (printed,) = run(tmp_path / "a.csv", HEADER + "NCT01234567,A study,Lupus,KYV-101,\n")
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(Product, "elsewhere", table)

    assert printed["in_scope"] == "yes"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [("nct,title\n", "has no column conditions, interventions"), ("", "has no column nct"), (HEADER + "a,\0", None)],
)
def test_what_is_no_such_table_is_refused(tmp_path, text, words):
    if words:
        with pytest.raises(CommandError, match=words):
            run(tmp_path / "a.csv", text)
    else:
        assert run(tmp_path / "a.csv", text)[0]["in_scope"] == "no"


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.csv cannot be read"):
        call_command("classify_registry", tmp_path / "nothing.csv")
