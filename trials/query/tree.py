"""The tree of diseases: choosing a wider disease finds the narrower ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from trials.choices import IndicationGroup
from trials.localised import Localised, localised
from trials.models import Indication
from trials.text import sort_key

GROUPS = list(IndicationGroup)


@dataclass(frozen=True)
class IndicationTree:
    """All diseases, read once; ids are primary keys."""

    by_id: dict[int, Indication]
    children: dict[int | None, list[int]]

    def ancestors(self, pk: int) -> Iterator[int]:
        """The disease itself, then each wider one."""
        step: int | None = pk
        seen: set[int] = set()
        while step is not None and step not in seen:
            seen.add(step)
            yield step
            step = self.by_id[step].parent_id

    def walk(self, language: str, pk: int | None = None, depth: int = 0) -> Iterator[tuple[Indication, int]]:
        """The diseases below `pk`, or all, with their depth: parents first, by group, by name in `language`."""
        for child in sorted(self.children.get(pk, []), key=lambda child: self._place(child, language)):
            yield self.by_id[child], depth
            yield from self.walk(language, child, depth + 1)

    def _place(self, pk: int, language: str) -> tuple[int, str]:
        return GROUPS.index(IndicationGroup(self.by_id[pk].group)), sort_key(str(self.name(pk, language)), language)

    def name(self, pk: int, language: str) -> Localised:
        """The disease's name for a reader of `language`."""
        return localised(self.by_id[pk], "name", language)


def indication_tree() -> IndicationTree:
    """The tree as it stands in the database; one query."""
    by_id = {indication.pk: indication for indication in Indication.objects.order_by("pk")}
    children: dict[int | None, list[int]] = {}
    for indication in by_id.values():
        children.setdefault(indication.parent_id, []).append(indication.pk)
    return IndicationTree(by_id, children)
