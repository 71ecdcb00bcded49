"""A study on its way from draft to public, and back: the one table of steps, and the only writers of the state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import TextChoices
from django.utils.translation import gettext as _, gettext_lazy

from trials.actions.batches import Outcome, Refusal, Seen, lock, write
from trials.actions.public_change import public_change
from trials.choices import PublicationState
from trials.models import Study
from trials.query.completeness import Fact, lacks_of, listed

DRAFT, IN_REVIEW = PublicationState.DRAFT, PublicationState.IN_REVIEW
PUBLISHED, WITHDRAWN = PublicationState.PUBLISHED, PublicationState.WITHDRAWN


class Step(TextChoices):
    """What a person can do with a study's publication."""

    SEND_TO_REVIEW = "SEND_TO_REVIEW", gettext_lazy("Send to review")
    SEND_BACK = "SEND_BACK", gettext_lazy("Send back")
    PUBLISH = "PUBLISH", gettext_lazy("Publish")
    WITHDRAW = "WITHDRAW", gettext_lazy("Withdraw")


@dataclass(frozen=True)
class Rule:
    """From which states a step leads to which, and the permission it needs."""

    leaves: frozenset[PublicationState]
    reaches: PublicationState
    permission: str


RULES = {
    Step.SEND_TO_REVIEW: Rule(frozenset({DRAFT, WITHDRAWN}), IN_REVIEW, "trials.change_study"),
    Step.SEND_BACK: Rule(frozenset({IN_REVIEW}), DRAFT, "trials.change_study"),
    Step.PUBLISH: Rule(frozenset({DRAFT, IN_REVIEW, WITHDRAWN}), PUBLISHED, "trials.publish_study"),
    Step.WITHDRAW: Rule(frozenset({PUBLISHED}), WITHDRAWN, "trials.publish_study"),
}


class WrongState(Refusal):
    """A step that does not begin in the state that the study is in."""

    def __str__(self) -> str:
        state = PublicationState(self.study.publication_state).label
        return _("Its state is “%(state)s”, where this cannot be done.") % {"state": state}


class Incomplete(Refusal):
    """A study that lacks facts that publication asks for (rule 1 of the register): all of them, at once."""

    def __init__(self, study: Study, facts: Sequence[Fact]) -> None:
        super().__init__(study)
        self.facts = tuple(facts)

    def __str__(self) -> str:
        return _("Missing: %(facts)s.") % {"facts": listed(self.facts)}


class ReasonMissing(ValueError):
    """A step that others must be told the reason of came without one."""


@dataclass(frozen=True)
class Withdrawal:
    """Why a study is withdrawn, as its page says it: in bokmål, and in other languages where somebody wrote it."""

    nb: str
    nn: str = ""
    en: str = ""


def obstacle(step: Step, study: Study, facts: Sequence[Fact]) -> Refusal | None:
    """Why the step cannot be taken with the study, which lacks these facts; None when it can."""
    if study.publication_state not in RULES[step].leaves:
        return WrongState(study)
    return Incomplete(study, facts) if step == Step.PUBLISH and facts else None


def send_to_review(*, seen: Seen, by: User, at: datetime, reason: str = "") -> Outcome:
    """Hand drafts, or withdrawn studies, to whoever publishes; what they lack is no obstacle."""
    return _take(Step.SEND_TO_REVIEW, seen=seen, by=by, at=at, reason=reason)


def send_back(*, seen: Seen, by: User, at: datetime, reason: str) -> Outcome:
    """Make studies in review drafts again; `reason` says what is to be done, ReasonMissing when it does not."""
    if not reason.strip():
        raise ReasonMissing
    return _take(Step.SEND_BACK, seen=seen, by=by, at=at, reason=reason)


def publish(*, seen: Seen, by: User, at: datetime, reason: str = "") -> Outcome:
    """Make studies public, for the first time or again; those that lack anything stay as they are, and it is named."""
    return _take(
        Step.PUBLISH,
        seen=seen,
        by=by,
        at=at,
        reason=reason,
        withdrawal_reason_nb="",
        withdrawal_reason_nn="",
        withdrawal_reason_en="",
    )


def withdraw(*, seen: Seen, by: User, at: datetime, why: Withdrawal, reason: str = "") -> Outcome:
    """Take public studies out; their pages say why from now on. ReasonMissing when they would not, in bokmål."""
    if not why.nb.strip():
        raise ReasonMissing
    return _take(
        Step.WITHDRAW,
        seen=seen,
        by=by,
        at=at,
        reason=reason or why.nb,
        withdrawal_reason_nb=why.nb,
        withdrawal_reason_nn=why.nn,
        withdrawal_reason_en=why.en,
    )


def only(outcome: Outcome) -> Study:
    """The study of a batch of one; raises its Refusal when it was left as it was."""
    for refusal in outcome.refusals:
        raise refusal
    return outcome.done[0]


@public_change()
def _take(step: Step, *, seen: Seen, by: User, at: datetime, reason: str, **values: Any) -> Outcome:
    """Take the step with all studies of the batch that it can be taken with; a constant number of queries."""
    held = lock(seen)
    facts = lacks_of(seen) if step == Step.PUBLISH else {}
    obstacles = [obstacle(step, study, facts.get(study.pk, [])) for study in held.done]
    done = [study for study, refusal in zip(held.done, obstacles, strict=True) if refusal is None]
    if done and step == Step.PUBLISH:
        _mark_first(done, at)
    if done:
        write(done, by=by, at=at, reason=reason, publication_state=RULES[step].reaches, **values)
    return Outcome(done, [*held.refusals, *(refusal for refusal in obstacles if refusal)])


def _mark_first(studies: Iterable[Study], at: datetime) -> None:
    """Since when others may have kept a study's address: set once, never again."""
    first = [study for study in studies if study.first_published_at is None]
    for study in first:
        study.first_published_at = at
    Study.objects.filter(pk__in=[study.pk for study in first]).update(first_published_at=at)
