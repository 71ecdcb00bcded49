"""What a process holds of the index, and what it reads when it is asked for."""

import pytest

from tests.factories import make_sponsor, make_study
from trials.actions.indexing import changed
from trials.query.index import held

pytestmark = pytest.mark.django_db


def test_a_rare_sponsor_is_still_found_when_a_held_one_loses_its_last_study(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(held, "HELD", 1)
    large = make_sponsor("large")
    leaving = [make_study(primary_sponsor=large) for _study in range(2)]
    staying = make_study(primary_sponsor=make_sponsor("rare"))
    before = held._read(changed([staying.pk, *(study.pk for study in leaving)]))

    for study in leaving:
        study.primary_sponsor = None
        study.save()
    after = held._refreshed(before, changed([study.pk for study in leaving]))

    assert [*before.values("sponsor")] == ["large"]
    assert [*after.of("sponsor", ["rare"])] == [staying.pk]
    assert [*after.of("sponsor", ["large"])] == []
