"""Many people save the same study at the same time, on a database as production has it."""

import json

import pytest

from tests.databases import migrate, shell

MAKE = """
from django.contrib.auth.models import User
from tests.factories import make_study
for number in range({editors}):
    User.objects.create_superuser(f"editor-{{number}}")
print(make_study("busy", identifiers=[], caution_nb="Verdt å vite.").pk)
"""
EDIT = "from tests.admin.editors import let_loose; let_loose({study}, {editors}, {saves})"
READ = """
import json
from trials.models import Study
study = Study.objects.get()
print(json.dumps({
    "words": study.caution_nb.split(),
    "numbers": sorted(study.identifiers.values_list("value", flat=True)),
    "version": study.version,
    "history": study.history.filter(history_user__isnull=False).count(),
}))
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("editors", "saves"), [(10, 2), pytest.param(25, 2, marks=pytest.mark.full)], ids=["few", "many"]
)
def test_no_save_of_many_at_once_is_lost(editors: int, saves: int, database: str) -> None:
    migrate(database)
    study = shell(database, MAKE.format(editors=editors))

    shell(database, EDIT.format(study=study, editors=editors, saves=saves))

    found = json.loads(shell(database, READ))
    marks = {f"mark-{number}-{save}" for number in range(editors) for save in range(saves)}
    assert sorted(found["words"]) == sorted(["Verdt", "å", "vite.", *marks])
    assert found["numbers"] == sorted(marks)
    assert found["version"] == 1 + editors * saves
