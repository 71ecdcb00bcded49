"""A small catalogue, valid and complete, for tests that change one thing in it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trials.actions.catalogue.faults import CatalogueFaults
from trials.actions.load_catalogue import Summary, load_catalogue
from trials.models import CatalogueEntry, Sponsor

Records = dict[str, list[dict[str, Any]]]

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

REGISTRY = {
    "kind": "registry",
    "label": "ClinicalTrials.gov NCT01234567",
    "url": "https://clinicaltrials.gov/study/NCT01234567",
    "as_of": "2026-08-22",
}


def small_catalogue() -> Records:
    """Two diseases, two sites (Oslo and Berlin), and of everything else one record."""
    return {
        "indications": [_indication("lupus", parent="connective"), _indication("connective", parent=None)],
        "targets": [
            {"slug": "cd19", "name": "CD19", "description_en": "On B cells.", "description_nb": "På B-celler."}
        ],
        "sponsors": [
            {"slug": "acme", "name": "Acme", "sponsor_type": "INDUSTRY", "country": "US", "aliases": ["Acme Inc."]}
        ],
        "products": [
            {
                "slug": "acme-cel",
                "name": "Acme-cel",
                "aliases": ["AC-1"],
                "modality": "AUTOLOGOUS_CAR_T",
                "targets": ["cd19"],
                "developer": "acme",
                "sources": [dict(REGISTRY)],
            }
        ],
        "sites": [
            _site("oslo", "Oslo", "NO", "HELSE_SOR_OST", 59.91, 10.75, "curated"),
            _site("berlin", "Berlin", "DE", None, 52.52, 13.41, "registry city"),
        ],
        "studies": [_study()],
        "publications": [_publication()],
        "glossary": [
            {
                "slug": "b-cell",
                "term_en": "B cell",
                "term_nb": "B-celle",
                "definition_en": "A white blood cell.",
                "definition_nb": "En hvit blodcelle.",
            }
        ],
    }


def write_catalogue(directory: Path, records: Records, about: dict[str, str] | None = None) -> Path:
    """Write the catalogue's files, and the one about it if given; the directory."""
    for name, of_kind in records.items():
        (directory / f"{name}.json").write_text(json.dumps(of_kind), encoding="utf-8")
    if about is not None:
        (directory / "catalogue.json").write_text(json.dumps(about), encoding="utf-8")
    return directory


def load(directory: Path, records: Records, about: dict[str, str] | None = None) -> Summary:
    """Write the catalogue and load it, without a word."""
    return load_catalogue(write_catalogue(directory, records, about), at=NOW, report=lambda line: None)


def another(record: dict[str, Any], slug: str, **changes: Any) -> dict[str, Any]:
    """A second record like this one."""
    return record | {"slug": slug} | changes


def _indication(slug: str, *, parent: str | None) -> dict[str, Any]:
    return {
        "slug": slug,
        "parent": parent,
        "name_en": slug.capitalize(),
        "name_nb": slug.capitalize(),
        "synonyms_en": ["SLE"],
        "synonyms_nb": [],
        "icd10": ["M32"],
        "mesh": "D008180",
        "snomed": None,
        "orpha": None,
        "group": "connective-tissue-disease",
        "rheumatic": True,
    }


def _site(
    slug: str, city: str, country: str, region: str | None, latitude: float, longitude: float, origin: str
) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": f"{city} University Hospital",
        "city": city,
        "country": country,
        "health_region": region,
        "latitude": latitude,
        "longitude": longitude,
        "coordinates_from": origin,
        "aliases": [],
    }


def _study() -> dict[str, Any]:
    return {
        "slug": "nct01234567",
        "identifiers": [{"registry": "CTGOV", "value": "NCT01234567"}],
        "acronym": None,
        "public_title": "Acme-cel in lupus",
        "scientific_title": None,
        "study_type": "INTERVENTIONAL",
        "phase": "PHASE1_PHASE2",
        "recruitment_status": "RECRUITING",
        "status_as_of": "2026-08-22",
        "primary_sponsor": "acme",
        "collaborators": [],
        "products": ["acme-cel"],
        "modality": [],
        "targets": [],
        "indications": ["lupus"],
        "classification": "automatic",
        "start_date": "2026-01",
        "primary_completion_date": None,
        "completion_date": None,
        "last_registry_update": "2026-08-01",
        "sample_size": 20,
        "sample_size_type": "ESTIMATED",
        "minimum_age": "18 Years",
        "maximum_age": "75 Years",
        "sex": "ALL",
        "countries": ["NO", "DE"],
        "sites": [{"site": "oslo", "status": "RECRUITING"}, {"site": "berlin", "status": None}],
        "notes_en": "Two sources disagree on age.",
        "sources": [dict(REGISTRY)],
    }


def _publication() -> dict[str, Any]:
    return {
        "slug": "acme-2026",
        "title": "Acme-cel in eight people with lupus",
        "authors_short": "Acme A et al.",
        "journal": "Journal",
        "year": 2026,
        "doi": None,
        "pmid": None,
        "diseases": ["lupus"],
        "product_target_note": "Acme-cel / CD19",
        "n_treated": 8,
        "follow_up": "6 months",
        "findings_en": "Eight people.",
        "safety": {
            "crs_any": 6,
            "crs_grade3plus": 0,
            "icans_any": None,
            "icans_grade3plus": None,
            "deaths": 0,
        },
        "studies": ["nct01234567"],
        "sources": [{"kind": "article", "label": "doi:10.1/acme", "url": None, "as_of": None}],
    }


def faults_of(directory: Path) -> list[str]:
    """The lines that refuse the catalogue in `directory`; nothing of it may be in the register."""
    with pytest.raises(CatalogueFaults) as refusal:
        load_catalogue(directory, at=NOW, report=lambda line: None)
    assert not CatalogueEntry.objects.exists()
    assert not Sponsor.objects.filter(slug="acme").exists()
    return str(refusal.value).splitlines()


def entry(registry: str, value: str) -> dict[str, str]:
    return {"registry": registry, "value": value}


def place(site: str, status: str | None) -> dict[str, str | None]:
    return {"site": site, "status": status}
