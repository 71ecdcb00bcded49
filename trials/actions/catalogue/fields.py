"""The sorts of things that a record of the catalogue says, and what each may hold."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models

from trials.actions.catalogue.values import (
    LARGEST,
    LIST_TEXT_LIMIT,
    Reader,
    age,
    boolean,
    country,
    degrees,
    list_of,
    optional,
    partial_date,
    reference,
    text,
    whole_number,
    word,
)
from trials.choices import Classification, CoordinatesFrom, IndicationGroup
from trials.models.fields import PartialDateField

# A record's values by key, in the one writing that is compared and kept.
Values = dict[str, Any]

# Columns whose own definition does not say what the catalogue writes there.
_BY_NAME: dict[str, Reader] = {
    "country": country,
    "minimum_age_months": age,
    "maximum_age_months": partial(age, upper=True),
    "group": word({code.lower().replace("_", "-"): code for code in IndicationGroup.values}),
    "classification": word({code.lower(): code for code in Classification.values}),
    "coordinates_from": word(
        {"registry city": CoordinatesFrom.REGISTRY_CITY.value, "curated": CoordinatesFrom.CURATED.value}
    ),
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that a record says, under `key` in the file.

    Fields of one `bond` make sense only together: where a person changed one of them, all stay as they are.
    An optional key may be absent from the file; a derived field has no key there, since other keys say it.
    """

    key: str
    read: Reader
    bond: str
    is_optional: bool = False
    is_derived: bool = False


@dataclass(frozen=True, kw_only=True)
class Column(Field):
    """A column of the record's own table; `to` is the kind of record that it refers to, if any."""

    name: str
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Links(Field):
    """Links to records of the kind `to`, through the model's many-to-many field `name`."""

    name: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Parts(Field):
    """Rows of `model` that belong to the record through `parent`; the value is a list of their `columns`."""

    model: Any
    parent: str
    columns: tuple[str, ...]


def columns(
    model: type[models.Model],
    *same: str,
    bond: str = "",
    to: str = "",
    is_optional: bool = False,
    is_derived: bool = False,
    **named: str,
) -> list[Column]:
    """Columns of `model`: those named as their keys, and `key="name of the column"` for the others."""
    return [
        Column(
            key=key,
            name=name,
            read=_reader(model._meta.get_field(name), to),
            bond=bond or key,
            to=to,
            is_optional=is_optional,
            is_derived=is_derived,
        )
        for key, name in ({key: key for key in same} | named).items()
    ]


def links(key: str, to: str, name: str = "") -> Links:
    """Links to records of the kind `to`, through the field `name`, or `key` where that is its name."""
    return Links(key=key, read=list_of(reference(to)), bond=key, to=to, name=name or key)


def parts(key: str, read: Reader, model: type[models.Model], parent: str, *names: str, bond: str = "") -> Parts:
    """Rows of `model` with these columns; `read` reads one of them."""
    return Parts(key=key, read=read, bond=bond or key, model=model, parent=parent, columns=names)


def _reader(column: Any, to: str) -> Reader:
    """What may stand in a column of a model: its vocabulary, its length, whether it may be empty."""
    if isinstance(column, models.JSONField):
        return list_of(text(LIST_TEXT_LIMIT))
    read = reference(to) if to else _BY_NAME.get(column.name) or _of_type(column)
    if column.null:
        return optional(read, None)
    return optional(read, "") if column.blank else read


def _of_type(column: Any) -> Reader:
    if column.choices:
        return word({code: code for code, _ in column.choices})
    if isinstance(column, PartialDateField):
        return partial_date
    if isinstance(column, models.BooleanField):
        return boolean
    if isinstance(column, models.FloatField):
        return degrees
    if column.get_internal_type() in LARGEST:
        return whole_number(LARGEST[column.get_internal_type()])
    return text(column.max_length)
