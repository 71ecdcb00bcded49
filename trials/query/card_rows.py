"""Cards of studies, made from the data."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from trials.models import Indication, Product, Study, StudyIdentifier, StudyModality, Target
from trials.query.cards import CardDisease, CardProduct, CardTarget, StudyCard, kept_cards
from trials.query.place_rows import place_rows
from trials.query.prepared import Prepared

# As the fields of StudyCard stand, those before the first tuple.
_COLUMNS = (
    *("pk", "slug", "publication_state", "acronym", "public_title", "summary_nb", "summary_nn", "summary_en"),
    *("no_identifier_reason", "study_type", "phase", "sample_size", "sample_size_type"),
    *("minimum_age_months", "maximum_age_months", "last_registry_update", "classification"),
    *("primary_sponsor__name", "primary_sponsor__sponsor_type"),
)
_STUDIES = Prepared(Study.objects.all, "pk", *_COLUMNS)
_IDENTIFIERS = Prepared(lambda: StudyIdentifier.objects.order_by("pk"), "study__pk", "study_id", "scheme", "value")
_MODALITIES = Prepared(lambda: StudyModality.objects.order_by("pk"), "study__pk", "study_id", "modality")


def _links(through: Any, owner: str, linked: str) -> Prepared:
    return Prepared(lambda: through.objects.order_by(f"{linked}_id"), f"{owner}__pk", f"{owner}_id", f"{linked}_id")


_TARGETS_OF = _links(Study.own_targets.through, "study", "target")
_PRODUCTS_OF = _links(Study.products.through, "study", "product")
_INDICATIONS_OF = _links(Study.indications.through, "study", "indication")
_TARGETS_OF_PRODUCTS = _links(Product.targets.through, "product", "target")
_TARGETS = Prepared(Target.objects.all, "pk", "pk", "slug", "name")
_PRODUCTS = Prepared(Product.objects.all, "pk", "pk", "name", "modality")
_INDICATIONS = Prepared(Indication.objects.all, "pk", "pk", "slug", "name_en", "name_nb", "name_nn")


def cards(pks: Iterable[int]) -> dict[int, StudyCard]:
    """The cards of the studies (primary keys) that there are, in that order.

    One query for published studies; a constant number more where one is not, or was filed by an older program.
    """
    wanted = list(pks)
    found = kept_cards(wanted)
    if missing := [pk for pk in wanted if pk not in found]:
        found |= made_cards(missing)
    return {pk: found[pk] for pk in wanted if pk in found}


def card_of(study: Study) -> StudyCard:
    """The card of one study."""
    return cards([study.pk])[study.pk]


def made_cards(pks: Collection[int]) -> dict[int, StudyCard]:
    """The cards as the data stands now, drafts' among them; a constant number of queries."""
    places = place_rows(pks)
    identifiers = _by_owner((pk, (scheme, value)) for pk, scheme, value in _IDENTIFIERS(pks))
    modalities = _by_owner(_MODALITIES(pks))
    products_of, targets_of, diseases_of = _PRODUCTS_OF(pks), _TARGETS_OF(pks), _INDICATIONS_OF(pks)
    of_products = _TARGETS_OF_PRODUCTS({product for _pk, product in products_of})
    targets = {pk: CardTarget(*one) for pk, *one in _TARGETS({pk for _pk, pk in (*targets_of, *of_products)})}
    of_product = _linked(of_products, targets)
    products = {
        pk: CardProduct(name, modality, of_product.get(pk, ()))
        for pk, name, modality in _PRODUCTS({product for _pk, product in products_of})
    }
    diseases = {pk: CardDisease(*one) for pk, *one in _INDICATIONS({disease for _pk, disease in diseases_of})}
    own, of_study, about = _linked(targets_of, targets), _linked(products_of, products), _linked(diseases_of, diseases)
    found = {}
    for pk, *values, sponsor, sponsor_type in _STUDIES(pks):
        linked = (own.get(pk, ()), of_study.get(pk, ()), about.get(pk, ()), places[pk])
        numbers, kinds = identifiers.get(pk, ()), modalities.get(pk, ())
        found[pk] = StudyCard(*[pk, *values, sponsor or "", sponsor_type or "", numbers, kinds, *linked])
    return found


def _by_owner(pairs: Iterable[Sequence[Any]]) -> dict[int, tuple[Any, ...]]:
    """What each owner has, in the order of the pairs."""
    found: dict[int, list[Any]] = {}
    for owner, one in pairs:
        found.setdefault(owner, []).append(one)
    return {owner: tuple(values) for owner, values in found.items()}


def _linked(pairs: Iterable[Sequence[int]], things: dict[int, Any]) -> dict[int, tuple[Any, ...]]:
    """The things that each owner is linked to."""
    return _by_owner((owner, things[thing]) for owner, thing in pairs)
