"""Whom and what we hold under the names that registries write, read once for a run."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from trials.models import Indication, Product, Site, Sponsor, Target
from trials.registries.scope import Product as NamedProduct, ProductNames
from trials.text import compact, fold

# What a registry writes where it does not name the hospital.
_PLACEHOLDER = re.compile(
    r"(local institution|research site|study site|clinical (research|trial|study)? ?site|investigat(ive|or|ional) site"
    r"|(\w+ ){0,3}investigat(ive|or|ional) (site|cent(er|re))|site|recruiting site)"
    r"[\s\-–#:()]*(no\.?|number)?[\s\-–#:()]*\w{0,8}\)?",
    re.IGNORECASE,
)
_MOST_PLACES = 32_768


def is_placeholder(facility: str) -> bool:
    """Whether this names no hospital: “Local Institution - 0011”, “Research Site”, or nothing at all."""
    return not facility.strip() or _PLACEHOLDER.fullmatch(" ".join(facility.split())) is not None


@lru_cache(maxsize=32_768)
def writing(name: str) -> str:
    """A name without case, marks, spaces and punctuation: two of the same writing are one."""
    return compact(fold(name))


class Names:
    """Finds sponsors, study sites, products, diseases and targets of ours by what a registry calls them.

    Only what is the same in writing is found; what is merely alike is for a person.
    """

    def __init__(self) -> None:
        # The same hospitals stand in many records, and several times in the comparison of one.
        self.site = lru_cache(maxsize=_MOST_PLACES)(self._site)
        self.sponsors: dict[str, int] = {}
        for pk, name, aliases in Sponsor.objects.order_by("pk").values_list("pk", "name", "aliases"):
            self._enter(self.sponsors, (name, *aliases), pk)
        self._sites: dict[tuple[str, str, str], int] = {}
        self._with_city: dict[tuple[str, str], int] = {}
        self._undisclosed: dict[tuple[str, str], int] = {}
        self._read_sites()
        self.indications = dict(Indication.objects.values_list("slug", "pk"))
        self.targets = {writing(name): pk for name, pk in Target.objects.values_list("name", "pk")}
        self.products: dict[str, int] = {}
        held = list(Product.objects.prefetch_related("targets").order_by("pk"))
        for product in held:
            self._enter(self.products, (product.name, *product.aliases), product.pk)
        self.product_names = ProductNames(
            NamedProduct(
                names=(one.name, *one.aliases),
                modality=one.modality or None,
                targets=tuple(target.slug for target in one.targets.all()),
            )
            for one in held
        )

    def sponsor(self, name: str) -> int | None:
        """The sponsor of this name or alias."""
        return self.sponsors.get(writing(name))

    def _site(self, facility: str, city: str, country: str) -> int | None:
        """The hospital of this name in this city; the city's unnamed one where the registry does not name it."""
        place = country, writing(city)
        if is_placeholder(facility):
            return self._undisclosed.get(place)
        here = self._sites.get((*place, writing(facility)))
        return here or self._with_city.get((country, writing(f"{facility} {city}")))

    def _read_sites(self) -> None:
        rows = Site.objects.order_by("pk").values_list(
            "pk", "name_en", "name_nb", "aliases", "city", "country", "is_undisclosed"
        )
        for pk, name_en, name_nb, aliases, city, country, is_undisclosed in rows:
            place = country, writing(city)
            if is_undisclosed:
                # Its other names are other writings of the city.
                for one in (city, *aliases):
                    self._undisclosed.setdefault((country, writing(one)), pk)
                continue
            for name in filter(None, (name_en, name_nb, *aliases)):
                self._sites.setdefault((*place, writing(name)), pk)
            # An alias may hold a city that the registry writes otherwise than we do: “Rigshospitalet, København”.
            for alias in aliases:
                self._with_city.setdefault((country, writing(alias)), pk)

    @staticmethod
    def _enter(names: dict[str, int], writings: Iterable[Any], pk: int) -> None:
        for name in writings:
            if key := writing(name):
                names.setdefault(key, pk)
