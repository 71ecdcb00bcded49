"""The starter catalogue on its way into the register: read, checked, compared with what is held, written.

faults.py      what is wrong with the catalogue, and where
reading.py     files to records, with the traps of JSON
values.py      one value of a record to the one writing that is compared and kept
kinds.py       what each file holds, and into which columns it goes
validation.py  records to checked values, all faults at once
register.py    the same values as the register holds them
merging.py     what of the catalogue may be written where a person changed something
planning.py    all that will be written, checked as a whole
writing.py     the writing itself
study_sites.py where a study takes place, and which source its status comes from
"""
