"""The drafts of a batch on their way into the register: their addresses, their numbers, and all their rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from trials.actions.addresses import LONGEST
from trials.actions.bulk import insert, made
from trials.actions.ingest.drafts import Draft
from trials.actions.ingest.reading import Item
from trials.actions.ingest.work import Work
from trials.models import Study
from trials.text import address_text


def write_drafts(drafts: Sequence[Draft], work: Work) -> None:
    """Write drafts with all that belongs to them; a constant number of statements, and none where there are none."""
    _write([draft.study for draft in drafts], work)
    _write([draft.source for draft in drafts], work)
    for kind in ("identifiers", "countries", "modalities", "sites", "contacts", "study_contacts"):
        _write([row for draft in drafts for row in getattr(draft, kind)], work)
    for name in ("indications", "products", "own_targets"):
        _link(name, drafts)


def _write(rows: Sequence[Any], work: Work) -> None:
    for row in rows:
        work.journal.about_to_make(row)
    insert(rows)
    work.journal.made(rows)


def _link(name: str, drafts: Iterable[Draft]) -> None:
    field: Any = Study._meta.get_field(name)
    owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    through = field.remote_field.through
    insert(
        [
            made(through, **{f"{owner}_id": draft.study.pk, f"{target}_id": pk})
            for draft in drafts
            for pk in getattr(draft, name)
        ]
    )


def addresses(items: Sequence[Item]) -> list[str]:
    """An address for each new study: its acronym, or where others have that, its number with it; one query."""
    wanted = [(address_text(item.facts["acronym"], LONGEST), address_text(item.registry_id, LONGEST)) for item in items]
    possible = {one for acronym, number in wanted for one in (acronym, number, f"{acronym}-{number}")}
    taken = set(Study.objects.filter(slug__among=possible).values_list("slug", flat=True))
    found = []
    for acronym, number in wanted:
        slug = next(one for one in _addresses(acronym, number) if one not in taken)
        taken.add(slug)
        found.append(slug)
    return found


def _addresses(acronym: str, number: str) -> Iterable[str]:
    if acronym:
        yield acronym
    yield f"{acronym}-{number}" if acronym else number
    count = 2
    while True:
        yield f"{number}-{count}"
        count += 1
