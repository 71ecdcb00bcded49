"""What related things are called, those that are gone by what they were called last."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils.translation import gettext as _

from trials.localised import localised
from trials.models import Contact, Indication, Outcome, Site, Study, StudyCountry, StudySite
from trials.names import site_name
from trials.places import city_name, country_name
from trials.query.parts import past


def person_name(person: Any) -> str:
    """The full name of someone with an account, or the name they log in with."""
    return str(person.get_full_name() or person.get_username())


def name_of(thing: Any, language: str) -> str:
    """The name of a record or a part, without asking the database; not of a study site, which its hospital names."""
    match thing:
        case Site():
            name = site_name(thing, language).text
            return name if thing.is_undisclosed else f"{name}, {city_name(thing.city, language, thing.country)}"
        case Indication():
            return localised(thing, "name", language).text
        case Outcome():
            return thing.measure_en if language == "en" else thing.measure_nb
        case StudyCountry():
            return country_name(thing.country, language)
        case User():
            return person_name(thing)
    return str(thing)


class Names:
    """The names of related things: first all that are wanted, then fetched at once, then given one by one.

    What is gone is marked so, unless it is about to return.
    """

    def __init__(self, language: str, returning: set[tuple[Any, int]] | None = None) -> None:
        self.language = language
        self.returning = returning or set()
        self._wanted: dict[Any, set[int]] = defaultdict(set)
        self._names: dict[tuple[Any, int], str] = {}
        self._sites: dict[int, int] = {}

    def want(self, model: Any, pks: Iterable[int | None]) -> None:
        """Note that these will be asked for."""
        self._wanted[model] |= {pk for pk in pks if pk is not None}

    def fetch(self) -> None:
        """Ask for what was wanted: at most two queries a model."""
        for thing, gone in self._found(StudySite, self._wanted.pop(StudySite, set())):
            self._sites[thing.pk] = thing.site_id
            self._names[StudySite, thing.pk] = _("deleted") if gone else ""
        self.want(Site, self._sites.values())
        for model, pks in self._wanted.items():
            for thing, gone in self._found(model, pks):
                name = name_of(thing, self.language)
                marked = gone and (model, thing.pk) not in self.returning
                self._names[model, thing.pk] = _("%(name)s (deleted)") % {"name": name} if marked else name

    def of(self, model: Any, pk: int) -> str:
        """The name of one that was wanted."""
        if model is StudySite:
            name = self._names.get((Site, self._sites.get(pk, 0)), "")
            return name or _("deleted")
        return self._names.get((model, pk)) or _("deleted")

    def part(self, row: Any, *, as_part: bool = True) -> str:
        """The name of a part, from a version of it; a contact with its hospital, where that is not the page's."""
        thing = row.history_object
        if isinstance(thing, StudySite):
            return self.of(Site, thing.site_id)
        name = name_of(thing, self.language)
        if isinstance(thing, Contact) and as_part:
            return f"{name}, {self.of(StudySite, thing.study_site_id)}"
        return name

    def record(self, row: Any) -> str:
        """The name of a record, from a version of it; of a study at a site, whose two names were wanted, both."""
        thing = row.history_object
        if isinstance(thing, StudySite):
            return f"{self.of(Study, thing.study_id)} – {self.of(Site, thing.site_id)}"
        return name_of(thing, self.language)

    def _found(self, model: Any, pks: set[int]) -> Iterable[tuple[Any, bool]]:
        live = model._default_manager.in_bulk(pks) if pks else {}
        for thing in live.values():
            yield thing, False
        missing = pks - live.keys()
        if missing and hasattr(model, "history"):
            rows = past(model).objects.order_by().filter(id__in=missing)
            last = rows.values("id").annotate(last=Max("history_id")).values("last")
            for row in past(model).objects.filter(history_id__in=last):
                yield row.history_object, True
