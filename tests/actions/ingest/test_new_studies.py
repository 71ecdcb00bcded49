"""Records that we have never seen: a draft, a question, or a study that is not ours."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.actions.ingest.receiving import AT, LATER, receive
from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_sponsor,
    make_study,
    make_target,
)
from tests.registries.records import ctgov, ctis
from trials.choices import PublicationState, Scope
from trials.models import (
    ProposedChange,
    RegistryEntry,
    RegistryRecord,
    SameStudy,
    Study,
    StudyChange,
    StudyIdentifier,
)

pytestmark = pytest.mark.django_db

OURS = {
    "identificationModule__briefTitle": "CD19 CAR-T cells in lupus",
    "conditionsModule__conditions": ["Systemic Lupus Erythematosus"],
}


def test_a_study_of_our_kind_becomes_a_draft_with_all_that_the_record_says() -> None:
    sponsor, site = make_sponsor(name="A COMPANY"), make_site(name_en="A Hospital", city="Oslo")
    disease = make_indication("systemic-lupus-erythematosus")

    counts = receive(ctgov(**OURS))

    study = Study.objects.get()
    assert counts == {"new": 1, "drafts": 1}
    assert (study.publication_state, study.slug, study.acronym) == (PublicationState.DRAFT, "lupus-1", "LUPUS-1")
    assert (study.recruitment_status, str(study.status_as_of), study.phase) == (
        "RECRUITING",
        "2026-03-04",
        "PHASE1_PHASE2",
    )
    assert (study.minimum_age_months, study.maximum_age_months, str(study.start_date)) == (216, None, "2024-05")
    assert (study.primary_sponsor, list(study.indications.all())) == (sponsor, [disease])
    assert [(row.country, row.status) for row in study.countries.order_by("country")] == [("NO", ""), ("TR", "")]
    assert [(row.site, row.status) for row in study.study_sites.all()] == [(site, "NOT_YET_RECRUITING")]
    assert {(row.scheme, row.value) for row in study.identifiers.all()} == {
        ("CTGOV", "NCT01234567"),
        ("SPONSOR_PROTOCOL", "ABC-101"),
        ("CTIS", "2023-507820-22"),
        ("JRCT", "jRCT2031240089"),
    }
    assert [(row.label, str(row.as_of)) for row in study.sources.all()] == [
        ("ClinicalTrials.gov NCT01234567", "2026-03-04")
    ]
    assert study.status_source == study.sources.get()


def test_what_an_import_makes_has_its_history() -> None:
    receive(ctgov(**OURS))

    study = Study.objects.get()
    rows = [study, *study.identifiers.all(), *study.countries.all(), *study.sources.all()]
    kept = [(row.history.get().history_change_reason, row.history.get().history_date) for row in rows]
    assert set(kept) == {("Imported from ClinicalTrials.gov", AT)}
    assert study.history.get().status_source_id == study.status_source_id


def test_a_product_of_ours_says_modality_and_target_and_else_the_words_do() -> None:
    make_target("cd19")
    alone = OURS | {"identificationModule__secondaryIdInfos": []}
    receive(ctgov(**alone))
    product = make_product(name="ABC-101")

    receive(ctgov(**alone, identificationModule__nctId="NCT01234568"))

    by_words, by_product = Study.objects.order_by("pk")
    assert [one.slug for one in by_words.own_targets.all()] == ["cd19"]
    assert (list(by_product.products.all()), by_product.own_modalities.count()) == ([product], 0)


def test_a_study_of_another_kind_is_remembered_with_why_and_makes_no_study() -> None:
    counts = receive(
        ctgov(
            conditionsModule={"conditions": ["Lymphoma"]},
            identificationModule__briefTitle="R-CHOP",
            identificationModule__officialTitle="R-CHOP",
        )
    )

    entry = RegistryEntry.objects.get()
    assert counts == {"new": 1, "not_ours": 1}
    assert (entry.scope, entry.study, Study.objects.count()) == (Scope.NOT_OURS, None, 0)
    assert (entry.registry_id, entry.record.received_at) == ("NCT01234567", AT)


def test_the_same_documents_again_write_nothing() -> None:
    receive(ctgov(**OURS))

    counts = receive(ctgov(**OURS), at=LATER)

    assert counts == {"unchanged": 1}
    assert RegistryRecord.objects.count() == RegistryEntry.objects.count() == Study.objects.count() == 1


def test_what_cannot_be_read_is_kept_once_with_why() -> None:
    counts = receive(ctgov(statusModule__overallStatus="PERHAPS"), b"no document")

    receive(ctgov(statusModule__overallStatus="PERHAPS"), b"no document")
    problems = RegistryRecord.objects.order_by("pk").values_list("problem", flat=True)
    assert counts == {"refused": 2}
    assert len(problems) == 2
    assert problems[0] == "statusModule.overallStatus: “PERHAPS” is not a known term"
    assert RegistryEntry.objects.count() == 0


def test_limits_that_contradict_each_other_are_refused() -> None:
    receive(ctgov(**OURS, eligibilityModule__maximumAge="6 Months"))

    assert RegistryRecord.objects.get().problem == "the minimum age (216 months) is above the maximum age (6 months)"


def test_a_number_of_ours_joins_the_record_to_the_study_and_fills_what_is_empty() -> None:
    study = make_study(public_title="Ours", sample_size=None, phase="PHASE1", identifiers=[("CTGOV", "NCT01234567")])

    receive(ctgov(**OURS))

    study.refresh_from_db()
    assert RegistryEntry.objects.get().study == study
    assert (study.sample_size, study.phase, study.public_title) == (12, "PHASE1", "Ours")
    asked = ProposedChange.objects.filter(field__in=["phase", "public_title"]).order_by("field")
    assert [(one.field, one.ours, one.theirs) for one in asked] == [
        ("phase", "PHASE1", "PHASE1_PHASE2"),
        ("public_title", "Ours", "CD19 CAR-T cells in lupus"),
    ]
    assert StudyChange.objects.count() == 0  # nothing changed in the study: we read it for the first time


def test_a_record_that_names_the_number_of_another_registry_joins_that_study() -> None:
    receive(ctgov(**OURS))
    study = Study.objects.get()

    counts = receive(ctis(ctNumber="2023-507820-22-00"), registry="CTIS")

    assert (counts["new"], Study.objects.count()) == (1, 1)
    assert set(RegistryEntry.objects.values_list("registry", "study")) == {("CTGOV", study.pk), ("CTIS", study.pk)}
    assert {row.label for row in study.sources.all()} == {
        "ClinicalTrials.gov NCT01234567",
        "CTIS (EU) 2023-507820-22-00",
    }


def test_a_long_term_follow_up_is_linked_to_its_parent_and_never_merged() -> None:
    receive(ctgov(**OURS))
    parent = Study.objects.get()

    receive(
        ctgov(
            **OURS
            | {
                "identificationModule__nctId": "NCT01234599",
                "identificationModule__acronym": None,
                "identificationModule__briefTitle": "Long-term Follow-up of CD19 CAR-T cells in lupus",
                "identificationModule__secondaryIdInfos": [{"id": "NCT01234567", "type": "REGISTRY"}],
            }
        )
    )

    follow_up = Study.objects.exclude(pk=parent.pk).get()
    assert (follow_up.follow_up_of, follow_up.study_type) == (parent, "LONG_TERM_FOLLOW_UP")
    assert [row.value for row in follow_up.identifiers.filter(scheme="CTGOV")] == ["NCT01234599"]


@pytest.mark.parametrize(
    ("field", "why"), [("protocol", "the same protocol number of the sponsor"), ("title", "the same title")]
)
def test_what_no_number_joins_is_asked_and_neither_merged_nor_made_anew(field: str, why: str) -> None:
    title = "CD19 CAR-T cells in lupus" if field == "title" else "Ours"
    study = make_study(public_title=title, identifiers=[("SPONSOR_PROTOCOL", "abc 101")] if field == "protocol" else [])

    counts = receive(ctgov(**OURS))

    question = SameStudy.objects.get()
    assert counts == {"new": 1, "questions": 1}
    assert (question.study, question.because, question.is_same) == (study, why, None)
    assert (question.entry.study, Study.objects.count()) == (None, 1)


def test_a_study_with_another_number_of_the_registry_is_another_study() -> None:
    other = make_study(
        public_title="CD19 CAR-T cells in lupus",
        identifiers=[("CTGOV", "NCT09999999"), ("SPONSOR_PROTOCOL", "ABC-101")],
    )

    counts = receive(ctgov(**OURS))

    made = Study.objects.exclude(pk=other.pk).get()
    assert counts["drafts"] == 1
    assert not made.identifiers.filter(scheme="SPONSOR_PROTOCOL").exists()  # the other study's, until a person says so


def test_two_studies_of_one_acronym_get_two_addresses() -> None:
    other = {"identificationModule__nctId": "NCT01234568", "identificationModule__secondaryIdInfos": []}

    receive(ctgov(**OURS), ctgov(**OURS | other))

    assert set(Study.objects.values_list("slug", flat=True)) == {"lupus-1", "lupus-1-nct01234568"}
    assert StudyIdentifier.objects.filter(scheme="SPONSOR_PROTOCOL").count() == 1


def test_places_without_a_name_are_one_place_a_city() -> None:
    site = make_site(name_en="Not named", city="Ankara", country="TR", health_region="", is_undisclosed=True)
    places = [{"facility": f"Local Institution - {number}", "city": "Ankara", "country": "Turkey"} for number in (1, 2)]

    receive(ctgov(**OURS, contactsLocationsModule__locations=places))

    assert [row.site for row in Study.objects.get().study_sites.all()] == [site]


def test_a_batch_asks_as_much_for_three_records_as_for_one(django_assert_num_queries) -> None:
    def several(first: int, count: int) -> list[bytes]:
        without: dict[str, Any] = {"identificationModule__acronym": None, "identificationModule__secondaryIdInfos": []}
        return [
            ctgov(**OURS | without, identificationModule__nctId=f"NCT0123{first + number:04}")
            for number in range(count)
        ]

    receive(*several(100, 1))
    with CaptureQueriesContext(connection) as one:
        receive(*several(150, 1))
    with django_assert_num_queries(len(one)):
        receive(*several(200, 3))


def test_country_rows_of_ours_are_not_doubled() -> None:
    study = make_study(identifiers=[("CTGOV", "NCT01234567")])

    receive(ctgov(**OURS))

    assert sorted(study.countries.values_list("country", flat=True)) == ["NO", "TR"]
