"""What the columns of a page of studies show beside the studies' own fields, asked for once a page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from trials.models import Contact, Study, StudySite
from trials.query.completeness import Fact, lacking


def put_facts_missing(studies: Sequence[Any]) -> None:
    """Put on each study as `facts_missing` the labels of what publication still asks for; one query."""
    asked = {fact.value: ExpressionWrapper(Q(lacking(fact)), BooleanField()) for fact in Fact}
    rows = Study.objects.filter(pk__in=[study.pk for study in studies]).annotate(
        **{f"lacks_{code}": condition for code, condition in asked.items()}
    )
    missing = {
        row["pk"]: [fact.label for fact in Fact if row[f"lacks_{fact.value}"]]
        for row in rows.values("pk", *(f"lacks_{code}" for code in asked))
    }
    for study in studies:
        study.facts_missing = missing.get(study.pk, [])


def put_norwegian_sites(studies: Sequence[Any]) -> None:
    """Put on each study as `has_norwegian_site` whether it has a site in Norway; one query."""
    here = StudySite.objects.filter(study__in=[study.pk for study in studies], site__country="NO")
    keys = set(here.values_list("study_id", flat=True))
    for study in studies:
        study.has_norwegian_site = study.pk in keys


def put_contacts(study_sites: Sequence[Any]) -> None:
    """Put on each site of a study as `has_contact` whether there is somebody to call; one query."""
    reached = Contact.objects.filter(study_site__in=[here.pk for here in study_sites])
    keys = set(reached.values_list("study_site_id", flat=True))
    for here in study_sites:
        here.has_contact = here.pk in keys
