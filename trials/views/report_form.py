"""What a reader is asked who reports an error, and what tells a person from a program."""

import re
from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext, gettext_lazy as _

from trials.text import has_identity_number

SALT = "trials.views.report_form"
# Nobody writes a report so fast; and a form that was open for longer is asked again.
FASTEST, LONGEST_OPEN = timedelta(seconds=2), timedelta(hours=24)
SHORTEST, LONGEST = 5, 2000
# Line breaks and tabs belong to a text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class ReportForm(forms.Form):
    """What is wrong, in the reader's words."""

    text = forms.CharField(
        label=_("What is wrong, and what is right?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "class": "ds-input",
                "rows": 6,
                "aria-describedby": "report-help report-error",
                "autocomplete": "off",
            }
        ),
        error_messages={
            "required": _("Write what is wrong."),
            "min_length": _("Write a little more: at least %(limit_value)d characters."),
            "max_length": _("Write less: at most %(limit_value)d characters, and these are %(show_value)d."),
        },
    )

    def clean_text(self) -> str:
        """The text; ValidationError for what may not stand in it."""
        text: str = self.cleaned_data["text"]
        if _CONTROL.search(text):
            raise ValidationError(_("The text contains a control character. Write it anew, without pasting."))
        refuse_identity_number(text)
        return text


def refuse_identity_number(text: str) -> None:
    """ValidationError for a text with a Norwegian identity number."""
    if has_identity_number(text):
        raise ValidationError(
            _("The text holds a Norwegian identity number. Remove it: nothing about a patient may be sent here."),
            code="identity_number",
        )


def token_for(page: str, at: datetime) -> str:
    """What the form carries of when it was opened, and for which page."""
    return Signer(salt=SALT).sign_object([page, int(at.timestamp())])


def fault_of_token(token: str, page: str, at: datetime) -> str:
    """Why a form cannot be taken that carries this; empty where it can."""
    try:
        of_page, opened = Signer(salt=SALT).unsign_object(token)
    except BadSignature:
        of_page, opened = "", 0
    age = at.timestamp() - opened
    if of_page != page or age > LONGEST_OPEN.total_seconds():
        return gettext("The form was open for too long. Your text is still here: read it through, and send it again.")
    if age < FASTEST.total_seconds():
        return gettext("That was very quick. Your text is still here: wait a moment, and send it again.")
    return ""
