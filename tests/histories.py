"""Changes as the admin signs them, for tests of what is told of them afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from trials.actions.saving import sign
from trials.models import Versioned

# 13:32 in Oslo; later than whatever a test makes at the time of day.
NOON = datetime(2099, 11, 3, 12, 32, tzinfo=UTC)


def at(hours: int) -> datetime:
    """So many hours after NOON."""
    return NOON + timedelta(hours=hours)


def change(row: Any, *, by: User | None, hours: int = 0, reason: str = "Told by the site", **values: Any) -> None:
    """Save values of a row, lists among them, in one signed change."""
    sign(row, by=by, at=at(hours), reason=reason)
    lists = {field.name for field in row._meta.many_to_many}
    for name, value in values.items():
        if name not in lists:
            setattr(row, name, value)
    row.save()
    for name in lists & values.keys():
        getattr(row, name).set(values[name])


def delete(row: Versioned, *, by: User | None, hours: int = 0, reason: str = "Entered twice") -> None:
    """Delete a row, signed; what is deleted with it is not."""
    sign(row, by=by, at=at(hours), reason=reason)
    row.delete()
