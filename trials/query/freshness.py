"""How fresh each registry is: when it was last read in full, and whether that is too long ago."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max, Q

from trials.choices import Registry, RunOutcome
from trials.models import RegistryRun

# A registry is read every night: two nights missed is a fault that readers must know of.
STALE_AFTER = timedelta(hours=48)
# It is read from files that people fetch, and cannot be asked: each file that was read counts. WHO makes one a week;
# five weeks without one is as long as a person's holiday, and a fault after that.
FILES_ONLY = Registry.ICTRP
FILES_STALE_AFTER = timedelta(days=35)


@dataclass(frozen=True)
class Freshness:
    """When a good run of a registry last ended, None where it never was read; stale: none for `stale_after`."""

    registry: Registry
    last_good_at: datetime | None
    is_stale: bool

    @property
    def stale_after(self) -> timedelta:
        """How long ago a good run may be."""
        return FILES_STALE_AFTER if self.registry == FILES_ONLY else STALE_AFTER

    @property
    def was_never_read(self) -> bool:
        """Whether there was no good run at all."""
        return self.last_good_at is None


def good_ends() -> dict[str, datetime]:
    """When the last good run of each registry ended; one query.

    A run is good when it ended as it should, was not held back, and asked the registry for all that is ours.
    """
    good = RegistryRun.objects.filter(Q(is_complete=True) | Q(registry=FILES_ONLY), outcome=RunOutcome.DONE)
    return dict(good.order_by().values_list("registry").annotate(Max("finished_at")))


def freshness_of(good_ends: dict[str, datetime], now: datetime) -> list[Freshness]:
    """Every registry in the order of `choices.Registry`, from what `good_ends` found."""
    return [_freshness(registry, good_ends.get(registry), now) for registry in Registry]


def last_complete_start(registry: str) -> datetime | None:
    """When the last good run began that asked the registry for all that is ours; None where there was none."""
    good = RegistryRun.objects.filter(registry=registry, is_complete=True, outcome=RunOutcome.DONE)
    return good.order_by("-started_at").values_list("started_at", flat=True).first()


def _freshness(registry: Registry, ended: datetime | None, now: datetime) -> Freshness:
    found = Freshness(registry, ended, is_stale=False)
    return replace(found, is_stale=ended is None or now - ended > found.stale_after)
