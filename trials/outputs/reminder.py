"""The letter to a person at a hospital: what waits for them, each row with the address that opens it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _, ngettext

from trials.choices import IdentifierScheme
from trials.dates import format_date
from trials.models import StudySite
from trials.names import site_name
from trials.outputs.row_links import LASTS, link_to_row
from trials.query.reminders import Due

# The widest known number is the one that a study is named by.
_SCHEMES = IdentifierScheme.values


@dataclass(frozen=True)
class Letter:
    """An e-mail in plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Line:
    """A study site in the letter."""

    study: str
    site: str
    state: str
    link: str


def letter_for(due: Due, today: date) -> Letter:
    """The letter, in the language of the person."""
    with translation.override(due.language):
        subject = ngettext(
            "CAR-T tracker: %(n)d study waits for your word",
            "CAR-T tracker: %(n)d studies wait for your word",
            len(due.rows),
        )
        context = {
            "name": due.person.get_full_name() or due.person.get_username(),
            "lines": [_line(row, due.language, today) for row in due.rows],
            "queue": f"{settings.SITE_URL}{reverse('admin:trials_studysite_queue')}",
            "days": LASTS.days,
        }
        body = render_to_string("trials/email/reminder.txt", context)
        return Letter(subject % {"n": len(due.rows)}, body)


def _line(here: StudySite, language: str, today: date) -> Line:
    numbers = sorted(here.study.identifiers.all(), key=lambda number: (_SCHEMES.index(number.scheme), number.value))
    name = " ".join([*(number.value for number in numbers[:1]), str(here.study)])
    return Line(name, site_name(here.site, language).text, _state(here, language, today), link_to_row(here.pk))


def _state(here: StudySite, language: str, today: date) -> str:
    """Since when nobody has said anything, and whether an opening was expected by now."""
    told = _("Never confirmed.")
    if isinstance(here.verified_at, datetime):
        day = format_date(timezone.localdate(here.verified_at), language)
        told = _("Last confirmed %(date)s.") % {"date": day}
    opening = here.expected_open_date
    if opening is not None and opening.last_day < today:
        told += " " + _("It was expected to open: %(date)s.") % {"date": opening.format(language)}
    return told
