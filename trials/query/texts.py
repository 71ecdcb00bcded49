"""What of a study can be searched: its own texts, and those of all that it is linked to."""

from collections.abc import Iterable, Iterator

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from trials.choices import IdentifierScheme
from trials.identifiers import match_key
from trials.models import Indication, Product, Site, Sponsor, Study, StudyIdentifier, Target
from trials.places import COUNTRY_CODES, city_name, search_names
from trials.query.index.held import Index
from trials.query.matching import Text
from trials.query.words import MODALITY_WORDS


class SearchField(TextChoices):
    """Where in a study a word was found."""

    IDENTIFIER = "IDENTIFIER", _("Study number")
    ACRONYM = "ACRONYM", _("Acronym")
    TITLE = "TITLE", _("Title")
    PRODUCT = "PRODUCT", _("Product")
    INDICATION = "INDICATION", _("Disease")
    TARGET = "TARGET", _("Target")
    MODALITY = "MODALITY", _("Type of treatment")
    SPONSOR = "SPONSOR", _("Sponsor")
    SITE = "SITE", _("Study site")
    CITY = "CITY", _("City")
    COUNTRY = "COUNTRY", _("Country")


WEIGHTS = {
    SearchField.IDENTIFIER: 10.0,
    SearchField.ACRONYM: 9.0,
    SearchField.TITLE: 6.0,
    SearchField.PRODUCT: 6.0,
    SearchField.INDICATION: 5.0,
    SearchField.TARGET: 4.0,
    SearchField.MODALITY: 3.0,
    SearchField.SPONSOR: 3.0,
    SearchField.SITE: 2.0,
    SearchField.CITY: 2.0,
    SearchField.COUNTRY: 2.0,
}


def study_texts(members: Index) -> list[Text]:
    """Every searchable text with the published studies it speaks of, perhaps none; a constant number of queries."""
    return [
        Text(field, text, WEIGHTS[field], frozenset(studies)) for field, text, studies in _all_texts(members) if text
    ]


def _all_texts(members: Index) -> Iterator[tuple[SearchField, str, set[int]]]:
    yield from _own_texts()
    for site in Site.objects.order_by("pk"):
        studies = members.of("site", [site.slug])
        hospital = [] if site.is_undisclosed else [site.name_nb, site.name_en, *site.aliases]
        yield from ((SearchField.SITE, name, studies) for name in hospital)
        cities = {site.city, city_name(site.city, "nb", site.country), city_name(site.city, "en", site.country)}
        yield from ((SearchField.CITY, city, studies) for city in sorted(cities))
    for code in sorted(COUNTRY_CODES):
        studies = members.of("country", [code])
        yield from ((SearchField.COUNTRY, name, studies) for name in search_names(code))
    for modality, words in MODALITY_WORDS.items():
        studies = members.of("modality", [modality])
        yield from ((SearchField.MODALITY, word.strip(), studies) for word in words.split(","))
    for field, slug, names in _named_things():
        studies = members.of(field.lower(), [slug])
        yield from ((field, name, studies) for name in names)


def _own_texts() -> Iterator[tuple[SearchField, str, set[int]]]:
    titles = Study.objects.published().values_list("pk", "acronym", "public_title", "scientific_title")
    for pk, acronym, public_title, scientific_title in titles:
        yield SearchField.ACRONYM, acronym, {pk}
        yield SearchField.TITLE, public_title, {pk}
        yield SearchField.TITLE, scientific_title, {pk}
    numbers = StudyIdentifier.objects.filter(study__in=Study.objects.published())
    for pk, scheme, value in numbers.values_list("study_id", "scheme", "value"):
        yield SearchField.IDENTIFIER, value, {pk}
        if scheme == IdentifierScheme.CTIS:
            yield SearchField.IDENTIFIER, match_key(scheme, value), {pk}


def _named_things() -> Iterator[tuple[SearchField, str, Iterable[str]]]:
    for indication in Indication.objects.order_by("pk"):
        names = (indication.name_nb, indication.name_nn, indication.name_en)
        yield (
            SearchField.INDICATION,
            indication.slug,
            (*names, *indication.synonyms_nb, *indication.synonyms_en),
        )
    for product in Product.objects.order_by("pk"):
        yield SearchField.PRODUCT, product.slug, (product.name, *product.aliases)
    for target in Target.objects.order_by("pk"):
        yield SearchField.TARGET, target.slug, (target.name, target.slug)
    for sponsor in Sponsor.objects.order_by("pk"):
        yield SearchField.SPONSOR, sponsor.slug, (sponsor.name, *sponsor.aliases)
