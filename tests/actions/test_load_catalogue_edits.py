"""What a person decided outlives every load."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.catalogue_builder import REGISTRY, Records, another, load, small_catalogue
from tests.factories import make_site, make_study, make_study_site
from trials.actions.catalogue.faults import CatalogueFaults
from trials.models import (
    CatalogueEntry,
    Contact,
    Indication,
    Product,
    Publication,
    SafetyResult,
    Site,
    Source,
    Sponsor,
    Study,
    StudyIdentifier,
    StudySite,
    Target,
)

pytestmark = pytest.mark.django_db

STUDY = "studies/nct01234567"


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """The small catalogue, loaded."""
    records = small_catalogue()
    load(tmp_path, records)
    return records


def edit(**columns: Any) -> None:
    Study.objects.filter(slug="nct01234567").update(**columns)


def confirm(place: StudySite) -> None:
    StudySite.objects.filter(pk=place.pk).update(
        verified_at=datetime(2026, 10, 1, tzinfo=UTC),
        verified_by=User.objects.create_user("coordinator"),
        verification_method="PHONE",
    )


def test_a_changed_value_is_kept_and_told(tmp_path: Path, records: Records) -> None:
    edit(maximum_age_months=65 * 12)
    summary = load(tmp_path, records)
    assert summary.kept == [f"{STUDY}: maximum_age (yours 65 Years, catalogue 75 Years)"]
    assert Study.objects.get().maximum_age_months == 65 * 12


def test_other_values_of_the_same_record_follow_the_catalogue(tmp_path: Path, records: Records) -> None:
    edit(public_title="Ours")
    records["studies"][0] |= {"public_title": "Theirs", "sample_size": 30}
    summary = load(tmp_path, records)
    assert summary.kept == [f"{STUDY}: public_title (yours Ours, catalogue Theirs)"]
    assert (Study.objects.get().public_title, Study.objects.get().sample_size) == ("Ours", 30)


def test_a_value_that_a_person_emptied_stays_empty(tmp_path: Path, records: Records) -> None:
    edit(caution_en="", minimum_age_months=None)
    assert load(tmp_path, records).kept == [
        f"{STUDY}: minimum_age (yours nothing, catalogue 18 Years)",
        f"{STUDY}: notes_en (yours nothing, catalogue Two sources disagree on age.)",
    ]


def test_a_person_who_agrees_with_the_catalogue_follows_it_again(tmp_path: Path, records: Records) -> None:
    edit(sample_size=30)
    records["studies"][0]["sample_size"] = 30
    assert load(tmp_path, records).kept == []
    records["studies"][0]["sample_size"] = 40
    load(tmp_path, records)
    assert Study.objects.get().sample_size == 40


def test_a_person_may_go_back_to_what_the_catalogue_said_before(tmp_path: Path, records: Records) -> None:
    records["studies"][0]["sample_size"] = 30
    load(tmp_path, records)
    edit(sample_size=20)
    assert load(tmp_path, records).kept == [f"{STUDY}: sample_size (yours 20, catalogue 30)"]


def test_values_that_make_sense_only_together_are_kept_together(tmp_path: Path, records: Records) -> None:
    edit(recruitment_status="SUSPENDED", maximum_age_months=20 * 12)
    records["studies"][0] |= {"status_as_of": "2026-11-01", "minimum_age": "21 Years"}
    summary = load(tmp_path, records)
    study = Study.objects.get()
    assert (study.recruitment_status, str(study.status_as_of)) == ("SUSPENDED", "2026-08-22")
    assert (study.minimum_age_months, study.maximum_age_months) == (18 * 12, 20 * 12)
    assert summary.kept == [
        f"{STUDY}: recruitment_status (yours SUSPENDED, catalogue RECRUITING)",
        f"{STUDY}: status_as_of (yours 2026-08-22, catalogue 2026-11-01)",
        f"{STUDY}: minimum_age (yours 18 Years, catalogue 21 Years)",
        f"{STUDY}: maximum_age (yours 20 Years, catalogue 75 Years)",
    ]


def test_an_age_in_months_is_told_in_months(tmp_path: Path, records: Records) -> None:
    edit(minimum_age_months=6)
    assert load(tmp_path, records).kept == [f"{STUDY}: minimum_age (yours 6 Months, catalogue 18 Years)"]


def test_lists_that_a_person_changed_are_kept(tmp_path: Path, records: Records) -> None:
    study = Study.objects.get()
    StudyIdentifier.objects.create(study=study, scheme="REK", value="123456", match_key="123456")
    study.products.clear()
    study.countries.filter(country="DE").update(status="RECRUITING")
    Product.objects.update(aliases=["AC-2"])
    SafetyResult.objects.filter(event="CRS").update(grade_1=3)
    summary = load(tmp_path, records)
    assert summary.kept == [
        "products/acme-cel: aliases (yours AC-2, catalogue AC-1)",
        f"{STUDY}: products (yours nothing, catalogue acme-cel)",
        f"{STUDY}: identifiers (yours CTGOV NCT01234567; REK 123456, catalogue CTGOV NCT01234567)",
        f"{STUDY}: countries (yours NO; DE RECRUITING, catalogue NO; DE)",
        "publications/acme-2026: safety (yours CRS 8 6 3 0; DEATH 8 0, catalogue CRS 8 6 0; DEATH 8 0)",
    ]
    assert study.products.count() == 0
    assert sorted(study.identifiers.values_list("scheme", flat=True)) == ["CTGOV", "REK"]


def test_a_long_value_is_told_in_short(tmp_path: Path, records: Records) -> None:
    edit(caution_en="x" * 100)
    assert load(tmp_path, records).kept == [
        f"{STUDY}: notes_en (yours {'x' * 80}…, catalogue Two sources disagree on age.)"
    ]


def test_a_study_that_a_person_withdrew_stays_withdrawn(tmp_path: Path, records: Records) -> None:
    edit(publication_state="WITHDRAWN", withdrawal_reason_nb="Dobbeltregistrert.")
    records["studies"][0]["sample_size"] = 30
    load(tmp_path, records)
    assert (Study.objects.get().publication_state, Study.objects.get().sample_size) == ("WITHDRAWN", 30)


def test_a_record_that_a_person_deleted_is_not_brought_back(tmp_path: Path, records: Records) -> None:
    Study.objects.all().delete()
    Product.objects.all().delete()
    records["studies"][0]["sample_size"] = 30
    summary = load(tmp_path, records)
    assert summary.deleted == ["products/acme-cel", STUDY]
    assert (Study.objects.count(), Product.objects.count()) == (0, 0)


def test_what_refers_to_a_deleted_record_leaves_it_out_and_follows_the_catalogue(
    tmp_path: Path, records: Records
) -> None:
    Product.objects.all().delete()
    Site.objects.filter(slug="berlin").update(slug="gone-berlin")
    StudySite.objects.filter(site__slug="gone-berlin").delete()
    Site.objects.filter(slug="gone-berlin").delete()
    Study.objects.update(primary_sponsor=None)
    Sponsor.objects.all().delete()
    new = another(records["products"][0], "acme-nk", name="Acme-NK")
    records["products"].append(new)
    records["studies"][0]["products"] = ["acme-cel", "acme-nk"]
    records["studies"].append(another(records["studies"][0], "second", identifiers=[]))
    summary = load(tmp_path, records)
    assert summary.kept == []
    assert summary.deleted == ["sponsors/acme", "products/acme-cel", "sites/berlin"]
    assert sorted(
        Study.objects.values_list("slug", "products__slug", "primary_sponsor", "study_sites__site__slug")
    ) == [
        ("nct01234567", "acme-nk", None, "oslo"),
        ("second", "acme-nk", None, "oslo"),
    ]


def test_a_record_that_a_person_made_is_left_alone(tmp_path: Path) -> None:
    make_study("nct01234567", public_title="By hand", identifiers=[("CTGOV", "NCT01234567")])
    summary = load(tmp_path, small_catalogue())
    assert summary.made_by_a_person == [STUDY]
    assert Study.objects.get().public_title == "By hand"
    assert not CatalogueEntry.objects.filter(kind="studies").exists()


def test_a_key_that_the_catalogue_did_not_have_yields_to_what_a_person_wrote(tmp_path: Path, records: Records) -> None:
    for entry in CatalogueEntry.objects.filter(kind__in=["studies", "glossary"]):
        entry.values = {key: value for key, value in entry.values.items() if not key.endswith(("_nb", "_nn"))}
        entry.save()
    edit(caution_nb="Vår")
    records["studies"][0] |= {"notes_nb": "Deres", "notes_nn": "Deira"}
    assert load(tmp_path, records).kept[0] == f"{STUDY}: notes_nb (yours Vår, catalogue Deres)"
    assert (Study.objects.get().caution_nb, Study.objects.get().caution_nn) == ("Vår", "Deira")


def test_a_place_that_a_person_confirmed_keeps_its_status_and_its_row(tmp_path: Path, records: Records) -> None:
    place = StudySite.objects.get(site__slug="oslo")
    confirm(place)
    records["studies"][0]["sites"] = [{"site": "oslo", "status": "SUSPENDED"}]
    summary = load(tmp_path, records)
    assert summary.kept == [f"{STUDY}: sites oslo (yours RECRUITING 2026-08-22, catalogue SUSPENDED 2026-08-22)"]
    assert list(StudySite.objects.values_list("pk", "status")) == [(place.pk, "RECRUITING")]


def test_a_place_whose_status_a_person_changed_does_not_freeze_the_others(tmp_path: Path, records: Records) -> None:
    StudySite.objects.filter(site__slug="oslo").update(status="SUSPENDED")
    records["studies"][0]["sites"] = [{"site": "oslo", "status": None}, {"site": "berlin", "status": "RECRUITING"}]
    summary = load(tmp_path, records)
    assert summary.kept == [f"{STUDY}: sites oslo (yours SUSPENDED 2026-08-22, catalogue no status)"]
    assert sorted(StudySite.objects.values_list("site__slug", "status")) == [
        ("berlin", "RECRUITING"),
        ("oslo", "SUSPENDED"),
    ]


def test_a_place_that_a_person_added_or_removed_stays_so(tmp_path: Path, records: Records) -> None:
    StudySite.objects.filter(site__slug="oslo").delete()
    make_study_site(Study.objects.get(), make_site("bergen"))
    records["studies"][0]["sites"][0]["status"] = "SUSPENDED"
    summary = load(tmp_path, records)
    assert summary.kept == [f"{STUDY}: sites oslo (yours no such site, catalogue SUSPENDED 2026-08-22)"]
    assert sorted(StudySite.objects.values_list("site__slug", flat=True)) == ["bergen", "berlin"]


@pytest.mark.parametrize("written", ["note", "contact", "nothing"])
def test_a_place_that_vanished_goes_unless_a_person_wrote_about_it(
    tmp_path: Path, records: Records, written: str
) -> None:
    place = StudySite.objects.get(site__slug="berlin")
    if written == "note":
        StudySite.objects.filter(pk=place.pk).update(note_nb="Ring først.")
    if written == "contact":
        Contact.objects.create(study_site=place, role="REFERRAL", phone="22 22 22 22")
    records["studies"][0]["sites"].pop()
    summary = load(tmp_path, records)
    stays = written != "nothing"
    assert StudySite.objects.filter(pk=place.pk).exists() == stays
    assert len(summary.kept) == stays


def test_no_place_recruits_in_a_study_that_a_person_ended(tmp_path: Path, records: Records) -> None:
    edit(recruitment_status="COMPLETED")
    StudySite.objects.update(status="COMPLETED")
    records["sites"].append(another(records["sites"][1], "leipzig"))
    records["studies"][0]["sites"].append({"site": "leipzig", "status": "RECRUITING"})
    load(tmp_path, records)
    assert not StudySite.objects.filter(site__slug="leipzig").exists()


def test_a_study_does_not_end_while_a_confirmed_place_recruits(tmp_path: Path, records: Records) -> None:
    confirm(StudySite.objects.get(site__slug="oslo"))
    records["studies"][0] |= {"recruitment_status": "COMPLETED", "sites": [{"site": "oslo", "status": "COMPLETED"}]}
    summary = load(tmp_path, records)
    assert Study.objects.get().recruitment_status == "RECRUITING"
    assert summary.kept == [
        f"{STUDY}: recruitment_status (yours RECRUITING, catalogue COMPLETED)",
        f"{STUDY}: sites berlin (yours no status, catalogue no such site)",
        f"{STUDY}: sites oslo (yours RECRUITING 2026-08-22, catalogue COMPLETED 2026-08-22)",
    ]


def test_a_source_of_the_status_that_a_person_named_stays(tmp_path: Path, records: Records) -> None:
    records["studies"][0]["sources"].append(REGISTRY | {"kind": "mirror"})
    load(tmp_path, records)
    mirror = Source.objects.get(study__isnull=False, kind="MIRROR")
    edit(status_source=mirror)
    StudySite.objects.filter(site__slug="oslo").update(status_source=mirror)
    records["studies"][0]["sources"][0] |= {"label": "Record of today"}
    load(tmp_path, records)
    assert sorted(Study.objects.get().sources.values_list("label", flat=True)) == [
        "ClinicalTrials.gov NCT01234567",
        "Record of today",
    ]
    assert Study.objects.get().status_source == mirror
    assert StudySite.objects.get(site__slug="oslo").status_source == mirror


def test_sources_that_a_person_changed_are_kept(tmp_path: Path, records: Records) -> None:
    Source.objects.filter(study__isnull=False).update(label="By phone", url="")
    records["studies"][0]["sources"] = []
    assert load(tmp_path, records).kept == [f"{STUDY}: sources (yours REGISTRY By phone 2026-08-22, catalogue nothing)"]
    assert Source.objects.filter(study__isnull=False).count() == 1


def test_a_new_list_of_sources_gives_the_status_its_source_again(tmp_path: Path, records: Records) -> None:
    records["studies"][0]["sources"] = [REGISTRY | {"label": "Record of today"}]
    load(tmp_path, records)
    study = Study.objects.get()
    assert study.status_source is not None
    assert study.status_source.label == "Record of today"
    assert StudySite.objects.get(site__slug="oslo").status_source == study.status_source


def test_a_circle_with_what_a_person_wrote_is_a_fault(tmp_path: Path, records: Records) -> None:
    Indication.objects.filter(slug="lupus").update(parent=None)
    Indication.objects.filter(slug="connective").update(parent=Indication.objects.get(slug="lupus"))
    records["indications"].append(another(records["indications"][0], "nephritis", parent="lupus"))
    records["indications"][0]["parent"] = None
    load(tmp_path, records)
    Indication.objects.filter(slug="lupus").update(parent=Indication.objects.get(slug="nephritis"))
    Indication.objects.filter(slug="nephritis").update(parent=None)
    records["indications"][2] |= {"parent": None, "name_nb": "Nefritt"}
    load(tmp_path, records)
    records["indications"][2]["parent"] = "lupus"
    with pytest.raises(CatalogueFaults) as refusal:
        load(tmp_path, records)
    assert str(refusal.value) == (
        "indications.json: lupus: parent: the diseases go in a circle: lupus > nephritis > lupus"
    )


def test_edits_of_every_other_kind_are_kept(tmp_path: Path, records: Records) -> None:
    Target.objects.update(description_nb="Vår")
    Sponsor.objects.update(country="NO")
    Site.objects.filter(slug="oslo").update(city="Kristiania")
    Publication.objects.update(n_treated=9, title="Ours", is_title_ours=True)
    records["publications"][0]["safety"]["icans_any"] = 1
    assert load(tmp_path, records).kept == [
        "targets/cd19: description_nb (yours Vår, catalogue På B-celler.)",
        "sponsors/acme: country (yours NO, catalogue US)",
        "sites/oslo: city (yours Kristiania, catalogue Oslo)",
        "publications/acme-2026: title (yours Ours, catalogue Acme-cel in eight people with lupus)",
        "publications/acme-2026: is_title_ours (yours True, catalogue False)",
        "publications/acme-2026: n_treated (yours 9, catalogue 8)",
        "publications/acme-2026: safety (yours CRS 8 6 0; DEATH 8 0, catalogue CRS 8 6 0; ICANS 8 1; DEATH 8 0)",
    ]
