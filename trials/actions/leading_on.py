"""What registries and people said of a study at a site, when two sites become one."""

from typing import Any

from trials.choices import Decision
from trials.models import DecidedField, ProposedChange, Site, StudyChange


def lead_facts_on(keep: Site, gone: Site) -> None:
    """Let what was said of the one site be said of the other; what both have is kept once, as the kept one has it."""
    StudyChange.objects.filter(site=gone).update(site=keep)
    _drop_twins(DecidedField.objects.all(), keep, gone, "study", "field")
    DecidedField.objects.filter(site=gone).update(site=keep)
    _drop_twins(ProposedChange.objects.filter(decision=Decision.PENDING), keep, gone, "study", "field", "registry")
    ProposedChange.objects.filter(site=gone).update(site=keep)


def _drop_twins(rows: Any, keep: Site, gone: Site, *told_apart_by: str) -> None:
    kept = set(rows.filter(site=keep).values_list(*told_apart_by))
    held = rows.filter(site=gone).values_list("pk", *told_apart_by)
    rows.filter(pk__in=[pk for pk, *what in held if tuple(what) in kept]).delete()
