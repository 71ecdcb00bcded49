"""The facts of the study itself, and its status in each country, on which the sources disagree."""

from typing import Any

from django.utils.translation import gettext as _

from trials.choices import Decision
from trials.models import Study
from trials.outputs.changes.values import LABELS, value_in_words
from trials.outputs.disagreements.claims import Claim, Disagreement, add
from trials.outputs.disagreements.sources import Sources, proposed_in, said_in
from trials.places import in_country, nearest_first
from trials.query.facts import COUNTRY_STATUS, SPONSOR, Key, is_empty, same, value_of

# In the order of a clinician's questions; texts last.
FIELDS = (
    *("recruitment_status", COUNTRY_STATUS, "minimum_age_months", "maximum_age_months", "sex"),
    *("allocation", "masking", "phase", "study_type", "sample_size", "sample_size_type"),
    *("start_date", "primary_completion_date", "completion_date", SPONSOR, "why_stopped"),
    *("acronym", "public_title", "scientific_title", "criteria_text"),
)
LONG = {"criteria_text"}


def of_study(sources: Sources) -> list[Disagreement]:
    """The facts of the study itself, and its status in each country."""
    found = []
    for name in FIELDS:
        for key in _keys(name, sources):
            claims = _claims(key, sources)
            if len(claims) > 1:
                found.append(Disagreement(_label(key, sources.language), claims, is_long=name in LONG))
    return found


def _keys(name: str, sources: Sources) -> list[Key]:
    if name != COUNTRY_STATUS:
        return [(name, "", None)]
    codes = {country for _entry, stated in sources.stated for field, country, _site in stated if field == name}
    return [(name, code, None) for code in nearest_first(codes, sources.language)]


def _claims(key: Key, sources: Sources) -> list[Claim]:
    """The values of a fact, ours first; what is empty is a claim only where it is proposed, or proposed against."""
    name, claims = key[0], list[Claim]()
    ours, changes = _own(key, sources.study), sources.proposals.get(key, [])
    if not is_empty(ours) or changes:
        add(claims, ours, value_in_words(name, ours, sources.language), None, name)
        claims[0].is_used = True
    for entry, stated in sources.stated:
        theirs = _theirs(key, stated.get(key), sources.study)
        if not is_empty(theirs):
            add(claims, theirs, value_in_words(name, theirs, sources.language), said_in(entry), name)
    for change in changes:
        if is_empty(change.theirs) and change.decision == Decision.PENDING:
            add(claims, change.theirs, value_in_words(name, None, sources.language), proposed_in(change), name)
    if claims and claims[0].is_used and (not claims[0].said or key in sources.decided):
        claims[0].said.append(sources.ours(key))
    return claims


def _own(key: Key, study: Study) -> Any:
    name, code, _site = key
    if name == COUNTRY_STATUS:
        return next((one.status for one in study.countries.all() if one.country == code), "")
    return value_of(study, name)


def _theirs(key: Key, value: Any, study: Study) -> Any:
    """The registry's value; our name of a sponsor where it is one of the sponsor's other names."""
    sponsor = study.primary_sponsor
    if key[0] != SPONSOR or sponsor is None:
        return value
    is_ours = any(same(SPONSOR, name, value) for name in (sponsor.name, *sponsor.aliases))
    return sponsor.name if is_ours else value


def _label(key: Key, language: str) -> str:
    name, code, _site = key
    return _("Status %(in_country)s") % {"in_country": in_country(code, language)} if code else str(LABELS[name])
