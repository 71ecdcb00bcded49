"""From a registry's documents to the register: what is new is read, compared and written; people decide the rest.

`running` leads a run, `reading` turns documents into facts, `comparing` says what may be written, `writing` writes a
batch of them in one transaction, `deciding` is what a person does with what is left.
"""
