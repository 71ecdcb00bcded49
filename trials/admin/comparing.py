"""Things side by side: what each says, what stays of it when they are merged, what moves."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from trials.actions.joining import BLANK, NAMES, OWN, Disagreement, take_over
from trials.actions.merging import ChangedMeanwhile, MergeRefused, refuse_the_impossible
from trials.actions.moving import referring
from trials.admin.labels import language
from trials.admin.using import label, listed
from trials.models import Study
from trials.places import country_name


@dataclass(frozen=True)
class Cell:
    """What one thing says in one field, and what becomes of it; empty where nothing needs to be said."""

    text: str
    fate: str = ""


@dataclass(frozen=True)
class Row:
    """A field of all things, and what it holds after the merge."""

    label: str
    cells: list[Cell]
    result: str


@dataclass(frozen=True)
class Moving:
    """What refers to the things that go: of which kind, how many rows, and where they are listed, if anywhere."""

    label: str
    count: int
    address: str


def comparison(keep: Any, things: Sequence[Any]) -> list[Row]:
    """Every field of the things, with what the kept one holds afterwards; a query for each list of links."""
    gone = [thing for thing in things if thing.pk != keep.pk]
    result = copy.copy(keep)
    for thing in gone:
        take_over(result, thing)
    columns = [field for field in keep._meta.concrete_fields if field.name not in OWN]
    rows = [
        _row(field, things, [getattr(thing, field.attname) for thing in [*things, result]], keep) for field in columns
    ]
    for links in keep._meta.many_to_many:
        linked = {thing.pk: [str(other) for other in getattr(thing, links.name).all()] for thing in things}
        taken = next(filter(None, [linked[keep.pk], *(linked[thing.pk] for thing in gone)]), [])
        rows.append(_row(links, things, [*(linked[thing.pk] for thing in things), taken], keep))
    return rows


def _row(field: Any, things: Sequence[Any], values: list[Any], keep: Any) -> Row:
    *each, result = values
    cells = [
        Cell(_shown(field, value), "" if thing.pk == keep.pk else _fate(field, value, result, type(keep)))
        for thing, value in zip(things, each, strict=True)
    ]
    return Row(capfirst(str(field.verbose_name)), cells, _shown(field, result))


def _fate(field: Any, value: Any, result: Any, model: type[Any]) -> str:
    if value in BLANK or value == result:
        return ""
    if field.name == "slug":
        return _("leads to the kept one")
    if field.name in (*NAMES[model], "aliases"):
        return _("becomes another name")
    return _("given up")


def _shown(field: Any, value: Any) -> str:
    if value in BLANK:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if field.many_to_one:
        return str(field.remote_field.model._base_manager.filter(pk=value).first() or value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.name == "country":
        return country_name(value, language())
    return str(dict(field.flatchoices).get(value, value))


def moving(request: HttpRequest, site: admin.AdminSite, things: Sequence[Any]) -> list[Moving]:
    """What moves when these go; a query for each kind of reference."""
    pks = [thing.pk for thing in things]
    found = []
    for model, refers in referring(type(things[0])).items():
        for reference in refers:
            count = model._base_manager.filter(reference.to(pks)).count()
            if count:
                found.append(Moving(label(reference), count, listed(request, site, reference, pks)))
    return found


def obstacle(keep: Any, gone: list[Any]) -> str:
    """Why these can never be merged; empty when they can."""
    try:
        for thing in gone:
            refuse_the_impossible(keep, thing)
    except MergeRefused as refusal:
        return str(refusal)
    return ""


def places(found: Sequence[Disagreement]) -> list[tuple[Study, Disagreement]]:
    """The studies in which the two sites say different things, with what those are; one query."""
    studies = Study.objects.in_bulk([one.kept.study_id for one in found])
    return [(studies[one.kept.study_id], one) for one in found]


def changed_meanwhile(refusal: ChangedMeanwhile) -> dict[str, Any]:
    """What was changed in a thing since the person saw it, by whom and when."""
    entries = refusal.thing.history.select_related("history_user").order_by("-history_id")
    before = entries.filter(version=refusal.seen).first()
    return {
        "thing": refusal.thing,
        "last": entries.first(),
        "rows": _changes(before.instance, refusal.thing) if before else [],
    }


def _changes(before: Any, now: Any) -> list[tuple[str, str, str]]:
    """The fields of a thing that differ between two of its versions: label, former value, value now."""
    return [
        (
            str(field.verbose_name),
            _shown(field, getattr(before, field.attname)),
            _shown(field, getattr(now, field.attname)),
        )
        for field in now._meta.concrete_fields
        if field.name not in OWN and getattr(before, field.attname) != getattr(now, field.attname)
    ]
