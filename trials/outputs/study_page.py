"""A study's own page: the answer for Norway first, then the facts, each with its source and date."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trials import ages
from trials.choices import (
    Allocation,
    Classification,
    IdentifierScheme,
    Masking,
    Phase,
    Sex,
    SourceKind,
    StudyType,
)
from trials.dates import PartialDate
from trials.identifiers import registry_url
from trials.localised import Localised
from trials.models import (
    Contact,
    Indication,
    Product,
    Publication,
    Source,
    Sponsor,
    Study,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudySite,
)
from trials.outputs.clinical import disease_names, is_treatment_stated, treatment
from trials.outputs.rows import size_text
from trials.query.cards import StudyCard


@dataclass(frozen=True)
class Value:
    """One value of a fact, with where it leads on this site."""

    text: Localised
    page: str = ""
    slug: str = ""
    note: str = ""

    @property
    def address(self) -> str:
        """The address of its own page here; empty when it has none."""
        return reverse(self.page, args=[self.slug]) if self.page else ""


@dataclass(frozen=True)
class StudyFact:
    """A fact with its source and date; no values means that the source does not state it."""

    label: str
    values: list[Value]
    source: Source | None
    note: str = ""


@dataclass(frozen=True)
class Number:
    """A study number with the address of its page in that registry, if it has one."""

    label: str
    value: str
    url: str | None


def study_for_page(studies: QuerySet[Study], **which: Any) -> Study:
    """The study of `studies` with everything its page shows, else Study.DoesNotExist; a constant number of queries.

    `which` names the one, such as slug="castle".
    """
    return (
        studies.select_related("primary_sponsor", "status_source")
        .prefetch_related(
            Prefetch("identifiers", StudyIdentifier.objects.order_by("pk")),
            Prefetch("countries", StudyCountry.objects.select_related("status_source").order_by("pk")),
            Prefetch("products", Product.objects.order_by("pk")),
            Prefetch("indications", Indication.objects.order_by("pk")),
            "sources",
            Prefetch("contacts", StudyContact.objects.filter(is_public=True).order_by("pk")),
            Prefetch("collaborators", Sponsor.objects.order_by("pk")),
            Prefetch("publications", Publication.objects.order_by(F("year").desc(nulls_last=True), "pk")),
            Prefetch(
                "study_sites",
                StudySite.objects.select_related("site", "status_source").prefetch_related(
                    Prefetch("contacts", Contact.objects.filter(is_public=True).order_by("pk"))
                ),
            ),
        )
        .get(**which)
    )


def registry_source(study: Study) -> Source | None:
    """The source that the study's registry facts come from: that of its status, or its only registry."""
    if study.status_source:
        return study.status_source
    registries = [source for source in study.sources.all() if source.kind == SourceKind.REGISTRY]
    return registries[0] if len(registries) == 1 else None


def numbers(study: Study) -> list[Number]:
    """The study's numbers, registries first, each with its address there."""
    order = [*IdentifierScheme.values]
    found = sorted(study.identifiers.all(), key=lambda number: (order.index(number.scheme), number.value))
    return [
        Number(
            str(IdentifierScheme(one.scheme).label),
            one.value,
            registry_url(IdentifierScheme(one.scheme), one.value),
        )
        for one in found
    ]


def facts(study: Study, card: StudyCard, language: str) -> list[StudyFact]:
    """The facts of the study in the order a clinician asks for them."""
    registry = registry_source(study)

    def own(text: str) -> list[Value]:
        return [Value(Localised(text, language))] if text else []

    return [
        StudyFact(_("Product"), _products(study), registry),
        StudyFact(
            _("Type of treatment"),
            own(treatment(card) if is_treatment_stated(card) else ""),
            registry,
            _classified(study),
        ),
        StudyFact(
            _("Disease"),
            _diseases(study, language),
            registry,
            _classified(study),
        ),
        StudyFact(_("Study type"), own(str(StudyType(study.study_type).label) if study.study_type else ""), registry),
        StudyFact(_("Phase"), own(str(Phase(study.phase).label) if study.phase else ""), registry),
        *_design(study, registry, language),
        StudyFact(
            _("Age"),
            own(ages.format_limits(study.minimum_age_months, study.maximum_age_months, language)),
            registry,
        ),
        StudyFact(_("Sex"), own(str(Sex(study.sex).label) if study.sex else ""), registry),
        StudyFact(_("Participants"), own(size_text(card)), registry),
        StudyFact(_("Start"), own(_date(study.start_date, language)), registry),
        StudyFact(_("Primary completion"), own(_date(study.primary_completion_date, language)), registry),
        StudyFact(_("Completion"), own(_date(study.completion_date, language)), registry),
        StudyFact(_("Sponsor"), _sponsor(study), registry),
        StudyFact(_("Sponsor type"), own(_sponsor_type(study)), registry),
        *_collaborators(study, registry),
        StudyFact(_("Last changed in the registry"), own(_date(study.last_registry_update, language)), registry),
    ]


def _products(study: Study) -> list[Value]:
    return [
        Value(Localised(product.name, "en"), "product_detail", product.slug, ", ".join(product.aliases))
        for product in study.products.all()
    ]


def _diseases(study: Study, language: str) -> list[Value]:
    diseases = sorted(study.indications.all(), key=lambda disease: disease.name_en)
    names = disease_names(diseases, language)
    return [Value(name, "indication_detail", one.slug) for name, one in zip(names, diseases, strict=True)]


def _sponsor(study: Study) -> list[Value]:
    if not study.primary_sponsor:
        return []
    sponsor = study.primary_sponsor
    return [Value(Localised(sponsor.name, "en"), "sponsor_detail", sponsor.slug)]


def _sponsor_type(study: Study) -> str:
    return study.primary_sponsor.get_sponsor_type_display() if study.primary_sponsor else ""


def _collaborators(study: Study, registry: Source | None) -> list[StudyFact]:
    found = [Value(Localised(one.name, "en"), "sponsor_detail", one.slug) for one in study.collaborators.all()]
    return [StudyFact(_("Collaborators"), found, registry)] if found else []


def _design(study: Study, registry: Source | None, language: str) -> list[StudyFact]:
    words = [str(Allocation(study.allocation).label)] if study.allocation else []
    words += [str(Masking(study.masking).label)] if study.masking else []
    return [StudyFact(_("Design"), [Value(Localised(", ".join(words), language))], registry)] if words else []


def _classified(study: Study) -> str:
    return str(Classification(study.classification).label)


def _date(date: PartialDate | None, language: str) -> str:
    return date.format(language, "long") if date else ""


def sources(thing: Study | Product | Publication) -> list[Source]:
    """Its sources, registries first, in the order they were entered."""
    order = [*SourceKind.values]
    return sorted(thing.sources.all(), key=lambda source: (order.index(source.kind), source.pk))
