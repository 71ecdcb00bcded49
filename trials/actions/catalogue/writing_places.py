"""The writing of where studies take place, and of the sources that their statuses come from."""

from collections import defaultdict
from collections.abc import Iterator

from trials.actions.catalogue.planning import Change, Plan
from trials.actions.catalogue.study_sites import SourceFacts, Status, source_of_status
from trials.actions.catalogue.writing import Rows
from trials.actions.journal import SIGNED, Journal
from trials.models import Source, Study, StudySite

_STATUS = {"recruitment_status", "status_as_of"}


def write_places(plan: Plan, rows: Rows, journal: Journal) -> None:
    """Write the places of studies and the sources of statuses, once the studies' own sources are written."""
    changes = [change for change in plan.changes["studies"] if change.sites or change.keys & {"sources", *_STATUS}]
    if not changes:
        return
    sources = _sources_by_study()
    removed = [change.held.sites[slug].row.pk for change in changes if change.held for slug in change.sites.removed]
    StudySite.objects.filter(pk__in=removed).delete()
    studies: list[Study] = []
    added: list[StudySite] = []
    changed: list[StudySite] = []
    for change in changes:
        study = rows["studies"][change.slug]
        after = sources[study.pk]
        studies += _restated(change, study, after)
        added += [
            _with_status(StudySite(study=study, site=rows["sites"][slug]), status, after)
            for slug, status in change.sites.added.items()
        ]
        changed += _changed_places(change, after)
    for row in (*studies, *changed):
        journal.about_to_change(row)
    for row in added:
        journal.about_to_make(row)
    Study.objects.bulk_update(studies, ["status_source", *SIGNED])
    StudySite.objects.bulk_create(added)
    StudySite.objects.bulk_update(changed, ["status", "status_as_of", "status_source", *SIGNED])
    journal.made(added)


def _sources_by_study() -> dict[int, list[SourceFacts]]:
    sources: dict[int, list[SourceFacts]] = defaultdict(list)
    of_studies = Source.objects.filter(study__isnull=False).order_by("pk")
    for study, pk, kind, as_of in of_studies.values_list("study_id", "pk", "kind", "as_of"):
        sources[study].append((pk, kind, str(as_of) if as_of else None))
    return sources


def _sources_before(change: Change) -> list[SourceFacts]:
    held = change.held.rows["sources"] if change.held else {}
    return [(pk, kind, as_of) for pk, (kind, _label, _url, as_of, _read) in held.items()]


def _restated(change: Change, study: Study, after: list[SourceFacts]) -> Iterator[Study]:
    """The study with the source of its status, unless it has it already or a person named another source."""
    if change.held and not change.keys & _STATUS:
        before = source_of_status(_sources_before(change), change.held.values["status_as_of"])
        if study.status_source_id != before:
            return
    source = source_of_status(after, change.values["status_as_of"])
    if study.status_source_id != source:
        study.status_source_id = source
        yield study


def _changed_places(change: Change, after: list[SourceFacts]) -> Iterator[StudySite]:
    """The places that the study has already, with a new status or with a new source of the same."""
    before = _sources_before(change)
    for slug, place in change.held.sites.items() if change.held else ():
        if slug in change.sites.changed:
            yield _with_status(place.row, change.sites.changed[slug], after)
        elif slug not in change.sites.removed and place.row.status:
            own, new = (source_of_status(sources, place.status[1]) for sources in (before, after))
            if place.row.status_source_id == own != new:
                place.row.status_source_id = new
                yield place.row


def _with_status(row: StudySite, status: Status, sources: list[SourceFacts]) -> StudySite:
    row.status, row.status_as_of = status
    row.status_source_id = source_of_status(sources, row.status_as_of) if row.status else None
    return row
