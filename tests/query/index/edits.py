"""Somebody who changes the register by chance, in every way that the admin and the actions have."""

import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.utils import timezone

from tests.actions.ingest.documents import document, run
from tests.admin.hands import form_of, page_of, send
from tests.factories import (
    make_indication,
    make_product,
    make_proposal,
    make_site,
    make_sponsor,
    make_study,
    make_target,
    make_whole_entry,
)
from tests.signing_in import let_in
from tests.site.admin_forms import fields_of
from trials.actions.classifying import confirm_classification
from trials.actions.deleting import DeletionRefused, delete
from trials.actions.ingest import deciding
from trials.actions.ingest.deciding import Choice, decide, fingerprint
from trials.actions.ingest.locks import AnotherRun
from trials.actions.ingest.ruling import Refused
from trials.actions.merging import MergeRefused, merge
from trials.actions.publishing import Withdrawal, publish, send_back, send_to_review, withdraw
from trials.actions.refusals import CannotRestore
from trials.actions.restoring import bring_back
from trials.actions.verifying import Gone, Overtaken, Said, verify
from trials.choices import (
    Modality,
    Phase,
    RecruitmentStatus,
    SponsorType,
    VerificationMethod,
    VerifierRole,
)
from trials.models import (
    Indication,
    Product,
    ProposedChange,
    Site,
    Sponsor,
    Study,
    StudySite,
    Target,
)
from trials.query.restorable import deletions

WORDS = ("lupus", "nefritt", "CD19", "cohort", "Ålesund", "KYV-101", "sjögren", "vaskulitt", "BCMA", "pilot")
# What another who was at it first is refused with.
REFUSALS: tuple[type[Exception], ...] = (
    *(MergeRefused, DeletionRefused, CannotRestore, Gone, Overtaken, deciding.Overtaken, Refused),
    *(IntegrityError, OperationalError, AnotherRun),
)


def make_register(chance: random.Random, studies: int = 4) -> None:
    """Some studies that share diseases, products, sponsors and sites."""
    tree = [make_indication()]
    tree += [make_indication(parent=chance.choice(tree)) for _ in range(3)]
    targets = [make_target() for _ in range(2)]
    products = [make_product(targets=_some(chance, targets)) for _ in range(3)]
    sponsors = [make_sponsor() for _ in range(3)]
    sites = [make_site(country=country) for country in ("NO", "NO", "DE")]
    for _ in range(studies):
        study = make_study(
            public_title=_title(chance),
            publication_state=chance.choice(("PUBLISHED", "PUBLISHED", "PUBLISHED", "DRAFT")),
            indications=_some(chance, tree),
            products=_some(chance, products),
            own_targets=_some(chance, targets),
            primary_sponsor=chance.choice(sponsors),
            sites=_some(chance, sites),
        )
        entry = make_whole_entry(study, facts={"phase": "PHASE2"})
        make_proposal(study, "phase", "PHASE2", ours="", record=entry.record)


def _some(chance: random.Random, things: list[Any]) -> list[Any]:
    return chance.sample(things, chance.randint(1, len(things)))


def _title(chance: random.Random) -> str:
    return " ".join(chance.sample(WORDS, 3))


class Editor:
    """A person who may do everything, and does one thing at a time."""

    def __init__(self, chance: random.Random, person: User | None = None) -> None:
        self.chance = chance
        self.person = person or User.objects.create_superuser(f"editor-{User.objects.count()}")
        self.client = Client(headers={"Accept-Language": "en"}, SERVER_NAME="localhost")
        let_in(self.client, self.person)

    @property
    def signed(self) -> dict[str, Any]:
        """Who, when and why."""
        return {"by": self.person, "at": timezone.now(), "reason": "By chance"}

    def any_of(self, model: Any, **condition: Any) -> Any:
        """A row of a model; None where there is none."""
        rows = [*model._default_manager.filter(**condition).order_by("pk")]
        return self.chance.choice(rows) if rows else None

    def keys(self, model: Any) -> list[str]:
        """Some primary keys of a model, as a form sends them."""
        return [str(row.pk) for row in _some(self.chance, [*model._default_manager.order_by("pk")])]

    def do(self, deed: str) -> None:
        """Do something; what cannot be done is left."""
        with suppress(*REFUSALS):
            DEEDS[deed](self)

    def edit(self, thing: Any, **values: Any) -> None:
        """Send the form of a thing with some values changed."""
        if thing is not None:
            send(self.client, thing, form_of(self.client, thing), **values)

    def edit_study(self) -> None:
        possible = {
            "public_title": _title(self.chance),
            "acronym": self.chance.choice(WORDS),
            "recruitment_status": self.chance.choice(RecruitmentStatus.values),
            "phase": self.chance.choice(Phase.values),
            "minimum_age_months": self.chance.choice(("18", "0", "")),
            "primary_sponsor": str(self.any_of(Sponsor).pk),
            "products": self.keys(Product),
            "indications": self.keys(Indication),
            "own_targets": self.keys(Target),
        }
        chosen = self.chance.sample(sorted(possible), 2)
        self.edit(self.any_of(Study), **{name: possible[name] for name in chosen})

    def edit_site(self) -> None:
        country = self.chance.choice(("NO", "SE"))
        region = self.chance.choice(("HELSE_VEST", "HELSE_NORD")) if country == "NO" else ""
        where = {"country": country, "health_region": region, "city": self.chance.choice(("Bergen", "Lund"))}
        name = {"name_en": _title(self.chance), "is_undisclosed": self.chance.choice(("on", ""))}
        self.edit(self.any_of(Site), **self.chance.choice((where, name)))

    def edit_sponsor(self) -> None:
        kind = {"sponsor_type": self.chance.choice(SponsorType.values)}
        self.edit(self.any_of(Sponsor), **self.chance.choice((kind, {"name": _title(self.chance)})))

    def edit_product(self) -> None:
        modality = {"modality": self.chance.choice(Modality.values)}
        values = self.chance.choice((modality, {"targets": self.keys(Target)}, {"name": _title(self.chance)}))
        self.edit(self.any_of(Product), **values)

    def edit_target(self) -> None:
        self.edit(self.any_of(Target), name=_title(self.chance))

    def edit_indication(self) -> None:
        name = {"name_nb": _title(self.chance), "synonyms_en": self.chance.choice(WORDS)}
        self.edit(self.any_of(Indication), **self.chance.choice((name, {"parent": self.keys(Indication)[0]})))

    def edit_study_site(self) -> None:
        values = (
            {"status": self.chance.choice(RecruitmentStatus.values)},
            {"study": str(self.any_of(Study).pk)},
            {"site": str(self.any_of(Site).pk)},
        )
        self.edit(self.any_of(StudySite), **self.chance.choice(values))

    def edit_list(self) -> None:
        """The statuses of study sites, in their list."""
        page = page_of(StudySite, "changelist")
        form: Any = fields_of(self.client.get(page))  # type: ignore[arg-type]
        rows = [name for name in form if name.startswith("form-") and name.endswith("-status")]
        changed = {name: self.chance.choice(RecruitmentStatus.values) for name in rows[:3]}
        self.client.post(page, form | changed | {"_save": "Save"})

    def verify(self) -> None:
        here = self.any_of(StudySite)
        if here is not None and here.status:
            said = Said(VerificationMethod.PHONE, VerifierRole.STUDY_NURSE, {"takes_external_referrals": True})
            verify(here.pk, said, seen=here.version, by=self.person, at=timezone.now())

    def step(self) -> None:
        """Publish, withdraw, send to review, send back or confirm one or more studies."""
        seen = dict(Study.objects.filter(pk__in=map(int, self.keys(Study))).values_list("pk", "version"))
        steps: tuple[Callable[..., Any], ...] = (publish, send_to_review, send_back, confirm_classification)
        step: Any = self.chance.choice((*steps, partial(withdraw, why=Withdrawal("Feil."))))
        step(seen=seen, **self.signed)

    def merge(self) -> None:
        model = self.chance.choice((Site, Sponsor, Product))
        keep, gone = self.any_of(model), self.any_of(model)
        if keep is not None:
            merge(keep=keep, gone=gone, **self.signed)

    def delete(self) -> None:
        """A draft, or a thing that may or may not be in use, or a study's site."""
        model = self.chance.choice((Study, StudySite, Product, Target, Sponsor))
        thing = self.any_of(model)
        if thing is not None:
            delete([thing], **self.signed)

    def bring_back(self) -> None:
        model = self.chance.choice((Study, StudySite, Product))
        gone = [*deletions(model)]
        if gone:
            bring_back(model, self.chance.choice(gone), **self.signed)

    def decide(self) -> None:
        """Take what a registry proposes, or keep what stands."""
        change = self.any_of(ProposedChange, decision="PENDING")
        if change is not None:
            ours = change.study.phase
            choice = Choice(change.pk, fingerprint(ours, change.theirs), takes_theirs=self.chance.random() < 0.5)
            decide(change.study_id, [choice], **self.signed)

    def import_documents(self) -> None:
        """A registry that has studies new to us, and another status of others."""
        status = self.chance.choice(("RECRUITING", "SUSPENDED"))
        day = f"2026-{self.chance.randint(1, 9):02}-{self.chance.randint(1, 28):02}"
        some = self.chance.sample(range(1, 6), 2)
        run(*(document(number, status=status, updated=day) for number in some), accepts_large_change=True)
        seen = dict(Study.objects.filter(publication_state="DRAFT").values_list("pk", "version"))
        publish(seen=seen, by=self.person, at=timezone.now())


DEEDS: dict[str, Callable[[Editor], None]] = {
    name: deed for name, deed in vars(Editor).items() if callable(deed) and not name.startswith("_")
}
for helper in ("any_of", "keys", "do", "edit"):
    DEEDS.pop(helper)


def work(editor: Editor, deeds: Iterable[str]) -> None:
    """Do one after another."""
    for deed in deeds:
        editor.do(deed)
