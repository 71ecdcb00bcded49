"""Whether a study is ours: engineered immune cells or T-cell engagers in autoimmune disease; and what it is.

A proposal, for a person to decide on. It rests on title, conditions, interventions with their other names, keywords and
arms, never on criteria: those of a trial in lupus name lymphoma, and those of one in lymphoma name lupus.
"""

from dataclasses import dataclass, field
from functools import cached_property

from trials.choices import Modality
from trials.registries.base import RegistryStudy
from trials.registries.scope import diseases, treatments
from trials.registries.scope.patterns import Texts, text_of
from trials.registries.scope.products import Product, ProductNames

YES, NO, UNSURE = "yes", "no", "unsure"


@dataclass(frozen=True)
class Material:
    """What a study is judged by, as the registry writes it."""

    title: str
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()
    sponsor_type: str | None = None


@dataclass(frozen=True)
class Proposal:
    """What a study seems to be; `because` holds the words that each answer rests on, by the answer's name.

    `in_scope` is yes, no or unsure, `modality` a Modality, `targets` names of antigens, `indications` slugs; None or
    empty where the record does not say. The proposals are made for every study, also one that is out of scope.
    """

    in_scope: str
    modality: str | None = None
    targets: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    sponsor_type: str | None = None
    because: dict[str, list[str]] = field(default_factory=dict)


def material_of(study: RegistryStudy) -> Material:
    """What a study of a registry is judged by."""
    return Material(
        title=f"{study.public_title} ; {study.scientific_title}",
        conditions=study.conditions,
        interventions=tuple(one.name for one in study.interventions),
        other_names=tuple(name for one in study.interventions for name in one.other_names),
        keywords=study.keywords,
        arms=tuple(f"{arm.label} ; {arm.description}" for arm in study.arms),
        sponsor_type=study.sponsor_type,
    )


def classify(material: Material, products: ProductNames) -> Proposal:
    """The proposal for one study."""
    texts = _Texts(material)
    treatment = _treatment(texts, products)
    found = diseases.autoimmune(texts.title, (*texts.conditions, *texts.keywords))
    in_scope, reasons = _scope(texts, treatment, found)
    modality, modality_words = _modality(texts, treatment)
    targets = _targets(texts, treatment)
    because = {
        "in_scope": reasons,
        "modality": modality_words,
        "targets": list(dict.fromkeys(targets.values())),
        "indications": [disease.words for disease in found],
        "sponsor_type": [material.sponsor_type] if material.sponsor_type else [],
    }
    return Proposal(
        in_scope=in_scope,
        modality=modality,
        targets=tuple(sorted(targets)),
        indications=tuple(disease.slug for disease in found),
        sponsor_type=material.sponsor_type,
        because={name: words for name, words in because.items() if words},
    )


class _Texts:
    """The material, ready to be looked through: `all` of it, what is `given` and how, and what it is `about`."""

    def __init__(self, material: Material) -> None:
        self.title = text_of(material.title, is_rare=True)
        self.conditions = tuple(map(text_of, material.conditions))
        self.keywords = tuple(map(text_of, material.keywords))
        arms = tuple(map(text_of, material.arms))
        self.treatment = Texts(map(text_of, (*material.interventions, *material.other_names)))
        self.given = Texts((*self.treatment, *arms))
        self.titled = Texts((self.title, *self.given))
        self.about = Texts((self.title, *self.conditions))
        self.all = Texts((self.title, *self.treatment, *self.conditions, *self.keywords, *arms))


@dataclass(frozen=True)
class _Treatment:
    """What is given: products of ours, and words of cells or engagers."""

    products: tuple[tuple[Product, str], ...]
    cells: str
    engager: str

    @cached_property
    def words(self) -> list[str]:
        named = [words for _, words in self.products]
        return list(dict.fromkeys(filter(None, (self.cells, self.engager, *named))))


def _treatment(texts: _Texts, products: ProductNames) -> _Treatment:
    return _Treatment(
        products=tuple(named for text in texts.all for named in products.named(text.folded)),
        cells=_cells(texts),
        engager=treatments.ENGAGER.first(texts.all) or treatments.CASED_ENGAGER.first(texts.all),
    )


def _cells(texts: _Texts) -> str:
    """Words that say that engineered cells are given, or made in the body; empty when none do."""
    is_written = treatments.CAR_CELL.may_be_in(texts.all) and treatments.CASED_CAR.first(texts.all)
    return (
        (treatments.CAR_CELL.first(texts.all) if is_written else "")
        or treatments.ENGINEERED_CELL.first(texts.all)
        or treatments.CASED_SHORT_INN.first(texts.all)
        or treatments.CASED_CAR_CELLS.first(texts.all)
        or treatments.ANTIGEN_CELLS.first(texts.treatment)
        or _prepared_cells(texts)
        or _cells_made_in_the_body(texts)
    )


def _cells_made_in_the_body(texts: _Texts) -> str:
    in_vivo = treatments.IN_VIVO.first(texts.all)
    antigens = (words for text in texts.all for _, words in treatments.antigens(text)) if in_vivo else iter(())
    antigen = next(antigens, "")
    return f"{in_vivo}, {antigen}" if antigen else ""


def _prepared_cells(texts: _Texts) -> str:
    """Cells or a code, after the chemotherapy that makes room for engineered cells; no stem cells and no NK cells."""
    if treatments.OTHER_CELLS.first(texts.titled):
        return ""
    chemotherapy = treatments.LYMPHODEPLETION.first(texts.titled)
    room = chemotherapy or treatments.REFRACTORY.first(texts.about)
    cells = treatments.CODED_CELLS.first(texts.given) if room else ""
    if cells:
        return f"{cells}, {room}"
    code = treatments.CODE.first(texts.given) if chemotherapy else ""
    return f"{code}, {chemotherapy}" if code else ""


def _hints(texts: _Texts) -> str:
    """Words that engineered cells or an engager often come with, where nothing says it outright."""
    if treatments.OTHER_CELLS.first(texts.titled):
        return ""
    for pattern in (treatments.CODED_CELLS, treatments.LYMPHODEPLETION, treatments.BISPECIFIC):
        if words := pattern.first(texts.titled):
            return words
    basket = treatments.REFRACTORY.first(texts.about) or treatments.BASKET.first(texts.about)
    code = treatments.CODE.first(texts.treatment or Texts((texts.title,))) if basket else ""
    return f"{code}, {basket}" if code else ""


def _scope(texts: _Texts, treatment: _Treatment, found: list[diseases.Disease]) -> tuple[str, list[str]]:
    named = [disease.words for disease in found]
    if not treatment.words and not found:
        return NO, ["no such treatment"]
    cancer = diseases.oncology(texts.about)
    if cancer and all(disease.is_umbrella for disease in found):
        found = []
    if treatment.words and found:
        return YES, [*treatment.words, *named]
    if treatment.words and not cancer and not diseases.neighbour(texts.about):
        return UNSURE, [*treatment.words, "no disease that we know"]
    if found and not cancer and (hints := _hints(texts)):
        return UNSURE, [hints, *named]
    return NO, [cancer or diseases.neighbour(texts.about)] if treatment.words else [*named, "no such treatment"]


def _modality(texts: _Texts, treatment: _Treatment) -> tuple[str | None, list[str]]:
    """What the words say outright, then the product's, then what the words suggest."""
    given = texts.all
    known = [(product.modality, words) for product, words in treatment.products if product.modality]
    if treatment.engager and not treatment.cells:
        three = treatments.TRISPECIFIC.first(given)
        modality = Modality.TRISPECIFIC_T_CELL_ENGAGER if three else Modality.BISPECIFIC_T_CELL_ENGAGER
        of_product = [one for one in known if one[0] in treatments.ENGAGERS]
        return (of_product[0][0], [of_product[0][1]]) if of_product else (modality, [three or treatment.engager])
    for pattern, modality in (
        (treatments.CAAR, Modality.CAAR_T),
        (treatments.TREG, Modality.CAR_TREG),
        (treatments.NATURAL_KILLER, Modality.CAR_NK),
        (treatments.IN_VIVO, Modality.IN_VIVO_CAR_T),
    ):
        if words := pattern.first(given):
            return modality.value, [words]
    return _car_t(given, known, treatment)


def _car_t(given: Texts, known: list[tuple[str, str]], treatment: _Treatment) -> tuple[str | None, list[str]]:
    if not known and not treatment.words:
        return None, []
    allogeneic = treatments.ALLOGENEIC.first(given)
    if known and not (allogeneic and known[0][0] == Modality.AUTOLOGOUS_CAR_T):
        return known[0][0], [known[0][1]]
    if treatment.words and allogeneic:
        return Modality.ALLOGENEIC_CAR_T.value, [allogeneic]
    autologous = treatments.AUTOLOGOUS.first(given)
    if treatment.words and autologous:
        return Modality.AUTOLOGOUS_CAR_T.value, [autologous]
    return None, []


def _targets(texts: _Texts, treatment: _Treatment) -> dict[str, str]:
    """Each target with the words it rests on: of the record, else of the product."""
    if not treatment.words:
        return {}
    said = {name: words for text in texts.all for name, words in treatments.antigens(text)}
    if said:
        return said
    slugs = {slug: words for product, words in treatment.products for slug in product.targets}
    return {treatments.target_name(slug): words for slug, words in slugs.items() if slug not in treatments.ARMS}
