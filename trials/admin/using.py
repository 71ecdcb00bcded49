"""Who uses a thing, and what goes with it, in words and links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from trials.actions.deleting import never_deleted
from trials.query.relations import Reference, references
from trials.query.uses import uses


@dataclass(frozen=True)
class Users:
    """The rows that use a thing in one way: the first of them with their addresses, and how many more there are."""

    label: str
    named: list[tuple[str, str]]
    more: int
    address: str


@dataclass(frozen=True)
class Verdict:
    """Whether a thing may be deleted: never, not while these use it, or yes."""

    thing: Any
    never: str
    users: list[Users]

    @property
    def may_go(self) -> bool:
        """Whether nothing keeps it."""
        return not self.never and not self.users


def verdicts(request: HttpRequest, site: admin.AdminSite, things: Sequence[Any], *, named: int) -> list[Verdict]:
    """What keeps each of the things, of one model; at most `named` users of each are named."""
    used = uses(things, named=named)
    found = []
    for thing in things:
        left, users = named, []
        for use in used[thing.pk]:
            rows = use.rows[:left]
            left -= len(rows)
            address = listed(request, site, use.reference, [thing.pk])
            users.append(
                Users(label(use.reference), [_link(site, row) for row in rows], use.count - len(rows), address)
            )
        found.append(Verdict(thing, never_deleted(thing), users))
    return found


def parts(model: type[Any], chosen: Q) -> Iterator[tuple[type[Any], int]]:
    """The models of the parts that go with rows of `model`, and how many; a query for each kind, however deep."""
    for reference in references(model):
        if reference.is_part:
            rows = model._base_manager.filter(chosen).values("pk")
            mine = Q(**{f"{reference.field.attname}__in": rows})
            number = reference.model._base_manager.filter(mine).count()
            if number:
                yield reference.model, number
                yield from parts(reference.model, mine)


def label(reference: Reference) -> str:
    """What refers, and as what: Studies (collaborators)."""
    return f"{capfirst(str(reference.model._meta.verbose_name_plural))} ({reference.field.verbose_name})"


def listed(request: HttpRequest, site: admin.AdminSite, reference: Reference, pks: Sequence[int]) -> str:
    """The address of the admin's list of the rows that refer to a thing; empty where no list is filtered so."""
    model, lookup = reference.model, f"{reference.field.name}__id__exact"
    if len(pks) != 1 or not site.is_registered(model):
        return ""
    if not site.get_model_admin(model).lookup_allowed(lookup, str(pks[0]), request):
        return ""
    return reverse(f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_changelist") + f"?{lookup}={pks[0]}"


def _link(site: admin.AdminSite, row: Any) -> tuple[str, str]:
    """What the row is called, and the address of its page; that of what it is a part of where it has none."""
    if not site.is_registered(type(row)):
        return str(row), ""
    return str(row), reverse(f"{site.name}:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
