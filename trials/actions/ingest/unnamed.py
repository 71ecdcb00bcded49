"""How many names of a record we have no sponsor or hospital for: kept with the entry, so that a queue can ask."""

from collections.abc import Iterable
from datetime import datetime

from trials.actions.ingest.names import Names
from trials.actions.ingest.sites import Places
from trials.models import Dataset, RegistryEntry
from trials.places import is_country
from trials.query.dataset import dataset_versions
from trials.query.facts import SPONSOR, Facts


def unnamed(facts: Facts, places: Places, names: Names) -> int:
    """The number of places, each once, and of sponsors that a record names and that we do not know."""
    unknown = {one[:3] for one in places.unknown if is_country(one.country)}
    sponsor = facts.get(SPONSOR, "")
    return len(unknown) + (bool(sponsor) and names.sponsor(sponsor) is None)


def count_again(entries: Iterable[RegistryEntry], names: Names) -> None:
    """Bring the numbers of these entries up to date with the names that we know now."""
    changed = []
    for entry in entries:
        number = unnamed(entry.facts, Places(entry.facts, names), names)
        if number != entry.unnamed:
            entry.unnamed = number
            changed.append(entry)
    RegistryEntry.objects.bulk_update(changed, ["unnamed"], batch_size=200)


def count_all_again(known_at: int, began: datetime) -> None:
    """Bring the numbers of entries up to date, where a thing was named since that was last done.

    `known_at` is the version of the dataset when a run read the names by which it counted what it wrote, which it
    `began` to do at that time.
    """
    named = dataset_versions().named
    entries = RegistryEntry.objects.filter(unnamed__gt=0).order_by("pk")
    if named <= known_at:
        if Dataset.objects.filter(pk=1, counted__gte=named).exists():
            return
        entries = entries.filter(changed_at__lt=began)
    count_again(entries.iterator(), Names())
    Dataset.objects.filter(pk=1, counted__lt=named).update(counted=named)
