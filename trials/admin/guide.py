"""What the first page tells a person beside their queue: what their role may do, and where to begin, with counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trials.choices import PublicationState
from trials.models import Study, StudySite
from trials.query.responsibility import sites_of

MOST_NAMES = 3
# Each role by the name of its group, and what it may do in plain words.
ROLES = {
    "coordinator": (
        _("Coordinator"),
        _(
            "You keep the study sites of your hospitals right: whether they take patients, whom to call, and what "
            "a referring doctor should know. Everything else you can read."
        ),
    ),
    "editor": (
        _("Editor"),
        _(
            "You add and change studies, their sites and everything they refer to, for all hospitals. You decide on "
            "what registries changed, publish studies or take them back, and merge what stands twice."
        ),
    ),
    "administrator": (
        _("Administrator"),
        _(
            "You do all that an editor does. You also make accounts for people, give each a role and coordinators "
            "their hospitals, and close the accounts of those who leave."
        ),
    ),
}
SUPERUSER = (
    _("Superuser"),
    _(
        "You may do everything. Use this account to make accounts for people and to help out; "
        "for daily work, an account with a role says more clearly who did what."
    ),
)


@dataclass(frozen=True)
class Role:
    """A role of the person: its name, and what it may do."""

    name: str | Promise
    may: str | Promise


@dataclass(frozen=True)
class Step:
    """Something to do: a link, a sentence on it, and how many there are; None where there is nothing to count."""

    name: str | Promise
    url: str
    hint: str | Promise
    count: int | None = None


@dataclass(frozen=True)
class Guide:
    """The first page for one person.

    `contacts` are whom to ask, for a person who has no role, or who answers for no hospital (`has_no_site`).
    """

    roles: list[Role]
    steps: list[Step]
    is_new: bool
    contacts: list[str]
    has_no_site: bool = False


def guide_for(person: Any) -> Guide:
    """The guide for a person who is logged in; a constant number of queries."""
    roles = _roles(person)
    has_no_site = bool(roles) and sites_of(person) == frozenset()
    return Guide(
        roles=roles,
        steps=[step() for permission, step in STEPS if person.has_perm(permission)],
        is_new=not LogEntry.objects.filter(user_id=person.pk).exists(),
        contacts=[] if roles and not has_no_site else _contacts(),
        has_no_site=has_no_site,
    )


def _roles(person: Any) -> list[Role]:
    if person.is_superuser:
        return [Role(*SUPERUSER)]
    groups = set(person.groups.values_list("name", flat=True))
    return [Role(*words) for group, words in ROLES.items() if group in groups]


def _contacts() -> list[str]:
    """Names of administrators with their addresses; the register's own address when there is none."""
    administrators = get_user_model()._default_manager.filter(groups__name="administrator", is_active=True)
    people: list[AbstractUser] = list(administrators.order_by("pk")[:MOST_NAMES])
    named = [" ".join(filter(None, (one.get_full_name() or one.get_username(), one.email))) for one in people]
    return named or [address for address in [settings.CONTACT_EMAIL] if address]


def _list(model: str, **question: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}{'?' if question else ''}{urlencode(question)}"


def _new_study() -> Step:
    return Step(
        _("Add a study"),
        reverse("admin:trials_study_add"),
        _("Begin with its number, if it has one. It is a draft until an editor publishes it."),
    )


def _drafts() -> Step:
    return Step(
        _("Studies in draft"),
        _list("trials_study", publication_state__exact=PublicationState.DRAFT),
        _("Not yet public. Complete them and send them to review."),
        Study.objects.filter(publication_state=PublicationState.DRAFT).count(),
    )


def _in_review() -> Step:
    return Step(
        _("Studies in review"),
        _list("trials_study", publication_state__exact=PublicationState.IN_REVIEW),
        _("They wait for you: publish them, or send them back."),
        Study.objects.filter(publication_state=PublicationState.IN_REVIEW).count(),
    )


def _norwegian_sites() -> Step:
    return Step(
        _("Study sites in Norway"),
        _list("trials_studysite", **{"in": "NO"}),
        _("Whether they recruit, and whom to call: ask the site, and write down when you did."),
        StudySite.objects.filter(site__country="NO").count(),
    )


def _people() -> Step:
    return Step(
        _("People"),
        reverse("admin:auth_user_changelist"),
        _("Who has an account, and what each may do."),
        get_user_model()._default_manager.filter(is_active=True).count(),
    )


# What a person must be allowed to do for a step to be theirs, in the order of the work.
STEPS: list[tuple[str, Callable[[], Step]]] = [
    ("trials.add_study", _new_study),
    ("trials.change_study", _drafts),
    ("trials.publish_study", _in_review),
    ("trials.change_studysite", _norwegian_sites),
    ("auth.change_user", _people),
]
