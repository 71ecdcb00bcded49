"""What a referring doctor is told of a study at one site: who confirmed, whom to call, what to send."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from trials.choices import ContactRole, VerificationMethod
from trials.dates import format_date
from trials.localised import Localised, localised
from trials.models import StudySite
from trials.models.study_site import Reachable
from trials.names import mid_sentence
from trials.outputs.openness import confirmed_by

# Whom a referring doctor looks for first; what a registry named comes last.
_CONTACT_ORDER = (
    ContactRole.REFERRAL,
    ContactRole.STUDY_COORDINATOR,
    ContactRole.STUDY_NURSE,
    ContactRole.PRINCIPAL_INVESTIGATOR,
    ContactRole.ON_CALL,
    ContactRole.REGISTRY,
)


@dataclass(frozen=True)
class SiteFact:
    """A fact with its label; several values are lines of a list."""

    label: str
    values: tuple[Localised, ...]


@dataclass(frozen=True)
class ContactLine:
    """Whom to reach, the function before the person; `phone_address` is what a phone dials.

    `published_by` is the registry that it is taken from, empty where a person entered it.
    """

    role: str
    phone: str
    email: str
    name: str
    published_by: str = ""

    @property
    def phone_address(self) -> str:
        """The number without what only makes it readable."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def text(self) -> str:
        """All of it in one line."""
        told = ", ".join(filter(None, (self.phone, self.email, self.name)))
        return f"{told} ({self.published_by})" if self.published_by else told


def contact_lines(contacts: Iterable[Reachable]) -> list[ContactLine]:
    """The public ones among the contacts, whom to ask about a referral first."""
    public = sorted((one for one in contacts if one.is_public), key=_urgency)
    return [
        ContactLine(str(ContactRole(one.role).label), one.phone, one.email, one.name, one.get_registry_display())
        for one in public
    ]


def _urgency(contact: Reachable) -> tuple[int, bool, int]:
    return _CONTACT_ORDER.index(ContactRole(contact.role)), not contact.phone, contact.pk


def confirmation(here: StudySite, language: str) -> str:
    """When the site confirmed, by whom and how: "2 November 2026 by the study nurse. By phone"; or never."""
    if here.verified_at is None:
        return _("Never")
    date = format_date(timezone.localdate(here.verified_at), language, "long")
    if here.verification_method == VerificationMethod.REGISTRY:
        return _("Never; looked up in a registry %(date)s") % {"date": date}
    words = {"date": date, "by": confirmed_by(here.verified_role, language), "how": _how(here)}
    return _("%(date)s %(by)s, %(how)s") % words


def _how(here: StudySite) -> str:
    return mid_sentence(str(VerificationMethod(here.verification_method).label))


def site_facts(here: StudySite, language: str) -> tuple[list[SiteFact], str]:
    """What the site states to referring doctors, and what it does not state, listed."""
    stated, silent = [], []
    for label, values in _asked(here, language):
        if values:
            stated.append(SiteFact(label, values))
        else:
            silent.append(label)
    if note := localised(here, "note", language):
        stated.append(SiteFact(_("Note from the site"), (note,)))
    return stated, ", ".join([*silent[:1], *map(mid_sentence, silent[1:])])


def _asked(here: StudySite, language: str) -> Iterator[tuple[str, tuple[Localised, ...]]]:
    """Every question of a referring doctor, with what the site answers."""
    yield _("Who may refer"), _one(localised(here, "who_may_refer", language))
    yield _("What to attach"), _lines(localised(here, "attach", language))
    yield _("Answers within"), _one(Localised(_reply(here.reply_days), language))
    yield _("Takes referrals from other hospitals"), _one(_yes_or_no(here.takes_external_referrals, language))
    yield _("Takes patients from abroad"), _one(_yes_or_no(here.takes_foreign_referrals, language))
    yield _("Travel covered"), _one(_yes_or_no(here.is_travel_covered, language))


def _one(text: Localised) -> tuple[Localised, ...]:
    return (text,) if text else ()


def _lines(text: Localised) -> tuple[Localised, ...]:
    lines = (line.strip() for line in text.text.splitlines())
    return tuple(Localised(line, text.language, text.foreign) for line in lines if line)


def _reply(days: int | None) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days is not None else ""


def _yes_or_no(answer: bool | None, language: str) -> Localised:
    return Localised("" if answer is None else _("Yes") if answer else _("No"), language)
