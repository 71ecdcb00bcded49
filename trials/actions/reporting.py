"""An error that a reader reports: taken in, closed by a person, and deleted when it is old."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from trials.models import ErrorReport, ReportAttempt, Study

# Letters and digits that are not taken for each other; ten of them cannot be guessed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 10
COUNTED_FOR = timedelta(hours=1)
# How many are taken in an hour: from one network, and in all.
MOST_OF_NETWORK, MOST_OF_ALL = 5, 60
# How long a report is kept once it is closed.
KEPT_FOR = timedelta(days=365)


class TooMany(Exception):
    """As many reports as are taken in an hour have come already."""


class AlreadyClosed(Exception):
    """Somebody else closed the report first."""


@dataclass(frozen=True)
class Said:
    """What a reader says is wrong: on which page, perhaps of which study, in which fact, in which language."""

    page: str
    field: str
    text: str
    language: str
    study: Study | None = None


def new_receipt() -> str:
    """A number to ask by what became of a report."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH))


def receive(said: Said, *, network: str | None, at: datetime) -> ErrorReport:
    """Keep the report; TooMany where too many came within the hour. Of the network no more than a digest is kept."""
    with transaction.atomic():
        _count(_digest(network) if network else "", at)
        return ErrorReport.objects.create(
            receipt=new_receipt(),
            page=said.page,
            field=said.field,
            text=said.text,
            language=said.language,
            study=said.study,
            reported_at=at,
        )


def close(report: int, state: str, outcome: str, *, by: Any, at: datetime) -> ErrorReport:
    """Close a report with what became of it, signed; AlreadyClosed where that was done."""
    with transaction.atomic():
        found = ErrorReport.objects.select_for_update().get(pk=report)
        if found.closed_at is not None:
            raise AlreadyClosed
        found.state, found.outcome, found.closed_by, found.closed_at = state, outcome, by, at
        found.save(update_fields=["state", "outcome", "closed_by", "closed_at"])
    return found


def delete_old(at: datetime) -> int:
    """Delete reports that were closed long ago, and what was counted; how many reports."""
    _forget_attempts(at)
    number, _of_each = ErrorReport.objects.filter(closed_at__lt=at - KEPT_FOR).delete()
    return number


def _count(network: str, at: datetime) -> None:
    _forget_attempts(at)
    lately = ReportAttempt.objects.order_by("pk")
    is_too_many = network and lately.filter(network=network).count() >= MOST_OF_NETWORK
    if is_too_many or lately.count() >= MOST_OF_ALL:
        raise TooMany
    ReportAttempt.objects.create(network=network, at=at)


def _forget_attempts(at: datetime) -> None:
    ReportAttempt.objects.filter(at__lte=at - COUNTED_FOR).delete()


def _digest(network: str) -> str:
    return salted_hmac("trials.actions.reporting", network, algorithm="sha256").hexdigest()
