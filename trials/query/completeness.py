"""What a study must have to be published, and what a study of the starter catalogue lacks."""

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

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
