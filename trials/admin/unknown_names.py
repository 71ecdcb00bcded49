"""The names in a study's records that we have no sponsor or hospital for, with those of ours that they may mean."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from trials.actions.ingest.names import Names, is_placeholder, writing
from trials.actions.ingest.naming import NewSite
from trials.actions.ingest.sites import Places, Unknown
from trials.admin.forms import RefuseIdentityNumbers
from trials.admin.labels import label
from trials.choices import HealthRegion
from trials.models import RegistryEntry, Site, Sponsor
from trials.places import country_name, is_country, nearest_first
from trials.query.facts import SPONSOR
from trials.query.likeness import likely_sites, likely_sponsors

# Places that stand on the page at once, the nearest first.
MOST_PLACES = 10
NEW = "new"


class NameForm(RefuseIdentityNumbers, forms.Form):
    """Which of ours a name is: one of the candidates, or a new one."""

    of = forms.ChoiceField(label=_("This is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: Sequence[Any], new: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(one.pk): one for one in candidates}
        choices = [(pk, label(one)) for pk, one in self.candidates.items()]
        self.fields["of"].choices = [*choices, (NEW, new)]  # type: ignore[attr-defined]
        if not choices:
            self.initial["of"] = NEW

    @property
    def chosen(self) -> Any:
        """The sponsor or hospital that was chosen; None for a new one."""
        return self.candidates.get(self.cleaned_data["of"])


class PlaceForm(NameForm):
    """Which hospital a place is, or what is to be known of a new one."""

    name = forms.CharField(label=_("Its name"), max_length=300, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    health_region = forms.ChoiceField(
        label=_("Health region"), choices=[("", "–"), *HealthRegion.choices], required=False
    )

    def __init__(self, *args: Any, place: Unknown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place.country != "NO":
            del self.fields["health_region"]
        if is_placeholder(place.facility):
            del self.fields["name"]

    def clean(self) -> dict[str, Any] | None:
        """The values; a new hospital needs its name and its city."""
        values = super().clean()
        if self.cleaned_data.get("of") == NEW:
            for name in ("name", "city"):
                if name in self.fields and not self.cleaned_data.get(name):
                    self.add_error(name, _("Write this for a new hospital."))
        return values

    @property
    def new_site(self) -> NewSite:
        """What was written of a new hospital."""
        told = self.cleaned_data
        return NewSite(told.get("name", ""), told["city"], told.get("health_region", ""))


@dataclass(frozen=True)
class UnknownPlace:
    """A place without a hospital of ours, and the form that says which it is."""

    entry: RegistryEntry
    place: Unknown
    country: str
    is_unnamed: bool
    form: PlaceForm

    @property
    def key(self) -> str:
        """What a form carries to say which place it is about."""
        return json.dumps([self.place.facility, self.place.city, self.place.country])


@dataclass(frozen=True)
class UnknownSponsor:
    """A sponsor's name that we do not know, and the form that says whose it is."""

    entry: RegistryEntry
    name: str
    form: NameForm


@dataclass(frozen=True)
class UnknownNames:
    """The names of a study's records that we do not know; `more` places are not among those shown."""

    sponsor: UnknownSponsor | None
    places: list[UnknownPlace]
    more: int


def unknown_names(entries: Sequence[RegistryEntry], language: str) -> UnknownNames:
    """What the records name that we do not have, the nearest places first; ten queries at most."""
    names = Names()
    found = [(entry, place) for entry in entries for place in Places(entry.facts, names).unknown]
    unique = {(one.facility, one.city, one.country): (entry, one) for entry, one in reversed(found)}
    known = [pair for pair in unique.values() if is_country(pair[1].country)]
    nearness = {code: at for at, code in enumerate(nearest_first({one.country for _e, one in known}, language))}
    known.sort(key=lambda pair: (nearness[pair[1].country], pair[1].city, pair[1].facility))
    shown = known[:MOST_PLACES]
    sites = _sites({one.country for _entry, one in shown})
    places = [_place(entry, one, sites[one.country], language) for entry, one in shown]
    return UnknownNames(_sponsor(entries, names), places, len(known) - len(shown))


def _place(entry: RegistryEntry, place: Unknown, sites: Sequence[Site], language: str) -> UnknownPlace:
    return UnknownPlace(
        entry, place, country_name(place.country, language), is_placeholder(place.facility), place_form(place, sites)
    )


def place_form(place: Unknown, sites: Iterable[Site], data: Any = None) -> PlaceForm:
    """The form for a place; `sites` are ours in its country."""
    if is_placeholder(place.facility):
        unnamed = [site for site in sites if site.is_undisclosed]
        candidates = likely_sites(f"Undisclosed site, {place.city}", place.city, place.country, unnamed)
        new: Any = _("The city's one unnamed hospital, which we do not have yet")
    else:
        named = [site for site in sites if not site.is_undisclosed]
        candidates = likely_sites(place.facility, place.city, place.country, named)
        new = _("A hospital that we do not have yet")
    initial: dict[str, Any] = {"name": place.facility, "city": place.city}
    prefix = writing(f"{place.facility} {place.city}")[:40]
    return PlaceForm(
        data, place=place, candidates=candidates, new=new, initial=initial, auto_id=f"id_{prefix}_%s", label_suffix=""
    )


def sponsor_form(name: str, data: Any = None) -> NameForm:
    """The form for a sponsor's name; one query."""
    candidates = likely_sponsors(name, Sponsor.objects.order_by("pk"))
    new = _("A sponsor that we do not have yet")
    return NameForm(data, candidates=candidates, new=new, auto_id="id_sponsor_%s", label_suffix="")


def _sponsor(entries: Sequence[RegistryEntry], names: Names) -> UnknownSponsor | None:
    for entry in entries:
        name = entry.facts.get(SPONSOR, "")
        if name and names.sponsor(name) is None:
            return UnknownSponsor(entry, name, sponsor_form(name))
    return None


def sites_in(country: str) -> QuerySet[Site]:
    """Our hospitals in a country."""
    return Site.objects.filter(country=country).order_by("pk")


def _sites(countries: set[str]) -> dict[str, list[Site]]:
    found: dict[str, list[Site]] = defaultdict(list)
    for site in Site.objects.filter(country__in=countries).order_by("pk"):
        found[site.country].append(site)
    return found
