"""Whether a study is ours: engineered immune cells or T-cell engagers in autoimmune disease; and what it is.

A proposal, for a person to decide on. It rests on title, conditions, interventions with their other names, keywords and
arms, never on criteria: those of a trial in lupus name lymphoma, and those of one in lymphoma name lupus.
"""

from dataclasses import dataclass, field

from trials.choices import Modality
from trials.registries.base import RegistryStudy
from trials.registries.scope import diseases, treatments
from trials.registries.scope.patterns import Text, joined, text_of
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
    found = diseases.autoimmune(texts.title, [*texts.conditions, *texts.keywords])
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
    """The material, ready to be looked through; `raw` is all of it, by whose case BiTE is told from a bite."""

    def __init__(self, material: Material) -> None:
        self.title = text_of(material.title)
        self.conditions = tuple(map(text_of, material.conditions))
        self.treatment = tuple(map(text_of, (*material.interventions, *material.other_names)))
        self.keywords = tuple(map(text_of, material.keywords))
        self.arms = tuple(map(text_of, material.arms))
        self.all = (self.title, *self.treatment, *self.conditions, *self.keywords, *self.arms)
        # Where diseases stand.
        self.about = [self.title, *self.conditions]
        self.raw = joined(self.all)


@dataclass(frozen=True)
class _Treatment:
    """What is given: products of ours, and words of cells or engagers; `hints` are words that leave it open."""

    products: tuple[tuple[Product, str], ...]
    cells: str
    engager: str
    hints: str

    @property
    def words(self) -> list[str]:
        named = [words for _, words in self.products]
        return list(dict.fromkeys(filter(None, (self.cells, self.engager, *named))))


def _treatment(texts: _Texts, products: ProductNames) -> _Treatment:
    cased = treatments.CASED_ENGAGER.search(texts.raw)
    return _Treatment(
        products=tuple(named for text in texts.all for named in products.named(text.folded)),
        cells=_cells(texts),
        engager=treatments.ENGAGER.first(texts.all) or (cased[0] if cased else ""),
        hints=_hints(texts),
    )


def _cells(texts: _Texts) -> str:
    """Words that say that engineered cells are given, or made in the body; empty when none do."""
    for pattern, where in (
        (treatments.CAR_CELL, texts.all if treatments.CASED_CAR.search(texts.raw) else ()),
        (treatments.ENGINEERED_CELL, texts.all),
        (treatments.CASED_SHORT_INN, (texts.raw,)),
        (treatments.CASED_CAR_CELLS, (texts.raw,)),
        (treatments.ANTIGEN_CELLS, texts.treatment),
    ):
        if words := pattern.first(where):
            return words
    in_vivo = treatments.IN_VIVO.first(texts.all)
    antigen = next((words for text in texts.all for _, words in treatments.antigens(text)), "")
    return _prepared_cells(texts) or (f"{in_vivo}, {antigen}" if in_vivo and antigen else "")


def _prepared_cells(texts: _Texts) -> str:
    """Cells or a code, after the chemotherapy that makes room for engineered cells; no stem cells and no NK cells."""
    given = (*texts.treatment, *texts.arms)
    if treatments.OTHER_CELLS.first((texts.title, *given)):
        return ""
    chemotherapy = treatments.LYMPHODEPLETION.first((texts.title, *given))
    code = treatments.CODE.first(given)
    cells = treatments.CODED_CELLS.first(given)
    refractory = treatments.REFRACTORY.first(texts.about)
    if cells and (chemotherapy or refractory):
        return f"{cells}, {chemotherapy or refractory}"
    return f"{code}, {chemotherapy}" if code and chemotherapy else ""


def _hints(texts: _Texts) -> str:
    """Words that engineered cells or an engager often come with, where nothing says it outright."""
    given = (texts.title, *texts.treatment, *texts.arms)
    if treatments.OTHER_CELLS.first(given):
        return ""
    coded = treatments.CODED_CELLS.first(given) or treatments.LYMPHODEPLETION.first(given)
    bispecific = treatments.BISPECIFIC.first(given)
    code = treatments.CODE.first(texts.treatment or (texts.title,))
    basket = treatments.REFRACTORY.first(texts.about) or treatments.BASKET.first(texts.about)
    return coded or bispecific or (f"{code}, {basket}" if code and basket else "")


def _scope(texts: _Texts, treatment: _Treatment, found: list[diseases.Disease]) -> tuple[str, list[str]]:
    named = [disease.words for disease in found]
    cancer = diseases.oncology(texts.about)
    if cancer and all(disease.is_umbrella for disease in found):
        found = []
    if treatment.words and found:
        return YES, [*treatment.words, *named]
    if treatment.words and not cancer and not diseases.neighbour(texts.about):
        return UNSURE, [*treatment.words, "no disease that we know"]
    if found and treatment.hints and not cancer:
        return UNSURE, [treatment.hints, *named]
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


def _car_t(
    given: tuple[Text, ...], known: list[tuple[str, str]], treatment: _Treatment
) -> tuple[str | None, list[str]]:
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
