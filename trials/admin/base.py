"""What the admin of every record is made of."""

from trials.admin.deleting import DeletionMixin
from trials.admin.editing import EditingMixin
from trials.admin.history import HistoryMixin
from trials.admin.lists import ListMixin


class RegisterAdmin(EditingMixin, HistoryMixin, DeletionMixin, ListMixin):
    """The admin of a record: edited without loss, with history, not deleted while in use, listed at any size."""
