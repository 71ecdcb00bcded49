"""The writing of where a study takes place, and of which source its status, and that of its places, comes from."""

from collections import defaultdict

from trials.actions.catalogue.planning import Change, Plan
from trials.actions.catalogue.study_sites import SourceFacts, source_of_status
from trials.actions.catalogue.writing import Rows
from trials.models import Source, Study, StudySite

_DECIDES_THE_SOURCE = {"sources", "recruitment_status", "status_as_of"}


def write_places(plan: Plan, rows: Rows) -> None:
    """Write the places of the studies in the plan, when the studies and their sources are written."""
    changes = [c for c in plan.changes["studies"] if c.sites or c.keys & _DECIDES_THE_SOURCE]
    sources = _sources() if changes else {}
    ...
