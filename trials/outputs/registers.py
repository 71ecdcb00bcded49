"""The lists of study sites, sponsors and products: what they show, in words and in rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, ngettext

from trials.choices import HealthRegion, SponsorType
from trials.localised import Localised
from trials.models import Product, Site, Sponsor, Target
from trials.names import mid_sentence, site_name, target_name
from trials.outputs.clinical import treatment_phrase
from trials.outputs.overview import Count, count
from trials.outputs.wording import either, in_region
from trials.places import city_name, country_name, in_country, nearest_first
from trials.query.facets import Facet, Option
from trials.query.index.held import Index
from trials.query.labels import VOCABULARIES, Labels
from trials.query.things import Thing, ThingList
from trials.text import sort_key

# An unnamed product's other names can be many; its own page has them all.
ALIASES_SHOWN = 3


@dataclass(frozen=True)
class ThingRow:
    """A site, sponsor or product in its list: its name and its studies, and what else identifies it."""

    count: Count
    about: list[str]


class OrganisationLabels(Labels):
    """Names of values in the list of sponsors, where a sponsor's type says what the organisation is."""

    def label(self, parameter: str, value: str) -> Localised:
        """What `value` is called."""
        if parameter == "sponsor_type":
            return Localised(sponsor_kind(value), self.language)
        return super().label(parameter, value)


def register_labels(language: str) -> OrganisationLabels:
    """The names of everything that can be chosen in these lists; one query."""
    targets = {
        target.slug: Localised(target_name(target.slug, target.name), language) for target in Target.objects.all()
    }
    return OrganisationLabels(language, {"target": targets})


def sponsor_kind(sponsor_type: str) -> str:
    """What kind of organisation a sponsor is, as against who initiated a study; empty when not stated."""
    kinds = {
        SponsorType.INDUSTRY.value: _("Industry"),
        SponsorType.INVESTIGATOR_INITIATED.value: _("Hospital, university or investigator"),
    }
    return kinds.get(sponsor_type, "")


def site_heading(sites: ThingList[Site], labels: Labels) -> str:
    """What the list shows, in words: "23 study sites in Norway"."""
    n = len(sites.things)
    return _heading(ngettext("%(n)d study site", "%(n)d study sites", n) % {"n": n}, sites, labels)


def sponsor_heading(sponsors: ThingList[Sponsor], labels: Labels) -> str:
    """What the list shows, in words: "12 sponsors in Germany, industry"."""
    n = len(sponsors.things)
    return _heading(ngettext("%(n)d sponsor", "%(n)d sponsors", n) % {"n": n}, sponsors, labels)


def product_heading(products: ThingList[Product], labels: Labels) -> str:
    """What the list shows, in words: "9 products, autologous CAR-T, against CD19"."""
    n = len(products.things)
    return _heading(ngettext("%(n)d product", "%(n)d products", n) % {"n": n}, products, labels)


def _heading(subject: str, things: ThingList[Thing], labels: Labels) -> str:
    chosen: dict[str, Any] = things.chosen
    words = {
        name: [str(labels.label(name, value)) for value in chosen.get(name, ())]
        for name in ("sponsor_type", "modality", "target")
    }
    phrases = [" ".join([subject, *_places(chosen, labels)])]
    phrases += [either(map(mid_sentence, words[name])) for name in ("sponsor_type", "modality") if words[name]]
    if words["target"]:
        phrases.append(_("against %(targets)s") % {"targets": either(words["target"])})
    if "q" in chosen:
        phrases.append(_("with hits for “%(words)s”") % {"words": chosen["q"]})
    return ", ".join(phrases)


def _places(chosen: dict[str, Any], labels: Labels) -> Iterable[str]:
    if regions := chosen.get("region"):
        yield either([in_region(region) for region in regions])
    if codes := chosen.get("country"):
        yield either([in_country(code, labels.language) for code in codes])


def register_facets(things: ThingList[Thing], labels: Labels) -> list[Facet]:
    """The choices of the form above the list, each with the length of the list when it alone is chosen."""
    return [_facet(name, things, labels) for name in things.filters.base_filters if name not in ("q", "page")]


def _facet(name: str, things: ThingList[Thing], labels: Labels) -> Facet:
    members: dict[str, set[int]] = things.values.get(name, {})
    base = things.without(name)
    chosen: list[str] = things.chosen.get(name, [])
    options = [
        Option(value, labels.label(name, value), len(base & members.get(value, set())), value in chosen)
        for value in _values(name, {*members, *chosen}, labels)
    ]
    return Facet(name, str(things.filters.base_filters[name].label), options, [])


def _values(name: str, occurring: set[str], labels: Labels) -> list[str]:
    """A vocabulary whole; of countries and targets those that occur or are chosen, nearest first and by name."""
    if vocabulary := VOCABULARIES.get(name):
        return list(vocabulary.values)
    if name == "country":
        return nearest_first(occurring, labels.language)
    return sorted(occurring, key=lambda value: sort_key(str(labels.label(name, value)), labels.language))


def site_rows(sites: Iterable[Site], index: Index, language: str) -> list[ThingRow]:
    """The sites as rows of their list."""
    return [
        _row(
            "site",
            site,
            site_name(site, language),
            [
                site_place(site, language),
                str(HealthRegion(site.health_region).label) if site.health_region else "",
            ],
            index,
        )
        for site in sites
    ]


def site_place(site: Site, language: str) -> str:
    """City and country; for a hospital that is not named the country alone, since its name says the city."""
    country = country_name(site.country, language)
    return country if site.is_undisclosed else f"{city_name(site.city, language, site.country)}, {country}"


def sponsor_rows(sponsors: Iterable[Sponsor], index: Index, language: str) -> list[ThingRow]:
    """The sponsors as rows of their list."""
    return [
        _row(
            "sponsor",
            sponsor,
            Localised(sponsor.name, language),
            [
                sponsor_kind(sponsor.sponsor_type) or _("Sponsor type not stated"),
                country_name(sponsor.country, language) if sponsor.country else _("Country not stated"),
            ],
            index,
        )
        for sponsor in sponsors
    ]


def product_rows(products: Iterable[Product], index: Index, language: str) -> list[ThingRow]:
    """The products as rows of their list."""
    return [
        _row(
            "product",
            product,
            Localised(product.name, language),
            [
                treatment_phrase(product.modality, product.targets.all()),
                product.developer.name if product.developer else "",
                ", ".join(product.aliases[:ALIASES_SHOWN]),
            ],
            index,
        )
        for product in products
    ]


def _row(parameter: str, thing: Site | Sponsor | Product, name: Localised, about: list[str], index: Index) -> ThingRow:
    studies = index.of(parameter, [thing.slug])
    counted = count(name, f"{parameter}={thing.slug}", studies, index, slug=thing.slug)
    return ThingRow(counted, [part for part in about if part])
