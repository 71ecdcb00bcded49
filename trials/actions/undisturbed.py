"""Batches without pauses: the garbage collector waits until they are done."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Batches make next to no garbage: after so many one look is enough to keep memory flat, whatever their number.
_BATCHES = 50


@contextmanager
def undisturbed() -> Iterator[Callable[[], None]]:
    """No look for garbage inside, but for one after every so many batches; each is told of by calling what is given.

    A batch makes hundreds of thousands of objects that stay until it is written. To look through all of them every few
    hundred takes a quarter of an import's time and finds next to nothing: most go as soon as nobody holds them.
    """
    was_enabled = gc.isenabled()
    batches = 0

    def batch_is_done() -> None:
        nonlocal batches
        batches += 1
        if batches % _BATCHES == 0:
            gc.collect()

    gc.disable()
    try:
        yield batch_is_done
    finally:
        if was_enabled:
            gc.enable()
