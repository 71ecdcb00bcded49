"""Former values, parts and records brought back."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.factories import (
    make_identifier,
    make_indication,
    make_person,
    make_product,
    make_publication,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
)
from tests.histories import at, change, delete
from trials.actions.refusals import CannotRestore
from trials.actions.restoring import ChangedMeanwhileError, Seen, bring_back, restore
from trials.dates import PartialDate
from trials.models import Contact, FormerAddress, Source, Sponsor, Study, StudyIdentifier, StudySite
from trials.outputs.history import history_page
from trials.query.restorable import Former, deletions, find_former

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def kari() -> User:
    return make_person("kari")


def former(record: Any, row: Any, field: str) -> Former:
    """What the newest change of it did away with."""
    offered = [
        offer
        for entry in history_page(record, type(record), record.pk, language="en").entries
        for thing in entry.things
        for offer in (thing.restorable, *(one.restorable for one in thing.changes))
        if offer and (offer.model, offer.field) == (row._meta.model_name, field)
    ]
    found = find_former(record, offered[0].model, offered[0].former, offered[0].changed, field)
    assert found
    return found


def take_back(record: Any, row: Any, field: str, by: User, **asked: Any) -> None:
    """Restore what the newest change did away with, as someone who sees everything as it is."""
    wanted = former(record, row, field)
    record.refresh_from_db()
    part = type(row)._default_manager.filter(pk=row.pk).first() if wanted.is_part else None
    seen = Seen(record.version, part.version if part else 0)
    restore(wanted, seen=asked.pop("seen", seen), by=by, at=at(9), reason=asked.pop("reason", "A slip"))


def refusals(refused: Any) -> list[str]:
    return [fault.message for fault in refused.value.faults]


def test_a_former_value_comes_back_signed_and_in_the_history(kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")

    take_back(study, study, "phase", make_person("ola", first_name="Ola"), reason="  It was right before  ")

    study.refresh_from_db()
    entry = history_page(study, Study, study.pk, language="en").entries[0]
    (told,) = entry.things[0].changes
    assert (study.phase, study.version, study.changed_at) == ("PHASE1", 3, at(9))
    assert (entry.who, entry.reason, entry.at) == ("Ola Nordmann", "It was right before", at(9))
    assert (told.before, told.after) == ("Phase 2", "Phase 1")


def test_a_status_comes_back_with_its_date_and_source(kari: User) -> None:
    study = make_study()
    source = study.sources.get()
    change(study, by=kari, hours=1, status_source=source, status_as_written="RECRUITING")
    as_of = PartialDate.parse("2099-01-01")
    change(study, by=kari, hours=2, recruitment_status="SUSPENDED", status_as_of=as_of, status_source=None)

    take_back(study, study, "recruitment_status", kari)

    study.refresh_from_db()
    back = (study.recruitment_status, str(study.status_as_of), study.status_source, study.status_as_written)
    assert back == ("RECRUITING", "2026-08-22", source, "RECRUITING")


def test_a_status_comes_back_without_a_source_that_is_gone(kari: User) -> None:
    study = make_study(sources=2)
    source = study.sources.first()
    change(study, by=kari, hours=1, status_source=source)
    change(study, by=kari, hours=2, recruitment_status="SUSPENDED")
    assert source
    source.delete()

    take_back(study, study, "recruitment_status", kari)

    study.refresh_from_db()
    assert (study.recruitment_status, study.status_source) == ("RECRUITING", None)


def test_a_value_of_a_part_comes_back_and_everything_it_belongs_to_gets_a_version(kari: User) -> None:
    study = make_study(sites=[make_site()])
    at_site = study.study_sites.get()
    contact = Contact.objects.create(study_site=at_site, role="REFERRAL", phone="1")
    change(contact, by=kari, phone="2")

    take_back(study, contact, "phone", kari)

    for row in (contact, at_site, study):
        row.refresh_from_db()
    assert contact.phone == "1"
    assert (contact.version, at_site.version, study.version) == (3, 2, 2)
    assert study.history.latest().history_user == at_site.history.latest().history_user == kari


def test_a_deleted_part_comes_back_with_its_values_its_key_and_its_own_parts(kari: User) -> None:
    study = make_study(sites=[make_site()])
    at_site = study.study_sites.get()
    Contact.objects.create(study_site=at_site, role="REFERRAL", phone="1")
    before = Contact.objects.create(study_site=at_site, role="ON_CALL", phone="2")
    pk = at_site.pk
    delete(before, by=kari, hours=-20)
    for contact in Contact.objects.all():
        delete(contact, by=kari)
    delete(at_site, by=kari)
    at_site.pk = pk

    take_back(study, at_site, "part", kari)

    back = study.study_sites.get()
    assert (back.pk, back.status, str(back.status_as_of)) == (pk, "RECRUITING", "2026-08-22")
    assert [contact.phone for contact in back.contacts.all()] == ["1"]
    assert (back.version, back.history.latest().history_type) == (3, "+")


def test_removed_links_come_back_and_later_ones_stay(kari: User) -> None:
    lupus, myositis, later = (make_indication() for _ in range(3))
    study = make_study(indications=[lupus, myositis])
    change(study, by=kari, hours=1, indications=[lupus])
    wanted = former(study, study, "indications")
    change(study, by=kari, hours=2, indications=[lupus, later])
    study.refresh_from_db()

    restore(wanted, seen=Seen(study.version), by=kari, at=at(9), reason="A slip")

    assert set(study.indications.all()) == {lupus, myositis, later}
    told = history_page(study, Study, study.pk, language="en").entries[0].things[0].changes
    assert [one.added for one in told] == [[myositis.name_en]]


def test_an_added_link_is_taken_back(kari: User) -> None:
    product, wrong = make_product(), make_product()
    study = make_study(products=[product])
    change(study, by=kari, products=[product, wrong])

    take_back(study, study, "products", kari)

    assert list(study.products.all()) == [product]


def test_a_removed_text_of_a_list_comes_back_and_later_ones_stay(kari: User) -> None:
    sponsor = make_sponsor(aliases=["A", "B"])
    change(sponsor, by=kari, hours=1, aliases=["A"])
    wanted = former(sponsor, sponsor, "aliases")
    change(sponsor, by=kari, hours=2, aliases=["A", "C"])

    restore(wanted, seen=Seen(sponsor.version), by=kari, at=at(9), reason="A slip")

    sponsor.refresh_from_db()
    assert sponsor.aliases == ["A", "C", "B"]
    assert "b" in sponsor.folded.split()


@pytest.mark.parametrize("who_else", ["record", "part"])
def test_nothing_is_written_when_somebody_was_there_first(who_else: str, kari: User) -> None:
    study = make_study(sites=[make_site()])
    at_site = study.study_sites.get()
    change(at_site, by=kari, status="SUSPENDED")
    seen = Seen(study.version, at_site.version)
    change({"record": study, "part": at_site}[who_else], by=kari)
    before = (study.history.count(), at_site.history.count())

    with pytest.raises(ChangedMeanwhileError):
        take_back(study, at_site, "status", kari, seen=seen)

    at_site.refresh_from_db()
    assert at_site.status == "SUSPENDED"
    assert (study.history.count(), at_site.history.count()) == before


def test_what_stands_so_already_is_not_written_again(kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")
    wanted = former(study, study, "phase")
    change(study, by=kari, phase="PHASE1")

    with pytest.raises(CannotRestore) as refused:
        restore(wanted, seen=Seen(study.version), by=kari, at=at(9), reason="A slip")

    assert refusals(refused) == ["It stands so in the register already."]


def test_nothing_is_restored_twice(kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")
    seen, wanted = Seen(study.version), former(study, study, "phase")
    restore(wanted, seen=seen, by=kari, at=at(8), reason="A slip")

    with pytest.raises(ChangedMeanwhileError):
        restore(wanted, seen=seen, by=kari, at=at(9), reason="A slip")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (" \n", "Write why: the reason stands in the history."),
        ("Patient 31129956715", "The reason holds a national identity number. Take it out."),
    ],
)
def test_a_reason_is_needed_and_names_no_patient(reason: str, told: str, kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")

    with pytest.raises(CannotRestore) as refused:
        take_back(study, study, "phase", kari, reason=reason)

    assert refusals(refused) == [told]


@pytest.mark.parametrize(
    ("field", "empty", "fact"),
    [("primary_sponsor", None, "Sponsor"), ("indications", [], "Disease"), ("no_identifier_reason", "", "number")],
)
def test_a_published_study_never_becomes_incomplete(field: str, empty: Any, fact: str, kari: User) -> None:
    now = {
        "primary_sponsor": make_sponsor(),
        "indications": [make_indication()],
        "no_identifier_reason": "IN_NO_REGISTRY",
    }
    start: dict[str, Any] = {"identifiers": [], "no_identifier_reason": "IN_NO_REGISTRY"} | {field: empty}
    new: dict[str, Any] = {field: now[field]}
    study = make_study(**start)
    change(study, by=kari, **new)

    with pytest.raises(CannotRestore) as refused:
        take_back(study, study, field, kari)

    study.refresh_from_db()
    kept = getattr(study, field)
    assert (list(kept.all()) if field == "indications" else kept) == now[field]
    (fault,) = refused.value.faults
    assert fact in fault.message
    assert (fault.model, fault.pk) == (Study, study.pk)


def test_a_published_study_that_lacks_something_already_can_be_corrected(kari: User) -> None:
    study = make_study(identifiers=[], phase="PHASE1")
    change(study, by=kari, phase="PHASE2")

    take_back(study, study, "phase", kari)

    study.refresh_from_db()
    assert study.phase == "PHASE1"


def test_a_draft_may_become_incomplete(kari: User) -> None:
    study = make_study(publication_state="DRAFT", primary_sponsor=None)
    change(study, by=kari, primary_sponsor=make_sponsor())

    take_back(study, study, "primary_sponsor", kari)

    study.refresh_from_db()
    assert study.primary_sponsor is None


def test_a_study_does_not_end_while_a_site_recruits(kari: User) -> None:
    study = make_study(recruitment_status="COMPLETED")
    change(study, by=kari, recruitment_status="RECRUITING")
    at_site = make_study_site(study, make_site())

    with pytest.raises(CannotRestore) as refused:
        take_back(study, study, "recruitment_status", kari)

    assert [(fault.model, fault.pk) for fault in refused.value.faults] == [(StudySite, at_site.pk)]


def test_a_site_does_not_recruit_in_a_study_that_ended(kari: User) -> None:
    study = make_study(sites=[make_site()])
    change(study.study_sites.get(), by=kari, status="COMPLETED")
    change(study, by=kari, recruitment_status="COMPLETED")

    with pytest.raises(CannotRestore) as refused:
        take_back(study, study.study_sites.get(), "status", kari)

    (told,) = refusals(refused)
    assert told.startswith("Status at the site: The study has ended, so no site of it can be recruiting.")


def test_every_fault_of_a_form_is_told(kari: User) -> None:
    study = make_study(minimum_age_months=600)
    change(study, by=kari, minimum_age_months=12, maximum_age_months=120)

    with pytest.raises(CannotRestore) as refused:
        take_back(study, study, "minimum_age_months", kari)

    assert refusals(refused) == ["The minimum age is above the maximum age."]


def test_a_number_that_belongs_to_another_study_now_is_told_with_that_study(kari: User) -> None:
    study, other = make_study(), make_study(identifiers=[], acronym="OTHER")
    number = study.identifiers.get()
    pk = number.pk
    delete(number, by=kari)
    make_identifier(other, "CTGOV", number.value)
    number.pk = pk

    with pytest.raises(CannotRestore) as refused:
        take_back(study, number, "part", kari)

    (fault,) = refused.value.faults
    assert fault.message == "“OTHER” has the same number now: change that there first."
    assert (fault.model, fault.pk) == (Study, other.pk)
    assert not StudyIdentifier.objects.filter(pk=pk).exists()


def test_a_value_that_was_deleted_is_told_with_the_deleted_record(kari: User) -> None:
    gone = make_sponsor(name="Gone")
    study = make_study(primary_sponsor=gone)
    change(study, by=kari, primary_sponsor=make_sponsor())
    pk = gone.pk
    delete(gone, by=kari)

    with pytest.raises(CannotRestore) as refused:
        take_back(study, study, "primary_sponsor", kari)

    (fault,) = refused.value.faults
    assert fault.message == "“Gone” was deleted. Bring it back first, or choose another in the form."
    assert (fault.model, fault.pk) == (Sponsor, pk)


def test_a_hospital_that_was_merged_is_told_with_the_one_it_is_now(kari: User) -> None:
    old, new = make_site("old", name_en="Old"), make_site("new", name_en="New")
    study = make_study(sites=[old])
    at_site = study.study_sites.get()
    change(at_site, by=kari, site=new)
    delete(old, by=kari)
    FormerAddress.objects.create(kind="site", slug="old", site=new)

    with pytest.raises(CannotRestore) as refused:
        take_back(study, at_site, "site", kari)

    (fault,) = refused.value.faults
    assert fault.message == "“Old, Oslo” was merged into “New, Oslo”. Choose that in the form instead."
    assert fault.pk == new.pk


def test_links_to_what_is_gone_are_told_and_the_others_come_back(kari: User) -> None:
    gone, kept, now = make_indication(name_nb="Borte"), make_indication(), make_indication()
    study = make_study(publication_state="DRAFT", indications=[gone, kept])
    change(study, by=kari, hours=1, indications=[now])
    gone_pk = gone.pk
    delete(gone, by=kari, hours=2)

    take_back(study, study, "indications", kari)

    assert list(study.indications.all()) == [kept]
    kept_pk = kept.pk
    change(study, by=kari, hours=10, indications=[])
    delete(kept, by=kari, hours=11)
    with pytest.raises(CannotRestore) as refused:
        take_back(study, study, "indications", kari)
    assert [fault.pk for fault in refused.value.faults] == [kept_pk] != [gone_pk]


def test_a_part_of_a_deleted_part_says_what_to_bring_back_first(kari: User) -> None:
    study = make_study(sites=[make_site()])
    at_site = study.study_sites.get()
    contact = Contact.objects.create(study_site=at_site, role="REFERRAL", phone="1")
    pk, site_pk = contact.pk, at_site.pk
    delete(contact, by=kari)
    delete(at_site, by=kari, hours=5)
    contact.pk = pk

    with pytest.raises(CannotRestore) as refused:
        take_back(study, contact, "part", kari)

    assert [(fault.model, fault.pk) for fault in refused.value.faults] == [(StudySite, site_pk)]


@pytest.mark.parametrize("field", ["publication_state", "first_published_at", "slug", "version", "folded", "x", "part"])
def test_what_a_workflow_or_nobody_owns_is_never_found(field: str, kari: User) -> None:
    study = make_study(slug="one")
    change(study, by=kari, slug="two", publication_state="PUBLISHED")
    kept = list(study.history.order_by("history_id"))

    found = find_former(study, "study", kept[-2].history_id, kept[-1].history_id, field)

    assert found is None


def test_the_history_of_another_record_is_never_found(kari: User) -> None:
    study, other = make_study(), make_study(phase="PHASE1")
    change(other, by=kari, phase="PHASE2")
    kept = list(other.history.order_by("history_id"))

    assert find_former(study, "study", kept[-2].history_id, kept[-1].history_id, "phase") is None
    assert find_former(study, "user", 1, 1, "phase") is None


def delete_whole(study: Study, by: User) -> Any:
    """Delete a study and its parts as the admin does, signed alike; its last version."""
    for part in [*study.sources.all(), *study.identifiers.all(), *study.countries.all(), *study.study_sites.all()]:
        for contact in part.contacts.all() if isinstance(part, StudySite) else ():
            delete(contact, by=by)
        delete(part, by=by)
    delete(study, by=by)
    return deletions(Study).get()


def test_a_deleted_study_comes_back_as_a_draft_with_all_that_went_with_it(kari: User) -> None:
    study = make_study("castle", sites=[make_site()], collaborators=[make_sponsor()])
    Contact.objects.create(study_site=study.study_sites.get(), role="REFERRAL", phone="1")
    source, disease, number = study.sources.get(), study.indications.get(), study.identifiers.get()
    delete(make_source(study=study), by=kari, hours=-20)
    change(study, by=kari, hours=-10, status_source=source)
    pk, source_pk = study.pk, source.pk
    deletion = delete_whole(study, kari)

    back = bring_back(Study, deletion, by=kari, at=at(9), reason="Deleted by mistake")

    back = Study.objects.get(pk=back.pk)
    assert (back.pk, back.slug, back.publication_state) == (pk, "castle", "DRAFT")
    assert (back.status_source_id, list(back.indications.all())) == (source_pk, [disease])
    assert [one.value for one in back.identifiers.all()] == [number.value]
    assert (back.sources.count(), back.countries.count(), back.collaborators.count()) == (1, 1, 1)
    assert Contact.objects.get().study_site.study == back
    entry = history_page(back, Study, pk, language="en").entries[0]
    assert (entry.reason, entry.things[0].event) == ("Deleted by mistake", "brought_back")


def test_a_deleted_study_that_nobody_signed_away_comes_back_whole(kari: User) -> None:
    study = make_study("castle", sites=[make_site()])
    study.delete()

    back = bring_back(Study, deletions(Study).get(), by=kari, at=at(9), reason="A slip")

    assert (back.study_sites.count(), back.identifiers.count(), back.sources.count()) == (1, 1, 1)


def test_a_deleted_publication_comes_back_with_its_results(kari: User) -> None:
    publication = make_publication(studies=[make_study()])
    publication.outcomes.create(measure_nb="Svar", measure_en="Response", numerator=3, denominator=5)
    publication.delete()

    back = bring_back(type(publication), deletions(type(publication)).get(), by=kari, at=at(9), reason="A slip")

    assert (back.studies.count(), back.outcomes.get().numerator) == (1, 3)


def test_what_a_deleted_record_was_linked_to_and_is_gone_is_left_out(kari: User) -> None:
    gone, kept = make_indication(), make_indication()
    study = make_study(indications=[gone, kept], sources=0, countries=[], identifiers=[])
    delete(study, by=kari)
    gone.delete()

    back = bring_back(Study, deletions(Study).get(), by=kari, at=at(9), reason="A slip")

    assert list(back.indications.all()) == [kept]


def test_an_address_that_is_taken_now_is_told_with_who_has_it(kari: User) -> None:
    sponsor = make_sponsor("acme")
    delete(sponsor, by=kari)
    other = make_sponsor("acme", name="Acme Bio")

    with pytest.raises(CannotRestore) as refused:
        bring_back(Sponsor, deletions(Sponsor).get(), by=kari, at=at(9), reason="A slip")

    (fault,) = refused.value.faults
    assert fault.message == "“Acme Bio” has the same address now: change that there first."
    assert fault.pk == other.pk


def test_a_record_that_was_merged_does_not_come_back(kari: User) -> None:
    old, new = make_sponsor("old"), make_sponsor("new", name="New AS")
    delete(old, by=kari)
    FormerAddress.objects.create(kind="sponsor", slug="old", sponsor=new)

    with pytest.raises(CannotRestore) as refused:
        bring_back(Sponsor, deletions(Sponsor).get(), by=kari, at=at(9), reason="A slip")

    assert (refused.value.faults[0].pk, Sponsor.objects.filter(slug="old").exists()) == (new.pk, False)


def test_a_record_comes_back_once(kari: User) -> None:
    sponsor = make_sponsor()
    delete(sponsor, by=kari)
    deletion = deletions(Sponsor).get()
    bring_back(Sponsor, deletion, by=kari, at=at(8), reason="A slip")

    with pytest.raises(CannotRestore):
        bring_back(Sponsor, deletion, by=kari, at=at(9), reason="A slip")

    assert not deletions(Sponsor).exists()


def test_nothing_of_a_study_comes_back_when_one_of_its_parts_cannot(kari: User) -> None:
    study, other = make_study(), make_study(identifiers=[])
    number = study.identifiers.get().value
    deletion = delete_whole(study, kari)
    make_identifier(other, "CTGOV", number)

    with pytest.raises(CannotRestore) as refused:
        bring_back(Study, deletion, by=kari, at=at(9), reason="A slip")

    assert refused.value.faults[0].pk == other.pk
    assert (Study.objects.count(), Source.objects.filter(study=deletion.id).count()) == (1, 0)
