"""What readers ask: the questions that are always measured, and random ones that hit something."""

from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode

from tests.bench.register import COUNTRIES
from tests.bench.vocabulary import Vocabulary, ranked
from trials.choices import Modality, Phase, RecruitmentStatus, Region, SponsorType, StudyType
from trials.models import Indication, Site, Sponsor, Study

LIST = "/nb/studies/"
FIRST = LIST
THREE_FILTERS = f"{LIST}?country=DE&status=RECRUITING&phase=PHASE2"
LUPUS = f"{LIST}?q=lupus"
TWO_WORDS = f"{LIST}?q=lupus+neph"
FILE = f"{LIST}?format=csv"
EMPTY = "/nb/empty/"
# More links than these would be as many lists of another size.
_OF_THINGS = 200

Question = list[tuple[str, str]]


def address(question: Question) -> str:
    """The page of the list that answers."""
    return f"{LIST}?{urlencode(question)}"


class Questions:
    """Random questions to the register in the database, the same for the same seed; none comes twice."""

    def __init__(self, seed: int) -> None:
        self.random, self.asked = Random(seed), set[str]()
        self.words = Vocabulary(Study.objects.order_by("pk").values_list("public_title", flat=True)[:400], 0)
        self.values = {
            "country": [*COUNTRIES],
            "status": RecruitmentStatus.values,
            "phase": Phase.values,
            "indication": self._slugs(Indication),
            "modality": Modality.values,
            "region": Region.values,
            "sponsor_type": SponsorType.values,
            "study_type": StudyType.values,
            "site": self._slugs(Site),
            "sponsor": self._slugs(Sponsor),
        }

    def _slugs(self, model: type[Indication] | type[Site] | type[Sponsor]) -> list[str]:
        return [*model.objects.order_by("-pk").values_list("slug", flat=True)[:_OF_THINGS]]

    def filters(self) -> Iterator[Question]:
        """One to three filters, some with two values."""
        while True:
            yield from self._new(self._some())

    def with_words(self) -> Iterator[Question]:
        """As `filters`; half of them with a word, or with two, the second perhaps begun only."""
        while True:
            words = self.words.draw(self.random, self.random.choice((0, 0, 1, 2)))
            if len(words) == 2 and self.random.random() < 0.5:
                words[1] = words[1][:4]
            yield from self._new([*self._some(), *([("q", " ".join(words))] if words else [])])

    def _some(self) -> Question:
        names = self.random.sample([*self.values], self.random.randint(1, 3))
        question = [(name, self._value(name)) for name in names for _again in range(self.random.choice((1, 1, 2)))]
        return [*dict.fromkeys(question)]

    def _value(self, name: str) -> str:
        values = self.values[name]
        return str(values[ranked(self.random, len(values))])

    def _new(self, question: Question) -> Iterator[Question]:
        """The question, unless it was asked before."""
        key = address(sorted(question))
        if key not in self.asked:
            self.asked.add(key)
            yield question
