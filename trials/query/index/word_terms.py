from trials.query.index.keys import Term


def word_terms(pks) -> dict[int, set[Term]]:
    return {}


def known_words() -> set[Term]:
    return set()
