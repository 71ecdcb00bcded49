"""What a study must have to be published, and what a study lacks of it."""

from collections.abc import Iterable

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from trials.choices import PublicationState
from trials.models import (
    Indication,
    Product,
    Source,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    Target,
)


class Fact(TextChoices):
    """The facts that publication asks for (rule 1 of the register)."""

    IDENTIFIER = "IDENTIFIER", _("Study number, or why there is none")
    INDICATION = "INDICATION", _("Disease")
    SPONSOR = "SPONSOR", _("Sponsor")
    PRODUCT = "PRODUCT", _("Product, or modality and target")
    COUNTRY = "COUNTRY", _("Country")
    SOURCE = "SOURCE", _("Source")


def _lacks(fact: Fact) -> Q:
    mine = {"study": OuterRef("pk")}
    has_product = Exists(Product.objects.filter(studies=OuterRef("pk")))
    has_kind = Exists(StudyModality.objects.filter(**mine)) & Exists(Target.objects.filter(studies=OuterRef("pk")))
    conditions = {
        Fact.IDENTIFIER: ~Exists(StudyIdentifier.objects.filter(**mine)) & Q(no_identifier_reason=""),
        Fact.INDICATION: ~Exists(Indication.objects.filter(studies=OuterRef("pk"))),
        Fact.SPONSOR: Q(primary_sponsor__isnull=True),
        Fact.PRODUCT: ~(Q(has_product) | Q(has_kind)),
        Fact.COUNTRY: ~Exists(StudyCountry.objects.filter(**mine)),
        Fact.SOURCE: ~Exists(Source.objects.filter(**mine)),
    }
    return Q(conditions[fact])


def lacking(*facts: Fact) -> Q:
    """The condition that a study lacks at least one of `facts`; rule 1 of the register.

    `no_identifier_reason` counts as a number: a study may be in no registry for a stated reason.
    """
    condition = Q()
    for fact in facts:
        condition |= _lacks(fact)
    return condition


def facts_missing() -> dict[Fact, set[int]]:
    """For each fact, the primary keys of the published studies that lack it."""
    published = Study.objects.published()
    return {fact: set(published.filter(lacking(fact)).values_list("pk", flat=True)) for fact in Fact}


def lacks_of(pks: Iterable[int]) -> dict[int, list[Fact]]:
    """What each of these studies lacks for publication, in the order of the rule; one query for any number."""
    facts = {fact: ExpressionWrapper(_lacks(fact), output_field=BooleanField()) for fact in Fact}
    rows = Study.objects.filter(pk__in=list(pks)).annotate(**facts).values_list("pk", *facts)
    return {pk: [fact for fact, lacks in zip(facts, lacks, strict=True) if lacks] for pk, *lacks in rows}


def listed(facts: Iterable[Fact]) -> str:
    """The facts in the reader's words, one after the other; their names hold commas."""
    return "; ".join(str(fact.label) for fact in facts)


def lacks(study: Study) -> list[Fact]:
    """What the study, as the database has it, lacks for publication; one query."""
    return lacks_of([study.pk]).get(study.pk, [])


def faults_of_publication(study: Study) -> list[Fact]:
    """What a published study lacks, which therefore may not be saved; nothing for a study that is not public."""
    return lacks(study) if study.publication_state == PublicationState.PUBLISHED else []
