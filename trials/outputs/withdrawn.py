"""What is left of a study's page when the study has been withdrawn from the register."""

from dataclasses import dataclass
from datetime import datetime

from trials.choices import PublicationState
from trials.localised import Localised, localised
from trials.models import Study
from trials.outputs.clinical import display_title
from trials.outputs.milestones import came_into
from trials.outputs.rows import main_number
from trials.outputs.study_page import Number, numbers
from trials.query.card_rows import card_of


@dataclass(frozen=True)
class WithdrawnStudy:
    """What the study was called, its numbers, since when it is gone, if history knows, and why."""

    title: Localised
    number: str
    numbers: list[Number]
    since: datetime | None
    reason: Localised


def withdrawn_study(slug: str, language: str) -> WithdrawnStudy:
    """The withdrawn study that stood at this address, else Study.DoesNotExist; none of its facts."""
    study = Study.objects.withdrawn().prefetch_related("identifiers").get(slug=slug)
    card = card_of(study)
    out = came_into(study, PublicationState.WITHDRAWN)
    return WithdrawnStudy(
        display_title(card, language),
        main_number(card.identifiers),
        numbers(study),
        out.at if out else None,
        localised(study, "withdrawal_reason", language),
    )
