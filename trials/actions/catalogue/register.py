"""What the register holds of the catalogue's kinds, in the same writing as the catalogue's values."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from trials.actions.catalogue.fields import Column, Links, Parts, Values
from trials.actions.catalogue.kinds import KINDS, Kind
from trials.actions.catalogue.study_sites import HeldSite, read_study_sites
from trials.dates import PartialDate
from trials.models import CatalogueEntry, FormerAddress


@dataclass
class Held:
    """A record as the register holds it: row, values, the rows behind each list by primary key, places."""

    row: Any
    values: Values = field(default_factory=dict)
    rows: dict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))
    sites: dict[str, HeldSite] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """What is held, by kind and slug, the catalogue's records as last loaded, and the slugs of what was merged away.

    `former` leads such a slug, by kind, to the one of the record that it was merged into.
    """

    held: dict[str, dict[str, Held]]
    entries: dict[str, dict[str, CatalogueEntry]]
    former: dict[str, dict[str, str]]


def read_register() -> Register:
    """The register as it stands; its rows stay locked until the transaction ends, if the engine locks rows."""
    register = Register({}, {kind.name: {} for kind in KINDS}, {kind.name: {} for kind in KINDS})
    for entry in CatalogueEntry.objects.select_for_update():
        register.entries[entry.kind][entry.slug] = entry
    for kind in KINDS:
        rows = kind.model.objects.select_for_update()
        register.held[kind.name] = {row.slug: Held(row) for row in rows}
    for address in FormerAddress.objects.select_related("sponsor", "site", "product"):
        name = f"{address.kind}s"
        # Where a person made something new under the address, the catalogue means that.
        if address.slug not in register.held[name]:
            register.former[name][address.slug] = address.thing.slug
    for kind in KINDS:
        _read_values(kind, register.held)
    for study, site, place in read_study_sites():
        register.held["studies"][study].sites[site] = place
    return register


def through(links: Links, model: Any) -> tuple[Any, str, str]:
    """The model of the rows that link, and its columns for the record and for what it links to."""
    relation = model._meta.get_field(links.name)
    owner, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    return relation.remote_field.through, f"{owner}_id", f"{target}_id"


def _read_values(kind: Kind, held: dict[str, dict[str, Held]]) -> None:
    slugs = {name: {record.row.pk: slug for slug, record in kin.items()} for name, kin in held.items()}
    records = {record.row.pk: record for record in held[kind.name].values()}
    for column in kind.of(Column):
        for record in records.values():
            value = _plain(getattr(record.row, kind.model._meta.get_field(column.name).attname))
            record.values[column.key] = slugs[column.to].get(value) if column.to else value
    for links in kind.of(Links):
        model, *columns = through(links, kind.model)
        targets = slugs[links.to]
        linked = model.objects.order_by("pk").values_list("pk", *columns)
        _file_rows(links.key, records, ((pk, owner, targets[target]) for pk, owner, target in linked))
    for parts in kind.of(Parts):
        _file_rows(parts.key, records, _part_rows(parts))


def _file_rows(key: str, records: dict[int, Held], rows: Iterable[tuple[int, int, Any]]) -> None:
    """Give each record its list: `rows` are primary key, record and value."""
    for pk, owner, value in rows:
        records[owner].rows[key][pk] = value
    for record in records.values():
        record.values[key] = list(record.rows[key].values())


def _part_rows(parts: Parts) -> Iterator[tuple[int, int, list[Any]]]:
    owned = parts.model.objects.filter(**{f"{parts.parent}__isnull": False}).order_by("pk")
    for pk, owner, *values in owned.values_list("pk", f"{parts.parent}_id", *parts.columns):
        yield pk, owner, [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, PartialDate | datetime.date) else value
