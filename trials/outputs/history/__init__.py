"""The history of a record in words: who, when, why, what before, what after; its parts, deleted ones too.

page.py       a page of it, and who ever changed the record
entries.py shapes.py writer.py      entries, in the words of a person
versions.py   the versions that a page needs, fetched in a constant number of queries
names.py wording.py      related things, values and texts in words
deleted.py    records that were deleted
confirming.py what stands now and what would stand, for whoever brings something back
"""

from trials.outputs.history.confirming import Proposal, Row, proposal_of, proposal_of_whole
from trials.outputs.history.deleted import deleted_record, deleted_records
from trials.outputs.history.page import HistoryPage, changes_since, history_page
from trials.outputs.history.shapes import Change, Entry, Restorable, Thing

__all__ = [
    "Change",
    "Entry",
    "HistoryPage",
    "Proposal",
    "Restorable",
    "Row",
    "Thing",
    "changes_since",
    "deleted_record",
    "deleted_records",
    "history_page",
    "proposal_of",
    "proposal_of_whole",
]
