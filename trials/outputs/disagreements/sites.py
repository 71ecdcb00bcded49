"""The study sites on which a registry disagrees, as far as that is stored: their names are matched elsewhere."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from trials.choices import Decision
from trials.localised import Localised
from trials.models import ProposedChange, Site, StudySite
from trials.names import site_name
from trials.outputs.changes.values import value_in_words
from trials.outputs.disagreements.claims import Claim, Disagreement, Said
from trials.outputs.disagreements.sources import Sources, proposed_in
from trials.places import city_name
from trials.query.facts import SITE, SITE_STATUS, is_empty, same
from trials.text import compact, fold


def of_sites(sources: Sources) -> list[Disagreement]:
    """The sites of which a registry says something else, or which it no longer names; no further query."""
    here = {one.site_id: one for one in sources.study.study_sites.all()}
    found = []
    for (name, _country, pk), changes in sources.proposals.items():
        if name in {SITE, SITE_STATUS} and pk in here:
            claims = _claims(name, here[pk], changes, sources)
            if len(claims) > 1:
                found.append(Disagreement(_label(here[pk].site, sources.language), claims))
    return found


def _claims(name: str, place: StudySite, changes: Iterable[ProposedChange], sources: Sources) -> list[Claim]:
    ours = place.status if name == SITE_STATUS else True
    used = Claim(ours, _words(name, ours, sources.language), [_ours(place, name, sources)], is_used=True)
    newest = {change.registry: change for change in changes if _still_says_so(change, place.site, sources)}
    others = [
        Claim(change.theirs, _words(name, change.theirs, sources.language), [proposed_in(change)])
        for change in newest.values()
        if not same(name, ours, change.theirs)
    ]
    return [used, *others]


def _ours(place: StudySite, name: str, sources: Sources) -> Said:
    if place.verified_at and name == SITE_STATUS:
        return Said(_("confirmed by the site"), place.verified_at)
    return sources.ours((name, "", place.site_id))


def _still_says_so(change: ProposedChange, site: Site, sources: Sources) -> bool:
    """Whether the registry is known to say it still: it is to be decided, or stands so of a place in that city."""
    if change.decision == Decision.PENDING:
        return True
    city = compact(fold(site.city))
    return any(
        (country, compact(fold(named)), status) == (site.country, city, change.theirs)
        for entry in sources.entries
        if entry.registry == change.registry
        for _facility, named, country, status in entry.facts.get("sites", ())
    )


def _words(name: str, value: object, language: str) -> Localised:
    if name == SITE_STATUS:
        return value_in_words(name, value, language)
    return Localised(_("not named") if is_empty(value) else _("named"), language)


def _label(site: Site, language: str) -> str:
    name = site_name(site, language)
    return str(name) if site.is_undisclosed else f"{name}, {city_name(site.city, language, site.country)}"
