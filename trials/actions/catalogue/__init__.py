"""The starter catalogue on its way into the register: read, checked, compared with what is held, written.

faults.py          what is wrong with the catalogue, and where
reading.py         files to records, with the traps of JSON
values.py rows.py  one value, or one entry of a list, in the one writing that is compared and kept
fields.py kinds.py what each file holds, and into which columns it goes
rules.py           what must be true of a record as a whole, and of records among each other
validation.py      the files to checked values, all faults at once
register.py        the same values as the register holds them
former.py          what was merged in the register, named by what it was merged into
merging.py         what of the catalogue may be written where a person changed something
study_sites.py     where a study takes place, and which source its status comes from
planning.py        all that will be written, checked as a whole
journal.py         who, when and why, for the history
writing.py writing_places.py    the writing itself
"""
