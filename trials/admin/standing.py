"""How a study stands on its way to the public: its state, what it lacks, and the steps that a person can take."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from trials.choices import PublicationState
from trials.models import Study
from trials.outputs.milestones import Milestone, came_into
from trials.query.completeness import Fact, lacks

# Where a fact is written on the study's form.
ANCHORS = {
    Fact.IDENTIFIER: "#identifiers-group",
    Fact.INDICATION: "#id_indications",
    Fact.SPONSOR: "#id_primary_sponsor",
    Fact.PRODUCT: "#id_products",
    Fact.COUNTRY: "#countries-group",
    Fact.SOURCE: "#sources-group",
}

EXPLANATIONS = {
    PublicationState.DRAFT: _("Not public."),
    PublicationState.IN_REVIEW: _("Not public. Waits for an editor."),
    PublicationState.PUBLISHED: _("Public: what you save is public at once."),
    PublicationState.WITHDRAWN: _("Not public: its page says that it was withdrawn, and why."),
}
# How a study came into its state.
CAME = {
    PublicationState.DRAFT: _("Sent back"),
    PublicationState.IN_REVIEW: _("Sent to review"),
    PublicationState.PUBLISHED: _("Published"),
    PublicationState.WITHDRAWN: _("Withdrawn"),
}


@dataclass(frozen=True)
class Way:
    """A step that a person can take now, and the page that asks."""

    label: str | Promise
    address: str


@dataclass(frozen=True)
class Standing:
    """A study's state in words, what it lacks with where to write that, and how it came here, where history knows."""

    state: str
    label: str | Promise
    explanation: str | Promise
    missing: list[tuple[str | Promise, str]]
    came: str | Promise
    milestone: Milestone | None
    ways: list[Way]


def standing(study: Study, ways: list[Way]) -> Standing:
    """How the study, as the database has it, stands; four queries at most."""
    state = PublicationState(study.publication_state)
    return Standing(
        state.value,
        state.label,
        EXPLANATIONS[state],
        missing_links(lacks(study)),
        CAME[state],
        came_into(study, state),
        ways,
    )


def change_page(study: Study) -> str:
    """The address of the study's form."""
    return reverse("admin:trials_study_change", args=[study.pk])


def missing_links(facts: Iterable[Fact], form: str = "") -> list[tuple[str | Promise, str]]:
    """Each fact with the address of the field for it; `form` is the form's address, empty on the form itself."""
    return [(fact.label, f"{form}{ANCHORS[fact]}") for fact in facts]


def as_links(links: Iterable[tuple[str | Promise, str]]) -> SafeString:
    """The links in a row, for a message."""
    return format_html_join("; ", '<a href="{1}">{0}</a>', links)
