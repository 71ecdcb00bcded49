"""Two people who decide the same proposed change at the same moment: one decides, and the other is told."""

import json

import pytest

from tests.databases import migrate, shell


@pytest.mark.django_db
def test_one_decides_and_the_others_are_told(database: str) -> None:
    migrate(database)

    rounds = json.loads(
        shell(database, "from tests.actions.ingest.deciders import decide_at_once; decide_at_once(people=2, rounds=6)")
    )

    for one in rounds:
        assert (len(one["decided"]), one["overtaken"]) == (1, 1)
        assert one["decided"] == [one["by"]]
        took_theirs = one["by"] == "person-0"
        assert one["decision"] == ("ACCEPTED" if took_theirs else "KEPT_OURS")
        assert one["phase"] == ("PHASE2" if took_theirs else "PHASE1")
