"""The studies of a page of a list with all that their rows show, in questions that are put together once.

Django takes longer to put a dozen questions together than the rest of a page with twenty-five rows takes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from trials.models import (
    Indication,
    Product,
    Site,
    Source,
    Sponsor,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
    Target,
)
from trials.places import NORDIC
from trials.query.prepared import Prepared

Row = TypeVar("Row", bound=Model)

# Long texts that no row shows.
UNSHOWN = ("criteria_text", "folded", "why_stopped", "caution_nb", "caution_nn", "caution_en")


def _columns(model: Any, unshown: Collection[str] = ()) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in unshown)


def _by_pk(model: Any, unshown: Collection[str] = ()) -> Prepared:
    return Prepared(model.objects.all, "pk", *_columns(model, unshown))


def _of_studies(model: Any) -> Prepared:
    return Prepared(lambda: model.objects.order_by("pk"), "study__pk", *_columns(model))


def _links(through: Any, owner: str, linked: str) -> Prepared:
    return Prepared(lambda: through.objects.order_by(linked), f"{owner}__pk", f"{owner}_id", f"{linked}_id")


_STUDIES, _SPONSORS, _SOURCES = _by_pk(Study, UNSHOWN), _by_pk(Sponsor), _by_pk(Source)
_PRODUCTS, _TARGETS, _INDICATIONS = _by_pk(Product), _by_pk(Target), _by_pk(Indication)
# Rows that are of one study, by the name that it has for them.
_OWN: dict[str, tuple[type[Any], Prepared]] = {
    "identifiers": (StudyIdentifier, _of_studies(StudyIdentifier)),
    "countries": (StudyCountry, _of_studies(StudyCountry)),
    "own_modalities": (StudyModality, _of_studies(StudyModality)),
}
_PRODUCTS_OF = _links(Study.products.through, "study", "product")
_TARGETS_OF = _links(Study.own_targets.through, "study", "target")
_INDICATIONS_OF = _links(Study.indications.through, "study", "indication")
_TARGETS_OF_PRODUCTS = _links(Product.targets.through, "product", "target")
# Of all countries: asked for the Nordic ones alone, SQLite begins with the sites of these countries, for any studies.
_SITES = Prepared(
    lambda: StudySite.objects.order_by("pk"), "study__pk", "study_id", "status", "site__country", "site__city"
)


def studies_for_rows(pks: Iterable[int]) -> list[Study]:
    """The studies with everything a row shows, in the order of `pks`; a constant number of queries.

    Of their sites, of which there may be hundreds, those in the Nordic countries, as `nordic_sites`.
    """
    wanted = list(pks)
    found = _made(Study, _columns(Study, UNSHOWN), _STUDIES(wanted))
    _refer(found.values(), "primary_sponsor", Sponsor, _SPONSORS)
    _refer(found.values(), "status_source", Source, _SOURCES)
    for name, (model, of_studies) in _OWN.items():
        _hold(found, name, [(row.study_id, row) for row in _made(model, _columns(model), of_studies(wanted)).values()])
    targets, products = _TARGETS_OF(wanted), _products(found, wanted)
    _link(found, "own_targets", Target, _TARGETS, targets)
    _link(products, "targets", Target, _TARGETS, _TARGETS_OF_PRODUCTS(products.keys()))
    _link(found, "indications", Indication, _INDICATIONS, _INDICATIONS_OF(wanted))
    _put_nordic_sites(found, wanted)
    return [found[pk] for pk in wanted if pk in found]


def studies_by_title(pks: Iterable[int]) -> dict[int, Study]:
    """The studies with all that `clinical.display_title` reads, by primary key; three queries, none for no study."""
    wanted = list(pks)
    found = _made(Study, _columns(Study, UNSHOWN), _STUDIES(wanted))
    _products(found, wanted)
    return found


def _products(studies: dict[int, Study], wanted: Sequence[int]) -> dict[int, Product]:
    return _link(studies, "products", Product, _PRODUCTS, _PRODUCTS_OF(wanted))


def _made(model: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[int, Row]:
    """Rows of a model as Django would have made them, by primary key."""
    made = (model.from_db("default", columns, row) for row in rows)
    return {row.pk: row for row in made}


def _refer(studies: Collection[Study], name: str, model: type[Row], by_pk: Prepared) -> None:
    """Put the row that each study refers to beside it."""
    wanted = {pk for study in studies if (pk := getattr(study, f"{name}_id"))}
    rows = _made(model, _columns(model), by_pk(wanted))
    for study in studies:
        study._state.fields_cache[name] = rows.get(getattr(study, f"{name}_id"))


def _link(
    owners: dict[int, Any], name: str, model: type[Row], by_pk: Prepared, pairs: Sequence[Sequence[int]]
) -> dict[int, Row]:
    """Put the rows that each owner is linked to beside it; all of them, by primary key."""
    rows = _made(model, _columns(model), by_pk({linked for _owner, linked in pairs}))
    _hold(owners, name, [(owner, rows[linked]) for owner, linked in pairs])
    return rows


def _hold(owners: dict[int, Any], name: str, pairs: Iterable[tuple[int, Any]]) -> None:
    """Let the owner's own manager of this name answer with these rows, as after `prefetch_related`."""
    held: dict[int, list[Any]] = defaultdict(list)
    for owner, row in pairs:
        held[owner].append(row)
    for pk, owner in owners.items():
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held.get(pk, [])


def _put_nordic_sites(studies: dict[int, Any], wanted: Sequence[int]) -> None:
    for study in studies.values():
        study.nordic_sites = []
    for pk, status, country, city in _SITES(wanted):
        if country in NORDIC:
            # Values stand in the order of the model's columns.
            row = StudySite.from_db("default", ("study_id", "status"), (pk, status))
            row._state.fields_cache["site"] = Site.from_db("default", ("city", "country"), (city, country))
            studies[pk].nordic_sites.append(row)
