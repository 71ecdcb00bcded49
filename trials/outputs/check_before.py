"""Check before referral: criteria that people took from the sources, washouts, and the registry's own text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import ngettext

from trials.choices import CriterionKind, CriterionTheme, DrugClass, WashoutAnchor
from trials.dates import format_date
from trials.localised import Localised, localised
from trials.models import EligibilityCriterion, Source, Study, WashoutGuidance
from trials.models.referral import Washout
from trials.names import mid_sentence
from trials.outputs.study_page import registry_source

# A line of a list, as registries write them, with the spaces before its mark.
_ITEM = re.compile(r"^(?P<indent>\s*)(?:[*•·‣–-]|(?P<number>\d{1,2}[.)]|[a-z][.)]))\s+(?P<text>\S.*)$")
# ClinicalTrials.gov writes Markdown, in which these signs are escaped.
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+.!~|-])")


@dataclass(frozen=True)
class Criterion:
    """What to look at, in our words, with the words of the source."""

    text: Localised
    quote: str
    source: Source


@dataclass(frozen=True)
class Theme:
    """The criteria of one kind and theme."""

    kind: str
    name: str
    criteria: list[Criterion]


@dataclass(frozen=True)
class WashoutLine:
    """A washout with what it rests on; one without a `source` of the study is general, with its citation."""

    drug_class: str
    time: str
    quote: str
    source: Source | None
    citation: str = ""
    url: str = ""
    read: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list in the registry's text: its number, where it has one, and whether it stands within another."""

    number: str
    text: str
    is_inner: bool


@dataclass(frozen=True)
class Block:
    """A paragraph of the registry's text, or a list."""

    text: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class CheckBefore:
    """All of it; `registry` is where the registry's text is from, also where that text is not held."""

    themes: list[Theme]
    own: list[WashoutLine]
    general: list[WashoutLine]
    criteria_text: list[Block]
    registry: Source | None

    @property
    def is_entered(self) -> bool:
        """Whether a person entered anything of the study itself."""
        return bool(self.themes or self.own)


def check_before(study: Study, language: str) -> CheckBefore:
    """What to check before a referral to a study from `study_page.study_for_page`; three queries."""
    criteria = sorted(study.criteria.select_related("source"), key=_place)
    own = sorted(study.washouts.select_related("source"), key=_of_class)
    stated = {rule.drug_class for rule in own}
    general = sorted(WashoutGuidance.objects.exclude(drug_class__in=stated), key=_of_class)
    return CheckBefore(
        _themes(criteria, language),
        [WashoutLine(_drug(rule), _time(rule), rule.quote, rule.source) for rule in own],
        [_general(guidance, language) for guidance in general],
        list(blocks(study.criteria_text)),
        registry_source(study),
    )


def _place(criterion: EligibilityCriterion) -> tuple[int, int, int]:
    kinds, themes = [*CriterionKind.values], [*CriterionTheme.values]
    return kinds.index(criterion.kind), themes.index(criterion.theme), criterion.pk


def _of_class(washout: Washout) -> tuple[int, int]:
    return DrugClass.values.index(washout.drug_class), WashoutAnchor.values.index(washout.anchor)


def _themes(criteria: list[EligibilityCriterion], language: str) -> list[Theme]:
    found: dict[tuple[str, str], list[Criterion]] = {}
    for one in criteria:
        line = Criterion(localised(one, "text", language), one.quote, one.source)
        found.setdefault((one.kind, one.theme), []).append(line)
    return [
        Theme(str(CriterionKind(kind).label), str(CriterionTheme(theme).label), lines)
        for (kind, theme), lines in found.items()
    ]


def _general(guidance: WashoutGuidance, language: str) -> WashoutLine:
    read = format_date(guidance.read_date, language, "short")
    return WashoutLine(_drug(guidance), _time(guidance), guidance.quote, None, guidance.citation, guidance.url, read)


def _drug(washout: Washout) -> str:
    return str(DrugClass(washout.drug_class).label)


def _time(washout: Washout) -> str:
    days = washout.minimum_days
    words = ngettext("at least %(n)d day before %(point)s", "at least %(n)d days before %(point)s", days)
    return words % {"n": days, "point": mid_sentence(str(WashoutAnchor(washout.anchor).label))}


def blocks(text: str) -> Iterator[Block]:
    """The text in the paragraphs and lists that its writer meant; nothing of it is changed but Markdown's escapes."""
    items: list[Item] = []
    for line in text.splitlines():
        if found := _ITEM.match(line):
            words = _ESCAPED.sub(r"\1", found["text"].strip())
            items.append(Item(found["number"] or "", words, len(found["indent"]) > 1))
        elif line.strip():
            if items:
                yield Block(items=tuple(items))
                items = []
            yield Block(text=_ESCAPED.sub(r"\1", line.strip()))
    if items:
        yield Block(items=tuple(items))
