"""How many names of a record we have no sponsor or hospital for: kept with the entry, so that a queue can ask."""

from collections.abc import Iterable

from trials.actions.ingest.names import Names
from trials.actions.ingest.sites import Places
from trials.models import RegistryEntry
from trials.places import is_country
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
