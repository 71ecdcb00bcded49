"""Searches in the admin: any number in any writing, names, other names, codes, Norwegian words."""

from typing import Any

import pytest

from tests.admin.desk import an_editor, get, listed, page_of
from tests.factories import (
    make_identifier,
    make_indication,
    make_product,
    make_publication,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from trials.choices import IdentifierScheme, Modality
from trials.models import Indication, Product, Publication, Site, Sponsor, Study, StudySite

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    """One study among others, with something of each kind to find it by."""
    lupus = make_indication(name_nb="Systemisk lupus", name_en="Systemic lupus", synonyms_nb=["SLE"])
    nephritis = make_indication(
        name_nb="Lupusnefritt", name_en="Lupus nephritis", icd10=["M32.1"], parent=lupus, synonyms_nb=["nyrelupus"]
    )
    study = make_study(
        acronym="RESET",
        public_title="A Study of KYV-101 in 100% of_adults",
        publication_state="DRAFT",
        identifiers=[(IdentifierScheme.CTGOV, "NCT91234567"), (IdentifierScheme.SPONSOR_PROTOCOL, "KYSA-6")],
        indications=[nephritis],
        products=[make_product(name="YTB323", aliases=["rapcabtagene"], targets=[make_target(name="CD19")])],
        primary_sponsor=make_sponsor(name="Liang Zou", aliases=["LiangZou"]),
        collaborators=[make_sponsor(name="Novartis")],
        countries=["DK"],
    )
    make_identifier(study, IdentifierScheme.CTIS, "2023-512345-10-00")
    make_study_site(study, make_site(name_en="Rigshospitalet", city="Copenhagen", country="DK"))
    make_study(products=[make_product(modality=Modality.BISPECIFIC_T_CELL_ENGAGER)], countries=["NO"])
    return study


WORDS = [
    "NCT91234567",
    "nct 9123 4567",
    "nct-91234567",
    "2023-512345-10-01",
    "EU CT 2023-512345-10",
    "kysa6",
    "kyv101",
    "KYV-101",
    "kyv 101",
    "reset",
    "lupusnefritt",
    "nyrelupus",
    "nephritis",
    "systemisk",
    "sle",
    "M32.1",
    "ytb 323",
    "RAPCABTAGENE",
    "cd19",
    "liangzou",
    "Zou Liang",
    "novartis",
    "rigshospitalet",
    "københavn",
    "Copenhagen",
    "danmark",
    "lupus københavn liang",
    "autolog",
]


def found(model: Any, question: str) -> list[int]:
    return listed(get(an_editor(), page_of(model, "changelist"), q=question))


@pytest.mark.parametrize("words", WORDS)
def test_a_study_is_found(words: str, study: Study) -> None:
    assert found(Study, words) == [study.pk]


@pytest.mark.parametrize("words", [words for words in WORDS if words != "danmark"])
def test_a_study_at_its_site_is_found(words: str, study: Study) -> None:
    assert found(StudySite, words) == [study.study_sites.get().pk]


@pytest.mark.parametrize("words", ["100%", "100% of_adults"])
def test_signs_are_no_wildcards(words: str, study: Study) -> None:
    assert found(Study, words) == [study.pk]


@pytest.mark.parametrize(
    "words", ["%", "_", "\\", "%%% ___", "…", "kyv%101x", "k_v101", "reset NCT90000000", "tyskland"]
)
def test_nothing_is_found_for_what_no_record_holds(words: str, study: Study) -> None:
    assert found(Study, words) == []


def test_a_whole_title_finds_its_study(study: Study) -> None:
    title = "An Open-Label Phase 1/2 Study to Evaluate the Safety and Efficacy of Something in Adults With Lupus"
    other = make_study(public_title=title)

    assert found(Study, title) == [other.pk]


def test_a_type_of_treatment_is_found_by_the_words_of_clinicians(study: Study) -> None:
    (other,) = Study.objects.exclude(pk=study.pk)

    assert found(Study, "BiTE") == found(Study, "bispesifikt antistoff") == [other.pk]


def test_things_are_found_by_their_own_words_and_those_around_them(study: Study) -> None:
    product, sponsor, site = study.products.get(), study.primary_sponsor, study.study_sites.get().site
    nephritis = study.indications.get()

    assert sponsor
    assert found(Product, "ytb-323") == found(Product, "CD19") == [product.pk]
    assert found(Sponsor, "liangzou") == [sponsor.pk]
    assert found(Site, "kobenhavn") == found(Site, "dänemark danmark") + found(Site, "danmark") == [site.pk]
    assert found(Indication, "nyrelupus") == [nephritis.pk]
    assert set(found(Indication, "SLE")) == {nephritis.pk, nephritis.parent_id}


def test_a_publication_is_found_by_the_number_of_its_study(study: Study) -> None:
    publication = make_publication(studies=[study], doi="10.1056/NEJMoa2308917", authors_short="Hansen A")
    make_publication(studies=[make_study()])

    words = ("NCT 91234567", "2023-512345-10-07", "10.1056/NEJMoa2308917", "hansen", "reset")
    assert [found(Publication, one) for one in words] == [[publication.pk]] * 5


def test_a_site_of_a_study_is_found_by_its_investigator(study: Study) -> None:
    here = make_study_site(study, make_site(), principal_investigator="Åse Ødegård")

    assert found(StudySite, "odegard ase") == [here.pk]
