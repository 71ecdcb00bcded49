"""All that a study's page says, for every door that shows it."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trials.choices import PublicationState
from trials.localised import localised
from trials.models import Study
from trials.outputs import study_page, study_sites
from trials.outputs.addresses import study_url
from trials.outputs.answer import answer
from trials.outputs.changes.entries import Entry, entries
from trials.outputs.check_before import check_before
from trials.outputs.disagreements import disagreements
from trials.outputs.json_ld import medical_trial, script_text
from trials.outputs.related import related
from trials.outputs.rows import StudyRow, status_of, study_row
from trials.query.card_rows import card_of
from trials.query.changes import Arrivals, public_changes


def study_document(study: Study, today: datetime.date, language: str) -> dict[str, Any]:
    """The context of trials/study_detail.html for a study from `study_page.study_for_page`.

    The language is the active one. A constant number of queries.
    """
    card = card_of(study)
    row = study_row(card, language)
    groups = study_sites.site_groups(study, language)
    return {
        "study": study,
        "public_slug": study.slug if study.publication_state == PublicationState.PUBLISHED else "",
        "row": row,
        "crumbs": [(_("Studies"), reverse("study_list")), (row.title, "")],
        "caution": localised(study, "caution", language),
        "answer": answer(study, card, today, language),
        "status": status_of(study.recruitment_status, study.status_source, study.status_as_of),
        "check": check_before(study, language),
        "facts": study_page.facts(study, card, language),
        "site_groups": groups,
        "shared_status": study_sites.shared_status(groups),
        "numbers": study_page.numbers(study),
        "sources": study_page.sources(study),
        "site_count": len(study.study_sites.all()),
        "publications": study.publications.all(),
        "related": related(study, language),
        "disagreements": disagreements(study, language),
        "history": history(study, row, language),
        "json_ld": script_text(medical_trial(study, study_url(study), language)),
    }


def history(study: Study, row: StudyRow, language: str) -> list[Entry]:
    """What changed in the study since it was first published, newest first, where anything did; one query."""
    changes = list(public_changes([study.pk]).select_related("site", "study"))
    if not changes:
        return []
    new = {study.pk: study.first_published_at} if study.first_published_at else {}
    return entries(changes, Arrivals(new), {study.pk: row}, language)
