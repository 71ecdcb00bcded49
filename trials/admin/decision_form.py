"""The form of one row of the queue: still right, changed or closed; and who said so, and how."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from trials.actions.verifying import CHANGEABLE, Said
from trials.admin import rules
from trials.admin.forms import LONGEST_REASON, RefuseIdentityNumbers, SeenField
from trials.admin.help_texts import help_text
from trials.admin.rules import Fault, Ruled
from trials.choices import RecruitmentStatus, VerificationMethod, VerifierRole
from trials.models import StudySite
from trials.names import capitalised

CLOSED_AS = (RecruitmentStatus.ACTIVE_NOT_RECRUITING, RecruitmentStatus.COMPLETED)
PAUSED = {RecruitmentStatus.SUSPENDED, RecruitmentStatus.TEMPORARILY_NOT_AVAILABLE}
OPENED = {RecruitmentStatus.RECRUITING, RecruitmentStatus.ENROLLING_BY_INVITATION, RecruitmentStatus.AVAILABLE}
# What a person hears from a site; a registry's word is no confirmation.
HEARD = (VerificationMethod.PHONE, VerificationMethod.EMAIL, VerificationMethod.PROTOCOL)
NOT_CHOSEN = ("", "---------")


class Answer(TextChoices):
    """What a person says of a row."""

    RIGHT = "right", gettext_lazy("Still right")
    CHANGE = "change", gettext_lazy("Change")
    CLOSE = "close", pgettext_lazy("a study site", "Close")


def says_something(form: Any) -> Iterator[Fault]:
    """What is still right has a status that can be; what is to change stands under “Change”."""
    here, answer = form.instance, form.cleaned_data.get("answer")
    if answer != Answer.CHANGE and form.changes:
        yield "answer", _("You changed something below: choose “Change”, or put it back as it was.")
    elif answer == Answer.RIGHT and not here.status:
        yield "answer", _("Nobody has said whether it recruits. Choose “Change”, and say so.")
    elif answer == Answer.RIGHT and here.status == RecruitmentStatus.SUSPENDED and not here.pause_reason:
        yield "answer", _("A pause needs a reason. Choose “Change”, and write why.")
    elif answer == Answer.RIGHT and form.opening_has_passed:
        yield "answer", _("The expected opening has passed. Choose “Change”: a new date, or another status.")
    elif answer == Answer.CLOSE and not form.cleaned_data.get("closed_as"):
        yield "closed_as", _("Choose how it closed.")
    elif answer == Answer.CLOSE and not form.cleaned_data.get("reason"):
        yield "reason", _("Write why it closed, or who said so: it stands in the history.")


def pause_is_explained(form: Any) -> Iterator[Fault]:
    """Rule 3: what is confirmed as paused has a reason, whether it is paused now or was before."""
    sent = form.cleaned_data
    is_paused = sent.get("answer") == Answer.CHANGE and sent.get("status") == RecruitmentStatus.SUSPENDED
    if is_paused and not sent.get("pause_reason"):
        yield "pause_reason", _("A pause needs a reason: write here why, in a few words.")


class DecisionForm(Ruled, RefuseIdentityNumbers, forms.Form):
    """What somebody says of a study site; `instance` is the row as it stands in the register."""

    rules = (says_something, pause_is_explained, rules.opening_lies_ahead)

    answer = forms.ChoiceField(
        label=gettext_lazy("What do you say?"), choices=Answer, initial=Answer.RIGHT, widget=forms.RadioSelect
    )
    closed_as = forms.ChoiceField(
        label=gettext_lazy("How did it close?"),
        required=False,
        choices=[(status.value, status.label) for status in CLOSED_AS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Kept in the history with your name and the time. For example: phoned the study nurse."),
    )
    verification_method = forms.ChoiceField(label=gettext_lazy("Confirmed how"))
    verified_role = forms.ChoiceField(
        label=gettext_lazy("Confirmed by whom"), choices=[NOT_CHOSEN, *VerifierRole.choices]
    )
    seen = SeenField()

    def __init__(self, instance: StudySite, *, is_own: bool, role: str = "", data: Any = None) -> None:
        """`is_own`: the person belongs to this hospital, and so confirms by having signed in; `role` is theirs."""
        self.instance = instance
        signed_in = [VerificationMethod.SIGNED_IN] if is_own else []
        initial: dict[str, Any] = {"seen": instance.version}
        if is_own:
            initial |= {"verification_method": VerificationMethod.SIGNED_IN, "verified_role": role}
        initial |= {name: _column(name).value_from_object(instance) for name in CHANGEABLE}
        super().__init__(data, initial=initial, label_suffix="")
        for name in CHANGEABLE:
            self.fields[name] = _field(name)
        methods: Any = self.fields["verification_method"]
        methods.choices = [NOT_CHOSEN, *((one.value, one.label) for one in (*signed_in, *HEARD))]

    @property
    def changes(self) -> list[str]:
        """The facts that were sent otherwise than they stand in the register."""
        return [name for name in CHANGEABLE if name in self.changed_data]

    @property
    def opening_has_passed(self) -> bool:
        """Whether the site was expected to have opened by now, and its status says that it has not."""
        opening = self.instance.expected_open_date
        return opening is not None and opening.last_day < rules.today() and self.instance.status not in OPENED

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields of what can be changed."""
        return [self[name] for name in CHANGEABLE]

    def clean_expected_open_date(self) -> Any:
        """A date as exact as it is known."""
        return _column("expected_open_date").to_python(self.cleaned_data["expected_open_date"])

    def said(self) -> Said:
        """What was said, as the register takes it."""
        sent = self.cleaned_data
        values = {name: sent[name] for name in self.changes}
        if sent["answer"] == Answer.CLOSE:
            values = {"status": sent["closed_as"]}
        return Said(sent["verification_method"], sent["verified_role"], self._tidied(values), sent["reason"])

    def _tidied(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values; a pause that is over takes its reason along, and an opening that has come its date."""
        status = values.get("status")
        if status and status not in PAUSED and self.instance.pause_reason:
            values = {"pause_reason": "", **values}
        if status in OPENED and self.instance.expected_open_date:
            values = {"expected_open_date": None, **values}
        return values

    def refuse(self, error: ValidationError) -> None:
        """Put what a rule of the register said where the person can do something about it."""
        is_change = self.cleaned_data.get("answer") == Answer.CHANGE
        for name, messages in error.message_dict.items():
            for message in messages:
                self.add_error(name if is_change and name in self.fields else "answer", message)


def _field(name: str) -> forms.Field:
    """A field of the row, as the row's own form asks for it."""
    column = _column(name)
    field: forms.Field = column.formfield(help_text=help_text(column), label=capitalised(str(column.verbose_name)))
    return field


def _column(name: str) -> Any:
    return StudySite._meta.get_field(name)
