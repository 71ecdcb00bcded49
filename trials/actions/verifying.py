"""A study site as somebody confirmed it: still right, changed, or closed. One call writes it, signed, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from trials.actions.ingest.by_hand import decided_by_hand
from trials.actions.ingest.deciding import mark_decided
from trials.actions.public_change import public_change, touch
from trials.actions.saving import sign
from trials.dates import PartialDate
from trials.models import StudySite
from trials.query.facts import SITE_STATUS

# What the history says, where the person gave no other reason.
STILL_RIGHT = gettext_noop("Confirmed: still right")
CHANGED = gettext_noop("Confirmed with changes")
# What a confirmation may change; the rest has forms of its own.
CHANGEABLE = (
    "status",
    "expected_open_date",
    "pause_reason",
    "takes_external_referrals",
    "takes_foreign_referrals",
    "is_travel_covered",
    "reply_days",
)


@dataclass(frozen=True)
class Said:
    """What somebody said of a study site: how (VerificationMethod), who (VerifierRole), and what is otherwise now.

    `values` are new values of fields of CHANGEABLE.
    """

    method: str
    role: str
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


class Overtaken(Exception):
    """Another changed the study site meanwhile; nothing was written. By whom and when, as far as history knows."""

    def __init__(self, who: User | None, at: datetime | None) -> None:
        super().__init__(who, at)
        self.who, self.at = who, at


class Gone(Exception):
    """The study site was deleted meanwhile."""


@public_change()
def verify(study_site: int, said: Said, *, seen: int, by: User, at: datetime) -> StudySite:
    """Stamp a study site (primary key), of the version seen, as confirmed, with what was said to be otherwise.

    Overtaken where its version is another by now, Gone where it is no more; ValidationError, by field, where a rule of
    the register would be broken. Then nothing is written.
    """
    study = StudySite.objects.filter(pk=study_site).values_list("study_id", flat=True).first()
    if study is None:
        raise Gone
    with decided_by_hand([study], by=by, at=at):  # locks the study before its site, as everywhere
        here = _locked(study_site, seen)
        _change(here, said.values, at)
        here.verified_at, here.verified_by = at, by
        here.verification_method, here.verified_role = said.method, said.role
        _refuse_what_cannot_be(here)
        sign(here, by=by, at=at, reason=said.reason.strip() or (CHANGED if said.values else STILL_RIGHT))
        here.save()
        touch([here])
        mark_decided(study, (SITE_STATUS, "", here.site_id), by=by, at=at)
    return here


def _locked(study_site: int, seen: int) -> StudySite:
    rows = StudySite.objects.select_for_update(of=("self",)).select_related("study", "site")
    here = rows.filter(pk=study_site).first()
    if here is None:
        raise Gone
    if here.version != seen:
        last = StudySite.history.filter(id=study_site).select_related("history_user").order_by("-history_id").first()
        raise Overtaken(last and last.history_user, last and last.history_date)
    return here


def _change(here: StudySite, values: Mapping[str, Any], at: datetime) -> None:
    """Give the site what is otherwise; a status that a person gives is of that day, and no registry's any more."""
    if unknown := values.keys() - {*CHANGEABLE}:
        raise KeyError(*unknown)
    if "status" in values and values["status"] != here.status:
        here.status_as_of = PartialDate.parse(timezone.localdate(at).isoformat())
        here.status_source = None
    for name, value in values.items():
        setattr(here, name, value)


def _refuse_what_cannot_be(here: StudySite) -> None:
    """ValidationError by field: nothing is confirmed without a status, or against the rules of the register."""
    if not here.status:
        raise ValidationError({"status": _("Nobody has said whether it recruits. Choose “Change”, and say so.")})
    here.full_clean(exclude=["study", "site", "verified_by"])
