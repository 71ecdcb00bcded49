"""What the things of the register are called, in all languages: the texts that a study linked to them is found by.

Each by primary key, slug or code, of those asked for or of all; one query, where one is needed.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from trials.choices import Modality
from trials.models import Indication, Product, Site, Sponsor, Target
from trials.places import COUNTRY_CODES, city_name, search_names
from trials.query.prepared import Prepared
from trials.query.words import MODALITY_WORDS

Texts = tuple[str, ...]

_SITES = Prepared(
    lambda: Site.objects.order_by("pk"),
    "pk",
    *("pk", "is_undisclosed", "name_nb", "name_en", "aliases", "city", "country"),
)
_PRODUCTS = Prepared(lambda: Product.objects.order_by("pk"), "pk", "pk", "name", "aliases")
_SPONSORS = Prepared(lambda: Sponsor.objects.order_by("pk"), "pk", "pk", "name", "aliases")


def site_texts(pks: Collection[int] | None = None) -> dict[int, tuple[Texts, Texts]]:
    """The names of hospitals, none for one that its registry does not name, and those of their cities."""
    found = {}
    for pk, is_undisclosed, name_nb, name_en, aliases, city, country in _asked(_SITES, pks):
        names = () if is_undisclosed else _given(name_nb, name_en, *aliases)
        found[pk] = (names, _given(city, *(city_name(city, language, country) for language in ("nb", "en"))))
    return found


def country_texts() -> dict[str, Texts]:
    """The names of all countries."""
    return {code: search_names(code) for code in sorted(COUNTRY_CODES)}


def modality_texts() -> dict[str, Texts]:
    """The words for all types of treatment."""
    return {modality: modality_words(modality) for modality in Modality.values}


def modality_words(modality: str) -> Texts:
    """The words for a type of treatment."""
    return tuple(word.strip() for word in MODALITY_WORDS[Modality(modality)].split(","))


def indication_texts() -> dict[int, tuple[int | None, Texts]]:
    """The next wider disease of each disease, and its names and synonyms."""
    columns = ("pk", "parent_id", "name_nb", "name_nn", "name_en", "synonyms_nb", "synonyms_en")
    rows = Indication.objects.order_by("pk").values_list(*columns)
    return {pk: (parent, _given(*names, *nb, *en)) for pk, parent, *names, nb, en in rows}


def product_texts(pks: Collection[int] | None = None) -> dict[int, Texts]:
    """The names and codes of products."""
    return _names_and_aliases(_asked(_PRODUCTS, pks))


def sponsor_texts(pks: Collection[int] | None = None) -> dict[int, Texts]:
    """The names of sponsors."""
    return _names_and_aliases(_asked(_SPONSORS, pks))


def target_texts() -> dict[int, Texts]:
    """The names of all targets."""
    rows = Target.objects.order_by("pk").values_list("pk", "name", "slug")
    return {pk: _given(*names) for pk, *names in rows}


def _asked(things: Prepared, pks: Collection[int] | None) -> Iterable[Sequence[Any]]:
    return things.rows().values_list(*things.columns) if pks is None else things(pks)


def _names_and_aliases(rows: Iterable[Sequence[Any]]) -> dict[int, Texts]:
    return {pk: _given(name, *aliases) for pk, name, aliases in rows}


def _given(*texts: str) -> Texts:
    return tuple(dict.fromkeys(filter(None, texts)))
