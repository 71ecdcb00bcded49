"""A study's way from draft to public, and back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.factories import make_identifier, make_indication, make_study, make_target
from trials.actions.addresses import propose_slug
from trials.actions.batches import Changed, Gone, Outcome
from trials.actions.classifying import ConfirmedBefore, confirm_classification
from trials.actions.indexing import changed
from trials.actions.publishing import (
    Incomplete,
    ReasonMissing,
    Withdrawal,
    WrongState,
    only,
    publish,
    send_back,
    send_to_review,
    withdraw,
)
from trials.actions.saving import sign
from trials.models import Study
from trials.query.completeness import Fact, faults_of_publication, lacks, lacks_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 4, 12, tzinfo=UTC)
NOTHING: dict[str, Any] = {
    "identifiers": [],
    "indications": [],
    "products": [],
    "countries": [],
    "sources": 0,
    "primary_sponsor": None,
}


@pytest.fixture
def kari() -> User:
    return User.objects.create_user("kari", first_name="Kari", last_name="Nordmann")


def seen(*studies: Study) -> dict[int, int]:
    return {study.pk: study.version for study in studies}


def entries(study: Study) -> list[Any]:
    """The study's history, its last entry for each version."""
    return [*{entry.version: entry for entry in study.history.order_by("history_id")}.values()]


def last_entry(study: Study) -> tuple[object, ...]:
    entry = entries(study)[-1]
    return (entry.publication_state, entry.version, entry.history_user, entry.history_date, entry.history_change_reason)


STEPS: dict[str, Callable[..., Outcome]] = {
    "send_to_review": send_to_review,
    "send_back": lambda **words: send_back(**words, reason="Find the sponsor."),
    "publish": publish,
    "withdraw": lambda **words: withdraw(**words, why=Withdrawal("Trukket.")),
}


@pytest.mark.parametrize(
    ("state", "step", "reached"),
    [
        ("DRAFT", "send_to_review", "IN_REVIEW"),
        ("DRAFT", "send_back", None),
        ("DRAFT", "publish", "PUBLISHED"),
        ("DRAFT", "withdraw", None),
        ("IN_REVIEW", "send_to_review", None),
        ("IN_REVIEW", "send_back", "DRAFT"),
        ("IN_REVIEW", "publish", "PUBLISHED"),
        ("IN_REVIEW", "withdraw", None),
        ("PUBLISHED", "send_to_review", None),
        ("PUBLISHED", "send_back", None),
        ("PUBLISHED", "publish", None),
        ("PUBLISHED", "withdraw", "WITHDRAWN"),
        ("WITHDRAWN", "send_to_review", "IN_REVIEW"),
        ("WITHDRAWN", "send_back", None),
        ("WITHDRAWN", "publish", "PUBLISHED"),
        ("WITHDRAWN", "withdraw", None),
    ],
)
def test_a_step_leads_where_the_table_says_and_nowhere_else(state: str, step: str, reached: str | None, kari: User):
    reason = "Tvilsom." if state == "WITHDRAWN" else ""
    study = make_study(publication_state=state, withdrawal_reason_nb=reason)

    outcome = STEPS[step](seen=seen(study), by=kari, at=AT)

    study.refresh_from_db()
    assert study.publication_state == (reached or state)
    assert [type(refusal) for refusal in outcome.refusals] == ([] if reached else [WrongState])
    assert study.version == (2 if reached else 1)


def test_every_step_is_signed_in_history(kari: User):
    study = make_study(publication_state="DRAFT")

    moved = only(send_to_review(seen=seen(study), by=kari, at=AT, reason="Ready."))
    first = last_entry(study)
    only(publish(seen=seen(moved), by=kari, at=LATER))

    assert first == ("IN_REVIEW", 2, kari, AT, "Ready.")
    assert last_entry(study) == ("PUBLISHED", 3, kari, LATER, "")
    study.refresh_from_db()
    assert (study.version, study.changed_at) == (3, LATER)


def test_history_keeps_what_the_study_is_linked_to(kari: User):
    disease, target = make_indication(), make_target()
    study = make_study(publication_state="DRAFT", indications=[disease], own_targets=[target])

    publish(seen=seen(study), by=kari, at=AT)

    entry = entries(study)[-1]
    assert [link.indication for link in entry.indications.all()] == [disease]
    assert [link.target for link in entry.own_targets.all()] == [target]


def test_when_a_study_was_first_published_is_set_once(kari: User):
    study = make_study(publication_state="DRAFT")

    first = only(publish(seen=seen(study), by=kari, at=AT))
    out = only(withdraw(seen=seen(first), by=kari, at=LATER, why=Withdrawal("Feil.")))
    again = only(publish(seen=seen(out), by=kari, at=LATER))

    study.refresh_from_db()
    assert (again.first_published_at, study.first_published_at) == (AT, AT)
    assert [entry.first_published_at for entry in entries(study)] == [None, AT, AT, AT]


def test_why_a_study_is_withdrawn_stands_on_it_until_it_is_public_again(kari: User):
    study = make_study()
    why = Withdrawal("Dobbelt.", "Dobbel.", "A duplicate.")

    out = only(withdraw(seen=seen(study), by=kari, at=AT, why=why))
    study.refresh_from_db()
    told = (study.withdrawal_reason_nb, study.withdrawal_reason_nn, study.withdrawal_reason_en)
    only(publish(seen=seen(out), by=kari, at=LATER))

    study.refresh_from_db()
    assert told == ("Dobbelt.", "Dobbel.", "A duplicate.")
    assert (study.withdrawal_reason_nb, study.withdrawal_reason_nn, study.withdrawal_reason_en) == ("", "", "")
    kept = [(entry.withdrawal_reason_nb, entry.history_change_reason) for entry in entries(study)]
    assert kept[1:] == [("Dobbelt.", "Dobbelt."), ("", "")]


def test_nothing_is_withdrawn_or_sent_back_without_a_reason(kari: User):
    public, waiting = make_study(), make_study(publication_state="IN_REVIEW")

    with pytest.raises(ReasonMissing):
        withdraw(seen=seen(public), by=kari, at=AT, why=Withdrawal(" ", "Grunn.", "Reason."))
    with pytest.raises(ReasonMissing):
        send_back(seen=seen(waiting), by=kari, at=AT, reason="\n")

    assert set(Study.objects.values_list("publication_state", "version")) == {("PUBLISHED", 1), ("IN_REVIEW", 1)}


def test_everything_that_is_missing_is_named_at_once(kari: User):
    study = make_study(publication_state="DRAFT", **NOTHING)

    with pytest.raises(Incomplete) as refused:
        only(publish(seen=seen(study), by=kari, at=AT))

    assert refused.value.facts == tuple(Fact)
    assert lacks(study) == [*Fact]
    study.refresh_from_db()
    assert (study.publication_state, study.version) == ("DRAFT", 1)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, []),
        ({"identifiers": []}, [Fact.IDENTIFIER]),
        ({"identifiers": [], "no_identifier_reason": "IN_NO_REGISTRY"}, []),
        ({"indications": []}, [Fact.INDICATION]),
        ({"primary_sponsor": None}, [Fact.SPONSOR]),
        ({"products": []}, [Fact.PRODUCT]),
        ({"products": [], "own_modalities": ["CAR_NK"]}, [Fact.PRODUCT]),
        ({"countries": [], "sources": 0}, [Fact.COUNTRY, Fact.SOURCE]),
    ],
)
def test_publication_asks_for_the_facts_of_the_rule(fields: dict[str, Any], missing: list[Fact], kari: User):
    study = make_study(publication_state="DRAFT", **fields)

    outcome = publish(seen=seen(study), by=kari, at=AT)

    facts = [refusal.facts for refusal in outcome.refusals if isinstance(refusal, Incomplete)]
    assert (len(outcome.done), facts) == ((0, [tuple(missing)]) if missing else (1, []))


def test_modality_and_target_stand_in_for_a_product(kari: User):
    study = make_study(
        publication_state="DRAFT", products=[], own_modalities=["CAR_NK"], own_targets=[make_target("cd19")]
    )

    assert only(publish(seen=seen(study), by=kari, at=AT)).publication_state == "PUBLISHED"


def test_what_is_missing_does_not_keep_a_study_from_review(kari: User):
    study = make_study(publication_state="DRAFT", **NOTHING)

    assert only(send_to_review(seen=seen(study), by=kari, at=AT)).publication_state == "IN_REVIEW"


def test_a_published_study_may_not_lack_what_publication_asks_for():
    public, draft = make_study(sources=0), make_study(sources=0, publication_state="DRAFT")

    assert (faults_of_publication(public), faults_of_publication(draft)) == ([Fact.SOURCE], [])


def test_who_saw_an_older_version_is_told_who_changed_it_and_when(kari: User):
    study = make_study(publication_state="DRAFT")
    before = seen(study)
    ola = User.objects.create_user("ola")
    sign(study, by=ola, at=AT, reason="Another title.")
    study.save()

    with pytest.raises(Changed) as refused:
        only(publish(seen=before, by=kari, at=LATER))

    assert (refused.value.who, refused.value.at) == (ola, AT)
    with override("en"):
        told = "ola changed it meanwhile (Nov. 3, 2026, 1 p.m.). Nothing was done: look at it again first."
        assert str(refused.value) == told
    study.refresh_from_db()
    assert (study.publication_state, study.version) == ("DRAFT", 2)


def test_a_study_deleted_meanwhile_is_told_so(kari: User):
    study = make_study(publication_state="DRAFT")
    before = seen(study)
    study.delete()

    outcome = publish(seen=before, by=kari, at=AT)

    assert [(type(refusal), refusal.study.pk) for refusal in outcome.refusals] == [(Gone, *before)]


def test_of_many_studies_those_that_can_be_published_are(kari: User):
    whole, bare, public, stale = (
        make_study(publication_state="DRAFT"),
        make_study(publication_state="IN_REVIEW", sources=0),
        make_study(),
        make_study(publication_state="DRAFT"),
    )
    before = seen(whole, bare, public, stale)
    sign(stale, by=kari, at=AT)
    stale.save()

    outcome = publish(seen=before, by=kari, at=LATER)

    assert outcome.done == [whole]
    assert {refusal.study: type(refusal) for refusal in outcome.refusals} == {
        bare: Incomplete,
        public: WrongState,
        stale: Changed,
    }
    assert set(Study.objects.published()) == {whole, public}


def queries(studies: list[Study], by: User) -> int:
    with CaptureQueriesContext(connection) as captured:
        publish(seen=seen(*studies), by=by, at=AT)
    return len(captured)


def test_three_studies_need_as_many_queries_as_one(kari: User):
    changed()  # the first change of all makes the dataset's row
    for_one = queries([make_study(publication_state="DRAFT")], kari)

    assert queries([make_study(publication_state="DRAFT") for _ in range(3)], kari) == for_one


def test_what_several_studies_lack_is_asked_once():
    whole, bare = make_study(), make_study(publication_state="DRAFT", **NOTHING)

    with CaptureQueriesContext(connection) as captured:
        found = lacks_of([whole.pk, bare.pk])

    assert (found, len(captured)) == ({whole.pk: [], bare.pk: [*Fact]}, 1)


def test_a_classification_is_confirmed_once_and_signed(kari: User):
    automatic, confirmed = make_study(), make_study(classification="CURATED")

    outcome = confirm_classification(seen=seen(automatic, confirmed), by=kari, at=AT, reason="Read the protocol.")

    automatic.refresh_from_db()
    assert (automatic.classification, automatic.version) == ("CURATED", 2)
    assert [type(refusal) for refusal in outcome.refusals] == [ConfirmedBefore]
    assert last_entry(automatic) == ("PUBLISHED", 2, kari, AT, "Read the protocol.")


NCT, PROTOCOL = ("CTGOV", "NCT01234567"), ("SPONSOR_PROTOCOL", "A-1")


@pytest.mark.parametrize(
    ("acronym", "numbers", "title", "address"),
    [
        ("CASTLE", [NCT], "A study", "castle"),
        ("ISAAC 2", [], "A study", "isaac-2"),
        ("", [PROTOCOL, ("CTIS", "2023-510150-17-00"), NCT], "A study", "nct01234567"),
        ("", [PROTOCOL], "CD19 CAR-T ved sjøgrens sykdom: æ, ø & å", "cd19-car-t-ved-sjogrens-sykdom-ae-o-a"),
        ("", [], "γδ T cells", "t-cells"),
        ("狼疮", [], "狼疮", "study"),
        ("", [], "word " * 40, "-".join(["word"] * 12)),
        ("", [], "x" * 200, "x" * 60),
    ],
)
def test_an_address_is_proposed(acronym: str, numbers: list[tuple[str, str]], title: str, address: str):
    assert propose_slug(acronym, numbers, title) == address


def test_an_address_that_is_taken_is_counted_up():
    first = make_study("castle")
    make_study("castle-2")
    make_study("castle-40")

    assert propose_slug("Castle", [], "A study") == "castle-3"
    assert propose_slug("Castle", [], "A study", apart_from=first.pk) == "castle"
    assert make_identifier(first, *NCT).value == "NCT01234567"
