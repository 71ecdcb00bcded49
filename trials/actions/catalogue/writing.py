"""The writing of a plan: few statements, whatever the number of records, and none where nothing changes."""

from datetime import datetime
from typing import Any

from trials.actions.catalogue.fields import Column, Links, Parts
from trials.actions.catalogue.kinds import KINDS, STUDIES, Kind
from trials.actions.catalogue.planning import Change, Plan
from trials.actions.catalogue.register import Register, through
from trials.actions.journal import SIGNED, Journal, refold
from trials.choices import PublicationState
from trials.identifiers import match_key
from trials.models import CatalogueEntry, StudyIdentifier

# Rows by kind and slug, those just made among them.
Rows = dict[str, dict[str, Any]]


def write_records(plan: Plan, register: Register, journal: Journal) -> Rows:
    """Write the records and their lists, note them, and remember them as loaded; gives all rows."""
    rows = {name: {slug: held.row for slug, held in of_kind.items()} for name, of_kind in register.held.items()}
    for kind in KINDS:
        changes = plan.changes[kind.name]
        _write_columns(kind, changes, rows, journal)
        for links in kind.of(Links):
            _write_links(kind, links, changes, rows)
        for parts in kind.of(Parts):
            _write_parts(kind, parts, changes, rows, journal)
    _remember(plan, register, journal.at)
    return rows


def _write_columns(kind: Kind, changes: list[Change], rows: Rows, journal: Journal) -> None:
    """New rows, and changed columns of others; what refers to the kind itself waits until all have a row."""
    inward = {column.key for column in kind.of(Column) if column.to == kind.name}
    new = [change for change in changes if change.held is None]
    for change in new:
        row = rows[kind.name][change.slug] = kind.model(slug=change.slug)
        if kind is STUDIES:
            row.publication_state, row.first_published_at = PublicationState.PUBLISHED, journal.at
        _fill(kind, change, change.keys - inward, rows)
        journal.about_to_make(row)
    made = [rows[kind.name][change.slug] for change in new]
    kind.model.objects.bulk_create(made)
    journal.made(made)
    later = [(change, change.keys if change.held else inward) for change in changes]
    filled = {change.slug: _fill(kind, change, keys, rows) for change, keys in later}
    for change in changes:
        if change.held and change.keys:
            journal.about_to_change(rows[kind.name][change.slug])
            filled[change.slug] |= SIGNED
    names = set().union(*filled.values())
    if names:
        written = [rows[kind.name][slug] for slug, set_here in filled.items() if set_here]
        for row in written:
            refold(row)
        kind.model.objects.bulk_update(written, names | {"folded"})


def _fill(kind: Kind, change: Change, keys: set[str], rows: Rows) -> set[str]:
    """Give the record's row its values of `keys`; the names of the columns."""
    columns = [column for column in kind.of(Column) if column.key in keys]
    for column in columns:
        value = change.values[column.key]
        if column.to and value is not None:
            value = rows[column.to][value].pk
        setattr(rows[kind.name][change.slug], kind.model._meta.get_field(column.name).attname, value)
    return {column.name for column in columns}


def _write_links(kind: Kind, links: Links, changes: list[Change], rows: Rows) -> None:
    model, owner_column, target_column = through(links, kind.model)
    superfluous, missing = _difference(links.key, changes)
    model.objects.filter(pk__in=superfluous).delete()
    model.objects.bulk_create(
        model(**{owner_column: rows[kind.name][slug].pk, target_column: rows[links.to][target].pk})
        for slug, target in missing
    )


def _write_parts(kind: Kind, parts: Parts, changes: list[Change], rows: Rows, journal: Journal) -> None:
    superfluous, missing = _difference(parts.key, changes)
    parts.model.objects.filter(pk__in=superfluous).delete()
    made = [
        parts.model(**{parts.parent: rows[kind.name][slug]}, **dict(zip(parts.columns, value, strict=True)))
        for slug, value in missing
    ]
    for row in made:
        if isinstance(row, StudyIdentifier):
            row.match_key = match_key(row.scheme, row.value)
        journal.about_to_make(row)
    parts.model.objects.bulk_create(made)
    journal.made(made)


def _difference(key: str, changes: list[Change]) -> tuple[list[int], list[tuple[str, Any]]]:
    """Of one list of each record, the rows that go, by primary key, and the values that come; equal ones stay."""
    superfluous, missing = [], []
    for change in changes:
        if key in change.keys:
            held = change.held.rows[key] if change.held else {}
            superfluous += [pk for pk, value in held.items() if value not in change.values[key]]
            missing += [(change.slug, value) for value in change.values[key] if value not in held.values()]
    return superfluous, missing


def _remember(plan: Plan, register: Register, at: datetime) -> None:
    new, changed = [], []
    for kind, of_kind in plan.loaded.items():
        for slug, values in of_kind.items():
            entry = register.entries[kind].get(slug)
            if entry is None:
                new.append(CatalogueEntry(kind=kind, slug=slug, values=values, loaded_at=at))
            elif entry.values != values:
                entry.values, entry.loaded_at = values, at
                changed.append(entry)
    CatalogueEntry.objects.bulk_create(new)
    CatalogueEntry.objects.bulk_update(changed, ["values", "loaded_at"])
