"""The steps of a history, in words."""

from collections.abc import Iterable
from typing import Any

from trials.models import StudySite
from trials.models.fields import TextListField
from trials.names import capitalised
from trials.outputs.history.names import Names
from trials.outputs.history.shapes import Change, Event, Restorable, Thing
from trials.outputs.history.versions import Key, Step, Versions, is_gone
from trials.outputs.history.wording import compare, is_compared_by_word, label_of, value_in_words
from trials.query.parts import DELETED, can_restore, fields_read, lists_read


def part_label(model: Any) -> str:
    """What a part of this kind is called."""
    return capitalised(str(model._meta.verbose_name))


class Writer:
    """Words the steps of a page."""

    def __init__(self, record: Any, versions: Versions, language: str) -> None:
        self.record, self.versions = record, versions
        self.names = Names(language)
        self._want()
        self.names.fetch()
        self._linked: dict[str, list[int]] = {}

    def things(self, key: Key) -> list[Thing]:
        """What one entry did, the record first; a row that came and went within the entry is left out."""
        steps = self.versions.steps[key]
        found = [self._thing(step) for step in steps if not (is_gone(step) and step.first.history_type == "+")]
        return [thing for thing in found if thing is not None]

    def _want(self) -> None:
        for steps in self.versions.steps.values():
            for step in steps:
                rows = [row for row in (step.before, step.last) if row is not None]
                for column in step.model._meta.concrete_fields:
                    if column.is_relation and (column.name != "study" or step.part is None):
                        self.names.want(column.related_model, [getattr(row, column.attname) for row in rows])
        for links, by_version in self.versions.links.items():
            self.names.want(links.related_model, [pk for pks in by_version.values() for pk in pks])

    def _thing(self, step: Step) -> Thing | None:
        kind = part_label(step.model) if step.part else ""
        page_is_site = isinstance(self.record, StudySite)
        name = self.names.part(step.last, as_part=not page_is_site) if step.part else ""
        event = _event(step)
        if event == "changed":
            changes = [*self._columns(step), *(self._lists(step) if step.part is None else ())]
            return Thing(event, kind, name, changes=changes) if changes else None
        return Thing(event, kind, name, values=self._values(step), restorable=self._whole(step, event))

    def _values(self, step: Step) -> list[tuple[str, str]]:
        found = [
            (label_of(column), value_in_words(column, value, self.names))
            for column in fields_read(step.model, as_part=step.part is not None)
            if (value := getattr(step.last, column.attname)) not in (None, "", [])
        ]
        for links in lists_read(step.model) if step.part is None else ():
            names = self._named(links, self._kept(links, step.before if is_gone(step) else step.last))
            found += [(label_of(links), ", ".join(names))] if names else []
        return found

    def _kept(self, links: Any, row: Any) -> list[int]:
        return self.versions.links[links].get(row.history_id, []) if row is not None else []

    def _named(self, links: Any, pks: Iterable[int]) -> list[str]:
        return [self.names.of(links.related_model, pk) for pk in pks]

    def _whole(self, step: Step, event: Event) -> Restorable | None:
        is_absent = (step.model, step.last.id) not in self.versions.live
        if event != "removed" or step.part is None or self.record is None or not is_absent:
            return None
        return Restorable(step.model._meta.model_name or "", step.last.history_id, step.last.history_id, "part")

    def _columns(self, step: Step) -> Iterable[Change]:
        for column in fields_read(step.model, as_part=step.part is not None):
            before, after = (getattr(row, column.attname) for row in (step.before, step.last))
            if before != after:
                yield self._column(step, column, before, after)

    def _column(self, step: Step, column: Any, before: Any, after: Any) -> Change:
        restorable = self._restorable(step, column, before)
        if isinstance(column, TextListField):
            return _list_change(column, before, after, restorable)
        if is_compared_by_word(column, before, after):
            return Change(label_of(column), segments=compare(before, after), restorable=restorable)
        old, new = (value_in_words(column, value, self.names) for value in (before, after))
        return Change(label_of(column), old, new, restorable=restorable)

    def _lists(self, step: Step) -> Iterable[Change]:
        for links in lists_read(step.model):
            before, after = self._kept(links, step.before), self._kept(links, step.last)
            if before != after:
                restorable = self._restorable(step, links, before, after)
                gained = self._named(links, [pk for pk in after if pk not in before])
                lost = self._named(links, [pk for pk in before if pk not in after])
                yield Change(label_of(links), added=gained, removed=lost, restorable=restorable)

    def _restorable(self, step: Step, column: Any, before: Any, after: Any = None) -> Restorable | None:
        """What brings the former value back; None where it stands there already, or may not come back."""
        live = self.versions.live.get((step.model, step.last.id))
        if live is None or not can_restore(self.record, column):
            return None
        if column.many_to_many:
            now = self._now(column)
            changed = [pk for pk in before if pk not in after and pk not in now]
            changed += [pk for pk in after if pk not in before and pk in now]
        elif isinstance(column, TextListField):
            old, now = getattr(step.last, column.attname), getattr(live, column.attname)
            changed = [one for one in before if one not in old and one not in now]
            changed += [one for one in old if one not in before and one in now]
        else:
            changed = [one for one in [before] if one != getattr(live, column.attname)]
        if not changed:
            return None
        return Restorable(step.model._meta.model_name or "", step.before.history_id, step.last.history_id, column.name)

    def _now(self, links: Any) -> list[int]:
        if links.name not in self._linked:
            linked = getattr(self.record, links.name).order_by().values_list("pk", flat=True)
            self._linked[links.name] = list(linked)
        return self._linked[links.name]


def _event(step: Step) -> Event:
    if is_gone(step):
        return "removed"
    if step.first.history_type == "+":
        return "brought_back" if step.before is not None and step.before.history_type == DELETED else "added"
    if step.before is None:
        return "first_kept"
    moved = getattr(step.before, step.parent) != getattr(step.last, step.parent)
    return "moved_here" if moved else "changed"


def _list_change(column: Any, before: list[str], after: list[str], restorable: Restorable | None) -> Change:
    gained, lost = [one for one in after if one not in before], [one for one in before if one not in after]
    if gained or lost:
        return Change(label_of(column), added=gained, removed=lost, restorable=restorable)
    return Change(label_of(column), ", ".join(before), ", ".join(after))
