"""The watch that every test stands under finds each way of forgetting the index, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.factories import make_report, make_site, make_study
from tests.public_data import ONCE_IT_SAYS, PRIVATE, PRIVATE_APPS, PRIVATE_COLUMNS, PUBLIC
from tests.watching import DOORS, is_history, watching
from trials.actions.indexing import changed
from trials.models import ErrorReport, Site, Study

Act = Callable[..., Any]


def in_the_product(code: str) -> Act:
    """A function `act` that stands, for all that the watch can see, in an action."""
    names: dict[str, Any] = {"Site": Site, "ErrorReport": ErrorReport, "atomic": transaction.atomic, "changed": changed}
    lines = "\n    ".join(code.splitlines())
    exec(compile(f"def act(fail=lambda: None):\n    {lines}\n", f"{DOORS[0]}acting.py", "exec"), names)
    act: Act = names["act"]
    return act


WRITE = "Site.objects.update(city='Bergen')"
FORGETS = {
    "never told": f"with atomic():\n    {WRITE}",
    "in no transaction": WRITE,
    "told too early": f"with atomic():\n    changed()\n    {WRITE}",
    "told, but not that a thing was named": f"with atomic():\n    {WRITE}\n    changed()",
    "told in another transaction": f"with atomic():\n    {WRITE}\nwith atomic():\n    changed()",
    "told before, in another": f"with atomic():\n    changed()\nwith atomic():\n    {WRITE}",
    "deleted": "with atomic():\n    Site.objects.all().delete()",
    "made": "with atomic():\n    Site.objects.bulk_create([Site(slug='a', name_en='A', city='Oslo', country='DK')])",
    "told, and that taken back": (
        f"with atomic():\n    {WRITE}\n    try:\n        with atomic():\n            changed()\n            1 / 0\n"
        "    except ZeroDivisionError:\n        pass"
    ),
}
REMEMBERS = {
    "told last": f"with atomic():\n    {WRITE}\n    changed(is_named=True)",
    "told at the end of several": (
        f"with atomic():\n    with atomic():\n        {WRITE}\n    {WRITE}\n    changed(is_named=True)"
    ),
    "private": "with atomic():\n    ErrorReport.objects.update(text='Rettet')",
    "only read": "list(Site.objects.all())",
    "taken back": (f"try:\n    with atomic():\n        {WRITE}\n        1 / 0\nexcept ZeroDivisionError:\n    pass"),
}


def _faults(code: str) -> list[str]:
    make_site()
    make_report()
    with watching() as watch:
        in_the_product(code)()
    return watch.faults()


@pytest.mark.untold
@pytest.mark.django_db
@pytest.mark.parametrize("code", FORGETS.values(), ids=FORGETS)
def test_a_change_that_the_index_is_not_told_of_is_found(code: str) -> None:
    (fault,) = _faults(code)

    assert fault.startswith("actions/acting.py:act writes trials_")


@pytest.mark.untold
@pytest.mark.django_db(transaction=True)
def test_transactions_that_are_committed_are_told_apart() -> None:
    found = [_faults(FORGETS[name]) for name in ("told in another transaction", "told before, in another")]

    assert [len(faults) for faults in found] == [1, 1]
    assert _faults(REMEMBERS["told last"]) == _faults(REMEMBERS["taken back"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", REMEMBERS.values(), ids=REMEMBERS)
def test_what_is_told_or_changes_nothing_public_is_no_fault(code: str) -> None:
    assert _faults(code) == []


@pytest.mark.untold
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows")
def test_a_row_that_is_locked_after_the_dataset_is_found() -> None:
    code = f"with atomic():\n    {WRITE}\n    changed()\n    list(Site.objects.select_for_update())"

    assert _faults(code) == ["actions/acting.py:act locks trials_site after it told the index"]


@pytest.mark.django_db
def test_what_a_test_makes_for_itself_is_not_watched() -> None:
    with watching() as watch:
        make_study(sites=[make_site()])
        Study.objects.update(acronym="ABC")

    assert watch.faults() == []


def test_each_model_is_public_or_is_private_for_a_reason() -> None:
    models = {
        model for model in apps.get_models() if model._meta.app_label not in PRIVATE_APPS and not is_history(model)
    }

    assert models == PUBLIC | PRIVATE.keys()
    assert not PUBLIC & PRIVATE.keys()
    assert PRIVATE_COLUMNS.keys() | ONCE_IT_SAYS.keys() <= PUBLIC
    assert all([*PRIVATE.values(), *PRIVATE_APPS.values()])
