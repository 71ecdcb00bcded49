"""What a person decides of a proposed change: signed, whole, never over another's decision."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.factories import (
    make_person,
    make_proposal,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_whole_entry,
)
from trials.actions.ingest.deciding import Choice, Overtaken, decide, fingerprint, hand_back, mark_decided
from trials.actions.ingest.held import held
from trials.actions.ingest.ruling import Refused
from trials.choices import Cause, Decision, Registry
from trials.models import Contact, DecidedField, ProposedChange, Study, StudyChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 11, tzinfo=UTC)


@pytest.fixture
def editor() -> User:
    return make_person("kari", "editor")


def propose(study: Study, field: str, theirs: Any, **fields: Any) -> ProposedChange:
    """A change proposed by a record of the study."""
    entry = study.registry_entries.first() or make_whole_entry(study, facts={field: theirs})
    return make_proposal(study, field, theirs, record=entry.record, **fields)


def seen(change: ProposedChange) -> str:
    ours = held([change.study_id], lock=False)[change.study_id].value(change.key)
    return fingerprint(ours, change.theirs)


def take(*changes: ProposedChange) -> list[Choice]:
    return [Choice(change.pk, seen(change), takes_theirs=True) for change in changes]


def keep(*changes: ProposedChange) -> list[Choice]:
    return [Choice(change.pk, seen(change), takes_theirs=False) for change in changes]


def decisions(*changes: ProposedChange) -> list[tuple[str, str, User | None]]:
    for change in changes:
        change.refresh_from_db()
    return [(change.decision, change.reason, change.decided_by) for change in changes]


def test_theirs_taken_over_is_written_told_and_fed_again(editor: User) -> None:
    study = make_study(sample_size=10)
    change = propose(study, "sample_size", 12, ours=10)
    mark_decided(study.pk, change.key, by=editor, at=NOON)

    decide(study.pk, take(change), by=editor, at=LATER)

    study.refresh_from_db()
    told = StudyChange.objects.get()
    version = study.history.latest("history_id")
    assert (study.sample_size, study.version) == (12, 2)
    assert decisions(change) == [(Decision.ACCEPTED, "", editor)]
    assert (told.before, told.after, told.cause, told.record, told.by) == (
        10,
        12,
        Cause.REGISTRY,
        change.record,
        editor,
    )
    assert (version.history_user, version.history_date) == (editor, LATER)
    assert not DecidedField.objects.exists()


def test_ours_kept_has_a_reason_and_is_decided(editor: User) -> None:
    study = make_study(sample_size=10)
    change = propose(study, "sample_size", 12, ours=10)

    decide(study.pk, keep(change), by=editor, at=NOON, reason="The protocol says ten.")

    study.refresh_from_db()
    decided = DecidedField.objects.get()
    assert (study.sample_size, study.version) == (10, 1)
    assert decisions(change) == [(Decision.KEPT_OURS, "The protocol says ten.", editor)]
    assert (decided.key, decided.by, decided.at) == (("sample_size", "", None), editor, NOON)


def test_ours_is_not_kept_without_a_reason_and_then_nothing_is_written(editor: User) -> None:
    study = make_study(sample_size=10, phase="PHASE1")
    size, phase = propose(study, "sample_size", 12, ours=10), propose(study, "phase", "PHASE2", ours="PHASE1")

    with pytest.raises(Refused, match="Say why"):
        decide(study.pk, take(size) + keep(phase), by=editor, at=NOON, reason=" ")

    study.refresh_from_db()
    assert (study.sample_size, decisions(size, phase)) == (10, [(Decision.PENDING, "", None)] * 2)


def test_who_comes_second_is_told_who_was_first(editor: User) -> None:
    study, other = make_study(sample_size=10), make_person("ola", "editor")
    change = propose(study, "sample_size", 12, ours=10)
    choices = take(change)
    decide(study.pk, keep(change), by=other, at=NOON, reason="The protocol says ten.")

    with pytest.raises(Overtaken) as overtaken:
        decide(study.pk, choices, by=editor, at=LATER)

    study.refresh_from_db()
    (first,) = overtaken.value.decided
    assert (first.decided_by, first.decided_at, first.decision) == (other, NOON, Decision.KEPT_OURS)
    assert study.sample_size == 10


@pytest.mark.parametrize("value", ["theirs", "ours"])
def test_a_value_that_changed_meanwhile_is_looked_at_again(value: str, editor: User) -> None:
    study = make_study(sample_size=10)
    change = propose(study, "sample_size", 12, ours=10)
    choices = take(change)
    if value == "theirs":
        ProposedChange.objects.update(theirs=14)
    else:
        Study.objects.update(sample_size=11)

    with pytest.raises(Overtaken) as overtaken:
        decide(study.pk, choices, by=editor, at=NOON)

    assert overtaken.value.changed == [change]
    assert decisions(change) == [(Decision.PENDING, "", None)]


def test_a_proposal_that_a_registry_took_back_is_gone(editor: User) -> None:
    study = make_study()
    change = propose(study, "sample_size", 12)
    choices = take(change)
    change.delete()

    with pytest.raises(Overtaken) as overtaken:
        decide(study.pk, choices, by=editor, at=NOON)

    assert overtaken.value.gone == 1


def test_a_change_of_another_study_is_not_decided(editor: User) -> None:
    change = propose(make_study(), "sample_size", 12)

    with pytest.raises(Overtaken):
        decide(make_study().pk, take(change), by=editor, at=NOON)

    assert decisions(change) == [(Decision.PENDING, "", None)]


def test_a_study_does_not_end_while_a_site_recruits_but_with_it(editor: User) -> None:
    site = make_site()
    study = make_study(sites=[site])
    ends = propose(study, "recruitment_status", "COMPLETED", ours="RECRUITING")
    closes = propose(study, "site_status", "COMPLETED", site=site, ours="RECRUITING")

    with pytest.raises(Refused, match="while a site of it is recruiting"):
        decide(study.pk, take(ends), by=editor, at=NOON)
    before = Study.objects.get().recruitment_status
    decide(study.pk, take(ends, closes), by=editor, at=NOON)

    study.refresh_from_db()
    assert (before, study.recruitment_status) == ("RECRUITING", "COMPLETED")
    assert study.study_sites.get().status == "COMPLETED"


def test_the_minimum_age_stays_below_the_maximum_age(editor: User) -> None:
    study = make_study(minimum_age_months=216, maximum_age_months=480)
    youngest = propose(study, "minimum_age_months", 600, ours=216)

    with pytest.raises(Refused, match="minimum age"):
        decide(study.pk, take(youngest), by=editor, at=NOON)

    study.refresh_from_db()
    assert study.minimum_age_months == 216


def test_a_value_that_vanished_is_emptied_only_when_a_person_says_so(editor: User) -> None:
    study = make_study(sample_size=10, start_date="2026-01", why_stopped="No funds")
    changes = [
        propose(study, field, theirs)
        for field, theirs in (("sample_size", None), ("start_date", ""), ("why_stopped", ""))
    ]

    decide(study.pk, take(*changes), by=editor, at=NOON)

    study.refresh_from_db()
    assert (study.sample_size, study.start_date, study.why_stopped) == (None, None, "")


def test_a_site_that_vanished_goes_with_its_history_signed(editor: User) -> None:
    site = make_site()
    study = make_study(sites=[site])
    gone = propose(study, "site", None, site=site, ours=True)

    decide(study.pk, take(gone), by=editor, at=NOON)

    deletion = study.study_sites.model.history.get(history_type="-")
    assert not study.study_sites.exists()
    assert (deletion.history_user, deletion.history_date) == (editor, NOON)


def test_a_site_that_people_wrote_of_stays(editor: User) -> None:
    called, confirmed = make_site(), make_site()
    study = make_study()
    place = make_study_site(study, called)
    Contact.objects.create(study_site=place, role="REFERRAL", phone="22 22 22 22")
    make_study_site(study, confirmed, verified_at=timezone.now(), verified_by=editor, verification_method="PHONE")

    for site in (called, confirmed):
        gone = propose(study, "site", None, site=site, ours=True)
        with pytest.raises(Refused, match="people wrote of the study there"):
            decide(study.pk, take(gone), by=editor, at=NOON)

    assert study.study_sites.count() == 2


def test_a_country_with_a_site_stays_and_so_does_the_last_of_a_public_study(editor: User) -> None:
    site = make_site(country="DE")
    study = make_study(countries=["DE"], sites=[site])
    germany = propose(study, "country", None, country="DE", ours=True)

    with pytest.raises(Refused, match="A site of the study lies in the country"):
        decide(study.pk, take(germany), by=editor, at=NOON)
    study.study_sites.all().delete()
    with pytest.raises(Refused, match="Missing: Country"):
        decide(study.pk, take(germany), by=editor, at=NOON)

    assert study.countries.count() == 1


def test_a_place_comes_with_its_status(editor: User) -> None:
    site = make_site(country="DE")
    study = make_study()
    country = propose(study, "country", True, country="DE")
    status = propose(study, "country_status", "RECRUITING", country="DE")
    place = propose(study, "site", True, site=site)
    at_place = propose(study, "site_status", "RECRUITING", site=site)

    with pytest.raises(Refused, match="take the place as well"):
        decide(study.pk, take(at_place), by=editor, at=NOON)
    decide(study.pk, take(at_place, status, place, country), by=editor, at=NOON)

    source = study.sources.get(label__startswith="ClinicalTrials.gov NCT")
    germany = study.countries.get(country="DE")
    assert (germany.status, germany.status_source) == ("RECRUITING", source)
    assert (study.study_sites.get().status, study.study_sites.get().status_source) == ("RECRUITING", source)


def test_a_status_taken_over_is_no_longer_what_the_site_confirmed(editor: User) -> None:
    site = make_site()
    study = make_study()
    signed = {"verified_at": NOON, "verified_by": editor, "verification_method": "PHONE"}
    make_study_site(study, site, **signed, verified_role="STUDY_NURSE")
    change = propose(study, "site_status", "SUSPENDED", site=site, ours="RECRUITING")

    decide(study.pk, take(change), by=editor, at=LATER)

    place = study.study_sites.get()
    assert (place.status, place.verified_at) == ("SUSPENDED", None)
    assert (place.verification_method, place.verified_role) == ("", "")


def test_a_sponsor_must_be_ours_first(editor: User) -> None:
    study = make_study()
    change = propose(study, "primary_sponsor", "Acme Bio", ours="")

    with pytest.raises(Refused, match="“Acme Bio” is no sponsor of ours yet"):
        decide(study.pk, take(change), by=editor, at=NOON)
    sponsor = make_sponsor(name="ACME Bio")
    decide(study.pk, take(change), by=editor, at=NOON)

    study.refresh_from_db()
    assert study.primary_sponsor == sponsor


def test_two_registries_are_not_both_right(editor: User) -> None:
    study = make_study(sample_size=10)
    one = propose(study, "sample_size", 12)
    ctis = make_whole_entry(study, registry=Registry.CTIS)
    other = make_proposal(study, "sample_size", 14, registry=Registry.CTIS, record=ctis.record)

    with pytest.raises(Refused, match="Two registries"):
        decide(study.pk, take(one, other), by=editor, at=NOON)
    decide(study.pk, take(one) + keep(other), by=editor, at=NOON, reason="ClinicalTrials.gov is newer.")

    study.refresh_from_db()
    assert study.sample_size == 12


def test_what_is_handed_back_follows_the_registry_whose_word_counts(editor: User) -> None:
    study = make_study(sample_size=10, sources=0)
    make_source(study=study)
    entry = make_whole_entry(study, facts={"sample_size": 12})
    make_whole_entry(study, registry=Registry.CTIS, facts={"sample_size": 14})
    change = make_proposal(study, "sample_size", 12, record=entry.record)
    mark_decided(study.pk, ("sample_size", "", None), by=editor, at=NOON)

    hand_back(study.pk, ("sample_size", "", None), by=editor, at=LATER)

    study.refresh_from_db()
    assert (study.sample_size, DecidedField.objects.count()) == (12, 0)
    assert decisions(change) == [(Decision.ACCEPTED, "", editor)]
    assert StudyChange.objects.get().by == editor
    with pytest.raises(Refused, match="already"):
        hand_back(study.pk, ("sample_size", "", None), by=editor, at=LATER)


def test_what_no_registry_states_is_handed_back_and_stays(editor: User) -> None:
    study = make_study(sample_size=10)
    make_whole_entry(study)
    mark_decided(study.pk, ("sample_size", "", None), by=editor, at=NOON)

    hand_back(study.pk, ("sample_size", "", None), by=editor, at=LATER)

    study.refresh_from_db()
    assert (study.sample_size, study.version, StudyChange.objects.count()) == (10, 1, 0)


def test_what_would_break_a_rule_is_not_handed_back(editor: User) -> None:
    study = make_study(sites=[make_site()])
    make_whole_entry(study, facts={"recruitment_status": "COMPLETED"})
    key = "recruitment_status", "", None
    mark_decided(study.pk, key, by=editor, at=NOON)

    with pytest.raises(Refused):
        hand_back(study.pk, key, by=editor, at=LATER)

    study.refresh_from_db()
    assert (study.recruitment_status, DecidedField.objects.count()) == ("RECRUITING", 1)
