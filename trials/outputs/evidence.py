"""Publications with results: what was found, and out of how many. A number that no source states is never zero."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from babel.numbers import format_percent
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from trials.choices import AdverseEvent, PublicationState
from trials.localised import Localised, localised
from trials.models import Indication, Outcome, Publication, SafetyResult, Source
from trials.outputs.clinical import disease_names, display_title
from trials.outputs.rows import main_number
from trials.outputs.study_page import sources
from trials.outputs.things import Detail
from trials.query.card_rows import cards
from trials.query.cards import StudyCard

DOI_PAGE = "https://doi.org/{}"
PMID_PAGE = "https://pubmed.ncbi.nlm.nih.gov/{}/"
# A publication without these is said to be without them; of others only what is stated is shown.
EXPECTED = (AdverseEvent.CRS, AdverseEvent.ICANS, AdverseEvent.DEATH)
GRADES = range(1, 6)


@dataclass(frozen=True)
class Result:
    """How many of how many, None where the source does not state it; `share` is empty unless both are known."""

    label: Localised
    number: int | None
    of: int | None
    share: str


@dataclass(frozen=True)
class Entry:
    """A publication as the list shows it."""

    publication: Publication
    title: Localised
    page: str
    citation: list[str]
    findings: Localised
    follow_up: Localised
    diseases: list[Detail]
    studies: list[Detail]
    links: list[Detail]
    outcomes: list[Result]
    safety: list[Result]
    unstated: list[str]
    sources: list[Source]


def publications(language: str) -> list[Entry]:
    """All publications, newest first, then by address; a constant number of queries."""
    found = Publication.objects.prefetch_related(
        Prefetch("indications", Indication.objects.order_by("pk")),
        Prefetch("outcomes", Outcome.objects.order_by("pk")),
        "safety_results",
        "sources",
    )
    newest_first = sorted(found, key=lambda one: (-(one.year or 0), one.slug))
    studies = _studies()
    return [_entry(one, studies.get(one.pk, ()), language) for one in newest_first]


def _studies() -> dict[int, list[StudyCard]]:
    """The published studies of each publication (primary key); two queries."""
    pairs = Publication.studies.through.objects.order_by("study_id").values_list("publication_id", "study_id")
    found = cards({study for _publication, study in pairs})
    of_publications: dict[int, list[StudyCard]] = {}
    for publication, study in pairs:
        if (card := found.get(study)) and card.publication_state == PublicationState.PUBLISHED:
            of_publications.setdefault(publication, []).append(card)
    return of_publications


def _entry(one: Publication, studies: Iterable[StudyCard], language: str) -> Entry:
    effects = list(_side_effects(one, language))
    return Entry(
        publication=one,
        title=_title(one, language),
        page=_doi_page(one),
        citation=[
            one.authors_short or _("Authors not stated"),
            one.journal or _("Journal not stated"),
            str(one.year) if one.year else _("Year not stated"),
        ],
        findings=localised(one, "findings", language),
        follow_up=localised(one, "follow_up", language),
        diseases=_diseases(one, language),
        studies=[_study(study, language) for study in studies],
        links=_links(one, language),
        outcomes=[_outcome(outcome, language) for outcome in one.outcomes.all()],
        safety=[effect for effect in effects if effect.number is not None],
        unstated=[str(effect.label) for effect in effects if effect.number is None],
        sources=sources(one),
    )


def _title(one: Publication, language: str) -> Localised:
    text = f"[{one.title}]" if one.is_title_ours else one.title
    return Localised(text, "en", "" if language == "en" else "en")


def _diseases(one: Publication, language: str) -> list[Detail]:
    return [
        Detail(name, reverse("indication_detail", args=[disease.slug]))
        for name, disease in zip(disease_names(one.indications.all(), language), one.indications.all(), strict=True)
    ]


def _study(study: StudyCard, language: str) -> Detail:
    title, number = display_title(study, language), main_number(study.identifiers)
    return Detail(title, reverse("study_detail", args=[study.slug]), Localised(number, language))


def _links(one: Publication, language: str) -> list[Detail]:
    """Its pages by DOI and by PMID, but for those that stand among its sources."""
    pages = [(f"doi:{one.doi}", _doi_page(one))] if one.doi else []
    pages += [(f"PMID {one.pmid}", PMID_PAGE.format(quote(one.pmid)))] if one.pmid else []
    known = {source.url for source in one.sources.all()}
    return [Detail(Localised(text, language), page) for text, page in pages if page not in known]


def _doi_page(one: Publication) -> str:
    return DOI_PAGE.format(quote(one.doi, safe="/():;")) if one.doi else ""


def _outcome(outcome: Outcome, language: str) -> Result:
    measure = localised(outcome, "measure", language)
    if outcome.time_point:
        measure = Localised(f"{measure.text} ({outcome.time_point})", measure.language, measure.foreign)
    return _result(measure, outcome.numerator, outcome.denominator, language)


def _side_effects(one: Publication, language: str) -> Iterator[Result]:
    held = {result.event: result for result in one.safety_results.all()}
    for event in AdverseEvent:
        if event in held or event in EXPECTED:
            result = held.get(event) or SafetyResult()
            treated = one.n_treated if result.n_treated is None else result.n_treated
            for label, number in _numbers(event, result):
                yield _result(Localised(label, language), number, treated, language)


def _numbers(event: AdverseEvent, result: SafetyResult) -> Iterator[tuple[str, int | None]]:
    if event == AdverseEvent.DEATH:
        yield _("Deaths"), result.any_grade
        return
    short = {AdverseEvent.CRS: "CRS"}.get(event, event.label)
    yield _("%(event)s, any grade") % {"event": short}, result.any_grade
    for grade in GRADES:
        number = getattr(result, f"grade_{grade}")
        if number is not None:
            yield _("%(event)s, grade %(grade)d") % {"event": short, "grade": grade}, number
    yield _("%(event)s, grade 3 or higher") % {"event": short}, result.grade_3_or_more


def _result(label: Localised, number: int | None, of: int | None, language: str) -> Result:
    return Result(label, number, of, share(number, of, language) if number is not None and of else "")


def share(number: int, of: int, language: str) -> str:
    """The share in whole per cent as the language writes it, halves up: 83 %; some is never 0 %, nor most 100 %."""
    whole = (200 * number + of) // (2 * of)
    sign = ""
    if 0 < number < of and whole in (0, 100):
        whole, sign = (1, "< ") if whole == 0 else (99, "> ")
    return sign + format_percent(Decimal(whole) / 100, locale=language)
