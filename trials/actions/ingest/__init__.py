"""From a registry's documents to the register: what is new is read, compared and written; people decide the rest.

`running` leads a run, `reading` turns documents into facts, `comparing` says what may be written, `writing` writes a
batch of them in one transaction. What is left is for a person: `deciding` on proposed changes, `scoping` on what is
ours and what is one study, `naming` the sponsors and hospitals; `by_hand` marks what a person changes in a form.
`taking` is the one writing of a registry's value, `ruling` the rules that a decision keeps, `showing` the last step of
each: what the public sees of it is filed anew.
"""
