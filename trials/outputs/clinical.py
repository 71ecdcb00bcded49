"""A study in clinicians' words, composed by us from its facts: never a fact that is not there."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Protocol, TypeVar

from django.utils.translation import get_language, gettext as _

from trials.choices import Modality, Phase
from trials.localised import Localised, localised
from trials.models import Indication
from trials.names import mid_sentence, target_name
from trials.query.cards import CardDisease, CardProduct, CardTarget, StudyCard

# A product named after its target and sponsor, "CD19 CAR-T (Zhejiang University)", has no name of its own.
UNNAMED_PRODUCT = re.compile(r"\(.+\)$")
# The arms by which an engager holds the T cell stand last, whatever the alphabet says.
T_CELL_ARMS = ("cd3", "cd28")
CELLS = {
    Modality.AUTOLOGOUS_CAR_T: lambda: _("Autologous %(targets)s CAR-T"),
    Modality.ALLOGENEIC_CAR_T: lambda: _("Allogeneic %(targets)s CAR-T"),
    Modality.IN_VIVO_CAR_T: lambda: _("In vivo %(targets)s CAR-T"),
    Modality.CAR_NK: lambda: _("%(targets)s CAR-NK"),
    Modality.CAR_TREG: lambda: _("%(targets)s CAR-Treg"),
}
# Their labels explain them; before a target the bare name is enough.
BARE_NAMES = {Modality.CAAR_T: "CAAR-T", Modality.CAR_TREG: "CAR-Treg"}
SHORT_TARGET = re.compile(r"^[A-Za-z0-9-]{2,8}$")


def listed(words: Iterable[str]) -> str:
    """The words as a sentence lists them: "CD19, CD3 and CD28"."""
    *first, last = words
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


class HasTarget(Protocol):
    """What a product is directed at: a row of the table, or what a card has of it."""

    @property
    def slug(self) -> str: ...

    @property
    def name(self) -> str: ...


Directed = TypeVar("Directed", bound=HasTarget)


def in_order(targets: Iterable[Directed]) -> list[Directed]:
    """What a product is directed at, the arms by which it holds the T cell last."""
    return sorted(targets, key=lambda target: (target.slug in T_CELL_ARMS, target.slug == "cd28", target.slug))


def treatment_phrase(modality: str, targets: Iterable[HasTarget]) -> str:
    """One product's kind of treatment: "Autologous CD19/BCMA CAR-T"; what is not stated is said to be so."""
    names = [target_name(target.slug, target.name) for target in in_order(targets)]
    if modality in CELLS and names and all(SHORT_TARGET.match(name) for name in names):
        return str(CELLS[Modality(modality)]() % {"targets": "/".join(names)})
    kind = str(Modality(modality).label) if modality else ""
    if kind and names:
        bare = BARE_NAMES.get(Modality(modality), kind)
        return _("%(kind)s against %(targets)s") % {"kind": bare, "targets": listed(names)}
    if kind:
        return _("%(kind)s, target not stated") % {"kind": kind}
    if names:
        return _("Treatment directed at %(targets)s, type not stated") % {"targets": listed(names)}
    return _("Type of treatment and target not stated")


def treatment(study: StudyCard) -> str:
    """The kinds of treatment of a study: each product's, or its own where no product says it."""
    kinds = tuple((product.modality, product.targets) for product in study.products)
    return _treatment(kinds, study.modalities, study.targets, get_language())


@lru_cache(maxsize=4096)
def _treatment(
    products: tuple[tuple[str, tuple[CardTarget, ...]], ...],
    own: tuple[str, ...],
    own_targets: tuple[CardTarget, ...],
    _active: str | None,
) -> str:
    phrases = [treatment_phrase(modality, targets) for modality, targets in products]
    if own or own_targets:
        phrases += [treatment_phrase(modality, own_targets) for modality in own or [""]]
    first, *others = dict.fromkeys(phrases or [treatment_phrase("", [])])
    return listed([first, *map(mid_sentence, others)])


def is_treatment_stated(study: StudyCard) -> bool:
    """Whether anything is known of the kind of treatment."""
    of_products = any(product.modality or product.targets for product in study.products)
    return bool(of_products or study.modalities or study.targets)


def disease_names(diseases: Iterable[CardDisease | Indication], language: str) -> list[Localised]:
    """The diseases as they stand in a row of a sentence: only the first begins with a capital, but for names."""
    names = [localised(disease, "name", language) for disease in diseases]
    return [*names[:1], *(replace(name, text=mid_sentence(name.text)) for name in names[1:])]


def named_products(study: StudyCard) -> list[CardProduct]:
    """The products that have a name of their own."""
    return [product for product in study.products if not UNNAMED_PRODUCT.search(product.name)]


def phase_label(phase: str) -> str:
    """The phase in words, or that it is not stated."""
    return str(Phase(phase).label) if phase else _("Phase not stated")


def display_title(study: StudyCard, language: str) -> Localised:
    """What a study is called in a list: its acronym, else its named products, else our line for it, else its title."""
    if study.acronym:
        return Localised(study.acronym, "en")
    if study.no_identifier_reason and (ours := localised(study, "summary", language)):
        return ours
    if products := named_products(study):
        return Localised(", ".join(product.name for product in products), "en")
    return Localised(study.public_title, "en", "" if language == "en" else "en")
