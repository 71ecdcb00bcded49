"""One run of an import: all is received and judged before anything is written; then batch after batch.

A batch is written whole or not at all. A run that is stopped, by whatever, leaves whole batches, and the next run goes
on: what it has written already is known by its content.
"""

import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import DataError, IntegrityError, reset_queries, transaction

from trials.actions.bulk import make_room
from trials.actions.indexing import changed
from trials.actions.ingest.guard import objection
from trials.actions.ingest.locks import only_run
from trials.actions.ingest.names import Names
from trials.actions.ingest.reading import Item
from trials.actions.ingest.receiving import Intake, Order, Received, entries_of, is_news
from trials.actions.ingest.spool import Spool
from trials.actions.ingest.unnamed import count_all_again
from trials.actions.ingest.writing import write
from trials.actions.undisturbed import undisturbed
from trials.choices import RunOutcome
from trials.models import RegistryRun
from trials.query.dataset import dataset_versions
from trials.registries.base import Refused

Clock = Callable[[], datetime]


class Progress(Protocol):
    """Is told how far a run is."""

    def received(self, count: int) -> None:
        """So many documents have been received."""

    def written(self, count: int, total: int) -> None:
        """So many of the documents that say something new have been written."""


@dataclass
class Report:
    """How a run ended. `counts` are those of `RegistryRun` and of `writing.write`; `problems` name what was refused.

    `objection` says why a run was held back.
    """

    outcome: RunOutcome
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    objection: str = ""


def run_import(order: Order, stream: Iterable[Received], *, clock: Clock, progress: Progress) -> Report:
    """Import what comes. Nothing is asked of `stream` before no other run of the registry is under way.

    Raises AnotherRun where one is, and what `stream` raises where it breaks off (Refused): then nothing is written.
    """
    with only_run(order.registry):
        if order.is_dry_run:
            return _received_and_written(order, stream, clock, progress, RegistryRun())
        run = _begun(order, clock())
        try:
            report = _received_and_written(order, stream, clock, progress, run)
        except BaseException as error:
            _end(run, _outcome_of(error), _told_of(error), clock())
            raise
        told = "\n".join(filter(None, [report.objection, *report.problems]))
        _end(run, report.outcome, told, clock())
        return report


def _begun(order: Order, at: datetime) -> RegistryRun:
    """The row of a run that begins; one that still stands as running was killed, since we hold the lock."""
    killed = RegistryRun.objects.filter(registry=order.registry, outcome=RunOutcome.RUNNING)
    killed.update(outcome=RunOutcome.INTERRUPTED, finished_at=at)
    return RegistryRun.objects.create(registry=order.registry, asked=order.asked, started_at=at)


def _end(run: RegistryRun, outcome: RunOutcome, told: str, at: datetime) -> None:
    run.outcome, run.told, run.finished_at = outcome, told, at
    run.is_complete = run.is_complete and outcome == RunOutcome.DONE
    with transaction.atomic():
        run.save()
        changed()  # every list says how fresh each registry is


def _outcome_of(error: BaseException) -> RunOutcome:
    return RunOutcome.FAILED if isinstance(error, Exception) else RunOutcome.INTERRUPTED


def _told_of(error: BaseException) -> str:
    """What stopped a run. The text of an error that nobody foresaw may hold what a record says of a person."""
    return str(error) if isinstance(error, Refused) else type(error).__name__


def _received_and_written(
    order: Order, stream: Iterable[Received], clock: Clock, progress: Progress, run: RegistryRun
) -> Report:
    """The run itself; what is known of it is entered in the unsaved `run` as soon as it is known."""
    make_room()
    named = dataset_versions().named
    with Spool() as spool:
        intake = Intake(order, spool, Names(), clock())
        try:
            intake.take(stream, progress.received)
        finally:
            _count(run, intake.counts)
        run.data_of, run.is_complete = intake.data_of, order.is_complete and not intake.has_gaps
        why = objection(intake.counts, len(intake.status_changes))
        if why and not order.accepts_large_change:
            return Report(RunOutcome.HELD_BACK, intake.counts, intake.problems, why)
        counts = Counter(received=intake.counts["received"], refused=intake.counts["refused"])
        try:
            with undisturbed() as batch_is_done:
                for written, items in _batches(spool, order.batch_size):
                    with _whole():
                        counts += _written(intake, items, clock())
                    progress.written(written, len(spool))
                    reset_queries()  # which Django remembers while DEBUG is on
                    batch_is_done()
        finally:
            _count(run, counts)
        if not order.is_dry_run:
            count_all_again(named, intake.at)
        return Report(RunOutcome.DONE, counts, intake.problems, why)


def _count(run: RegistryRun, counts: Counter[str]) -> None:
    counts["unchanged"] = counts["received"] - counts["new"] - counts["changed"] - counts["refused"]
    for name in ("received", "new", "changed", "unchanged", "refused"):
        setattr(run, name, counts[name])


def _batches(items: Iterable[Item], size: int) -> Iterator[tuple[int, Sequence[Item]]]:
    """The documents in batches, each of other studies, and how many have come with each."""
    batch: list[Item] = []
    numbers: set[str] = set()
    count = 0
    for item in items:
        if len(batch) == size or item.registry_id in numbers:
            yield count, batch
            batch, numbers = [], set()
        batch.append(item)
        numbers |= {item.registry_id} - {""}
        count += 1
    if batch:
        yield count, batch


@contextmanager
def _whole() -> Iterator[None]:
    """Let whoever asks the run to stop wait until a batch is written and counted: it tells how far it came."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _written(intake: Intake, items: Sequence[Item], at: datetime) -> Counter[str]:
    """Write a batch, without what the batch before it said already."""
    entries = entries_of(intake.order.registry, items)
    news = [item for item in items if is_news(item, entries.get(item.registry_id), intake.order)]
    try:
        return _write(intake, news, at) if news else Counter()
    except (IntegrityError, DataError) as error:
        if len(news) == 1:
            return _refuse(intake, news[0], error)
        return sum((_written(intake, [item], at) for item in news), Counter())


def _write(intake: Intake, news: Sequence[Item], at: datetime) -> Counter[str]:
    """Write documents in one transaction; a dry run takes it back."""
    order = intake.order
    with transaction.atomic():
        counts = write(news, registry=order.registry, names=intake.names, at=at)
        transaction.set_rollback(order.is_dry_run)
    del counts["refused"]  # counted when they were read
    return counts


def _refuse(intake: Intake, item: Item, error: Exception) -> Counter[str]:
    """One document that the database does not take must not stop the others; the next run tries it again."""
    intake.refuse(item.registry_id or "?", f"could not be written ({type(error).__name__})")
    return Counter(refused=1)
