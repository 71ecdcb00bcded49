"""Rows for tests: each function makes one thing, complete and plausible, and takes what the test is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User

from trials.choices import (
    Cause,
    CriterionKind,
    CriterionTheme,
    DrugClass,
    IdentifierScheme,
    IndicationGroup,
    Modality,
    PublicationState,
    RecruitmentStatus,
    Registry,
    RunOutcome,
    Scope,
    SourceKind,
    SponsorType,
    StudyType,
    WashoutAnchor,
)
from trials.dates import PartialDate
from trials.identifiers import match_key, normalise
from trials.models import (
    EligibilityCriterion,
    ErrorReport,
    GlossaryTerm,
    Indication,
    Product,
    ProposedChange,
    Publication,
    RegistryEntry,
    RegistryRecord,
    RegistryRun,
    Site,
    Source,
    Sponsor,
    Study,
    StudyChange,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
    WashoutGuidance,
    WashoutRule,
)

_numbers = count(1)
# When an import read what registries say; noon in Oslo.
READ_AT = datetime(2026, 11, 3, 11, tzinfo=UTC)


def _slug(kind: str) -> str:
    return f"{kind}-{next(_numbers)}"


def make_indication(slug: str | None = None, **fields: Any) -> Indication:
    """A disease, rheumatic unless said otherwise."""
    slug = slug or _slug("indication")
    name = slug.replace("-", " ").capitalize()
    defaults = {
        "name_nb": name,
        "name_en": name,
        "group": IndicationGroup.CONNECTIVE_TISSUE_DISEASE,
        "is_rheumatic": True,
    }
    return Indication.objects.create(slug=slug, **defaults | fields)


def make_target(slug: str | None = None, **fields: Any) -> Target:
    """A target antigen, named after its slug."""
    slug = slug or _slug("target")
    return Target.objects.create(slug=slug, **{"name": slug.upper()} | fields)


def make_sponsor(slug: str | None = None, **fields: Any) -> Sponsor:
    """A sponsor, by default a company in no stated country."""
    slug = slug or _slug("sponsor")
    defaults = {"name": slug.replace("-", " ").title(), "sponsor_type": SponsorType.INDUSTRY}
    return Sponsor.objects.create(slug=slug, **defaults | fields)


def make_product(slug: str | None = None, *, targets: Iterable[Target] = (), **fields: Any) -> Product:
    """A product, by default autologous CAR-T without a stated target."""
    slug = slug or _slug("product")
    defaults = {"name": slug.upper(), "modality": Modality.AUTOLOGOUS_CAR_T}
    product = Product.objects.create(slug=slug, **defaults | fields)
    product.targets.set(targets)
    return product


def make_site(slug: str | None = None, **fields: Any) -> Site:
    """A hospital, by default in Oslo; one in another country has no health region."""
    slug = slug or _slug("site")
    country = fields.get("country", "NO")
    defaults = {
        "name_en": slug.replace("-", " ").title(),
        "city": "Oslo" if country == "NO" else "Berlin",
        "country": country,
        "health_region": "HELSE_SOR_OST" if country == "NO" else "",
    }
    return Site.objects.create(slug=slug, **defaults | fields)


def make_study(
    slug: str | None = None,
    *,
    identifiers: Iterable[tuple[str, str]] | None = None,
    countries: Iterable[str] = ("NO",),
    indications: Iterable[Indication] | None = None,
    products: Iterable[Product] | None = None,
    own_targets: Iterable[Target] = (),
    own_modalities: Iterable[str] = (),
    collaborators: Iterable[Sponsor] = (),
    sites: Iterable[Site] = (),
    sources: int = 1,
    **fields: Any,
) -> Study:
    """A published, recruiting study in Norway that lacks nothing.

    `identifiers`, `indications` and `products` are one new thing each when not given, and none when empty;
    `primary_sponsor=None` leaves the sponsor out; `sites` recruit; `sources` says how many registry sources.
    """
    slug = slug or _slug("study")
    defaults: dict[str, Any] = {
        "publication_state": PublicationState.PUBLISHED,
        "public_title": slug.replace("-", " ").capitalize(),
        "study_type": StudyType.INTERVENTIONAL,
        "recruitment_status": RecruitmentStatus.RECRUITING,
        "status_as_of": PartialDate.parse("2026-08-22"),
    }
    if "primary_sponsor" not in fields:
        fields["primary_sponsor"] = make_sponsor()
    study = Study.objects.create(slug=slug, **defaults | fields)
    if identifiers is None:
        identifiers = [(IdentifierScheme.CTGOV, f"NCT{90000000 + next(_numbers)}")]
    for scheme, value in identifiers:
        make_identifier(study, scheme, value)
    study.indications.set([make_indication()] if indications is None else indications)
    study.products.set([make_product()] if products is None else products)
    study.own_targets.set(own_targets)
    study.collaborators.set(collaborators)
    StudyModality.objects.bulk_create([StudyModality(study=study, modality=word) for word in own_modalities])
    StudyCountry.objects.bulk_create([StudyCountry(study=study, country=code) for code in countries])
    for _ in range(sources):
        make_source(study=study)
    for site in sites:
        make_study_site(study, site)
    return study


def make_identifier(study: Study, scheme: str, value: str) -> StudyIdentifier:
    """A number of the study, written as its registry writes it."""
    value = normalise(scheme, value)
    return StudyIdentifier.objects.create(study=study, scheme=scheme, value=value, match_key=match_key(scheme, value))


def make_source(**fields: Any) -> Source:
    """A source of a `study`, `product` or `publication`, by default a registry as of 2026-08-22."""
    defaults = {
        "label": "ClinicalTrials.gov",
        "url": "https://clinicaltrials.gov/study/NCT90000000",
        "kind": SourceKind.REGISTRY,
        "as_of": PartialDate.parse("2026-08-22"),
    }
    return Source.objects.create(**defaults | fields)


def make_study_site(study: Study, site: Site, **fields: Any) -> StudySite:
    """The study at a hospital, recruiting there according to nobody in particular."""
    defaults = {"status": RecruitmentStatus.RECRUITING, "status_as_of": PartialDate.parse("2026-08-22")}
    return StudySite.objects.create(study=study, site=site, **defaults | fields)


def make_criterion(study: Study, **fields: Any) -> EligibilityCriterion:
    """A criterion on infection that excludes, from the first of the study's sources."""
    defaults = {
        "kind": CriterionKind.EXCLUSION,
        "theme": CriterionTheme.INFECTION,
        "text_nb": "Ingen pågående infeksjon",
        "text_en": "No ongoing infection",
        "quote": "Active infection at screening.",
    }
    fields.setdefault("source", None)
    fields["source"] = fields["source"] or study.sources.order_by("pk")[0]
    return EligibilityCriterion.objects.create(study=study, **defaults | fields)


def make_washout(study: Study, **fields: Any) -> WashoutRule:
    """A washout of belimumab that the study demands, from the first of its sources."""
    defaults = {
        "drug_class": DrugClass.BELIMUMAB,
        "minimum_days": 28,
        "anchor": WashoutAnchor.LEUKAPHERESIS,
        "quote": "Belimumab within 28 days of leukapheresis.",
    }
    fields.setdefault("source", None)
    fields["source"] = fields["source"] or study.sources.order_by("pk")[0]
    return WashoutRule.objects.create(study=study, **defaults | fields)


def make_guidance(**fields: Any) -> WashoutGuidance:
    """General guidance on mycophenolate, read on 2026-11-20."""
    defaults = {
        "drug_class": DrugClass.MYCOPHENOLATE,
        "minimum_days": 14,
        "anchor": WashoutAnchor.LEUKAPHERESIS,
        "quote": "Stop it two weeks before.",
        "citation": "Nordmann K. Guidance. Journal 2025",
        "url": f"https://example.org/guidance/{next(_numbers)}",
        "read_date": date(2026, 11, 20),
    }
    return WashoutGuidance.objects.create(**defaults | fields)


def make_registry_record(**fields: Any) -> RegistryRecord:
    """A document of ClinicalTrials.gov whose content says nothing."""
    number = next(_numbers)
    defaults = {
        "registry": Registry.CTGOV,
        "registry_id": f"NCT{80000000 + number}",
        "content_hash": f"{number:032x}",
        "body": b"{}",
        "received_at": READ_AT,
    }
    return RegistryRecord.objects.create(**defaults | fields)


def registry_facts(**facts: Any) -> dict[str, Any]:
    """What a record says, as `actions.ingest.facts` writes it: a recruiting study, and what the test is about."""
    said: dict[str, Any] = {
        "public_title": "A study of CAR-T cells in lupus",
        "scientific_title": "",
        "acronym": "",
        "study_type": StudyType.INTERVENTIONAL,
        "phase": "",
        "allocation": "",
        "masking": "",
        "recruitment_status": RecruitmentStatus.RECRUITING,
        "status_as_written": "RECRUITING",
        "why_stopped": "",
        "sex": "",
        "minimum_age_months": None,
        "maximum_age_months": None,
        "criteria_text": "",
        "sample_size": None,
        "sample_size_type": "",
        "start_date": "",
        "primary_completion_date": "",
        "completion_date": "",
        "primary_sponsor": "",
        "sponsor_type": "",
        "identifiers": [],
        "countries": [],
        "countries_as_written": {},
        "sites": [],
    }
    return said | facts


def make_whole_entry(
    study: Study | None = None, *, facts: dict[str, Any] | None = None, **fields: Any
) -> RegistryEntry:
    """A study as ClinicalTrials.gov has it on 2026-11-01, ours when it is of a `study`, unsure when it is of none.

    `facts` are what differs from `registry_facts`.
    """
    registry = fields.get("registry", Registry.CTGOV)
    record = fields.pop("record", None) or make_registry_record(registry=registry)
    number = fields.get("registry_id", record.registry_id)
    said = registry_facts(**(facts or {}))
    if registry in IdentifierScheme.values and not said["identifiers"]:
        said["identifiers"] = [[registry, number, number.lower()]]
    defaults: dict[str, Any] = {
        "registry": registry,
        "registry_id": number,
        "record": record,
        "facts": said,
        "as_of": "2026-11-01",
        "study": study,
        "scope": Scope.OURS if study else Scope.UNSURE,
        "because": {"modality": None, "targets": [], "indications": [], "interventions": [], "because": {}},
        "first_seen_at": READ_AT,
        "changed_at": READ_AT,
    }
    return RegistryEntry.objects.create(**defaults | fields)


def make_proposal(study: Study, field: str, theirs: Any, **fields: Any) -> ProposedChange:
    """What ClinicalTrials.gov says otherwise of a field; `record` is one of its own unless given."""
    defaults: dict[str, Any] = {
        "registry": Registry.CTGOV,
        "ours": None,
        "as_of": PartialDate.parse("2026-11-01"),
        "since": READ_AT,
    }
    fields.setdefault("record", None)
    fields["record"] = fields["record"] or make_registry_record()
    return ProposedChange.objects.create(study=study, field=field, theirs=theirs, **defaults | fields)


def make_publication(
    slug: str | None = None,
    *,
    studies: Iterable[Study] = (),
    indications: Iterable[Indication] = (),
    **fields: Any,
) -> Publication:
    """An article with no results unless given."""
    slug = slug or _slug("publication")
    publication = Publication.objects.create(slug=slug, **{"title": slug.capitalize(), "year": 2025} | fields)
    publication.studies.set(studies)
    publication.indications.set(indications)
    return publication


def make_term(slug: str | None = None, **fields: Any) -> GlossaryTerm:
    """A word of the glossary."""
    slug = slug or _slug("term")
    defaults = {
        "term_nb": slug,
        "term_en": slug,
        "definition_nb": "Forklart på norsk.",
        "definition_en": "Explained.",
    }
    return GlossaryTerm.objects.create(slug=slug, **defaults | fields)


def make_run(**fields: Any) -> RegistryRun:
    """A run of ClinicalTrials.gov's import that went well and asked for everything."""
    at = datetime(2026, 11, 25, 3, tzinfo=UTC)
    defaults = {
        "registry": Registry.CTGOV,
        "asked": "query.term=CAR-T",
        "started_at": at,
        "finished_at": at,
        "outcome": RunOutcome.DONE,
        "is_complete": True,
    }
    return RegistryRun.objects.create(**defaults | fields)


def make_report(study: Study | None = None, **fields: Any) -> ErrorReport:
    """What a reader reported of the study's age limit, on 25 November 2026; nobody has looked at it yet."""
    defaults = {
        "receipt": f"TEST{next(_numbers):06}",
        "page": f"/nb/studies/{study.slug}/" if study else "/nb/about/",
        "field": "Alder" if study else "",
        "text": "Grensen er 65 år, ikke 75.",
        "language": "nb",
        "reported_at": datetime(2026, 11, 25, 9, tzinfo=UTC),
    }
    return ErrorReport.objects.create(study=study, **defaults | fields)


def make_record(registry_id: str = "NCT01234567", **fields: Any) -> RegistryRecord:
    """A document of ClinicalTrials.gov that says nothing."""
    defaults = {
        "registry": Registry.CTGOV,
        "content_hash": f"{next(_numbers):032}",
        "body": b'{"hasResults": false}',
        "received_at": datetime(2026, 11, 25, 3, tzinfo=UTC),
    }
    return RegistryRecord.objects.create(registry_id=registry_id, **defaults | fields)


def make_groups() -> None:
    """The three roles with their permissions, as the migrations make them."""
    import_module("trials.migrations.0005_groups").make_groups(apps, None)
    import_module("trials.migrations.0011_registry_permissions").grant(apps, None)
    import_module("trials.migrations.0013_study_contacts").grant(apps, None)
    import_module("trials.migrations.0016_rights_of_roles").give(apps, None)


def make_person(username: str | None = None, *roles: str, **fields: Any) -> User:
    """Somebody who may sign in, with these roles: "coordinator", "editor", "administrator"."""
    username = username or _slug("person")
    defaults: dict[str, Any] = {
        "first_name": username.capitalize(),
        "last_name": "Nordmann",
        "is_staff": bool(roles),
    }
    person = User.objects.create_user(username, **defaults | fields)
    if roles and not Group.objects.exists():
        # A test that empties the tables has taken the groups with it.
        make_groups()
    person.groups.set([Group.objects.get(name=role) for role in roles])
    return person


def make_registry_entry(study: Study | None = None, **fields: Any) -> RegistryEntry:
    """The study as ClinicalTrials.gov, or the `registry` given, has it, posted on 3 June 2026; `facts` say what."""
    registry = fields.get("registry", Registry.CTGOV)
    record = fields.get("record") or make_registry_record(registry=registry)
    at = record.received_at
    defaults = {
        "registry": registry,
        "registry_id": record.registry_id,
        "record": record,
        "as_of": "2026-06-03",
        "scope": Scope.OURS,
        "first_seen_at": at,
        "changed_at": at,
    }
    return RegistryEntry.objects.create(study=study, **defaults | fields)


def make_proposed_change(study: Study, field: str, ours: Any, theirs: Any, **fields: Any) -> ProposedChange:
    """What ClinicalTrials.gov, or the `registry` given, says of a fact where we say otherwise; not decided."""
    registry = fields.get("registry", Registry.CTGOV)
    record = fields.pop("record", None) or make_registry_record(registry=registry)
    defaults = {"registry": registry, "record": record, "since": record.received_at}
    return ProposedChange.objects.create(study=study, field=field, ours=ours, theirs=theirs, **defaults | fields)


def make_study_change(study: Study, field: str, before: Any, after: Any, **fields: Any) -> StudyChange:
    """A change that ClinicalTrials.gov posted on 1 March 2026, taken over the day after; by a person with `by`."""
    defaults: dict[str, Any] = {"at": datetime(2026, 3, 2, 5, tzinfo=UTC)}
    if fields.get("by") or fields.get("cause") == Cause.PERSON:
        defaults |= {"cause": Cause.PERSON}
    else:
        defaults |= {"cause": Cause.REGISTRY, "registry": Registry.CTGOV, "as_of": PartialDate.parse("2026-03-01")}
    return StudyChange.objects.create(study=study, field=field, before=before, after=after, **defaults | fields)
