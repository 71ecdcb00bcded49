"""What was merged in the register stays merged, and what the catalogue says of it lands on the kept one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from tests.catalogue_builder import Records, another, load, place, small_catalogue
from tests.factories import make_sponsor
from trials.actions.merging import merge
from trials.models import CatalogueEntry, FormerAddress, Product, Site, Sponsor, Study, StudySite

pytestmark = pytest.mark.django_db

# After whatever is written while the tests run: the latest row of a history is the last by date.
AT = datetime(2099, 11, 26, 9, 30, tzinfo=UTC)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """The small catalogue with a second writing of its sponsor, its product and its hospital in Oslo, loaded."""
    records = small_catalogue()
    study, sponsor = records["studies"][0], records["sponsors"][0]
    records["sponsors"].append(another(sponsor, "acme-inc", name="Acme Incorporated", country=None, aliases=[]))
    records["products"].append(
        another(records["products"][0], "ac-1", name="Acme cells", aliases=[], developer="acme-inc")
    )
    records["sites"].append(another(records["sites"][0], "ous", name="Oslo universitetssykehus"))
    records["studies"].append(
        another(
            study,
            "nct07654321",
            identifiers=[{"registry": "CTGOV", "value": "NCT07654321"}],
            primary_sponsor="acme-inc",
            collaborators=["acme"],
            products=["ac-1", "acme-cel"],
            sites=[place("ous", "RECRUITING"), place("oslo", None), place("berlin", None)],
        )
    )
    load(tmp_path, records)
    return records


def merge_all() -> None:
    for model, keep, gone in ((Sponsor, "acme", "acme-inc"), (Product, "acme-cel", "ac-1"), (Site, "oslo", "ous")):
        things = {thing.slug: thing for thing in model._default_manager.all()}
        merge(keep=things[keep], gone=things[gone], by=None, at=AT, reason="One and the same")


def everything() -> dict[str, list[dict[str, Any]]]:
    models: tuple[type[Model], ...] = (CatalogueEntry, FormerAddress, Product, Site, Sponsor, Study, StudySite)
    tables = (*models, Study.products.through, Study.collaborators.through, Study.history.model)
    return {table._meta.label: list(table._default_manager.order_by("pk").values()) for table in tables}


def test_loading_again_changes_nothing_and_brings_nothing_back(tmp_path: Path, records: Records) -> None:
    merge_all()
    before = everything()

    summary = load(tmp_path, records)

    assert everything() == before
    assert summary.merged == ["sponsors/acme-inc (now acme)", "products/ac-1 (now acme-cel)", "sites/ous (now oslo)"]
    assert summary.deleted == []
    # What merging itself gave the kept ones; a study is as the catalogue has it.
    assert [kept.split(" (")[0] for kept in summary.kept] == [
        "sponsors/acme: aliases",
        "products/acme-cel: aliases",
        "sites/oslo: aliases",
    ]


def test_a_newer_catalogue_still_changes_a_study_of_the_merged(tmp_path: Path, records: Records) -> None:
    merge_all()
    records["sponsors"].append(another(records["sponsors"][0], "other", name="Other"))
    records["studies"][1] |= {
        "collaborators": ["acme", "other"],
        "sites": [place("ous", "SUSPENDED"), place("berlin", None)],
    }

    load(tmp_path, records)

    study = Study.objects.get(slug="nct07654321")
    assert list(study.collaborators.values_list("slug", flat=True)) == ["other"]
    assert dict(study.study_sites.values_list("site__slug", "status")) == {"oslo": "SUSPENDED", "berlin": ""}


def test_a_new_study_that_names_the_merged_lands_on_the_kept(tmp_path: Path, records: Records) -> None:
    merge_all()
    number = [{"registry": "CTGOV", "value": "NCT00000001"}]
    records["studies"].append(another(records["studies"][1], "nct00000001", identifiers=number))

    load(tmp_path, records)

    study = Study.objects.get(slug="nct00000001")
    assert study.primary_sponsor == Sponsor.objects.get(slug="acme")
    assert list(study.products.values_list("slug", flat=True)) == ["acme-cel"]
    assert dict(study.study_sites.values_list("site__slug", "status")) == {"oslo": "RECRUITING", "berlin": ""}


def test_a_record_of_a_name_that_a_person_merged_is_not_made(tmp_path: Path, records: Records) -> None:
    made = make_sponsor("acme-ltd")
    merge(keep=Sponsor.objects.get(slug="acme"), gone=made, by=None, at=AT, reason="One and the same")
    records["sponsors"].append(another(records["sponsors"][0], "acme-ltd"))
    records["studies"][0]["primary_sponsor"] = "acme-ltd"

    summary = load(tmp_path, records)

    assert summary.merged == ["sponsors/acme-ltd (now acme)"]
    assert Study.objects.get(slug="nct01234567").primary_sponsor == Sponsor.objects.get(slug="acme")
    assert not Sponsor.objects.filter(slug="acme-ltd").exists()


def test_an_address_that_a_person_uses_again_is_their_own(tmp_path: Path, records: Records) -> None:
    merge_all()
    again = make_sponsor("acme-inc")

    load(tmp_path, records)

    assert Sponsor.objects.get(slug="acme-inc") == again
    # The study was the merged one's; the catalogue cannot know that another bears its name now.
    assert Study.objects.get(slug="nct07654321").primary_sponsor == Sponsor.objects.get(slug="acme")
