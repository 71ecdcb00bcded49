"""A new study from a registry: a draft with all that the record says and what it seems to be, for a person to judge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from trials.actions.bulk import made
from trials.actions.ingest.contacts import contacts, study_contacts
from trials.actions.ingest.matching import Match, is_follow_up, own_scheme
from trials.actions.ingest.names import Names, writing
from trials.actions.ingest.reading import Item
from trials.actions.ingest.sites import Places, people_of
from trials.choices import (
    Classification,
    PublicationState,
    RecruitmentStatus,
    Registry,
    SourceKind,
    StudyType,
)
from trials.identifiers import registry_url
from trials.models import (
    Contact,
    Source,
    Study,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
    StudySite,
)
from trials.query.facts import COLUMNS, SPONSOR


@dataclass
class Draft:
    """A study with the rows that belong to it, not written yet; links are primary keys."""

    item: Item
    study: Study
    source: Source
    places: Places
    identifiers: list[StudyIdentifier] = field(default_factory=list)
    countries: list[StudyCountry] = field(default_factory=list)
    modalities: list[StudyModality] = field(default_factory=list)
    sites: list[StudySite] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    study_contacts: list[StudyContact] = field(default_factory=list)
    indications: list[int] = field(default_factory=list)
    products: list[int] = field(default_factory=list)
    own_targets: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where a draft will stand: the address of its page, and the keys of the study and of its source."""

    slug: str
    study: int
    source: int


def draft_of(item: Item, match: Match, names: Names, place: Place, taken: set[tuple[str, str]]) -> Draft:
    """The draft of a record. `taken` holds the numbers that other studies have; those of the draft are added."""
    study = _study(item, match, names, place)
    places = Places(item.facts, names)
    found = Draft(item, study, source_of(item, study.pk, place.source), places)
    found.identifiers = identifiers(item, study.pk, taken)
    found.countries = [
        made(
            StudyCountry,
            study_id=study.pk,
            country=code,
            status=status,
            status_as_written=item.facts["countries_as_written"].get(code, ""),
            status_source_id=place.source if status else None,
        )
        for code, status in item.facts["countries"]
    ]
    found.sites = [
        made(
            StudySite,
            study_id=study.pk,
            site_id=site,
            status=status,
            status_as_of=(item.as_of or None) if status else None,
            status_source_id=place.source if status else None,
        )
        for site, status in places.status.items()
    ]
    for at_site in found.sites:
        found.contacts += contacts(at_site, item.registry, places.contacts[at_site.site_id])
    found.study_contacts = study_contacts(study, item.registry, people_of(item.facts))
    _classify(found, names)
    return found


def _study(item: Item, match: Match, names: Names, place: Place) -> Study:
    facts = item.facts
    values = {name: facts[name] if facts[name] != "" or not _is_date(name) else None for name in COLUMNS}
    values |= {
        "id": place.study,
        "slug": place.slug,
        "publication_state": PublicationState.DRAFT,
        "classification": Classification.AUTOMATIC,
        "recruitment_status": facts["recruitment_status"] or RecruitmentStatus.UNKNOWN,
        "status_as_written": facts["status_as_written"],
        "status_as_of": item.as_of or None,
        "status_source_id": place.source,
        "last_registry_update": item.as_of or None,
        "primary_sponsor_id": names.sponsor(facts[SPONSOR]),
    }
    if is_follow_up(item):
        values |= {"study_type": StudyType.LONG_TERM_FOLLOW_UP, "follow_up_of_id": match.parent}
    return made(Study, **values)


def source_of(item: Item, study: int, key: int | None = None) -> Source:
    """The registry's record as a source of the study (primary key)."""
    return made(
        Source,
        id=key,
        study_id=study,
        label=f"{_label(item.registry, get_language())} {item.registry_id}",
        url=registry_url(own_scheme(item), item.registry_id) or "",
        kind=SourceKind.MIRROR if item.registry == Registry.ICTRP else SourceKind.REGISTRY,
        as_of=item.as_of or None,
    )


@lru_cache(maxsize=16)
def _label(registry: str, language: str | None) -> str:
    """What the registry is called in the language that is spoken now."""
    return str(Registry(registry).label)


def identifiers(item: Item, study: int, taken: set[tuple[str, str]]) -> list[StudyIdentifier]:
    """The record's numbers that no other study has, for the study of this key.

    Another number of the record's own registry is another study's.
    """
    own, found = own_scheme(item), []
    for place, (scheme, value, key) in enumerate(item.facts["identifiers"]):
        is_of_another = place and scheme == own
        if (scheme, key) not in taken and not is_of_another:
            taken.add((scheme, key))
            found.append(made(StudyIdentifier, study_id=study, scheme=scheme, value=value, match_key=key))
    return found


def _classify(draft: Draft, names: Names) -> None:
    """What the study seems to be, marked as classified automatically."""
    proposal: Mapping[str, Any] = draft.item.proposal
    draft.indications = _known(names.indications, proposal["indications"])
    interventions = map(writing, proposal["interventions"])
    draft.products = _known(names.products, interventions)
    if not draft.products:
        draft.own_targets = _known(names.targets, map(writing, proposal["targets"]))
        if proposal["modality"]:
            draft.modalities = [made(StudyModality, study_id=draft.study.pk, modality=proposal["modality"])]


def _known(held: Mapping[str, int], wanted: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(held[one] for one in wanted if one in held))


def _is_date(name: str) -> bool:
    return name.endswith("_date")
