"""What stands now and what would stand, for whoever is about to bring something back."""

from dataclasses import dataclass, field
from typing import Any

from trials.models import Versioned
from trials.outputs.history.names import Names
from trials.outputs.history.wording import label_of, value_in_words
from trials.outputs.history.writer import part_label
from trials.query.parts import fields_read
from trials.query.restorable import (
    Former,
    former_columns,
    former_links,
    gone_references,
    links_when_deleted,
    lost_with,
    still_there,
)


@dataclass(frozen=True)
class Row:
    """A field as it is now and as it would be, in words; `now` is empty for what is to come back as a whole."""

    label: str
    now: str
    then: str


@dataclass(frozen=True)
class Proposal:
    """What would be brought back: fields, parts by name, and what cannot come along since it is gone."""

    title: str
    rows: list[Row]
    parts: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def proposal_of(former: Former, live: Any, language: str) -> Proposal:
    """What restoring a value, a list or a part would do; `live` is the row as it is now, None for a deleted part."""
    if former.field is None:
        return _proposal_of_deleted(former.model, former.changed, language, as_part=True)
    rows, lost = (_links if former.is_links else _columns)(former, live, language)
    title = label_of(former.field)
    if former.is_part:
        names = Names(language)
        _want(names, former.model, [former.row])
        names.fetch()
        title = f"{part_label(former.model)} {names.part(former.row)}: {title}"
    return Proposal(title, rows, lost=lost)


def proposal_of_whole(model: type[Versioned], deletion: Any, language: str) -> Proposal:
    """What bringing back a deleted record would do."""
    return _proposal_of_deleted(model, deletion, language, as_part=False)


def _want(names: Names, model: type[Versioned], rows: list[Any]) -> None:
    for column in model._meta.concrete_fields:
        if column.is_relation:
            names.want(column.related_model, [getattr(row, column.attname) for row in rows])


def _columns(former: Former, live: Any, language: str) -> tuple[list[Row], list[str]]:
    names = Names(language)
    _want(names, former.model, [former.row, live])
    names.fetch()
    columns = former_columns(former, live)
    gone = gone_references(former.model, former.row, set(columns) - {former.field.name}, set())
    found = []
    for name, then in columns.items():
        column: Any = former.model._meta.get_field(name)
        now = getattr(live, column.attname)
        after = None if column in gone else then
        if now != after or column == former.field:
            found.append(Row(label_of(column), *(value_in_words(column, value, names) for value in (now, after))))
    return found, [names.of(column.related_model, columns[column.name]) for column in gone]


def _links(former: Former, _live: Any, language: str) -> tuple[list[Row], list[str]]:
    model = former.field.related_model
    now, then = former_links(former)
    possible = still_there(model, then)
    names = Names(language)
    names.want(model, [*now, *then])
    names.fetch()
    listed = [", ".join(names.of(model, pk) for pk in pks) for pks in (now, possible)]
    row = Row(label_of(former.field), *(words or value_in_words(former.field, None, names) for words in listed))
    return [row], [names.of(model, pk) for pk in then if pk not in possible]


def _proposal_of_deleted(model: type[Versioned], deletion: Any, language: str, *, as_part: bool) -> Proposal:
    parts = lost_with(model, deletion)
    names = Names(language, returning={(part.model, row.id) for part, row in parts} | {(model, deletion.id)})
    _want(names, model, [deletion])
    for part, row in parts:
        _want(names, part.model, [row])
    links = {} if as_part else links_when_deleted(model, deletion)
    for column, pks in links.items():
        names.want(column.related_model, pks)
    names.fetch()
    columns = fields_read(model, as_part=as_part)
    gone = gone_references(model, deletion, {column.name for column in columns}, names.returning)
    rows = [
        Row(label_of(column), "", value_in_words(column, value, names))
        for column in columns
        if (value := getattr(deletion, column.attname)) not in (None, "", []) and column not in gone
    ]
    lost = [names.of(column.related_model, getattr(deletion, column.attname)) for column in gone]
    for column, pks in links.items():
        possible = still_there(column.related_model, pks)
        lost += [names.of(column.related_model, pk) for pk in pks if pk not in possible]
        if possible:
            listed = ", ".join(names.of(column.related_model, pk) for pk in possible)
            rows.append(Row(label_of(column), "", listed))
    title = f"{part_label(model)} {names.part(deletion)}" if as_part else names.record(deletion)
    return Proposal(title, rows, [f"{part_label(part.model)} {names.part(row)}" for part, row in parts], lost)
