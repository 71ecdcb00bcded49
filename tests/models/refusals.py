"""Saying that the database itself refuses a row."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """What is inside breaks the CHECK constraint of this name, and leaves nothing behind."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        yield


@contextmanager
def refused_as_a_twin() -> Iterator[None]:
    """What is inside breaks a UNIQUE constraint; the two engines say so in different words."""
    with pytest.raises(IntegrityError, match=r"UNIQUE constraint failed|unique constraint"), transaction.atomic():
        yield


def messages(thing: Model) -> dict[str, list[str]]:
    """What an editor is told, by field; empty when all is well."""
    not_in_forms = {field.name for field in thing._meta.fields if not field.editable}
    try:
        thing.full_clean(exclude=not_in_forms)
    except ValidationError as error:
        return error.message_dict
    return {}
