"""Counts by plain SQL and Python, and where the site counts otherwise.

Each value of a facet is a list of studies, read from its table; a question is an intersection of sets, counted study
by study. Words are looked for wherever the register made has them: they are words by rule, and all of one length.
"""

import datetime
from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from tests.bench.questions import Question, Questions
from trials.models import Indication, Product, Study, StudyCountry, StudySite
from trials.places import countries_in
from trials.query.facets import facets
from trials.query.labels import labels
from trials.query.studies import public_studies

FACETS = {"status", "phase", "study_type", "sponsor", "sponsor_type", "indication", "country", "region", "site"}
FACETS |= {"product", "modality", "target"}


# Where a register made by `register` has words by rule.
TEXTS = (
    "public_title",
    "scientific_title",
    "primary_sponsor__name",
    "study_sites__site__name_en",
    "study_sites__site__city",
)


class Plain:
    """The register by values: studies (primary keys) in the order in which their tables give them."""

    def __init__(self) -> None:
        self.under: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("Q"))
        self.everything = {*Study.objects.published().values_list("pk", flat=True)}
        self._columns()
        self._links()
        self._places()

    def _add(self, parameter: str, pairs: Iterator[tuple[int, str | None]]) -> None:
        for pk, value in pairs:
            if value:
                self.under[parameter, value].append(pk)

    def _columns(self) -> None:
        columns = {
            "status": "recruitment_status",
            "phase": "phase",
            "study_type": "study_type",
            "sponsor": "primary_sponsor__slug",
            "sponsor_type": "primary_sponsor__sponsor_type",
        }
        for parameter, column in columns.items():
            self._add(parameter, Study.objects.values_list("pk", column).iterator())

    def _links(self) -> None:
        parents = dict(Indication.objects.values_list("pk", "parent"))
        slugs = dict(Indication.objects.values_list("pk", "slug"))
        for pk, disease in Study.indications.through.objects.values_list("study", "indication").iterator():
            wider: int | None = disease
            while wider:
                self.under["indication", slugs[wider]].append(pk)
                wider = parents[wider]
        targets = defaultdict(list)
        for product, target in Product.targets.through.objects.values_list("product", "target__slug"):
            targets[product].append(target)
        held = {product.pk: product for product in Product.objects.all()}
        for pk, product in Study.products.through.objects.values_list("study", "product").iterator():
            self._add("product", iter([(pk, held[product].slug)]))
            self._add("modality", iter([(pk, held[product].modality)]))
            self._add("target", ((pk, target) for target in targets[product]))
        self._add("target", Study.own_targets.through.objects.values_list("study", "target__slug").iterator())
        self._add("modality", Study.objects.values_list("pk", "own_modalities__modality").iterator())

    def _places(self) -> None:
        self._add("country", StudyCountry.objects.values_list("study", "country").iterator())
        sites = StudySite.objects.values_list("study", "site__slug", "site__health_region")
        for pk, site, region in sites.iterator():
            self._add("site", iter([(pk, site)]))
            self._add("region", iter([(pk, region)]))
        for region in ("NORDIC", "EUROPE"):
            for country in countries_in(region):
                self.under["region", region].extend(self.under.get(("country", country), array("Q")))

    def holding(self, name: str, values: set[str]) -> set[int]:
        """The studies that a parameter leaves."""
        if name != "q":
            return {pk for value in values for pk in self.under.get((name, value), ())}
        [words] = values
        found = self.everything
        for word in words.split():
            having = Q()
            for text in TEXTS:
                having |= Q(**{f"{text}__icontains": word})
            found = found & {*Study.objects.filter(having).values_list("pk", flat=True)}
        return found

    def counts(self, question: Question, parameter: str, values: list[str]) -> dict[str, int]:
        """How many studies each value would leave, with all other parameters of the question."""
        base = self.found(question, without=parameter)
        return {value: len(base.intersection(self.under.get((parameter, value), ()))) for value in values}

    def found(self, question: Question, without: str = "") -> set[int]:
        """The studies that a question holds when a parameter is left out."""
        asked = defaultdict(set)
        for name, value in question:
            asked[name].add(value)
        left = [self.holding(name, values) for name, values in asked.items() if name != without]
        return self.everything.intersection(*left)


def differences(count: int) -> Iterator[str]:
    """Every number that the site shows beside random questions and that plain counting has otherwise."""
    plain, today = Plain(), timezone.localdate()
    for question in islice(_questions(), count):
        yield from _of_one(plain, question, today)


def _questions() -> Iterator[Question]:
    random = Questions(2)
    for question in random.filters():
        words = [random.words.tail[random.random.randrange(2000)]] if random.random.random() < 0.3 else []
        yield [*question, *(("q", word) for word in words)]


def _of_one(plain: Plain, question: Question, today: datetime.date) -> Iterator[str]:
    shown = public_studies(QueryDict(urlencode(question)), today=today)
    if len(shown.studies) != len(plain.found(question)):
        yield f"{question}: {len(shown.studies)} studies, plainly {len(plain.found(question))}"
    for facet in facets(shown, labels(shown.index, "nb")):
        if facet.name in FACETS:
            told = {option.value: option.count for option in facet.shown}
            counted = plain.counts(question, facet.name, [*told])
            if told != counted:
                yield f"{question}: {facet.name} {told}, plainly {counted}"
