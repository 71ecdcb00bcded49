"""One run of an import at a time for each registry, whatever the number of processes and machines."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from trials.actions.locks import Busy, alone
from trials.choices import Registry


class AnotherRun(Exception):
    """Another run of this registry's import is under way."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(f"Another import of {registry.label} is under way; this one has changed nothing.")


@contextmanager
def only_run(registry: Registry) -> Iterator[None]:
    """The lock of a registry's imports; AnotherRun on entering, where another process has it."""
    with ExitStack() as held:
        try:
            held.enter_context(alone("imports", part=list(Registry).index(registry), file=registry.lower()))
        except Busy as error:
            raise AnotherRun(registry) from error
        yield
