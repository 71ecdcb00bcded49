"""What registries and people said of a study at a site outlives a merge of the site."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_person, make_proposal, make_site, make_study, make_study_change
from trials.actions.ingest.deciding import mark_decided
from trials.actions.merging import merge
from trials.models import DecidedField, ProposedChange, StudyChange

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)


def test_what_was_said_of_a_site_is_said_of_what_it_was_merged_into() -> None:
    keep, gone, editor = make_site(), make_site(), make_person("kari", "editor")
    study, other = make_study(sites=[gone]), make_study(sites=[keep])
    make_study_change(study, "site_status", "", "RECRUITING", site=gone)
    for one in (study, other):
        for site in (keep, gone) if one is study else (keep,):
            make_proposal(one, "site_status", "COMPLETED", site=site)
            mark_decided(one.pk, ("site_status", "", site.pk), by=editor, at=NOON)

    merge(keep=keep, gone=gone, seen={}, by=editor, at=NOON, reason="One hospital")

    assert StudyChange.objects.get().site == keep
    for model in (ProposedChange, DecidedField):
        assert sorted(model.objects.values_list("study", "site")) == [(study.pk, keep.pk), (other.pk, keep.pk)]
