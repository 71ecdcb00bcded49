"""Age limits on which the sources of a study disagree, as its row tells them."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from trials.ages import years_text
from trials.choices import Decision
from trials.models import ProposedChange, RegistryEntry
from trials.query.cards import StudyCard
from trials.query.facts import is_silent

LIMITS = ("minimum_age_months", "maximum_age_months")


def unclear_ages(studies: Iterable[StudyCard]) -> dict[int, str]:
    """The limits of which there is more than one, by study: `unclear (65/75)`, ours first; two queries."""
    by_pk = {study.pk: study for study in studies}
    found: dict[tuple[int, str], list[int | None]] = defaultdict(list)
    for pk, study in by_pk.items():
        for name in LIMITS:
            found[pk, name].append(getattr(study, name))
    entries = RegistryEntry.objects.filter(study__in=by_pk).order_by("pk")
    for pk, registry, facts in entries.values_list("study_id", "registry", "facts"):
        for name in LIMITS:
            if not is_silent(registry, name):
                found[pk, name].append(facts.get(name))
    pending = ProposedChange.objects.filter(study__in=by_pk, field__in=LIMITS, decision=Decision.PENDING)
    for pk, name, theirs in pending.order_by("pk").values_list("study_id", "field", "theirs"):
        found[pk, name].append(theirs)
    return {pk: text for pk in by_pk if (text := _unclear([found[pk, name] for name in LIMITS]))}


def _unclear(limits: list[list[int | None]]) -> str:
    """What is said of the limits; a source that states none contradicts nobody."""
    stated = [dict.fromkeys(months for months in values if months is not None) for values in limits]
    told = ["/".join(map(years_text, values)) for values in stated if len(values) > 1]
    return _("age unclear (%(limits)s)") % {"limits": ", ".join(told)} if told else ""
