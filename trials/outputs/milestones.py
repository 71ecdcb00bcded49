"""When, by whom and why a study came into a state of its publication, as its history has it."""

from dataclasses import dataclass
from datetime import datetime

from trials.models import Study


@dataclass(frozen=True)
class Milestone:
    """A study came into a state: `who` is a name, empty for nobody in person; `why` is what that person wrote."""

    at: datetime
    who: str
    why: str


def came_into(study: Study, state: str) -> Milestone | None:
    """When the study last came into the state, which it may have left since; None when history does not tell.

    History may begin with a study that was in the state already: then nobody brought it there. Three queries at most.
    """
    entries = study.history.order_by("history_id")
    last = entries.filter(publication_state=state).last()
    before = last and entries.filter(history_id__lt=last.history_id).exclude(publication_state=state).last()
    if not before:
        return None
    entry = entries.filter(history_id__gt=before.history_id).select_related("history_user").first()
    person = entry.history_user
    who = (person.get_full_name() or person.get_username()) if person else ""
    return Milestone(entry.history_date, who, entry.history_change_reason or "")
