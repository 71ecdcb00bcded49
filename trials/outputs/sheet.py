"""The referral sheet of a study: one shape, which the page prints and the text view writes out.

It has no place for anything about a patient.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter
from textwrap import shorten

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from trials.dates import format_date
from trials.localised import Localised
from trials.models import Source, Study
from trials.names import mid_sentence
from trials.outputs.addresses import absolute
from trials.outputs.answer import Answer, PlaceAnswer, answer
from trials.outputs.check_before import CheckBefore, WashoutLine, check_before
from trials.outputs.clinical import display_title, treatment
from trials.outputs.study_page import numbers, sources
from trials.query.card_rows import card_of

# What fits two A4 pages with all else, in printed lines of about so many letters; the study's page has the rest.
WIDTH = 85
CRITERIA, WASHOUTS, GUIDANCE, FACT = 16, 6, 8, 4
SITES, CONTACTS, SOURCES = 2, 3, 5


@dataclass(frozen=True)
class Value:
    """A line of text, with the address that it leads to, if any."""

    text: Localised
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """What is said under one label; the label is empty for a sentence of its own."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Section:
    """A part of the sheet under its heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Sheet:
    """All of it: `verified` stands with the date on each page, `address` is that of the study's page."""

    title: Localised
    about: str
    numbers: str
    day: str
    verified: str
    address: str
    sections: tuple[Section, ...]


def sheet(study: Study, today: datetime.date, language: str) -> Sheet:
    """The sheet of a study from `study_page.study_for_page`; a constant number of queries."""
    card = card_of(study)
    found = answer(study, card, today, language)
    sections = [
        *_places(found, language),
        *_contacts(found, language),
        _check(check_before(study, language), language),
        Section(_("Sources"), tuple(_source(one, language) for one in sources(study)[:SOURCES])),
    ]
    return Sheet(
        display_title(card, language),
        treatment(card),
        ", ".join(f"{number.label}: {number.value}" for number in numbers(study)[:SOURCES]),
        format_date(today, language, "long"),
        _verified(found),
        absolute(reverse("study_detail", args=[study.slug])),
        tuple(sections),
    )


def _verified(found: Answer) -> str:
    """What is said of the nearest place, in a line: it stands on each page."""
    if found.norway:
        return found.norway[0].words.sentence
    return found.areas[0].lines[0].words.sentence if found.areas else _("No study site in Norway or Europe is named")


def _places(found: Answer, language: str) -> Iterator[Section]:
    """Each site in Norway in full; where there is none, or none is open, the nearest abroad as well."""
    for place in found.norway[:SITES]:
        yield Section(_named(place), tuple(_of_place(place, language)))
    if others := found.norway[SITES:]:
        named = [Value(Localised(f"{_named(one)}: {one.words.label}", language)) for one in others]
        yield Section(_("More sites in Norway"), (Entry("", tuple(_fitting(named, FACT, language))),))
    if found.norway and not found.elsewhere:
        return
    told = [_entry("", [found.elsewhere or _("No source names a study site in Norway.")], language)]
    for area in found.areas[:2]:
        lines = [f"{line.words.label}: {line.places}. {line.words.sentence}" for line in area.lines[:SITES]]
        told.append(_entry(area.name, lines, language))
    yield Section(_("Outside Norway"), tuple(told))
    for place in [one for area in found.areas for one in area.in_full][:1]:
        yield Section(_named(place), tuple(_of_place(place, language)))


def _contacts(found: Answer, language: str) -> Iterator[Section]:
    """Whom to ask about the whole study, where no site in Norway says whom to call."""
    if found.contacts and not any(place.contacts for place in found.norway):
        told = [_entry("", [contact.text], language) for contact in found.contacts[:CONTACTS]]
        yield Section(_("Contact for the whole study"), tuple(told))


def _named(place: PlaceAnswer) -> str:
    return f"{place.name.text}, {place.city}" if place.city and place.city not in place.name.text else place.name.text


def _of_place(place: PlaceAnswer, language: str) -> Iterator[Entry]:
    yield _entry(_("Open today"), [place.words.label, *place.words.sentences], language)
    if place.confirmed:
        yield _entry(_("Confirmed by the site"), [place.confirmed], language)
    for contact in place.contacts[:CONTACTS]:
        yield _entry(contact.role, [contact.text], language)
    if place.slug and not place.contacts:
        yield _entry(_("Contact"), [_("None registered")], language)
    for fact in place.facts:
        yield Entry(fact.label, tuple(_fitting([_shortened(value) for value in fact.values], FACT, language)))
    if place.silent:
        yield _entry(_("Not stated: ask the site"), [place.silent], language)


def _check(found: CheckBefore, language: str) -> Section:
    entries = [*_criteria(found, language), *_washouts(found.own, _("Washout of the study"), WASHOUTS, language)]
    entries += _washouts(found.general, _("General guidance, not of this study"), GUIDANCE, language)
    if not found.is_entered:
        entries.insert(0, _entry("", [_("Nobody has entered criteria of this study here yet.")], language))
    if found.registry and found.registry.url:
        label = Localised(found.registry.label, "en", "en")
        entries.append(Entry(_("All criteria"), (Value(label, found.registry.url),)))
    entries.append(_entry("", [_("The study site decides.")], language))
    return Section(_("Check before referral"), tuple(entries))


def _criteria(found: CheckBefore, language: str) -> Iterator[Entry]:
    labels = {f"{theme.kind}: {mid_sentence(theme.name)}": theme.criteria for theme in found.themes}
    lines = [
        (label, Value(replace(one.text, text=f"{one.text} ({origin(one.source, language)})")))
        for label, criteria in labels.items()
        for one in criteria
    ]
    kept = len(_first([value for _label, value in lines], CRITERIA))
    for label, group in groupby(lines[:kept], key=itemgetter(0)):
        yield Entry(label, tuple(value for _label, value in group))
    if kept < len(lines):
        yield _entry("", [_more(len(lines) - kept)], language)


def _washouts(found: list[WashoutLine], label: str, most: int, language: str) -> Iterator[Entry]:
    lines = []
    for one in found:
        where = origin(one.source, language) if one.source else f"{one.citation}, {one.url}"
        lines.append(Value(Localised(f"{one.drug_class}: {one.time} ({where})", language)))
    if lines:
        yield Entry(label, tuple(_fitting(lines, most, language)))


def _fitting(values: list[Value], most: int, language: str) -> list[Value]:
    """The first values, in at most so many printed lines, and how many more there are."""
    kept = _first(values, most)
    left = len(values) - len(kept)
    return [*kept, Value(Localised(_more(left), language))] if left else kept


def _shortened(text: Localised) -> Value:
    """A text of the site's own, cut where it alone would fill the sheet."""
    return Value(replace(text, text=shorten(text.text, (FACT - 1) * WIDTH, placeholder=" …")))


def _first(values: list[Value], most: int) -> list[Value]:
    ends = accumulate(1 + len(value.text.text) // WIDTH for value in values)
    return [value for value, end in zip(values, ends, strict=True) if end <= most]


def _more(number: int) -> str:
    return ngettext("%(n)d more on the study's page.", "%(n)d more on the study's page.", number) % {"n": number}


def _source(source: Source, language: str) -> Entry:
    return Entry("", (Value(Localised(origin(source, language, whole=True), "en", "en"), source.url),))


def origin(source: Source, language: str, *, whole: bool = False) -> str:
    """The source with its date: "ClinicalTrials.gov, 22 Aug 2026"; with the number of the study when `whole`."""
    if source.as_of:
        date = source.as_of.format(language, "short")
    elif source.read_date:
        date = _("read %(date)s") % {"date": format_date(source.read_date, language, "short")}
    else:
        date = _("undated")
    return f"{source.label if whole else source.short_label}, {date}"


def _entry(label: str, lines: Iterable[str], language: str) -> Entry:
    return Entry(label, tuple(Value(Localised(line, language)) for line in lines))


def as_text(sheet: Sheet) -> str:
    """The sheet as plain text, for a letter or a record system."""
    lines = [sheet.title.text, sheet.about, sheet.numbers, sheet.address]
    lines.append(_("Printed %(date)s. %(verified)s.") % {"date": sheet.day, "verified": sheet.verified})
    for section in sheet.sections:
        lines += ["", section.heading.upper()]
        for entry in section.entries:
            lines += _lines(entry)
    return "\n".join([*filter(None, lines[:4]), *lines[4:], "", patient_free()]) + "\n"


def _lines(entry: Entry) -> list[str]:
    """What is said under one label: in its line, or each of several in a line below it."""
    values = [f"{value.text}, {value.url}" if value.url else str(value.text) for value in entry.values]
    if not entry.label:
        return values
    if len(values) == 1:
        return [f"{entry.label}: {values[0]}"]
    return [f"{entry.label}:", *(f"- {value}" for value in values)]


def patient_free() -> str:
    """The line that keeps patients off the sheet."""
    return _(
        "Nothing about a patient belongs on this sheet. The referral itself goes through your hospital's own system."
    )
