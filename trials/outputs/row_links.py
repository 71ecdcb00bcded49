"""The signed address of one row of the queue, as it stands in an e-mail: it opens the row, and gives no right to it."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

LASTS = timedelta(days=14)
_SALT = "trials.row_of_the_queue"


class TooOld(Exception):
    """The address was good once."""


class NotOurs(Exception):
    """The address was not written by us, or was changed on its way."""


def link_to_row(study_site: int) -> str:
    """The whole address that opens a study site (primary key) in the queue, for whoever may act on it."""
    token = signing.dumps(study_site, salt=_SALT)
    return f"{settings.SITE_URL}{reverse('admin:trials_studysite_from_mail', args=[token])}"


def row_of(token: str) -> int:
    """The study site that an address names; TooOld, NotOurs."""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=LASTS))
    except signing.SignatureExpired as error:
        raise TooOld from error
    except (signing.BadSignature, ValueError) as error:
        raise NotOurs from error
