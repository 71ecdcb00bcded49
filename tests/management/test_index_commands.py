"""The index made anew and held against the data by the operator; and how a site tells that it has none."""

from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from pyroaring import BitMap

from tests.conftest import STARTER_CATALOGUE
from tests.factories import make_study
from trials.management import checks
from trials.models import Dataset, IndexedStudy, Posting
from trials.query.cards import SHAPE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index() -> None:
    """Nothing makes the index true here but the product itself."""


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def checking() -> tuple[int, list[str], str]:
    """The exit code of check_index, its lines, and what it ends with."""
    out = StringIO()
    try:
        call_command("check_index", stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue().splitlines(), str(error)
    return 0, [], out.getvalue().strip()


def test_the_index_is_made_anew_and_the_operator_told_of_how_many_studies() -> None:
    make_study()
    make_study()
    make_study(publication_state="DRAFT")

    assert said("rebuild_index").startswith("2 studies indexed in ")
    assert checking() == (0, [], "The index is as the data.")


def test_nothing_is_said_of_it_where_nothing_is_wanted() -> None:
    assert said("rebuild_index", "--verbosity", "0") == ""
    assert said("check_index", "--verbosity", "0") == ""


def test_every_difference_is_told_and_ends_with_1() -> None:
    study, other = make_study(phase="PHASE2"), make_study(phase="PHASE1")
    said("rebuild_index")
    Posting.objects.filter(kind="phase", key=b"PHASE2").update(studies=BitMap([other.pk]).serialize())

    code, lines, told = checking()

    assert code == 1
    assert f"phase PHASE2: lacks {study.pk}, should not have {other.pk}" in lines
    assert told == f"{len(lines)} differences. manage.py rebuild_index makes the index anew."


def test_of_many_studies_the_first_are_named_and_the_others_counted() -> None:
    pks = [make_study(phase="PHASE2", indications=[], products=[]).pk for _ in range(23)]
    said("rebuild_index")
    Posting.objects.filter(kind="phase", key=b"PHASE2").update(studies=BitMap().serialize())

    _code, lines, _told = checking()

    assert f"phase PHASE2: lacks {', '.join(map(str, pks[:20]))} and 3 more" in lines


def test_a_register_that_is_older_than_its_index_says_so_when_it_is_checked() -> None:
    make_study()

    (error,) = run_checks(databases=["default"], tags=["database"])
    said("rebuild_index")

    assert (error.id, error.hint) == ("trials.E001", "Run manage.py rebuild_index.")
    assert run_checks(databases=["default"], tags=["database"]) == run_checks(tags=["database"]) == []


def test_an_index_with_cards_of_an_older_program_says_so_and_is_made_anew_with_the_catalogue() -> None:
    said("load_catalogue", str(STARTER_CATALOGUE))
    Dataset.objects.update(shape=SHAPE - 1)

    (error,) = run_checks(databases=["default"], tags=["database"])
    told = said("load_catalogue", str(STARTER_CATALOGUE))

    assert error.id == "trials.E001"
    assert "The index of studies was made anew" in told
    assert run_checks(databases=["default"], tags=["database"]) == []


def test_a_database_that_is_about_to_be_migrated_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    make_study()
    monkeypatch.setattr(checks, "_columns", lambda model: {"id", "a_column_to_come"})

    assert run_checks(databases=["default"], tags=["database"]) == []


def test_loading_the_catalogue_makes_an_index_that_is_missing() -> None:
    said("load_catalogue", str(STARTER_CATALOGUE))
    indexed = IndexedStudy.objects.count()
    IndexedStudy.objects.all().delete()

    told = said("load_catalogue", str(STARTER_CATALOGUE))

    assert f"The index of studies was made anew: {indexed} studies." in told
    assert "made anew" not in said("load_catalogue", str(STARTER_CATALOGUE))
    assert checking()[0] == 0
