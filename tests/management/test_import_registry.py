"""Importing from the command line: what is asked, what is told, and with which exit code it ends."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.actions.ingest.documents import document, record
from tests.factories import make_run, make_study
from tests.registries.replay import USER_AGENT
from trials.actions.ingest.locks import AnotherRun
from trials.actions.ingest.receiving import Received
from trials.choices import PublicationState, Registry, RunOutcome
from trials.management.asking import Question
from trials.management.telling import Bar
from trials.models import RegistryEntry, RegistryRun, Study

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_to_registries(settings: Settings) -> None:
    settings.REGISTRY_USER_AGENT = USER_AGENT
    settings.CTGOV_BASE_URL = settings.CTIS_BASE_URL = "http://127.0.0.1:9"


def importing(*arguments: str) -> tuple[int, str, str]:
    """The exit code of the command, with what it says and what it complains of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_registry", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def file_of(folder: Path, *bodies: bytes, name: str = "export.jsonl") -> str:
    path = folder / name
    path.write_bytes(b"\n".join(bodies))
    return str(path)


def studies(*numbers: int) -> list[bytes]:
    return [document(number)[1] for number in numbers]


def test_files_are_imported_plain_and_packed_and_told_of_in_sentences(tmp_path: Path) -> None:
    plain = file_of(tmp_path, *studies(1, 2))
    packed = tmp_path / "more.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\n".join(studies(2, 3))))

    code, out, err = importing("ctgov", "--file", plain, str(packed))

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "ClinicalTrials.gov: 4 documents received; 3 new, 0 changed, 1 unchanged, 0 not read.",
        "Of the new ones, 3 became drafts.",
    ]
    run = RegistryRun.objects.get()
    assert (run.asked, run.is_complete) == ("files: export.jsonl, more.jsonl.gz", False)
    assert set(Study.objects.values_list("publication_state", flat=True)) == {PublicationState.DRAFT}


def test_a_record_that_cannot_be_read_is_named_with_its_place_and_without_its_people(tmp_path: Path) -> None:
    broken = record(2)
    broken["protocolSection"]["statusModule"]["overallStatus"] = "NO_SUCH_STATUS"
    file = file_of(tmp_path, *studies(1), json.dumps(broken).encode())

    code, out, err = importing("ctgov", "--file", file)

    assert code == 1
    assert err.startswith("export.jsonl: line 2: ")
    assert err.endswith("1 not read")
    assert "Nurse" not in f"{out}{err}{RegistryRun.objects.get().told}"
    assert RegistryEntry.objects.count() == 1


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    packed = tmp_path / "cut.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\n".join(studies(1, 2, 3)))[:-10])

    code, _out, err = importing("ctgov", "--file", str(packed))

    assert code == 5
    assert err.startswith("Nothing was written: the gzip file is damaged")
    assert RegistryRun.objects.get().outcome == RunOutcome.FAILED
    assert RegistryEntry.objects.count() == 0


def test_what_is_held_back_says_why_and_how_to_go_on(tmp_path: Path) -> None:
    file = file_of(tmp_path, *studies(*range(1, 18)), b'{"a": 1}', b'{"a": 2}', b'{"a": 3}')

    code, out, err = importing("ctgov", "--file", file)
    accepted, told, _err = importing("ctgov", "--file", file, "--accept-large-change")

    assert (code, accepted) == (4, 1)
    why = "3 of 20 documents could not be read, which is more than 10%."
    assert f"Held back, nothing was written: {why}" in out
    assert "--accept-large-change" in out
    assert err.endswith("Held back: nothing was written.")
    assert f"Large changes were accepted: {why}" in told
    assert RegistryEntry.objects.count() == 17


def test_a_dry_run_tells_what_would_happen(tmp_path: Path) -> None:
    code, out, _err = importing("ctgov", "--file", file_of(tmp_path, *studies(1)), "--dry-run")

    assert code == 0
    assert out.endswith("This was a dry run: nothing was written.\n")
    assert RegistryRun.objects.count() == RegistryEntry.objects.count() == 0


def test_a_second_import_of_a_registry_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(registry: Registry) -> None:
        raise AnotherRun(registry)

    monkeypatch.setattr("trials.actions.ingest.running.only_run", taken)

    code, _out, err = importing("ctgov", "--file", file_of(tmp_path, *studies(1)))

    assert (code, err) == (
        3,
        "Another import of ClinicalTrials.gov is under way; this one has changed nothing.",
    )
    assert RegistryRun.objects.count() == 0


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyboardInterrupt(), 130, "Interrupted."),
        (RuntimeError("A Nurse"), 6, "Stopped by an error."),
    ],
    ids=["Ctrl-C", "unforeseen"],
)
def test_what_stops_an_import_has_an_exit_code(
    error: BaseException, code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*arguments: object, **values: object) -> None:
        raise error

    monkeypatch.setattr("trials.actions.ingest.running.write", stopped)

    found, _out, err = importing("ctgov", "--file", file_of(tmp_path, *studies(1)))

    assert found == code
    assert err.startswith(told)
    assert RegistryRun.objects.get().told == type(error).__name__


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ctgov", "--ids", "NCT1", "--query", "query.cond=lupus"], "numbers, or files, or"),
        (["ctgov", "--ids", "NCT1", "--since", "last"], "numbers, or files, or"),
        (["ctgov", "--file", "a", "--ids", "NCT1"], "numbers, or files, or"),
        (["ctgov", "--query", "lupus"], "is not NAME=VALUE"),
        (["ctgov", "--since", "yesterday"], "is not written like"),
        (["ctgov", "--ids", "NCT1", "--batch-size", "0"], "1 or more"),
        (["ictrp"], "ICTRP (WHO) cannot be asked"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], told: str) -> None:
    make_run()  # so that "last" is a day

    _code, _out, err = importing(*arguments)

    assert told in err
    assert RegistryRun.objects.count() == 1


def test_nothing_is_asked_without_an_address_to_write_to(settings: Settings) -> None:
    settings.REGISTRY_USER_AGENT = ""

    code, _out, err = importing("ctgov", "--ids", "NCT06193889")

    assert (code, RegistryRun.objects.count()) == (2, 0)
    assert err.startswith("CONTACT_EMAIL is not set")


def test_a_registry_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trials.registries.http.ATTEMPTS", 1)

    code, _out, err = importing("ctgov", "--ids", "NCT06193889")

    assert code == 5
    assert err.startswith("Nothing was written: http://127.0.0.1:9/api/v2/version: no answer")


def test_the_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_registry", "--help")

    told = capsys.readouterr().out
    assert all(f"\n  {code} " in told for code in (0, 1, 2, 3, 4, 5, 6, 130))


def test_a_question_is_told_in_its_own_words(settings: Settings) -> None:
    settings.REGISTRY_QUERIES = {"ctgov": {"cells": {}, "engagers": {}}}

    assert str(Question("ctgov")) == "cells, engagers, and every study that we hold"
    assert str(Question("ctgov", query=(("query.cond", "lupus"),))) == "query.cond=lupus"
    assert str(Question("ctgov", ids=tuple(map(str, range(22))))).endswith("18, 19 and 2 more")


def test_since_last_begins_the_day_before_the_last_good_import_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answers(question: Question) -> Iterator[Received]:
        asked.append(str(question))
        return iter(())

    monkeypatch.setattr(Question, "answers", answers)
    importing("ctis", "--since", "last")
    for day, fields in ((20, {}), (22, {"is_complete": False}), (23, {"outcome": RunOutcome.HELD_BACK})):
        at = datetime(2026, 11, day, 3, tzinfo=UTC)
        make_run(registry=Registry.CTGOV, started_at=at, finished_at=at, **fields)

    _code, out, _err = importing("ctgov", "--since", "last")

    assert "updated since" not in asked[0]
    assert "updated since 2026-11-19" in asked[1]
    assert "No import" not in out
    assert RegistryRun.objects.filter(is_complete=True).count() == 4


def test_studies_that_we_hold_are_followed_until_they_are_withdrawn(settings: Settings, monkeypatch) -> None:
    make_study(identifiers=[("CTGOV", "NCT00000001")])
    make_study(identifiers=[("CTGOV", "NCT00000002")])
    make_study(identifiers=[("CTIS", "2024-512345-10-00")])
    asked = []

    def fetch(asker, base_url, wish):
        asked.append(wish)
        return iter(())

    monkeypatch.setattr("trials.registries.clinicaltrials_gov.fetch", fetch)
    settings.REGISTRY_QUERIES = {"ctgov": {"cells": {"query.term": "CAR-T"}}}

    code, _out, _err = importing("ctgov")

    assert code == 0
    assert [wish.query or wish.ids for wish in asked] == [{"query.term": "CAR-T"}, ("NCT00000001", "NCT00000002")]


def test_a_terminal_is_told_how_far_it_is_and_a_file_is_not() -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), StringIO()

    for bar in (Bar(terminal), Bar(file)):
        bar.received(1200)
        bar.written(400, 1200)
        bar.end()

    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        "1,200 received",
        f"[{'#' * 10}{'.' * 20}] 400 of 1,200 written",
        "",
    ]
    assert file.getvalue() == ""
