"""Whose study sites a person answers for: everybody's, or those of the hospitals that they coordinate."""

from typing import Any

from trials.models import SiteCoordinator, StudySite

# Who is in one of these answers for every site.
ANSWER_FOR_ALL = frozenset({"editor", "administrator"})
_KEPT = "_sites_answered_for"


def sites_of(user: Any) -> frozenset[int] | None:
    """The hospitals (primary keys of `Site`) that a person answers for; None where it is all of them.

    Whoever is neither editor, administrator nor superuser answers for none but those they coordinate. Two queries at
    most, kept on the person as Django keeps what they may do: for as long as one request.
    """
    if not hasattr(user, _KEPT):
        setattr(user, _KEPT, _asked(user))
    kept: frozenset[int] | None = getattr(user, _KEPT)
    return kept


def may_act_on(user: Any, study_site: StudySite) -> bool:
    """Whether a study site is of a hospital that the person answers for; what they may do at all is asked elsewhere."""
    sites = sites_of(user)
    return sites is None or study_site.site_id in sites


def _asked(user: Any) -> frozenset[int] | None:
    if user.is_superuser or user.groups.filter(name__in=ANSWER_FOR_ALL).exists():
        return None
    return frozenset(SiteCoordinator.objects.filter(user=user.pk).values_list("site_id", flat=True))
