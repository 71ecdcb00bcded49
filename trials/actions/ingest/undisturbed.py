"""A batch without pauses: the garbage collector waits until it is over."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """No look for garbage inside; one may follow.

    A batch makes hundreds of thousands of objects that stay until it is written. To look through all of them every few
    hundred takes a quarter of an import's time and finds next to nothing: most go as soon as nobody holds them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
