"""The lists of study sites, sponsors and products: what they show, in words and in rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, ngettext
from pyroaring import BitMap

from trials.choices import HealthRegion, SponsorType
from trials.localised import Localised
from trials.models import Product, Site, Sponsor, Target
from trials.names import mid_sentence, site_name, target_name
from trials.outputs.clinical import treatment_phrase
from trials.outputs.overview import Count, count
from trials.outputs.wording import either, in_region
from trials.places import city_name, country_name, in_country, nearest_first
from trials.query.facets import Choice, Facet, Option
from trials.query.index.held import ALL_DATA, Index
from trials.query.labels import VOCABULARIES, Labels
from trials.query.thing_list import Members, Thing, ThingList
from trials.query.things import studies_of_each
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


def register_labels(index: Index, language: str) -> OrganisationLabels:
    """The names of everything that can be chosen in these lists, read once for each state of the data."""
    return index.once((ALL_DATA,), "register labels", language, make=lambda: _labels(language))


def _labels(language: str) -> OrganisationLabels:
    targets = Target.objects.values_list("slug", "name")
    names = {slug: Localised(target_name(slug, name), language) for slug, name in targets}
    return OrganisationLabels(language, {"target": names})


def sponsor_kind(sponsor_type: str) -> str:
    """What kind of organisation a sponsor is, as against who initiated a study; empty when not stated."""
    kinds = {
        SponsorType.INDUSTRY.value: _("Industry"),
        SponsorType.INVESTIGATOR_INITIATED.value: _("Hospital, university or investigator"),
    }
    return kinds.get(sponsor_type, "")


def site_heading(sites: ThingList[Site], labels: Labels) -> str:
    """What the list shows, in words: "23 study sites in Norway"."""
    n = len(sites.pks)
    return _heading(ngettext("%(n)d study site", "%(n)d study sites", n) % {"n": n}, sites, labels)


def sponsor_heading(sponsors: ThingList[Sponsor], labels: Labels) -> str:
    """What the list shows, in words: "12 sponsors in Germany, industry"."""
    n = len(sponsors.pks)
    return _heading(ngettext("%(n)d sponsor", "%(n)d sponsors", n) % {"n": n}, sponsors, labels)


def product_heading(products: ThingList[Product], labels: Labels) -> str:
    """What the list shows, in words: "9 products, autologous CAR-T, against CD19"."""
    n = len(products.pks)
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
    return [_facet(name, things, labels) for name in things.kind.filters.base_filters if name not in ("q", "page")]


def _facet(name: str, things: ThingList[Thing], labels: Labels) -> Facet:
    members: Members = things.held.values.get(name, {})
    base = things.without(name)
    chosen: list[str] = things.chosen.get(name, [])
    options = [
        Option(
            Choice(value, labels.label(name, value)),
            base.intersection_cardinality(members.get(value, BitMap())),
            value in chosen,
        )
        for value in _values(name, {*members, *chosen}, labels)
    ]
    return Facet(name, str(things.kind.filters.base_filters[name].label), options)


def _values(name: str, occurring: set[str], labels: Labels) -> list[str]:
    """A vocabulary whole; of countries and targets those that occur or are chosen, nearest first and by name."""
    if vocabulary := VOCABULARIES.get(name):
        return list(vocabulary.values)
    if name == "country":
        return nearest_first(occurring, labels.language)
    return sorted(occurring, key=lambda value: sort_key(str(labels.label(name, value)), labels.language))


def site_rows(sites: Sequence[Site], index: Index, language: str) -> list[ThingRow]:
    """The sites as rows of their list."""
    return _rows("site", sites, index, lambda site: site_name(site, language), lambda site: _about_site(site, language))


def _about_site(site: Site, language: str) -> list[str]:
    return [site_place(site, language), str(HealthRegion(site.health_region).label) if site.health_region else ""]


def site_place(site: Site, language: str) -> str:
    """City and country; for a hospital that is not named the country alone, since its name says the city."""
    country = country_name(site.country, language)
    return country if site.is_undisclosed else f"{city_name(site.city, language, site.country)}, {country}"


def sponsor_rows(sponsors: Sequence[Sponsor], index: Index, language: str) -> list[ThingRow]:
    """The sponsors as rows of their list."""
    return _rows(
        "sponsor",
        sponsors,
        index,
        lambda sponsor: Localised(sponsor.name, language),
        lambda sponsor: [
            sponsor_kind(sponsor.sponsor_type) or _("Sponsor type not stated"),
            country_name(sponsor.country, language) if sponsor.country else _("Country not stated"),
        ],
    )


def product_rows(products: Sequence[Product], index: Index, language: str) -> list[ThingRow]:
    """The products as rows of their list."""
    return _rows(
        "product",
        products,
        index,
        lambda product: Localised(product.name, language),
        lambda product: [
            treatment_phrase(product.modality, product.targets.all()),
            product.developer.name if product.developer else "",
            ", ".join(product.aliases[:ALIASES_SHOWN]),
        ],
    )


def _rows(
    kind: str,
    things: Sequence[Thing],
    index: Index,
    name_of: Callable[[Thing], Localised],
    about: Callable[[Thing], list[str]],
) -> list[ThingRow]:
    studies = studies_of_each(kind, [thing.slug for thing in things], index)
    return [
        ThingRow(
            count(name_of(thing), f"{kind}={thing.slug}", studies[thing.slug], index, slug=thing.slug),
            [part for part in about(thing) if part],
        )
        for thing in things
    ]
