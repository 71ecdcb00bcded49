"""The page of one study site, sponsor or product: its facts, and the studies it has."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from trials.choices import HealthRegion, Modality
from trials.localised import Localised, localised
from trials.models import Product, Site, Sponsor, Study
from trials.names import site_name, target_name
from trials.outputs.clinical import in_order
from trials.outputs.listed import listed, listed_in, with_near
from trials.outputs.openings import summary
from trials.outputs.registers import sponsor_kind
from trials.outputs.rows import StudyRow
from trials.places import city_name, country_name
from trials.query.asker import HOME
from trials.query.nearest import nearest
from trials.query.studies import StudyList, public_studies
from trials.query.study_places import study_places
from trials.text import fold

# As many studies stand on the page; all of them are in the list that it links to.
SHOWN = 25


@dataclass(frozen=True)
class Detail:
    """One value of a fact, the address of its own page if it has one, and what it is."""

    text: Localised
    address: str = ""
    note: Localised | None = None


@dataclass(frozen=True)
class Fact:
    """A fact about a thing; no values means that the source does not state it."""

    label: str
    values: list[Detail]


@dataclass(frozen=True)
class StudiesOf:
    """The newest studies of a thing, how many it has in all, that in words, and the question that lists them all."""

    rows: list[StudyRow]
    total: int
    summary: str
    query: str


def studies_with(parameter: str, slug: str, today: datetime.date) -> StudyList:
    """The studies that have this value, as the list of studies answers it today."""
    return public_studies(QueryDict(urlencode({parameter: slug})), today=today)


def studies_of(studies: StudyList, language: str, asked: frozenset[str] = frozenset()) -> StudiesOf:
    """The studies as a page of a thing shows them; diseases in `asked` (slugs) stand first in their rows."""
    total = len(studies.studies)
    shown = listed_in(studies, studies.studies[:SHOWN], language, asked)
    counted = ngettext("%(n)d study.", "%(n)d studies.", total) % {"n": total}
    words = f"{counted} {summary(studies)}" if total else ""
    return StudiesOf(shown, total, words, studies.params.urlencode())


def by_status_at_site(
    studies: StudiesOf, site: Site, today: datetime.date, language: str
) -> tuple[list[StudyRow], list[StudyRow]]:
    """The rows whose study has a status at the site, and show that one; then the others, which show their own."""
    here = {
        row.study.pk: [
            one for one in study_places(row.study.places) if one.slug == site.slug and one.recruitment.status
        ]
        for row in studies.rows
    }
    stated = [
        with_near(row, nearest(here[row.study.pk], HOME, today), today, language)
        for row in studies.rows
        if here[row.study.pk]
    ]
    return stated, [row for row in studies.rows if not here[row.study.pk]]


def collaborations(sponsor: Sponsor, today: datetime.date, language: str) -> list[StudyRow]:
    """The published studies that the sponsor takes part in without being responsible, newest change first."""
    newest = F("last_registry_update").desc(nulls_last=True)
    found = Study.objects.published().filter(collaborators=sponsor).order_by(newest, "pk")
    return listed(found.values_list("pk", flat=True), today, language)


def developed_by(sponsor: Sponsor) -> list[Product]:
    """The products that the sponsor develops, by name."""
    found = Product.objects.filter(developer=sponsor).select_related("developer").prefetch_related("targets")
    return sorted(found, key=lambda product: (fold(product.name), product.pk))


def site_facts(site: Site, language: str) -> list[Fact]:
    """Where the site is, and what else it is called."""
    region = str(HealthRegion(site.health_region).label) if site.health_region else ""
    name = str(site_name(site, language))
    others = [] if site.is_undisclosed else [site.name_nb, site.name_en, *site.aliases]
    facts = [
        Fact(_("City"), _details([city_name(site.city, language, site.country)], language)),
        Fact(_("Country"), _details([country_name(site.country, language)], language)),
    ]
    if region:
        facts.append(Fact(_("Health region"), _details([region], language)))
    return facts + _also_called([other for other in others if other != name], language)


def sponsor_facts(sponsor: Sponsor, language: str) -> list[Fact]:
    """What kind of organisation the sponsor is, where, and what else it is called."""
    country = country_name(sponsor.country, language) if sponsor.country else ""
    facts = [
        Fact(_("Sponsor type"), _details([sponsor_kind(sponsor.sponsor_type)], language)),
        Fact(_("Country"), _details([country], language)),
    ]
    return facts + _also_called(sponsor.aliases, language)


def product_facts(product: Product, language: str) -> list[Fact]:
    """What the product is, what it is directed at, and who develops it."""
    kind = str(Modality(product.modality).label) if product.modality else ""
    targets = [
        Detail(
            Localised(target_name(target.slug, target.name), language), "", localised(target, "description", language)
        )
        for target in in_order(product.targets.all())
    ]
    developers = [product.developer] if product.developer else []
    return [
        *_also_called(product.aliases, language),
        Fact(_("Type of treatment"), _details([kind], language)),
        Fact(_("Target"), targets),
        Fact(
            _("Developer"),
            [Detail(Localised(one.name, language), reverse("sponsor_detail", args=[one.slug])) for one in developers],
        ),
    ]


def _also_called(names: Iterable[str], language: str) -> list[Fact]:
    found = _details(names, language)
    return [Fact(_("Also called"), found)] if found else []


def _details(texts: Iterable[str], language: str) -> list[Detail]:
    return [Detail(Localised(text, language)) for text in dict.fromkeys(texts) if text]
