"""Why something cannot be brought back, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from trials.models import FormerAddress, Record, StudySite, Versioned
from trials.names import capitalised
from trials.query.parts import PARENTS, past
from trials.text import has_identity_number

MERGED = ("sponsor", "site", "product")


@dataclass(frozen=True)
class Fault:
    """A sentence that says what is wrong and the way out; `model` and `pk` name the record to look at, if any."""

    message: str
    model: Any = None
    pk: int = 0


class CannotRestore(Exception):
    """What was asked would break a rule of the register."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def check_reason(reason: str) -> str:
    """The reason without what surrounds it; CannotRestore without one, and for one that names a patient."""
    reason = reason.strip()
    if not reason:
        raise CannotRestore([Fault(_("Write why: the reason stands in the history."))])
    if has_identity_number(reason):
        raise CannotRestore([Fault(_("The reason holds a national identity number. Take it out."))])
    return reason


def check(row: Any) -> None:
    """CannotRestore, with every fault that a form would find in the row; a value that another row has comes first."""
    faults = [*_twins(row)]
    if not faults:
        faults += _identity_numbers(row)
        try:
            row.full_clean()
        except ValidationError as error:
            faults += _in_words(row, error)
    if faults:
        raise CannotRestore(faults)


def missing_fault(field: Any, pk: int) -> Fault:
    """What a former value refers to is gone: merged into another, or deleted."""
    model = field.related_model
    last = past(model).objects.filter(id=pk).order_by("-history_id").first() if hasattr(model, "history") else None
    name = str(field.verbose_name) if last is None else _last_name(last)
    into = _merged_into(model, last)
    if into is not None:
        told = _("“%(name)s” was merged into “%(other)s”. Choose that in the form instead.")
        return Fault(told % {"name": name, "other": into}, type(into), into.pk)
    told = _("“%(name)s” was deleted. Bring it back first, or choose another in the form.")
    return Fault(told % {"name": name}, model, pk)


def refuse_former_address(model: type[Versioned], deletion: Any) -> None:
    """CannotRestore for a record that was merged into another: its address leads there now."""
    into = _merged_into(model, deletion)
    if into is not None:
        told = _(
            "It was merged into “%(other)s”, where its address leads now. Add a new record if it is needed after all."
        )
        raise CannotRestore([Fault(told % {"other": into}, type(into), into.pk)])


def _last_name(last: Any) -> str:
    """The name of a deleted thing; of a study at a site, whose name asks for both, what it is."""
    thing = last.history_object
    return str(thing._meta.verbose_name) if isinstance(thing, StudySite) else str(thing)


def _merged_into(model: Any, last: Any) -> Any:
    kind = model._meta.model_name
    if last is None or kind not in MERGED:
        return None
    address = FormerAddress.objects.filter(kind=kind, slug=last.slug).select_related(kind).first()
    return address.thing if address else None


def _twins(row: Any) -> Iterator[Fault]:
    """A fault for every value of the row that only one may have, and another has."""
    model = type(row)
    sets: list[Any] = [(field.name,) for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    sets += [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    for names in sets:
        fields = [model._meta.get_field(name) for name in names]
        same = {field.attname: getattr(row, field.attname) for field in fields}
        twin = model._default_manager.filter(**same).exclude(pk=row.pk).first()
        if twin is not None:
            whole = _record_of(twin)
            told = _("“%(other)s” has the same %(fields)s now: change that there first.")
            yield Fault(told % {"other": whole, "fields": _told_apart_by(fields)}, type(whole), whole.pk)


def _told_apart_by(fields: list[Any]) -> str:
    """What a person calls the columns that together may stand once."""
    names = {field.name for field in fields}
    if "match_key" in names:
        return str(fields[0].model._meta.get_field("value").verbose_name)
    return ", ".join(str(field.verbose_name) for field in fields if field.name not in PARENTS)


def _record_of(row: Any) -> Any:
    """The record that a row is, or is a part of."""
    if isinstance(row, Record):
        return row
    parents = [getattr(row, name, None) for name in sorted(PARENTS)]
    return next((parent for parent in parents if parent is not None), row)


def _identity_numbers(row: Any) -> Iterator[Fault]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if has_identity_number(
            "\n".join(value) if isinstance(value, list) else value if isinstance(value, str) else ""
        ):
            told = _("%(field)s holds a national identity number, which the register does not take.")
            yield Fault(told % {"field": capitalised(str(field.verbose_name))})


def _in_words(row: Any, error: ValidationError) -> Iterator[Fault]:
    for name, messages in error.message_dict.items():
        for message in messages:
            if name == NON_FIELD_ERRORS:
                yield Fault(message)
            else:
                yield Fault(f"{capitalised(str(row._meta.get_field(name).verbose_name))}: {message}")
