"""The garbage collector waits while a batch is made, and never longer."""

import gc

import pytest

from trials.actions.undisturbed import undisturbed


def test_nothing_is_collected_inside_and_all_goes_on_outside() -> None:
    with undisturbed():
        inside = gc.isenabled()

    assert not inside
    assert gc.isenabled()


def test_a_fault_inside_lets_it_go_on() -> None:
    with pytest.raises(ValueError, match="broken"), undisturbed():
        raise ValueError("broken")

    assert gc.isenabled()


def test_one_inside_another_leaves_the_outer_one_its_quiet() -> None:
    with undisturbed():
        with undisturbed():
            pass
        after_the_inner = gc.isenabled()

    assert not after_the_inner
    assert gc.isenabled()


def test_after_so_many_batches_garbage_is_looked_for_all_the_same() -> None:
    looks: list[str] = []
    gc.callbacks.append(lambda phase, info: looks.append(phase))
    try:
        with undisturbed() as batch_is_done:
            for _batch in range(49):
                batch_is_done()
            before = len(looks)
            batch_is_done()
            after = looks[before:]
    finally:
        gc.callbacks.pop()

    assert (before, after) == (0, ["start", "stop"])
