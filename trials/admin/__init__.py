"""Django's admin for the register: what coordinators and editors work in.

site.py       the admin as a whole: its name, first page and language
base.py       what every record's admin is made of
editing.py forms.py      saving what a person changed, and nothing that another changed meanwhile
history.py    what was changed by whom, and former values brought back
deleting.py   what is in use stays
merging.py merge_pages.py comparing.py             two that are one become one
publishing.py from draft to public, and back
inbox.py records.py naming.py handing_back.py     what imports leave to a person, decided one by one
queue.py review.py unknown_names.py               what waits, and what its pages show
my_queue.py queue_rows.py                         what waits for a person, with counts
confirming.py decision_form.py standing_of_row.py  a study site confirmed on its row
fact_words.py diffing.py overtaken.py             theirs and ours in words; who was first
by_hand.py    what a person changes is decided
lists.py paging.py parameters.py searching.py      lists that answer questions, at any size
filters.py filter_kinds.py columns.py              the questions, and what the answers show
fields.py widgets.py labels.py choosing.py         fields that ask the database once, and say what tells things apart
help_texts.py rules.py                             what to write in a field, and what is told where it is wrong
inlines.py rows.py source_rows.py                  parts of a record, edited on its page
studies.py study_sites.py things.py publications.py glossary.py people.py referral.py     the declarations
own_sites.py people_sites.py                       what a person answers for, and may therefore edit
error_reports.py                                   what readers say is wrong
read_only.py registries.py                         what imports did, and what registries sent: to be read
"""

from trials.admin import (
    error_reports,
    glossary,
    people,
    publications,
    referral,
    registries,
    studies,
    study_sites,
    things,
)

__all__ = [
    "error_reports",
    "glossary",
    "people",
    "publications",
    "referral",
    "registries",
    "studies",
    "study_sites",
    "things",
]
