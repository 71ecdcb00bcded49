"""Django's admin for the register: what coordinators and editors work in.

site.py       the admin as a whole: its name, first page and language
base.py       what every record's admin is made of
editing.py forms.py      saving what a person changed, and nothing that another changed meanwhile
history.py    what was changed by whom, and former values brought back
deleting.py merging.py   what is in use stays; two that are one become one
publishing.py from draft to public, and back
lists.py filters.py widgets.py      lists that answer questions, at any size
studies.py study_sites.py things.py publications.py glossary.py people.py      the declarations
"""

from trials.admin import glossary, people, publications, studies, study_sites, things

__all__ = ["glossary", "people", "publications", "studies", "study_sites", "things"]
