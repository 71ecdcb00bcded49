"""A study's classification, confirmed by a person."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from trials.actions.batches import Outcome, Refusal, Seen, lock, write
from trials.actions.public_change import public_change
from trials.choices import Classification
from trials.models import Study


class ConfirmedBefore(Refusal):
    """A study whose classification a person has confirmed already."""

    def __str__(self) -> str:
        return _("Its classification is confirmed already.")


def unconfirmable(study: Study) -> Refusal | None:
    """Why the study's classification cannot be confirmed; None when it can."""
    return ConfirmedBefore(study) if study.classification == Classification.CURATED else None


@public_change()
def confirm_classification(*, seen: Seen, by: User, at: datetime, reason: str = "") -> Outcome:
    """Confirm that diseases, products and modalities were assigned rightly; a constant number of queries."""
    held = lock(seen)
    obstacles = [unconfirmable(study) for study in held.done]
    done = [study for study, refusal in zip(held.done, obstacles, strict=True) if refusal is None]
    if done:
        write(done, by=by, at=at, reason=reason, classification=Classification.CURATED)
    return Outcome(done, [*held.refusals, *(refusal for refusal in obstacles if refusal)])
