"""What a person is told whose decision came second."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from trials.actions import verifying
from trials.actions.batches import name_of
from trials.actions.ingest.deciding import Overtaken
from trials.actions.ingest.scoping import DecidedMeanwhile
from trials.admin.fact_words import label_of
from trials.choices import Decision


def told(others: Overtaken, language: str) -> Iterator[str]:
    """A sentence for each change that another decided, or that says something else by now."""
    for change in others.decided:
        words = {
            "fact": label_of(change.key, change.site, language),
            "who": name_of(change.decided_by),
            "decision": str(Decision(change.decision).label),
            "when": in_words(change.decided_at),
        }
        yield _("%(fact)s: %(who)s decided it first (%(decision)s, %(when)s). Nothing of yours was saved.") % words
    for change in others.changed:
        words = {"fact": label_of(change.key, change.site, language)}
        yield _("%(fact)s: one of the values was changed meanwhile. Look at it again; nothing was saved.") % words
    if others.gone:
        told_of = ngettext(
            "%(n)d change need not be decided any more: the registry says what we have. Nothing was saved.",
            "%(n)d changes need not be decided any more: the registry says what we have. Nothing was saved.",
            others.gone,
        )
        yield told_of % {"n": others.gone}


def told_of_record(other: DecidedMeanwhile) -> str:
    """A sentence for a record that another decided on."""
    if other.by is None:
        return _("The registry changed it meanwhile. Look at it again; nothing was saved.")
    words = {"who": name_of(other.by), "when": in_words(other.at)}
    return _("%(who)s decided it first (%(when)s). Nothing of yours was saved.") % words


def told_of_row(other: verifying.Overtaken) -> str:
    """A sentence for a study site that another changed."""
    words = {"who": name_of(other.who) or _("The register itself"), "when": in_words(other.at)}
    return (
        _(
            "%(who)s changed this row meanwhile (%(when)s). Nothing of yours was saved, and nothing is lost: what you "
            "wrote stands below. Look at how the row stands now, and send it again if it still holds."
        )
        % words
    )


def name_and_time(who: User | None, at: datetime | None) -> str:
    """Who decided something, and when."""
    return ", ".join(filter(None, (name_of(who), in_words(at))))


def in_words(at: datetime | None) -> str:
    """A moment on the clock of the register."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
