from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.catalogue_builder import NOW, REGISTRY, Records, another, load, small_catalogue, write_catalogue
from trials.actions.load_catalogue import Count, load_catalogue
from trials.choices import PublicationState
from trials.dates import PartialDate
from trials.models import (
    CatalogueEntry,
    GlossaryTerm,
    Indication,
    Product,
    Publication,
    SafetyResult,
    Site,
    Source,
    Study,
    StudySite,
)
from trials.query.completeness import Fact

pytestmark = pytest.mark.django_db


def writes_of(action: Callable[[], Any]) -> list[str]:
    """The statements of `action` that are no reading; savepoints are neither."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        action()
    assert statements
    return [sql for sql in statements if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


def test_loading_says_what_it_made_and_that_studies_are_published(tmp_path: Path) -> None:
    summary = load(tmp_path, small_catalogue())
    assert summary.counts == {
        "indications": Count(2, 0, 0),
        "targets": Count(1, 0, 0),
        "sponsors": Count(1, 0, 0),
        "products": Count(1, 0, 0),
        "sites": Count(2, 0, 0),
        "studies": Count(1, 0, 0),
        "publications": Count(1, 0, 0),
        "glossary": Count(1, 0, 0),
    }
    assert (summary.kept, summary.deleted, summary.made_by_a_person, summary.no_longer_there) == ([], [], [], [])
    assert Study.objects.get().publication_state == PublicationState.PUBLISHED


def test_a_study_arrives_whole(tmp_path: Path) -> None:
    load(tmp_path, small_catalogue())
    study = Study.objects.get(slug="nct01234567")
    assert (study.public_title, study.acronym, study.phase) == ("Acme-cel in lupus", "", "PHASE1_PHASE2")
    assert (study.minimum_age_months, study.maximum_age_months) == (216, 900)
    assert (study.start_date, study.completion_date) == (PartialDate(2026, 1), None)
    assert (study.classification, study.caution_en) == ("AUTOMATIC", "Two sources disagree on age.")
    assert study.primary_sponsor is not None
    assert study.primary_sponsor.name == "Acme"
    assert list(study.identifiers.values_list("scheme", "value", "match_key")) == [
        ("CTGOV", "NCT01234567", "NCT01234567")
    ]
    assert sorted(study.countries.values_list("country", flat=True)) == ["DE", "NO"]
    assert list(study.products.values_list("slug", flat=True)) == ["acme-cel"]
    assert list(study.indications.values_list("slug", flat=True)) == ["lupus"]
    assert sorted(study.study_sites.values_list("site__slug", "status", "status_as_of")) == [
        ("berlin", "", None),
        ("oslo", "RECRUITING", PartialDate(2026, 8, 22)),
    ]


def test_ages_below_a_month_are_rounded_so_that_nobody_falls_out(tmp_path: Path) -> None:
    records = small_catalogue()
    records["studies"][0] |= {"minimum_age": "1 Week", "maximum_age": "1 Week"}
    load(tmp_path, records)
    assert list(Study.objects.values_list("minimum_age_months", "maximum_age_months")) == [(0, 1)]


def test_the_other_records_arrive_whole(tmp_path: Path) -> None:
    load(tmp_path, small_catalogue())
    lupus = Indication.objects.get(slug="lupus")
    assert lupus.parent is not None
    assert (lupus.parent.slug, lupus.group, lupus.synonyms_en) == ("connective", "CONNECTIVE_TISSUE_DISEASE", ["SLE"])
    product = Product.objects.get()
    assert (product.modality, product.aliases) == ("AUTOLOGOUS_CAR_T", ["AC-1"])
    assert list(product.targets.values_list("name", flat=True)) == ["CD19"]
    oslo = Site.objects.get(slug="oslo")
    assert (oslo.health_region, oslo.coordinates_from, oslo.latitude) == ("HELSE_SOR_OST", "CURATED", 59.91)
    assert Site.objects.get(slug="berlin").coordinates_from == "REGISTRY_CITY"
    assert GlossaryTerm.objects.get().term_nn == ""


def test_safety_counts_keep_zero_apart_from_not_seen(tmp_path: Path) -> None:
    load(tmp_path, small_catalogue())
    rows = SafetyResult.objects.order_by("event").values_list("event", "n_treated", "any_grade", "grade_3_or_more")
    assert list(rows) == [("CRS", 8, 6, 0), ("DEATH", 8, 0, None)]


def test_a_title_in_brackets_is_our_description(tmp_path: Path) -> None:
    records = small_catalogue()
    records["publications"].append(another(records["publications"][0], "ours", title="[Acme-cel; title not seen]"))
    load(tmp_path, records)
    assert sorted(Publication.objects.values_list("title", "is_title_ours")) == [
        ("Acme-cel in eight people with lupus", False),
        ("Acme-cel; title not seen", True),
    ]


def test_a_site_whose_hospital_the_registry_does_not_name_is_marked(tmp_path: Path) -> None:
    records = small_catalogue()
    records["sites"].append(another(records["sites"][1], "undisclosed-berlin"))
    load(tmp_path, records)
    assert list(Site.objects.filter(is_undisclosed=True).values_list("slug", flat=True)) == ["undisclosed-berlin"]


def test_translations_that_an_older_catalogue_lacks_are_loaded_where_they_stand(tmp_path: Path) -> None:
    records = small_catalogue()
    records["indications"][0]["name_nn"] = "Lupus nn"
    records["targets"][0]["description_nn"] = "På B-celler nn"
    records["sites"][0]["name_nb"] = "Oslo universitetssykehus"
    records["studies"][0] |= {"notes_nb": "nb", "notes_nn": "nn", "no_identifier_reason": "NUMBER_NOT_SEEN"}
    records["publications"][0] |= {
        "findings_nb": "Åtte.",
        "findings_nn": "Åtte nn.",
        "follow_up_nb": "6 måneder",
        "follow_up_nn": "6 månader",
    }
    records["glossary"][0] |= {"term_nn": "B-celle nn", "definition_nn": "Ei kvit blodcelle."}
    load(tmp_path, records)
    study, publication = Study.objects.get(), Publication.objects.get()
    assert Indication.objects.get(slug="lupus").name_nn == "Lupus nn"
    assert Site.objects.get(slug="oslo").name_nb == "Oslo universitetssykehus"
    assert (study.caution_nb, study.caution_nn, study.no_identifier_reason) == ("nb", "nn", "NUMBER_NOT_SEEN")
    assert (publication.follow_up_en, publication.follow_up_nb, publication.follow_up_nn) == (
        "6 months",
        "6 måneder",
        "6 månader",
    )
    assert (publication.findings_nb, publication.findings_nn) == ("Åtte.", "Åtte nn.")
    assert GlossaryTerm.objects.get().definition_nn == "Ei kvit blodcelle."


@pytest.mark.parametrize(("about", "read"), [({"articles_read": "2026-11-20"}, "2026-11-20"), (None, None)])
def test_a_source_without_a_date_carries_the_day_we_read_it(
    tmp_path: Path, about: dict[str, str] | None, read: str | None
) -> None:
    if about is not None:
        about |= {"compiled": "2026-11-21", "licence": "MIT"}
    load(tmp_path, small_catalogue(), about)
    article = Source.objects.get(publication__isnull=False)
    assert article.as_of is None
    assert (str(article.read_date) if article.read_date else None) == read
    assert not Source.objects.filter(as_of__isnull=False, read_date__isnull=False).exists()


def test_the_status_comes_from_the_source_with_its_date(tmp_path: Path) -> None:
    records = small_catalogue()
    mirror = REGISTRY | {"kind": "mirror", "label": "Monitor"}
    older = REGISTRY | {"label": "CTIS", "as_of": "2025-01-01"}
    records["studies"][0]["sources"] = [mirror, older, REGISTRY]
    load(tmp_path, records)
    study = Study.objects.get()
    assert study.status_source is not None
    assert study.status_source.label == "ClinicalTrials.gov NCT01234567"
    assert list(StudySite.objects.order_by("site__slug").values_list("status_source__label", flat=True)) == [
        None,
        "ClinicalTrials.gov NCT01234567",
    ]


def test_a_second_load_reads_and_writes_nothing(tmp_path: Path) -> None:
    records = small_catalogue()
    load(tmp_path, records)
    assert writes_of(lambda: load(tmp_path, records)) == []


def test_the_order_of_a_list_changes_no_record(tmp_path: Path) -> None:
    records = small_catalogue()
    load(tmp_path, records)
    records["studies"][0]["countries"].reverse()
    records["studies"][0]["sites"].reverse()
    assert load(tmp_path, records).counts["studies"] == Count(0, 0, 1)


def change_everything(records: Records) -> None:
    records["indications"][0] |= {"name_nb": "Lupus erytematosus", "parent": None}
    records["indications"].append(another(records["indications"][0], "nephritis", parent="lupus"))
    records["targets"].append(another(records["targets"][0], "bcma", name="BCMA"))
    records["products"][0] |= {"targets": ["cd19", "bcma"], "developer": None}
    records["studies"][0] |= {
        "recruitment_status": "ACTIVE_NOT_RECRUITING",
        "status_as_of": "2026-11-01",
        "maximum_age": "65 Years",
        "countries": ["NO"],
        "sites": [{"site": "oslo", "status": "ACTIVE_NOT_RECRUITING"}],
        "identifiers": [*records["studies"][0]["identifiers"], {"registry": "REK", "value": "123456"}],
        "modality": ["CAR_NK"],
        "sources": [REGISTRY | {"as_of": "2026-11-01"}],
    }
    records["publications"][0]["safety"]["icans_any"] = 1


def test_what_changed_in_the_catalogue_arrives(tmp_path: Path) -> None:
    records = small_catalogue()
    load(tmp_path, records)
    change_everything(records)
    summary = load(tmp_path, records)
    study = Study.objects.get()
    assert summary.kept == []
    assert {kind: count.updated for kind, count in summary.counts.items() if count.updated} == {
        "indications": 1,
        "products": 1,
        "studies": 1,
        "publications": 1,
    }
    assert sorted(Indication.objects.values_list("slug", "parent__slug")) == [
        ("connective", None),
        ("lupus", None),
        ("nephritis", "lupus"),
    ]
    assert sorted(Product.objects.get().targets.values_list("slug", flat=True)) == ["bcma", "cd19"]
    assert (study.recruitment_status, study.maximum_age_months) == ("ACTIVE_NOT_RECRUITING", 780)
    assert list(study.countries.values_list("country", flat=True)) == ["NO"]
    assert sorted(study.identifiers.values_list("value", flat=True)) == ["123456", "NCT01234567"]
    assert list(study.own_modalities.values_list("modality", flat=True)) == ["CAR_NK"]
    assert list(study.study_sites.values_list("site__slug", "status", "status_source")) == [
        ("oslo", "ACTIVE_NOT_RECRUITING", study.status_source_id)
    ]
    assert study.status_source is not None
    assert study.status_source.as_of == PartialDate(2026, 11, 1)
    assert sorted(SafetyResult.objects.values_list("event", flat=True)) == ["CRS", "DEATH", "ICANS"]
    assert writes_of(lambda: load(tmp_path, records)) == []


def test_rows_that_stay_equal_stay_the_same_rows(tmp_path: Path) -> None:
    records = small_catalogue()
    load(tmp_path, records)
    registry, site = Source.objects.get(study__isnull=False), StudySite.objects.get(site__slug="oslo")
    records["studies"][0]["sources"].append(REGISTRY | {"label": "CTIS"})
    records["studies"][0]["sites"][0]["status"] = "ACTIVE_NOT_RECRUITING"
    load(tmp_path, records)
    assert Source.objects.get(study__isnull=False, label=registry.label).pk == registry.pk
    assert StudySite.objects.get(site__slug="oslo").pk == site.pk


def test_a_number_may_move_from_one_study_to_another(tmp_path: Path) -> None:
    records = small_catalogue()
    other = {"registry": "DRKS", "value": "DRKS00012345"}
    records["studies"].append(another(records["studies"][0], "second", identifiers=[other]))
    load(tmp_path, records)
    first, second = records["studies"]
    first["identifiers"], second["identifiers"] = second["identifiers"], first["identifiers"]
    load(tmp_path, records)
    assert sorted(Study.objects.values_list("slug", "identifiers__scheme")) == [
        ("nct01234567", "DRKS"),
        ("second", "CTGOV"),
    ]


def test_what_the_catalogue_no_longer_has_stays_and_is_told(tmp_path: Path) -> None:
    records = small_catalogue()
    load(tmp_path, records)
    summary = load(tmp_path, records | {"glossary": []})
    assert summary.no_longer_there == ["glossary/b-cell"]
    assert GlossaryTerm.objects.count() == 1


def test_the_summary_names_studies_that_lack_a_fact(tmp_path: Path) -> None:
    records = small_catalogue()
    bare: dict[str, Any] = {"identifiers": [], "primary_sponsor": None, "countries": [], "sites": []}
    records["studies"].append(another(records["studies"][0], "bare", **bare))
    summary = load(tmp_path, records)
    study = Study.objects.get(slug="bare")
    assert {fact: studies for fact, studies in summary.lacking.items() if studies} == {
        Fact.IDENTIFIER: {study.pk},
        Fact.SPONSOR: {study.pk},
        Fact.COUNTRY: {study.pk},
    }


def test_the_time_of_loading_is_kept_until_a_record_changes(tmp_path: Path) -> None:
    records = small_catalogue()
    load(tmp_path, records)
    later = NOW.replace(hour=13)
    records["glossary"][0]["term_en"] = "B lymphocyte"
    load_catalogue(write_catalogue(tmp_path, records), at=later, report=lambda line: None)
    assert list(CatalogueEntry.objects.exclude(loaded_at=NOW).values_list("slug", "loaded_at")) == [("b-cell", later)]


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    told: list[str] = []
    load_catalogue(write_catalogue(tmp_path, small_catalogue()), at=NOW, report=told.append)
    assert told == [
        "Read indications.json: 2",
        "Read targets.json: 1",
        "Read sponsors.json: 1",
        "Read products.json: 1",
        "Read sites.json: 2",
        "Read studies.json: 1",
        "Read publications.json: 1",
        "Read glossary.json: 1",
    ]
