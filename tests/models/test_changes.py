"""What is proposed, decided and told of a fact."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_person, make_proposed_change, make_registry_record, make_site, make_study
from trials.choices import Cause, Decision
from trials.models import DecidedField, ProposedChange, StudyChange
from trials.models.registry import RegistryRecord

pytestmark = pytest.mark.django_db


def refused(made, **fields) -> str:
    """The name of what the database holds against it; empty when it takes it."""
    try:
        with transaction.atomic():
            made(**fields)
    except IntegrityError as error:
        return str(error)
    return ""


def test_a_registry_proposes_one_change_of_a_fact_at_a_time() -> None:
    study, site = make_study(), make_site()
    proposed = make_proposed_change(study, "phase", "PHASE1", "PHASE2")
    at_site = make_proposed_change(study, "site_status", "", "RECRUITING", site=site)

    values = {"study": study, "registry": "CTGOV", "record": proposed.record, "since": proposed.since}
    again = refused(ProposedChange.objects.create, field="phase", **values)
    again_at_site = refused(ProposedChange.objects.create, field="site_status", site=site, **values)
    elsewhere = refused(ProposedChange.objects.create, field="site_status", site=make_site(), **values)
    ProposedChange.objects.filter(pk=at_site.pk).update(
        decision=Decision.ACCEPTED, decided_by=make_person(), decided_at=proposed.since
    )
    once_decided = refused(ProposedChange.objects.create, field="site_status", site=site, **values)

    assert (bool(again), bool(again_at_site), elsewhere, once_decided) == (True, True, "", "")


@pytest.mark.parametrize(
    ("decision", "is_signed", "reason", "is_taken"),
    [
        (Decision.PENDING, False, "", True),
        (Decision.PENDING, True, "", False),
        (Decision.ACCEPTED, False, "", False),
        (Decision.ACCEPTED, True, "", True),
        (Decision.KEPT_OURS, True, "", False),
        (Decision.KEPT_OURS, True, "Protocol 3.0", True),
    ],
)
def test_a_decision_is_signed_and_keeping_ours_has_a_reason(decision, is_signed, reason, is_taken) -> None:
    proposed = make_proposed_change(make_study(), "phase", "PHASE1", "PHASE2")
    signature = {"decided_by": make_person(), "decided_at": proposed.since} if is_signed else {}

    held_against = refused(
        ProposedChange.objects.filter(pk=proposed.pk).update, decision=decision, reason=reason, **signature
    )

    assert (held_against == "") is is_taken


def test_a_fact_is_decided_once() -> None:
    study, at = make_study(), make_registry_record().received_at
    DecidedField.objects.create(study=study, field="phase", at=at)

    assert refused(DecidedField.objects.create, study=study, field="phase", at=at)
    assert not refused(DecidedField.objects.create, study=study, field="sex", at=at)


@pytest.mark.parametrize(
    ("cause", "registry", "is_taken"),
    [
        (Cause.REGISTRY, "CTGOV", True),
        (Cause.REGISTRY, "", False),
        (Cause.PERSON, "", True),
        (Cause.PERSON, "CTIS", False),
    ],
)
def test_a_change_names_the_registry_that_made_it_and_no_other(cause: str, registry: str, is_taken: bool) -> None:
    at = make_registry_record().received_at

    held_against = refused(
        StudyChange.objects.create, study=make_study(), field="phase", cause=cause, registry=registry, at=at
    )

    assert (held_against == "") is is_taken


def test_a_content_is_kept_once() -> None:
    record = make_registry_record()

    assert refused(
        RegistryRecord.objects.create,
        registry=record.registry,
        content_hash=record.content_hash,
        body=b"",
        received_at=record.received_at,
    )
