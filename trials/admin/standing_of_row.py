"""How a study site stands, as whoever decides on it needs to see it."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.utils import timezone

from trials.actions.batches import name_of
from trials.admin.fact_words import value_in_words
from trials.admin.labels import language, numbers_of
from trials.admin.queue_rows import where
from trials.choices import Decision, Registry
from trials.models import Contact, ProposedChange, StudySite
from trials.outputs.addresses import study_url
from trials.query.attention import Age, age_of
from trials.query.facts import SITE_STATUS


@dataclass(frozen=True)
class Standing:
    """The row, its public contacts, and what registries say otherwise of its status, with their names."""

    here: StudySite
    contacts: list[Contact]
    otherwise: list[tuple[str, str]]

    @property
    def name(self) -> str:
        """The study."""
        return str(self.here.study)

    @property
    def number(self) -> str:
        """The study's first number."""
        return next(iter(numbers_of(self.here.study)), "")

    @property
    def where(self) -> str:
        """The hospital."""
        return where(self.here)

    @property
    def public_page(self) -> str:
        """What readers see."""
        return study_url(self.here.study)

    @property
    def confirmed_by(self) -> str:
        """Who entered the last confirmation."""
        return name_of(self.here.verified_by)

    def age(self, today: date) -> Age:
        """How old its confirmation is."""
        return age_of(self.here.verified_at and timezone.localdate(self.here.verified_at), today)


def standing_of(pk: int) -> Standing:
    """A row with all that is shown of it; four queries."""
    rows = StudySite.objects.select_related("study", "site", "status_source", "verified_by")
    here = rows.prefetch_related("study__identifiers").get(pk=pk)
    contacts = list(Contact.objects.filter(study_site=pk, is_public=True).order_by("pk"))
    asked = {"study": here.study_id, "site": here.site_id, "field": SITE_STATUS, "decision": Decision.PENDING}
    changes = ProposedChange.objects.filter(**asked).order_by("pk")
    otherwise = [
        (str(Registry(one.registry).label), value_in_words(SITE_STATUS, one.theirs, language())) for one in changes
    ]
    return Standing(here, contacts, otherwise)


def role_of(person: User) -> str:
    """The role in which a person last confirmed anything by having signed in; empty where they never did."""
    rows = StudySite.objects.filter(verified_by=person, verification_method="SIGNED_IN")
    return rows.order_by("-verified_at", "pk").values_list("verified_role", flat=True).first() or ""
