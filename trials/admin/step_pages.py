"""The steps of publication as a person meets them: what each does, in words, and what it asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trials.actions.batches import Outcome
from trials.actions.publishing import Step, Withdrawal, publish, send_back, send_to_review, withdraw
from trials.admin.forms import LONGEST_REASON, RefuseIdentityNumbers

LONGEST_TOLD = 2000


def words_field(label: Any, help_text: Any, *, required: bool = False, longest: int = LONGEST_REASON) -> Any:
    """A field for a few sentences."""
    rows = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=longest, widget=rows)


class StepForm(RefuseIdentityNumbers, forms.Form):
    """Why a step is taken, for the history."""

    reason = words_field(_("Why"), _("Not needed. Kept in the history with your name and the time."))

    @property
    def words(self) -> dict[str, Any]:
        """What the step is told of that which was written."""
        return {"reason": self.cleaned_data["reason"]}


class SendBackForm(StepForm):
    """What is to be done before a study is sent to review again."""

    reason = words_field(
        _("What is to be done"), _("Stands on the study's page here until it is sent to review again."), required=True
    )


class WithdrawForm(StepForm):
    """Why a study is withdrawn, for its readers and for the history."""

    why_nb = words_field(_("Why, in bokmål"), _("The public reads this."), required=True, longest=LONGEST_TOLD)
    why_nn = words_field(_("Why, in nynorsk"), _("Left empty, the page shows bokmål."), longest=LONGEST_TOLD)
    why_en = words_field(_("Why, in English"), _("Left empty, the page shows bokmål."), longest=LONGEST_TOLD)
    reason = words_field(_("For ourselves"), _("Not needed, and not public. Kept in the history."))
    field_order = ("why_nb", "why_nn", "why_en", "reason")

    @property
    def words(self) -> dict[str, Any]:
        """What the step is told of that which was written."""
        told = self.cleaned_data
        return {"why": Withdrawal(told["why_nb"], told["why_nn"], told["why_en"]), "reason": told["reason"]}


@dataclass(frozen=True)
class StepPage:
    """A step as a person meets it: its address, what it does, in words, and what it asks."""

    address: str
    take: Callable[..., Outcome]
    form: type[StepForm]
    question: str | Promise
    explanation: str | Promise
    done: str | Promise


PAGES = {
    Step.SEND_TO_REVIEW: StepPage(
        "send-to-review",
        send_to_review,
        StepForm,
        _("Send to review?"),
        _("Editors see that the study waits for them. They publish it, or send it back and say what is to be done."),
        _("“%s” was sent to review."),
    ),
    Step.SEND_BACK: StepPage(
        "send-back",
        send_back,
        SendBackForm,
        _("Send back?"),
        _("The study becomes a draft again, with your words on what is to be done."),
        _("“%s” was sent back and is a draft again."),
    ),
    Step.PUBLISH: StepPage(
        "publish",
        publish,
        StepForm,
        _("Publish?"),
        _("Everyone sees the study at once: its page, and the study in lists, counts and files."),
        _("“%s” is public now."),
    ),
    Step.WITHDRAW: StepPage(
        "withdraw",
        withdraw,
        WithdrawForm,
        _("Withdraw from the register?"),
        _(
            "The study leaves lists, counts and files at once. Its page says that it was withdrawn, when and why. "
            "Nothing is lost here: it can be published again."
        ),
        _("“%s” is withdrawn from the register."),
    ),
}
# The steps that what is missing matters to: it hinders the one, and is told before the other.
NEEDS_FACTS = {Step.PUBLISH, Step.SEND_TO_REVIEW}
