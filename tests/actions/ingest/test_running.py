"""A run of an import: judged before it writes, told of, alone, and nothing the second time."""

import json
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from tests.actions.ingest.documents import NOW, Silent, document, number_of, record, run
from tests.factories import make_person, make_run, make_sponsor
from trials.actions.ingest import running
from trials.actions.ingest.reading import Item
from trials.actions.ingest.receiving import Order, Received
from trials.actions.ingest.running import run_import
from trials.actions.ingest.writing import write
from trials.actions.public_change import public_change, touch
from trials.choices import PublicationState, RecruitmentStatus, Registry, RunOutcome, Scope
from trials.models import RegistryEntry, RegistryRecord, RegistryRun, Study, StudyChange
from trials.registries.base import Document, Missing, Refused
from trials.registries.clinicaltrials_gov_terms import STATUSES

pytestmark = pytest.mark.django_db

WRITTEN: tuple[type[models.Model], ...] = (
    RegistryRecord,
    RegistryEntry,
    Study,
    StudyChange,
    Study.history.model,
)


LATER = NOW + timedelta(hours=1)


def rows() -> list[int]:
    return [kind._default_manager.count() for kind in WRITTEN]


def publish_all() -> None:
    Study.objects.update(publication_state=PublicationState.PUBLISHED, first_published_at=NOW)


def last_run() -> RegistryRun:
    return RegistryRun.objects.latest("pk")


def test_what_is_new_is_written_and_the_run_tells_of_it() -> None:
    progress = Silent()

    report = run(*map(document, range(1, 6)), progress=progress, batch_size=2)

    assert set(Study.objects.values_list("publication_state", flat=True)) == {PublicationState.DRAFT}
    assert sorted(RegistryEntry.objects.values_list("registry_id", flat=True)) == [number_of(n) for n in range(1, 6)]
    told = last_run()
    assert (told.outcome, told.asked, told.started_at, told.finished_at) == (RunOutcome.DONE, "a test", NOW, NOW)
    assert (told.received, told.new, told.changed, told.unchanged, told.refused) == (5, 5, 0, 0, 0)
    assert (report.outcome, report.counts["drafts"]) == (RunOutcome.DONE, 5)
    assert progress.told == [(5,), (2, 5), (4, 5), (5, 5)]


def test_the_same_again_makes_no_row_but_that_of_the_run() -> None:
    stream: list[Received] = [*map(document, range(1, 6)), ("line 9", b'{"no": "study"}')]
    run(*stream)
    before = rows()

    run(*stream)

    assert rows() == before
    assert (last_run().received, last_run().unchanged, last_run().refused) == (6, 6, 0)
    assert RegistryRun.objects.count() == 2


def test_a_change_is_written_once_and_told() -> None:
    run(document(1), document(2))

    report = run(document(1, status="COMPLETED"), document(2))

    assert (report.counts["changed"], report.counts["unchanged"], report.counts["applied"]) == (1, 1, 1)
    (change,) = StudyChange.objects.all()
    assert (change.field, change.before, change.after) == ("recruitment_status", "RECRUITING", "COMPLETED")


def test_several_versions_of_a_study_in_one_file_leave_the_newest_in_any_order() -> None:
    old, new = document(1, updated="2026-03-04"), document(1, status="COMPLETED", updated="2026-03-05")

    for stream in ([old, new], [new, old], [old, new, new], [old]):
        run(*stream)
        assert Study.objects.get().recruitment_status == RecruitmentStatus.COMPLETED

    assert RegistryRecord.objects.count() == 2
    assert StudyChange.objects.count() == 1


def test_what_the_network_says_counts_whatever_its_date() -> None:
    run(document(1, updated="2026-03-04"))
    _place, body = document(1, status="COMPLETED", updated="2026-03-01")

    run(Document(registry="ctgov", registry_id=number_of(1), body=body, data_of="2026-03-02"), from_files=False)

    assert Study.objects.get().recruitment_status == RecruitmentStatus.COMPLETED
    assert last_run().data_of == "2026-03-02"


def test_what_cannot_be_read_is_kept_and_named_and_the_others_are_written() -> None:
    report = run(
        document(1),
        Document(registry="ctgov", registry_id=number_of(2), body=b'{"no": "study"}'),
        Missing(registry="ctgov", registry_id=number_of(3), reason="it did not come"),
        from_files=False,
    )

    unread = RegistryRecord.objects.exclude(problem="").get()
    assert (unread.registry_id, bytes(unread.body)) == (number_of(2), b'{"no": "study"}')
    assert [line.split(":")[0] for line in report.problems] == [number_of(3), number_of(2)]
    assert last_run().told.splitlines() == report.problems
    assert (last_run().received, last_run().new, last_run().refused) == (3, 1, 2)


def test_what_could_not_be_read_before_is_not_told_again() -> None:
    unreadable = [("line 2", b'{"no": "study"}')]
    run(document(1), *unreadable)

    report = run(document(1), *unreadable)

    assert (report.problems, report.counts["refused"], report.counts["unchanged"]) == ([], 0, 2)
    assert RegistryRecord.objects.count() == 2


def test_what_the_program_has_learned_to_read_is_imported_when_it_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without_the_word:
        without_the_word.delitem(STATUSES, "SUSPENDED")
        first = run(document(1, status="SUSPENDED"))
    assert (first.counts["refused"], Study.objects.count()) == (1, 0)

    report = run(document(1, status="SUSPENDED"))

    record = RegistryRecord.objects.get()
    assert (report.counts["new"], report.counts["drafts"], report.problems) == (1, 1, [])
    assert (record.problem, record.registry_id) == ("", number_of(1))
    assert RegistryEntry.objects.get().record == record


def test_a_run_that_takes_all_looks_again_at_what_was_not_ours() -> None:
    title = "Aspirin in headache"
    run(without_our_words(1, title), without_our_words(2, title))
    assert [entry.scope for entry in RegistryEntry.objects.all()] == [Scope.NOT_OURS] * 2
    RegistryEntry.objects.filter(registry_id=number_of(2)).update(
        decided_by=make_person("kari", "editor"), decided_at=NOW, reason="No."
    )

    report = run(without_our_words(1, title), without_our_words(2, title), takes_all=True)

    assert (report.counts["changed"], report.counts["unchanged"], report.counts["drafts"]) == (1, 1, 1)
    assert RegistryEntry.objects.get(scope=Scope.OURS).study == Study.objects.get()
    assert run(without_our_words(1, title), takes_all=True).counts["changed"] == 0


def without_our_words(number: int, title: str) -> tuple[str, bytes]:
    """A study of something else."""
    made = record(number)
    made["protocolSection"]["identificationModule"]["briefTitle"] = title
    made["protocolSection"]["conditionsModule"] = {"conditions": ["Headache"]}
    made["protocolSection"]["armsInterventionsModule"] = {}
    return f"line {number}", json.dumps(made).encode()


def test_a_record_that_a_file_does_not_hold_whole_is_named_by_its_place() -> None:
    report = run(("line 1", Refused("cut off")), ("line 2", b"[]"))

    assert report.problems[0] == "line 1: cut off"
    assert report.problems[1].startswith("line 2: ")
    assert RegistryRecord.objects.get().registry_id == ""


@pytest.mark.parametrize(
    ("missing", "is_complete"),
    [
        ([], True),
        ([Missing(registry="ctgov", registry_id="NCT1", reason="no answer")], False),
        ([Missing(registry="ctgov", registry_id="NCT1", reason="not known", is_unknown=True)], True),
    ],
    ids=["all came", "one did not", "one is none"],
)
def test_a_run_is_whole_when_all_that_exists_came(missing: list[Missing], is_complete: bool) -> None:
    run(document(1), *missing, is_complete=True)

    assert last_run().is_complete is is_complete


@pytest.mark.parametrize(("broken", "is_held"), [(2, False), (3, True)])
def test_a_run_in_which_more_than_a_tenth_cannot_be_read_is_held_back(broken: int, is_held: bool) -> None:
    unreadable = [(f"line {number}", Refused("cut off")) for number in range(broken)]

    report = run(*map(document, range(1, 21 - broken)), *unreadable, is_complete=True)

    assert (report.outcome == RunOutcome.HELD_BACK) is is_held
    assert (RegistryEntry.objects.count() == 0) is is_held
    assert last_run().is_complete is not is_held
    if is_held:
        assert report.objection == "3 of 20 documents could not be read, which is more than 10%."
        assert last_run().told.startswith(report.objection)
        assert last_run().new == 17


def test_few_documents_are_not_held_back() -> None:
    report = run(*map(document, range(1, 10)), *[("line", Refused("cut off"))] * 10)

    assert report.outcome == RunOutcome.DONE


@pytest.mark.parametrize(("ended", "is_held"), [(4, False), (5, True)])
def test_a_run_that_would_change_the_status_of_a_fifth_of_all_studies_is_held_back(ended: int, is_held: bool) -> None:
    run(*map(document, range(1, 21)))
    publish_all()
    before = rows()
    stream = [document(n, status="COMPLETED" if n <= ended else "RECRUITING", updated="2026-04-01") for n in range(21)]

    report = run(*stream[1:])

    assert (report.outcome == RunOutcome.HELD_BACK) is is_held
    assert (rows() == before) is is_held
    assert Study.objects.filter(recruitment_status=RecruitmentStatus.COMPLETED).count() == (0 if is_held else ended)
    if is_held:
        assert report.objection == (
            "The recruitment status of 5 of 20 published studies would change, which is more than 20%."
        )


def test_a_large_change_is_written_when_a_person_accepts_it() -> None:
    run(*map(document, range(1, 21)))
    publish_all()

    report = run(*[document(n, status="COMPLETED") for n in range(1, 21)], accepts_large_change=True)

    assert report.outcome == RunOutcome.DONE
    assert Study.objects.filter(recruitment_status=RecruitmentStatus.COMPLETED).count() == 20


def test_drafts_may_change_all_at_once() -> None:
    run(*map(document, range(1, 21)))

    report = run(*[document(n, status="COMPLETED") for n in range(1, 21)])

    assert report.outcome == RunOutcome.DONE


def test_a_dry_run_counts_and_writes_nothing() -> None:
    run(document(1))
    before = [*rows(), RegistryRun.objects.count()]

    report = run(document(1, status="COMPLETED"), document(2), is_dry_run=True)

    assert [*rows(), RegistryRun.objects.count()] == before
    counted = {name: report.counts[name] for name in ("received", "new", "changed", "applied", "drafts")}
    assert counted == {"received": 2, "new": 1, "changed": 1, "applied": 1, "drafts": 1}


def test_a_run_that_was_killed_is_told_as_interrupted_by_the_next() -> None:
    killed = make_run(outcome=RunOutcome.RUNNING, finished_at=None)
    elsewhere = make_run(outcome=RunOutcome.RUNNING, finished_at=None, registry=Registry.CTIS)

    run(document(1))

    killed.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (killed.outcome, killed.finished_at) == (RunOutcome.INTERRUPTED, NOW)
    assert elsewhere.outcome == RunOutcome.RUNNING


def test_a_document_that_the_database_does_not_take_stops_no_other_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def picky(items: Sequence[Item], **values: Any) -> Counter[str]:
        if number_of(2) in {item.registry_id for item in items}:
            raise IntegrityError("A Nurse")
        return write(items, **values)

    with monkeypatch.context() as patched:
        patched.setattr("trials.actions.ingest.running.write", picky)
        report = run(*map(document, range(1, 5)))
    refused = last_run()
    run(*map(document, range(1, 5)))

    assert report.problems == [f"{number_of(2)}: could not be written (IntegrityError)"]
    assert (refused.outcome, refused.new, refused.refused) == (RunOutcome.DONE, 3, 1)
    assert (last_run().new, last_run().unchanged) == (1, 3)


ORDER = Order(Registry.CTGOV, "a test", from_files=True)


def breaking_off(error: BaseException) -> Iterator[Any]:
    yield from map(document, range(1, 4))
    raise error


@pytest.mark.parametrize(
    ("error", "outcome", "told"),
    [
        (Refused("the registry stopped answering"), RunOutcome.FAILED, "the registry stopped answering"),
        (KeyboardInterrupt(), RunOutcome.INTERRUPTED, "KeyboardInterrupt"),
        (ValueError("A Nurse, 12345678"), RunOutcome.FAILED, "ValueError"),
    ],
    ids=["refused", "Ctrl-C", "unforeseen"],
)
def test_what_breaks_off_while_it_is_received_writes_nothing_and_is_told(
    error: BaseException, outcome: RunOutcome, told: str
) -> None:
    with pytest.raises(type(error)):
        run_import(ORDER, breaking_off(error), clock=lambda: NOW, progress=Silent())

    assert RegistryEntry.objects.count() == 0
    assert (last_run().outcome, last_run().told, last_run().finished_at) == (outcome, told, NOW)


def test_a_run_that_is_interrupted_while_it_writes_keeps_whole_batches_and_the_next_goes_on() -> None:
    class Stops(Silent):
        def written(self, count: int, total: int) -> None:
            if count == 4:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(*map(document, range(1, 8)), batch_size=2, progress=Stops())
    interrupted = last_run()
    report = run(*map(document, range(1, 8)), batch_size=2)

    assert (interrupted.outcome, interrupted.received, interrupted.new) == (RunOutcome.INTERRUPTED, 7, 4)
    assert (report.counts["new"], report.counts["unchanged"]) == (3, 4)
    assert Study.objects.count() == RegistryEntry.objects.filter(scope=Scope.OURS).count() == 7


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_asked_to_stop_when_a_batch_is_written_has_counted_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def written_and_stopped(*args: Any, **kwargs: Any) -> Counter[str]:
        transaction.on_commit(lambda: signal.raise_signal(signal.SIGINT))
        return write(*args, **kwargs)

    monkeypatch.setattr(running, "write", written_and_stopped)
    # Whoever is started in the background may have been told to ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(*map(document, range(1, 8)), batch_size=2)
    finally:
        signal.signal(signal.SIGINT, before)

    assert (last_run().outcome, last_run().new, RegistryEntry.objects.count()) == (RunOutcome.INTERRUPTED, 2, 2)


def name_sponsor() -> None:
    """Add the sponsor that the record names, as the admin does."""
    with public_change():
        touch([make_sponsor(name=RegistryEntry.objects.all()[0].facts["primary_sponsor"])])


def test_names_that_came_to_be_known_since_are_asked_for_no_more() -> None:
    run(document(1))
    before = RegistryEntry.objects.get()
    name_sponsor()

    run(document(1), at=LATER)

    assert before.unnamed == 1 + len(before.facts["sites"])
    assert RegistryEntry.objects.get().unnamed == before.unnamed - 1


def test_names_that_came_to_be_known_during_a_run_are_asked_for_no_more() -> None:
    class Named(Silent):
        def received(self, count: int) -> None:
            name_sponsor()

    run(document(1), at=LATER)
    before = RegistryEntry.objects.get()

    run(document(2), progress=Named())

    assert {entry.unnamed for entry in RegistryEntry.objects.all()} == {before.unnamed - 1}


def test_unknown_names_are_not_counted_again_while_none_is_named() -> None:
    with public_change():
        touch([make_sponsor(name="Another sponsor")])
    run(document(1))
    RegistryEntry.objects.update(unnamed=99)

    run(document(1), at=LATER)
    still = RegistryEntry.objects.get().unnamed
    name_sponsor()
    run(document(1), at=LATER)

    assert (still, RegistryEntry.objects.get().unnamed) == (99, len(RegistryEntry.objects.get().facts["sites"]))
