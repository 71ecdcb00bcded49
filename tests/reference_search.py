"""What words find, answered by looking through every text of every study: what the index must agree with.

Slow and plain. Of the register's own code it uses the folding of texts and its tables of names, nothing that searches.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from trials.choices import Modality
from trials.identifiers import match_key
from trials.models import Indication, Product, Site, Sponsor, Study, Target
from trials.places import COUNTRY_CODES, city_name, search_names
from trials.query.words import MODALITY_WORDS
from trials.text import fold, tokens

Texts = list[tuple[str, str]]
Scores = dict[int, int]

WEIGHTS = {
    "IDENTIFIER": 10,
    "ACRONYM": 9,
    "TITLE": 6,
    "PRODUCT": 6,
    "INDICATION": 5,
    "TARGET": 4,
    "MODALITY": 3,
    "SPONSOR": 3,
    "SITE": 2,
    "CITY": 2,
    "COUNTRY": 2,
}
LETTERS = set("abcdefghijklmnopqrstuvwxyzαβγδκ")


@dataclass
class Answer:
    """The studies with their scores, typing errors with what was meant, and words that no study has."""

    scores: Scores = field(default_factory=dict)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ranked(self) -> list[set[int]]:
        """The studies, the best first, equal ones together."""
        by_score = sorted(set(self.scores.values()), reverse=True)
        return [{pk for pk, score in self.scores.items() if score == wanted} for wanted in by_score]


@cache
def words_in(text: str) -> frozenset[str]:
    """Every word that the text is found by."""
    chunks: list[str] = []
    for chunk in text.split():
        apart = len(tokens(chunks[-1])) + len(tokens(chunk)) if chunks else 0
        if chunks and len(tokens(f"{chunks[-1]} {chunk}")) < apart:
            chunks[-1] += f" {chunk}"  # CAR T
        else:
            chunks.append(chunk)
    words = [(at, word) for at, chunk in enumerate(chunks) for word in tokens(chunk)]
    found = set(fold(text).split())
    for start in range(len(words)):
        for end in range(start, min(start + 4, len(words))):
            run = words[start : end + 1]
            if all(_joined(one, other) for one, other in pairwise(run)):
                found.add("".join(word for _at, word in run)[:100])
    return frozenset(word[:100] for word in found)


def _joined(one: tuple[int, str], other: tuple[int, str]) -> bool:
    is_code = any(len(word) == 1 or not word.isalpha() for _at, word in (one, other))
    return one[0] == other[0] or is_code


def site_texts(site: Site) -> Texts:
    names = [] if site.is_undisclosed else [site.name_nb, site.name_en, *site.aliases]
    cities = [site.city, city_name(site.city, "nb", site.country), city_name(site.city, "en", site.country)]
    return [("SITE", name) for name in names] + [("CITY", city) for city in cities]


def disease_texts(disease: Indication) -> Texts:
    names = [disease.name_nb, disease.name_nn, disease.name_en, *disease.synonyms_nb, *disease.synonyms_en]
    return [("INDICATION", name) for name in names]


def product_texts(product: Product) -> Texts:
    return [("PRODUCT", name) for name in (product.name, *product.aliases)]


def target_texts(target: Target) -> Texts:
    return [("TARGET", target.name), ("TARGET", target.slug)]


def sponsor_texts(sponsor: Sponsor) -> Texts:
    return [("SPONSOR", name) for name in (sponsor.name, *sponsor.aliases)]


def country_texts(code: str) -> Texts:
    return [("COUNTRY", name) for name in search_names(code)]


def modality_texts(modality: str) -> Texts:
    return [("MODALITY", word) for word in MODALITY_WORDS[Modality(modality)].split(",")]


def study_texts(study: Study) -> Texts:
    """All texts of a study."""
    found = [("ACRONYM", study.acronym), ("TITLE", study.public_title), ("TITLE", study.scientific_title)]
    for number in study.identifiers.all():
        found.append(("IDENTIFIER", number.value))
        if number.scheme == "CTIS":
            found.append(("IDENTIFIER", match_key(number.scheme, number.value)))
    for study_site in study.study_sites.all():
        found += site_texts(study_site.site)
    for place in study.countries.all():
        found += country_texts(place.country)
    found += sponsor_texts(study.primary_sponsor) if study.primary_sponsor else []
    return found + _subject_texts(study)


def _subject_texts(study: Study) -> Texts:
    found = []
    for disease in study.indications.all():
        step: Indication | None = disease
        while step:
            found += disease_texts(step)
            step = step.parent
    products = list(study.products.all())
    found += [text for product in products for text in product_texts(product)]
    modalities = {one.modality for one in [*study.own_modalities.all(), *products]} - {""}
    found += [text for modality in modalities for text in modality_texts(modality)]
    targets = [*study.own_targets.all(), *(target for product in products for target in product.targets.all())]
    return found + [text for target in targets for text in target_texts(target)]


class Reference:
    """The register as it stands: the texts of each published study, and those of all things."""

    def __init__(self) -> None:
        self.studies = {study.pk: study_texts(study) for study in Study.objects.published()}
        self.things: Texts = []
        for model, texts in (
            (Site, site_texts),
            (Indication, disease_texts),
            (Product, product_texts),
            (Target, target_texts),
            (Sponsor, sponsor_texts),
        ):
            self.things += [text for thing in model.objects.all() for text in texts(thing)]  # type: ignore[attr-defined]
        self.things += [text for code in COUNTRY_CODES for text in country_texts(code)]
        self.things += [text for modality in Modality.values for text in modality_texts(modality)]
        self.known: dict[str, set[int]] = {word: set() for _name, text in self.things for word in words_in(text)}
        for pk, texts in self.studies.items():
            for word in {word for _name, text in texts for word in words_in(text)}:
                self.known.setdefault(word, set()).add(pk)

    def search(self, question: str) -> Answer:
        """What the question finds, unless it is a registry number."""
        words = asked(question)
        answer = Answer()
        by_word = []
        for at, word in enumerate(words):
            scores = self._scores(words, at)
            if not scores and isinstance(word, str) and (meant := self._meant(joined(word))):
                scores = self._plain(meant)
                if scores:
                    answer.corrections.append((word, meant))
                else:
                    answer.missing.append((word, meant))
            elif not scores:
                answer.missing.append((typed(word), ""))
            by_word.append(scores)
        if by_word:
            members = set.intersection(*(set(scores) for scores in by_word))
            answer.scores = {pk: sum(scores[pk] for scores in by_word) for pk in members}
        return answer

    def _scores(self, words: "list[Asked]", at: int) -> Scores:
        """The first of: the word as it is, or as a part of a number; its parts; compounds of it."""
        word = words[at]
        if not isinstance(word, str):
            return self._having(lambda text: 100 if _has_phrase(text, word.words) else 0)
        found = self._plain(joined(word))
        for code in codes(words, at):
            more = self._having(lambda text, code=code: 100 if code in words_in(text) else 0)  # type: ignore[misc]
            found = _better(found, more)
        parts = tokens(word)
        if not found and len(parts) > 1:
            by_part = [self._plain(part) for part in parts]
            common = set.intersection(*(set(scores) for scores in by_part))
            best: Scores = {}
            for scores in by_part:
                best = _better(best, scores)
            found = {pk: best[pk] for pk in common}
        return found or self._compounds(joined(word))

    def _plain(self, word: str) -> Scores:
        whole = self._having(lambda text: 100 if word in words_in(text) else 0)
        if len(word) < 3 or (len(word) == 3 and whole):
            return whole
        begun = self._having(lambda text: 15 if any(one.startswith(word) for one in words_in(text)) else 0)
        return _better(whole, begun)

    def _compounds(self, word: str) -> Scores:
        if len(word) < 5 or _has_digit(word):
            return {}
        names = [text for name, text in self.things if name in {"INDICATION", "MODALITY"}]
        inside = re.compile(f"^.{{3,}}{re.escape(word)}(.{{3,}})?$")
        fitting = {one for name in names for one in tokens(name) if inside.match(one)}
        return self._having(lambda text: 2 if fitting & words_in(text) else 0)

    def _meant(self, word: str) -> str:
        known = self.known
        if word in known or len(word) <= 3 or _has_digit(word):
            return ""
        near = [one for one in known if len(one) > 3 and not one.startswith(word) and set(one) - set(word) <= LETTERS]
        near = [one for one in near if OSA.distance(word, one, score_cutoff=1) == 1]
        return min(near, key=lambda one: (-len(known[one]), one), default="")

    def _having(self, strength: Callable[[str], int]) -> Scores:
        best = {
            pk: max((WEIGHTS[name] * strength(text) for name, text in texts), default=0)
            for pk, texts in self.studies.items()
        }
        return {pk: score for pk, score in best.items() if score}


@dataclass(frozen=True)
class Phrase:
    """Words in quotes."""

    typed: str

    @property
    def words(self) -> tuple[str, ...]:
        return tokens(self.typed)


Asked = str | Phrase


def asked(question: str) -> list[Asked]:
    """The words as typed, and the phrases."""
    found: list[Asked] = []
    for at, piece in enumerate(re.split('["“”„«»]', question)):
        if at % 2:
            found += [Phrase(piece.strip())] if tokens(piece) else []
            continue
        left = [word for word in re.split(r"[\s/]+", piece) if tokens(word)]
        while left:
            longest = max(size for size in (1, 2, 3) if size == 1 or len(tokens(" ".join(left[:size]))) == 1)
            found.append(" ".join(left[:longest]))
            left = left[longest:]
    return found


def typed(word: Asked) -> str:
    return word if isinstance(word, str) else word.typed


def joined(word: str) -> str:
    return "".join(tokens(word))[:100]


def codes(words: list[Asked], at: int) -> set[str]:
    """What two to four neighbours with a digit among them make, the word one of them."""
    found = set()
    for start in range(max(0, at - 3), at + 1):
        for end in range(max(at, start + 1), min(start + 4, len(words))):
            run = words[start : end + 1]
            if all(isinstance(word, str) for word in run):
                code = "".join("".join(tokens(typed(word))) for word in run)
                if _has_digit(code):
                    found.add(code[:100])
    return found


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _has_phrase(text: str, phrase: tuple[str, ...]) -> bool:
    if len(phrase) == 1:
        return phrase[0][:100] in words_in(text)
    words = tokens(text)
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words)))


def _better(one: Scores, other: Scores) -> Scores:
    return {pk: max(one.get(pk, 0), other.get(pk, 0)) for pk in one | other}
