"""The countries that not every source names."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from trials.choices import Registry
from trials.localised import Localised
from trials.models import RegistryEntry
from trials.outputs.disagreements.claims import Claim, Disagreement, Said, add
from trials.outputs.disagreements.sources import Sources, said_in
from trials.places import EEA, country_name, nearest_first


def of_countries(sources: Sources) -> list[Disagreement]:
    """The countries that not every source names, in one row; CTIS can be silent on those outside the EEA."""
    ours = {country.country for country in sources.study.countries.all()}
    named = [(entry, {code for code, _status in entry.facts.get("countries", ())}) for entry in sources.entries]
    named = [(entry, codes) for entry, codes in named if codes]
    everywhere = ours.union(*(codes for _entry, codes in named))
    disputed = {
        code
        for code in everywhere
        if code not in ours or any(code not in codes and can_name(entry, code) for entry, codes in named)
    }
    if not disputed:
        return []
    claims: list[Claim] = []
    add(claims, *_names(ours & disputed, sources.language), None)
    for entry, codes in named:
        if any(can_name(entry, code) for code in disputed):
            add(claims, *_names(codes & disputed, sources.language), said_in(entry))
    claims[0].is_used = True
    claims[0].said = claims[0].said or [Said(_("the register"), None)]
    return [Disagreement(_("Countries that only some name"), claims)]


def can_name(entry: RegistryEntry, code: str) -> bool:
    """Whether the registry's silence on a country says that the study is not there."""
    return entry.registry != Registry.CTIS or code in EEA


def _names(codes: Iterable[str], language: str) -> tuple[Any, Localised]:
    names = [country_name(code, language) for code in nearest_first(codes, language)]
    return names, Localised(", ".join(names) or _("none of them"), language)
