"""A person is written to at most once a week: noted before the letter goes, and taken back where it did not."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from trials.models import Reminding
from trials.query.reminders import reminded_lately


def remind(person: User, send: Callable[[], object], *, at: datetime) -> bool:
    """Send a person their letter; False where they were written to within the week. Raises what `send` raises.

    Noted first: a process that is killed in between leaves one letter unsent, and never one sent twice.
    """
    noted = _note(person, at)
    if noted is None:
        return False
    try:
        send()
    except Exception:
        Reminding.objects.filter(pk=noted.pk, reminded_at=at).update(reminded_at=noted.reminded_at)
        raise
    return True


@transaction.atomic
def _note(person: User, at: datetime) -> Reminding | None:
    """Note that a person is written to now; what was noted before, None where that was within the week."""
    Reminding.objects.get_or_create(user=person)
    before = Reminding.objects.select_for_update().get(user=person)
    if before.reminded_at and before.reminded_at >= reminded_lately(timezone.localdate(at)):
        return None
    Reminding.objects.filter(pk=before.pk).update(reminded_at=at)
    return before
