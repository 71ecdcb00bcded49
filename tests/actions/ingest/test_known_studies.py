"""Records that say something new of a study that we hold: what is written by itself, and what a person is asked."""

from datetime import datetime
from typing import Any, cast

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.actions.ingest.receiving import AT, LATER, receive
from tests.actions.ingest.test_new_studies import OURS
from tests.factories import make_person, make_site, make_sponsor
from tests.registries.records import CTGOV, ctgov, ctis
from trials.actions.ingest.by_hand import decided_by_hand
from trials.choices import Cause, Decision, Scope
from trials.models import (
    Contact,
    DecidedField,
    ProposedChange,
    RegistryEntry,
    RegistryRecord,
    Study,
    StudyChange,
    StudyContact,
    StudySite,
)

pytestmark = pytest.mark.django_db

UPDATED: dict[str, Any] = {"statusModule__lastUpdatePostDateStruct__date": "2026-04-01"}


def come(*, at: datetime = AT, **values: Any) -> None:
    """The record with other values, as it comes."""
    receive(ctgov(**OURS | values), at=at)


def changes() -> list[tuple[str, Any, Any]]:
    return [(one.field, one.before, one.after) for one in StudyChange.objects.order_by("pk")]


def proposals() -> list[tuple[str, Any, Any]]:
    pending = ProposedChange.objects.filter(decision=Decision.PENDING).order_by("pk")
    return [(one.field, one.ours, one.theirs) for one in pending]


def decide(field: str, **where: Any) -> None:
    DecidedField.objects.create(study=Study.objects.get(), field=field, by=make_person(), at=AT, **where)


def test_what_no_person_decided_follows_the_registry_and_is_told() -> None:
    come()

    come(designModule__enrollmentInfo__count=20, at=LATER, **UPDATED)

    study = Study.objects.get()
    assert (study.sample_size, str(study.last_registry_update), str(study.status_as_of)) == (
        20,
        "2026-04-01",
        "2026-04-01",
    )
    change = StudyChange.objects.get()
    assert (change.field, change.before, change.after) == ("sample_size", 12, 20)
    assert (change.cause, change.registry, str(change.as_of), change.at) == (
        Cause.REGISTRY,
        "CTGOV",
        "2026-04-01",
        LATER,
    )
    assert change.record == RegistryEntry.objects.get().record
    assert study.history.latest().history_change_reason == "Imported from ClinicalTrials.gov"
    assert study.version == 2


def test_what_a_person_decided_stays_and_the_change_is_proposed_with_since_when() -> None:
    come()
    decide("sample_size")

    come(designModule__enrollmentInfo__count=20, at=LATER)

    assert (Study.objects.get().sample_size, changes()) == (12, [])
    proposed = ProposedChange.objects.get()
    assert (proposed.field, proposed.ours, proposed.theirs) == ("sample_size", 12, 20)
    assert (proposed.since, proposed.registry, proposed.decision) == (LATER, "CTGOV", Decision.PENDING)


def test_what_differs_from_what_the_registry_said_a_person_wrote() -> None:
    come()
    Study.objects.update(phase="PHASE2")

    come(designModule__phases=["PHASE1"])

    assert (Study.objects.get().phase, proposals()) == ("PHASE2", [("phase", "PHASE2", "PHASE1")])


def test_a_proposal_says_what_the_registry_said_last_and_keeps_since_when() -> None:
    come()
    decide("sample_size")

    come(designModule__enrollmentInfo__count=20)
    come(designModule__enrollmentInfo__count=21, at=LATER)

    assert proposals() == [("sample_size", 12, 21)]
    assert ProposedChange.objects.get().since == AT


def test_a_proposal_goes_when_the_registry_comes_back_to_what_we_have() -> None:
    come()
    decide("sample_size")

    come(designModule__enrollmentInfo__count=20)
    come()

    assert proposals() == []
    assert RegistryRecord.objects.count() == 2  # one for each content, though it came three times
    assert RegistryEntry.objects.get().facts["sample_size"] == 12


def test_ours_once_kept_is_asked_again_only_when_the_registry_says_something_else() -> None:
    come()
    decide("sample_size")
    come(designModule__enrollmentInfo__count=20)
    ProposedChange.objects.update(
        decision=Decision.KEPT_OURS, reason="Protocol 3.0", decided_by=make_person(), decided_at=LATER
    )

    come(designModule__enrollmentInfo__count=20, **UPDATED)
    silent = proposals()
    come(designModule__enrollmentInfo__count=30, **UPDATED)

    assert (silent, proposals()) == ([], [("sample_size", 12, 30)])


@pytest.mark.parametrize(
    ("path", "field", "ours"),
    [
        ("eligibilityModule__minimumAge", "minimum_age_months", 216),
        ("identificationModule__acronym", "acronym", "LUPUS-1"),
        ("statusModule__startDateStruct", "start_date", "2024-05"),
        ("designModule__phases", "phase", "PHASE1_PHASE2"),
    ],
)
def test_what_the_registry_no_longer_states_is_never_erased_but_proposed(path: str, field: str, ours: Any) -> None:
    come()

    come(**cast(Any, {path: None}))

    (proposed,) = proposals()
    assert (proposed[:2], bool(proposed[2]), changes()) == ((field, ours), False, [])


def test_a_new_country_and_a_new_hospital_of_ours_are_added_and_told() -> None:
    come()
    site = make_site(name_en="Karolinska", city="Stockholm", country="SE", health_region="")
    places = CTGOV["protocolSection"]["contactsLocationsModule"]["locations"]
    new = {"facility": "Karolinska", "city": "Stockholm", "country": "Sweden", "status": "RECRUITING"}

    come(contactsLocationsModule__locations=[*places, new], at=LATER)

    place = StudySite.objects.get(site=site)
    assert (place.status, str(place.status_as_of)) == ("RECRUITING", "2026-03-04")
    assert set(changes()) == {("country", None, True), ("site", None, True)}
    assert place.history.get().history_date == LATER


def test_places_that_are_no_hospitals_of_ours_are_told_by_the_registrys_names() -> None:
    come()

    come(contactsLocationsModule__locations=[{"facility": "Karolinska", "city": "Stockholm", "country": "Norway"}])

    (told,) = StudyChange.objects.filter(field="places")
    assert told.before == ["A Hospital, Oslo, NO", "Research Site, Ankara, TR"]
    assert told.after == ["Karolinska, Stockholm, NO"]


def test_a_country_and_a_hospital_that_the_registry_drops_stay_and_are_proposed() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come()

    come(contactsLocationsModule__locations=[{"facility": "Research Site", "city": "Ankara", "country": "Turkey"}])

    study = Study.objects.get()
    assert study.countries.filter(country="NO").exists()
    assert study.study_sites.get().status == "NOT_YET_RECRUITING"
    assert [field for field, _ours, theirs in proposals() if not theirs] == ["country", "site", "site_status"]


def test_a_site_that_a_person_confirmed_keeps_its_status() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come()
    StudySite.objects.update(
        status="RECRUITING", verified_at=AT, verified_by=make_person(), verification_method="PHONE"
    )

    come(contactsLocationsModule__locations__0__status="COMPLETED")

    assert StudySite.objects.get().status == "RECRUITING"
    assert proposals() == [("site_status", "RECRUITING", "COMPLETED")]


def test_sites_end_with_their_study_when_the_registry_drops_their_status() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come(contactsLocationsModule__locations__0__status="RECRUITING")

    come(statusModule__overallStatus="COMPLETED", contactsLocationsModule__locations__0__status=None)

    assert (Study.objects.get().recruitment_status, StudySite.objects.get().status) == ("COMPLETED", "COMPLETED")
    assert proposals() == []


def test_a_study_does_not_end_by_itself_where_a_person_says_that_a_site_recruits() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come()
    StudySite.objects.update(
        status="RECRUITING", verified_at=AT, verified_by=make_person(), verification_method="PHONE"
    )

    come(statusModule__overallStatus="COMPLETED", contactsLocationsModule__locations__0__status=None)

    assert Study.objects.get().recruitment_status == "RECRUITING"
    assert ("recruitment_status", "RECRUITING", "COMPLETED") in proposals()


def test_no_site_recruits_by_itself_in_a_study_that_a_person_says_has_ended() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come()
    Study.objects.update(recruitment_status="TERMINATED")
    decide("recruitment_status")

    come(contactsLocationsModule__locations__0__status="RECRUITING")

    assert StudySite.objects.get().status == "NOT_YET_RECRUITING"
    assert proposals() == [("site_status", "NOT_YET_RECRUITING", "RECRUITING")]


def test_a_study_that_goes_on_and_its_site_go_on_together() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come(statusModule__overallStatus="COMPLETED", contactsLocationsModule__locations__0__status="COMPLETED")

    come(contactsLocationsModule__locations__0__status="RECRUITING")

    assert (Study.objects.get().recruitment_status, StudySite.objects.get().status) == ("RECRUITING", "RECRUITING")


def test_a_new_limit_of_age_that_contradicts_ours_is_proposed() -> None:
    come()
    Study.objects.update(maximum_age_months=240)
    decide("maximum_age_months")

    come(eligibilityModule__minimumAge="30 Years")

    assert (Study.objects.get().minimum_age_months, proposals()) == (216, [("minimum_age_months", 216, 360)])


def test_a_sponsor_of_ours_is_taken_over_and_an_unknown_one_is_proposed() -> None:
    first, second = make_sponsor(name="A Company"), make_sponsor(name="B Company", aliases=["B Co"])
    come()

    come(sponsorCollaboratorsModule__leadSponsor__name="B CO.")
    known = Study.objects.get().primary_sponsor
    come(sponsorCollaboratorsModule__leadSponsor__name="Unheard of")

    assert (first.studies.count(), known, Study.objects.get().primary_sponsor) == (0, second, second)
    assert changes() == [("primary_sponsor", "A Company", "B CO.")]
    assert proposals() == [("primary_sponsor", "B Company", "Unheard of")]


def test_the_registry_whose_word_counts_speaks_and_the_other_changes_nothing() -> None:
    come()
    naming = {"ctNumber": "2023-507820-22-00"}
    receive(ctis(**naming), registry="CTIS")

    receive(ctis(**naming, authorizedApplication__authorizedPartI__rowSubjectCount=100), registry="CTIS")

    assert Study.objects.get().sample_size == 12
    assert [one for one in proposals() if one[0] == "sample_size"] == []
    assert RegistryEntry.objects.get(registry="CTIS").facts["sample_size"] == 104


def test_the_status_of_a_country_is_that_of_ctis() -> None:
    come()
    receive(ctis(ctNumber="2023-507820-22-00"), registry="CTIS")

    study = Study.objects.get()
    assert {row.country: row.status for row in study.countries.all()} == {
        "NO": "NOT_YET_RECRUITING",
        "DE": "RECRUITING",
        "TR": "",
        "US": "",
    }
    assert study.recruitment_status == "RECRUITING"
    source = study.countries.get(country="DE").status_source
    assert source
    assert source.label.startswith("CTIS")


def test_a_record_that_becomes_one_of_our_kind_is_a_draft_then_unless_a_person_said_no() -> None:
    other = {"identificationModule__officialTitle": "R-CHOP", "identificationModule__briefTitle": "R-CHOP"}
    receive(ctgov(**other, conditionsModule={"conditions": ["Lymphoma"]}))
    receive(ctgov(**other, conditionsModule={"conditions": ["Lymphoma"]}, identificationModule__nctId="NCT01234568"))
    RegistryEntry.objects.filter(registry_id="NCT01234568").update(decided_by=make_person(), decided_at=AT)

    come()
    come(identificationModule__nctId="NCT01234568")

    assert list(RegistryEntry.objects.order_by("registry_id").values_list("scope", "study__slug")) == [
        (Scope.OURS, "lupus-1"),
        (Scope.NOT_OURS, None),
    ]


def test_a_batch_of_changes_asks_as_much_for_three_studies_as_for_one(django_assert_num_queries) -> None:
    def versions(number: int, size: int) -> bytes:
        alone: dict[str, Any] = {"identificationModule__acronym": None, "identificationModule__secondaryIdInfos": []}
        own = {"identificationModule__nctId": f"NCT0123{number:04}", "identificationModule__orgStudyIdInfo": {}}
        return ctgov(**OURS | alone | own, designModule__enrollmentInfo__count=size)

    receive(*(versions(number, 12) for number in range(4)))
    with CaptureQueriesContext(connection) as one:
        receive(versions(0, 20))
    with django_assert_num_queries(len(one)):
        receive(*(versions(number, 20) for number in (1, 2, 3)))


NAMED = {"name": "Kari Nordmann", "phone": "+47 23 07 00 00", "email": "kari@hospital.example", "role": "CONTACT"}


def test_whom_a_registry_names_at_a_site_is_kept_marked_and_not_public() -> None:
    make_site(name_en="A Hospital", city="Oslo")

    come(contactsLocationsModule__locations__0__contacts=[NAMED, NAMED | {"phone": "", "email": "no address"}])

    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.email) == ("Kari Nordmann", "+47 23 07 00 00", "kari@hospital.example")
    assert (contact.registry, contact.role, contact.is_public) == ("CTGOV", "REGISTRY", False)


def test_contacts_follow_the_registry_until_a_person_decides_and_those_of_persons_stay() -> None:
    make_site(name_en="A Hospital", city="Oslo")
    come(contactsLocationsModule__locations__0__contacts=[NAMED])
    own = Contact.objects.create(study_site=StudySite.objects.get(), role="REFERRAL", phone="55")

    come(contactsLocationsModule__locations__0__contacts=[NAMED | {"name": "Ola Nordmann"}])
    followed = set(Contact.objects.values_list("name", flat=True))
    decide("contacts", site=StudySite.objects.get().site)
    Contact.objects.exclude(pk=own.pk).delete()
    come(contactsLocationsModule__locations__0__contacts=[NAMED])

    assert followed == {"", "Ola Nordmann"}
    assert list(Contact.objects.all()) == [own]
    assert StudyChange.objects.count() == 0


NURSE = {"name": "A Nurse", "role": "CONTACT", "phone": "123", "phoneExt": "4"}


def whom_to_ask() -> list[tuple[str, str, bool, str]]:
    return list(StudyContact.objects.order_by("pk").values_list("name", "phone", "is_public", "registry"))


def test_whom_the_registry_names_for_the_study_is_public_and_follows_it() -> None:
    come(contactsLocationsModule__centralContacts=[NURSE])
    before = whom_to_ask()

    come(contactsLocationsModule__centralContacts=[NURSE | {"phone": "567"}], at=LATER)

    assert before == [("A Nurse", "123 ext. 4", True, "CTGOV")]
    assert whom_to_ask() == [("A Nurse", "567 ext. 4", True, "CTGOV")]
    assert changes() == []


def test_whom_a_person_removed_from_the_study_does_not_come_back() -> None:
    come(contactsLocationsModule__centralContacts=[NURSE])
    editor = make_person("liv", "editor")
    with transaction.atomic(), decided_by_hand([Study.objects.get().pk], by=editor, at=AT):
        StudyContact.objects.get().delete()

    come(contactsLocationsModule__centralContacts=[NURSE | {"phone": "567"}], at=LATER)

    assert whom_to_ask() == []


def test_who_cannot_be_reached_is_no_contact_of_the_study() -> None:
    come(contactsLocationsModule__centralContacts=[{"name": "A Doctor", "role": "CONTACT"}])

    assert whom_to_ask() == []
