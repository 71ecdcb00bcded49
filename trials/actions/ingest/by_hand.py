"""What a person changes in a study by hand is decided: no import writes over it, and the public is told of it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from trials.actions.ingest.deciding import mark_decided, settle
from trials.actions.ingest.held import Held, held
from trials.choices import Cause
from trials.models import StudyChange
from trials.models.study_site import Reachable
from trials.query.facts import (
    COLUMNS,
    CONTACTS,
    COUNTRY,
    COUNTRY_STATUS,
    PRESENT,
    SITE,
    SITE_STATUS,
    SPONSOR,
    Key,
    is_empty,
    value_of,
)

Values = Mapping[Key, Any]


@contextmanager
def decided_by_hand(studies: Iterable[int], *, by: User, at: datetime) -> Iterator[None]:
    """What is changed inside of the facts of these studies (primary keys) is decided by this person.

    A fact of a study that a registry has is marked as decided, and whoever proposed the new value need not be
    answered. A fact of a study that was ever public is told as a change. The caller is in a transaction.
    """
    wanted = sorted(set(studies))
    before = {pk: _values(one) for pk, one in held(wanted).items()}
    yield
    for pk, now in held(wanted).items():
        if pk in before:
            _note(now, _changed(before[pk], _values(now)), by=by, at=at)


def _note(now: Held, changed: list[tuple[Key, Any, Any]], *, by: User, at: datetime) -> None:
    if now.study.has_fixed_address:
        StudyChange.objects.bulk_create(
            StudyChange(
                study=now.study,
                field=name,
                country=country,
                site_id=site,
                before=former,
                after=value,
                cause=Cause.PERSON,
                at=at,
                by=by,
            )
            for (name, country, site), former, value in changed
            if name != CONTACTS  # whom to reach is told to nobody
        )
    if now.entries:
        for key, _former, value in changed:
            mark_decided(now.study.pk, key, by=by, at=at)
            settle(now, key, value, by=by, at=at)


def _values(of_study: Held) -> dict[Key, Any]:
    """All facts of the study that registries feed."""
    found: dict[Key, Any] = {(name, "", None): value_of(of_study.study, name) for name in (*COLUMNS, SPONSOR)}
    for code, country in of_study.countries.items():
        found |= {(COUNTRY, code, None): PRESENT, (COUNTRY_STATUS, code, None): country.status}
    for site, place in of_study.sites.items():
        found |= {(SITE, "", site): PRESENT, (SITE_STATUS, "", site): place.status}
        found[CONTACTS, "", site] = _people(of_study.contacts.get(place.pk, ()))
    found[CONTACTS, "", None] = _people(of_study.study_contacts)
    return found


def _people(rows: Iterable[Reachable]) -> list[list[str]]:
    """Whom registries name, as they stand here."""
    return sorted([row.name, row.phone, row.email] for row in rows if row.registry)


def _changed(before: Values, after: Values) -> list[tuple[Key, Any, Any]]:
    """The facts that differ, with their values before and after."""
    pairs = [(key, before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after])]
    return [(key, former, value) for key, former, value in pairs if not _says_the_same(former, value)]


def _says_the_same(former: Any, value: Any) -> bool:
    """Whether nothing was said before and after, or the same; a browser sends back other line breaks than it got."""
    if isinstance(former, str) and isinstance(value, str):
        return former.split() == value.split()
    return former == value or (is_empty(former) and is_empty(value))
