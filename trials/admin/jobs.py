"""What can be done with many studies at once, in words, and what was done."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import BadRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from trials.actions.batches import BATCH, Outcome, Refusal
from trials.actions.classifying import confirm_classification, unconfirmable
from trials.actions.publishing import RULES, Step, obstacle, publish, send_to_review, withdraw
from trials.admin.step_pages import StepForm, WithdrawForm
from trials.models import Study
from trials.query.completeness import Fact, listed

# The version of each study that a person saw, by primary key.
Seen = Mapping[int, int]
# Studies that were left as they were and are named in a message; the rest are counted.
NAMED = 20
# Digits of a primary key and of a version; a longer number is none of ours.
LONGEST_KEY, LONGEST_VERSION = 18, 9


@dataclass(frozen=True)
class Job:
    """Something that can be done with many studies: what it does, what it asks, and how it is told."""

    address: str
    permission: str
    form: type[StepForm]
    take: Callable[..., Outcome]
    hindrance: Callable[[Study, Sequence[Fact]], Refusal | None]
    question: str | Promise
    explanation: str | Promise
    button: str | Promise
    will: str | Promise
    done: Callable[[int], str]
    # Whether missing facts hinder it, or are only told.
    needs_facts: bool = False
    tells_facts: bool = False

    def happens(self, study: Study, facts: Sequence[Fact]) -> str:
        """What will happen to a study that lacks these facts, for the person to read before it happens."""
        if refusal := self.hindrance(study, facts):
            return _("Stays as it is. %(why)s") % {"why": refusal}
        if facts and self.tells_facts:
            return _("%(will)s Missing for publication: %(facts)s.") % {"will": self.will, "facts": listed(facts)}
        return str(self.will)


PUBLISH = Job(
    "publish",
    RULES[Step.PUBLISH].permission,
    StepForm,
    publish,
    lambda study, facts: obstacle(Step.PUBLISH, study, facts),
    gettext_lazy("Publish the selected studies?"),
    gettext_lazy("Everyone sees them at once: their pages, and the studies in lists, counts and files."),
    gettext_lazy("Publish"),
    gettext_lazy("Will be published."),
    lambda n: ngettext("%(n)d study is public now.", "%(n)d studies are public now.", n) % {"n": n},
    needs_facts=True,
)
WITHDRAW = Job(
    "withdraw",
    RULES[Step.WITHDRAW].permission,
    WithdrawForm,
    withdraw,
    lambda study, facts: obstacle(Step.WITHDRAW, study, facts),
    gettext_lazy("Withdraw the selected studies from the register?"),
    gettext_lazy(
        "They leave lists, counts and files at once. Their pages say that they were withdrawn, when and why: the same "
        "reason for all. Nothing is lost here: they can be published again."
    ),
    gettext_lazy("Withdraw"),
    gettext_lazy("Will be withdrawn."),
    lambda n: (
        ngettext("%(n)d study is withdrawn from the register.", "%(n)d studies are withdrawn from the register.", n)
        % {"n": n}
    ),
)
SEND_TO_REVIEW = Job(
    "send-to-review",
    RULES[Step.SEND_TO_REVIEW].permission,
    StepForm,
    send_to_review,
    lambda study, facts: obstacle(Step.SEND_TO_REVIEW, study, facts),
    gettext_lazy("Send the selected studies to review?"),
    gettext_lazy("Editors see that they wait. They publish them, or send them back and say what is to be done."),
    gettext_lazy("Send to review"),
    gettext_lazy("Will be sent to review."),
    lambda n: ngettext("%(n)d study was sent to review.", "%(n)d studies were sent to review.", n) % {"n": n},
    tells_facts=True,
)
CONFIRM = Job(
    "confirm-classification",
    "trials.change_study",
    StepForm,
    confirm_classification,
    lambda study, facts: unconfirmable(study),
    gettext_lazy("Confirm the classification of the selected studies?"),
    gettext_lazy(
        "You say that a person has read a source, and that disease, product and type of treatment are right. "
        "Their pages no longer say that they were classified automatically."
    ),
    gettext_lazy("Confirm classification"),
    gettext_lazy("Will be confirmed."),
    lambda n: (
        ngettext(
            "The classification of %(n)d study is confirmed.", "The classification of %(n)d studies is confirmed.", n
        )
        % {"n": n}
    ),
)
JOBS = (PUBLISH, WITHDRAW, SEND_TO_REVIEW, CONFIRM)


@dataclass
class Tally:
    """What was done with many studies, in constant memory: two counts, and the first that were left, with why."""

    done: int = 0
    left: int = 0
    named: list[Refusal] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count a batch."""
        self.done += len(outcome.done)
        self.left += len(outcome.refusals)
        self.named += outcome.refusals[: NAMED - len(self.named)]


def batches(seen: Seen) -> Iterator[dict[int, int]]:
    """The studies in parts that fit into memory and a transaction."""
    keys = [*seen]
    for start in range(0, len(keys), BATCH):
        yield {pk: seen[pk] for pk in keys[start : start + BATCH]}


def as_text(seen: Iterable[tuple[int, int]]) -> str:
    """The versions seen in one field: a form may hold a thousand fields, and has more studies."""
    return " ".join(f"{pk}.{version}" for pk, version in seen)


def from_text(text: str) -> dict[int, int]:
    """The versions seen; BadRequest for a field that our page did not write."""
    found = {}
    for part in text.split():
        pk, _dot, version = part.partition(".")
        if not (_is_number(pk, LONGEST_KEY) and _is_number(version, LONGEST_VERSION)):
            raise BadRequest(_("The list of studies that was sent cannot be read. Select them again."))
        found[int(pk)] = int(version)
    return found


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= longest
