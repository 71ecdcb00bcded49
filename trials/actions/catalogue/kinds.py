"""What each file of the catalogue holds, and into which columns of the register it goes."""

from dataclasses import dataclass
from typing import Any, TypeVar

from trials.actions.catalogue import rows
from trials.actions.catalogue.fields import Column, Field, Links, Parts, columns, links, parts
from trials.actions.catalogue.values import list_of
from trials.models import (
    GlossaryTerm,
    Indication,
    Product,
    Publication,
    SafetyResult,
    Site,
    Source,
    Sponsor,
    Study,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    Target,
)

Sort = TypeVar("Sort", Column, Links, Parts)


@dataclass(frozen=True)
class Kind:
    """A file of the catalogue, `name`.json, whose records are rows of `model`."""

    name: str
    model: Any
    fields: tuple[Field, ...]

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.json"

    def of(self, sort: type[Sort]) -> list[Sort]:
        """Its fields of one sort."""
        return [field for field in self.fields if isinstance(field, sort)]


def _sources(parent: str) -> Parts:
    names = ("kind", "label", "url", "as_of", "read_date")
    return parts("sources", list_of(rows.source), Source, parent, *names)


INDICATIONS = Kind(
    "indications",
    Indication,
    (
        *columns(Indication, "parent", to="indications"),
        *columns(Indication, "name_en", "name_nb", "synonyms_en", "synonyms_nb"),
        *columns(Indication, "name_nn", is_optional=True),
        *columns(Indication, "icd10", "mesh", "snomed", "orpha", "group", rheumatic="is_rheumatic"),
    ),
)
TARGETS = Kind(
    "targets",
    Target,
    (
        *columns(Target, "name", "description_en", "description_nb"),
        *columns(Target, "description_nn", is_optional=True),
    ),
)
SPONSORS = Kind("sponsors", Sponsor, (*columns(Sponsor, "name", "sponsor_type", "country", "aliases"),))
PRODUCTS = Kind(
    "products",
    Product,
    (
        *columns(Product, "name", "aliases", "modality"),
        *columns(Product, "developer", to="sponsors"),
        links("targets", to="targets"),
        _sources("product"),
    ),
)
SITES = Kind(
    "sites",
    Site,
    (
        *columns(Site, "aliases", name="name_en"),
        *columns(Site, "name_nb", is_optional=True),
        *columns(Site, "is_undisclosed", is_derived=True),
        *columns(Site, "city", "country", "health_region", bond="place"),
        *columns(Site, "latitude", "longitude", "coordinates_from", bond="place"),
    ),
)
STUDIES = Kind(
    "studies",
    Study,
    (
        *columns(Study, "acronym", "public_title", "scientific_title", "study_type", "phase"),
        *columns(Study, "recruitment_status", "status_as_of", bond="status"),
        *columns(Study, "primary_sponsor", to="sponsors"),
        *columns(Study, "classification", "sex"),
        *columns(Study, bond="age", minimum_age="minimum_age_months", maximum_age="maximum_age_months"),
        *columns(Study, "sample_size", "sample_size_type", bond="size"),
        *columns(Study, "start_date", "primary_completion_date", "completion_date", "last_registry_update"),
        *columns(Study, notes_en="caution_en"),
        *columns(Study, is_optional=True, notes_nb="caution_nb", notes_nn="caution_nn"),
        *columns(Study, "no_identifier_reason", is_optional=True),
        *columns(Study, "summary_nb", "summary_nn", "summary_en", is_optional=True),
        links("collaborators", to="sponsors"),
        links("products", to="products"),
        links("targets", to="targets", name="own_targets"),
        links("indications", to="indications"),
        parts("identifiers", list_of(rows.identifier), StudyIdentifier, "study", "scheme", "value"),
        parts("modality", list_of(rows.modality), StudyModality, "study", "modality"),
        parts("countries", list_of(rows.country), StudyCountry, "study", *rows.COUNTRY_COLUMNS),
        _sources("study"),
        # Every site of a study is decided on by itself: study_sites.py.
        Field(key="sites", read=list_of(rows.site), bond="sites"),
    ),
)
PUBLICATIONS = Kind(
    "publications",
    Publication,
    (
        *columns(Publication, "title", bond="title"),
        *columns(Publication, "is_title_ours", bond="title", is_derived=True),
        *columns(Publication, "authors_short", "journal", "year", "doi", "pmid", "product_target_note"),
        *columns(Publication, "n_treated", bond="safety"),
        *columns(Publication, "findings_en", follow_up="follow_up_en"),
        *columns(Publication, "follow_up_nb", "follow_up_nn", "findings_nb", "findings_nn", is_optional=True),
        links("diseases", to="indications", name="indications"),
        links("studies", to="studies"),
        parts("safety", rows.safety, SafetyResult, "publication", *rows.SAFETY_COLUMNS, bond="safety"),
        _sources("publication"),
    ),
)
GLOSSARY = Kind(
    "glossary",
    GlossaryTerm,
    (
        *columns(GlossaryTerm, "term_en", "term_nb", "definition_en", "definition_nb"),
        *columns(GlossaryTerm, "term_nn", "definition_nn", is_optional=True),
    ),
)

# In the order of writing: what is referred to stands before what refers to it.
KINDS = (INDICATIONS, TARGETS, SPONSORS, PRODUCTS, SITES, STUDIES, PUBLICATIONS, GLOSSARY)
