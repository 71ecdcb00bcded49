"""The history of a record in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

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
from tests.histories import NOON, at, change, delete
from trials.actions.saving import CHANGED, MADE, keep_history
from trials.dates import PartialDate
from trials.models import Contact, SafetyResult, Study, StudySite
from trials.outputs.history import Change, Entry, HistoryPage, Thing, changes_since, deleted_records, history_page
from trials.outputs.history.wording import MOST_PAIRS, compare
from trials.query.parts import past
from trials.query.restorable import deletions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def kari() -> User:
    return make_person("kari")


def page(record: Any, language: str = "en", **asked: str) -> HistoryPage:
    return history_page(record, type(record), record.pk, language=language, **asked)


def newest(record: Any, language: str = "en") -> Entry:
    return page(record, language).entries[0]


def told(one: Change) -> str:
    """A change on one line."""
    lists = [f"{word} {', '.join(names)}" for word, names in (("+", one.added), ("-", one.removed)) if names]
    return f"{one.label}: " + ("; ".join(lists) or f"{one.before} → {one.after}")


def changes(record: Any, language: str = "en") -> list[str]:
    return [told(one) for thing in newest(record, language).things for one in thing.changes]


def things(record: Any) -> list[tuple[str, str, str]]:
    return [(thing.event, thing.kind, thing.name) for thing in newest(record).things]


def test_an_entry_says_who_when_why_and_what_in_words(kari: User) -> None:
    study = make_study(phase="PHASE1")

    change(study, by=kari, reason="CTIS says so", phase="PHASE2")

    entry = newest(study)
    assert (entry.who, entry.when, entry.reason) == ("Kari Nordmann", "3 November 2099 at 13:32", "CTIS says so")
    assert changes(study) == ["Phase: Phase 1 → Phase 2"]


@pytest.mark.parametrize(("month", "clock"), [(7, "14:32"), (12, "13:32")])
def test_times_are_those_of_norwegian_clocks(month: int, clock: str, kari: User) -> None:
    sponsor: Any = make_sponsor()
    sponsor._history_user, sponsor._history_date = kari, NOON.replace(month=month)

    sponsor.save()

    assert newest(sponsor).when.endswith(clock)


def test_someone_without_a_full_name_is_told_by_what_they_log_in_with() -> None:
    sponsor = make_sponsor()

    change(sponsor, by=make_person("ola", first_name="", last_name=""), name="Other")

    assert newest(sponsor).who == "ola"


def test_what_the_catalogue_wrote_is_told_as_its_own_in_the_readers_language() -> None:
    sponsor = make_sponsor()
    keep_history([sponsor], CHANGED, at=at(1), reason="Loaded from the catalogue")

    english = newest(sponsor)
    with translation.override("nb"):
        translated = translation.gettext("Loaded from the catalogue")
        norwegian = newest(sponsor, "nb")

    assert (english.who, english.reason) == ("The register itself (catalogue)", "Loaded from the catalogue")
    assert norwegian.reason == translated


def test_a_reason_written_by_a_person_is_never_translated(kari: User) -> None:
    sponsor = make_sponsor()
    change(sponsor, by=kari, reason="Phase", name="Other")

    with translation.override("nb"):
        assert newest(sponsor, "nb").reason == "Phase"


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"has_control_group": True}, "Control group: Not stated → Yes"),
        ({"has_control_group": False}, "Control group: Not stated → No"),
        ({"minimum_age_months": 216}, "Minimum age: Not stated → 18 years"),
        ({"maximum_age_months": 6}, "Maximum age: Not stated → 6 months"),
        ({"start_date": PartialDate.parse("2026-08")}, "Start: Not stated → Aug 2026"),
        ({"status_as_of": PartialDate.parse("2099-11-02")}, "Status as of: 22 Aug 2026 → 2 Nov 2099"),
        ({"acronym": "CASTLE"}, "Acronym: Not stated → CASTLE"),
        ({"sample_size": 12}, "Sample size: Not stated → 12"),
        ({"first_published_at": NOON}, "First published: Not stated → 3 November 2099 at 13:32"),
        ({"recruitment_status": "SUSPENDED"}, "Recruitment status: Recruiting → Suspended"),
    ],
)
def test_values_are_told_as_the_public_site_tells_them(values: dict[str, Any], line: str, kari: User) -> None:
    study = make_study()

    change(study, by=kari, **values)

    assert changes(study) == [line]


def test_words_and_dates_are_in_the_readers_language(kari: User) -> None:
    study = make_study()
    change(study, by=kari, start_date=PartialDate.parse("2026-08-22"))

    with translation.override("nb"):
        (line,) = changes(study, "nb")

    assert line.endswith(" → 22. aug. 2026")


def test_a_country_and_a_list_of_texts_are_told_in_words(kari: User) -> None:
    sponsor = make_sponsor(aliases=["Acme", "Acme AS"])

    change(sponsor, by=kari, country="NO", aliases=["Acme AS", "ACME Bio"])

    assert changes(sponsor) == ["Other names: + ACME Bio; - Acme", "Country: Not stated → Norway"]


def test_a_list_in_another_order_is_told_as_a_change(kari: User) -> None:
    sponsor = make_sponsor(aliases=["A", "B"])

    change(sponsor, by=kari, aliases=["B", "A"])

    assert changes(sponsor) == ["Other names: A, B → B, A"]


def test_related_things_are_named_and_deleted_ones_by_their_last_name(kari: User) -> None:
    old, new = make_sponsor(name="Old name"), make_sponsor(name="New AS")
    study = make_study(primary_sponsor=old)
    old.name = "Last name"
    old.save()

    change(study, by=kari, primary_sponsor=new)
    old.delete()

    assert changes(study) == ["Sponsor: Last name (deleted) → New AS"]


def test_linked_things_are_told_as_added_and_removed(kari: User) -> None:
    lupus, nephritis = make_indication(name_en="SLE"), make_indication(name_en="Lupus nephritis")
    study = make_study(indications=[lupus])

    change(study, by=kari, indications=[nephritis])

    entry = newest(study)
    assert changes(study) == ["Diseases: + Lupus nephritis; - SLE"]
    assert len(entry.things) == 1


def test_what_nobody_reads_is_left_out(kari: User) -> None:
    study = make_study()
    number = study.identifiers.get()

    change(study, by=kari)
    change(number, by=kari, match_key="other")

    assert newest(study).things == []


def test_long_texts_are_compared_word_by_word(kari: User) -> None:
    before = "Adults with active lupus nephritis of class III or IV, with or without class V, and a negative test."
    study = make_study(criteria_text=before)

    change(study, by=kari, criteria_text=before.replace("negative", "positive"))

    (one,) = newest(study).things[0].changes
    assert [(part.kind, part.text) for part in one.segments] == [
        ("left_out", ""),
        ("same", "or without class V, and a "),
        ("removed", "negative "),
        ("added", "positive "),
        ("same", "test."),
    ]


def test_a_comparison_of_very_long_texts_is_not_attempted() -> None:
    words = int(MOST_PAIRS**0.5) + 1
    before, after = " ".join(["a"] * words), " ".join(["b"] * words)

    assert [part.kind for part in compare(before, after)] == ["removed", "added"]


@pytest.mark.parametrize(("before", "after"), [("one two", "one two three"), ("a b", "b a"), ("x", "y"), ("", "y")])
def test_both_texts_can_be_read_in_a_comparison(before: str, after: str) -> None:
    parts = compare(before, after)

    assert "".join(part.text for part in parts if part.kind != "added").split() == before.split()
    assert "".join(part.text for part in parts if part.kind != "removed").split() == after.split()


def test_a_part_that_was_added_changed_and_removed_is_named(kari: User) -> None:
    study = make_study(identifiers=[])
    site = make_study_site(study, make_site(name_en="Rikshospitalet"))
    number = make_identifier(study, "CTGOV", "NCT01234567")
    first = number.history.get()
    first.history_date, first.history_user = at(1), kari
    first.save()

    added = things(study)
    change(site, by=kari, hours=2, status="SUSPENDED")
    changed, lines = things(study), changes(study)
    delete(number, by=kari, hours=3)
    removed = things(study)

    assert added == [("added", "Number of the study", "NCT01234567")]
    assert changed == [("changed", "Site of the study", "Rikshospitalet, Oslo")]
    assert lines == ["Status at the site: Recruiting → Suspended"]
    assert removed == [("removed", "Number of the study", "NCT01234567")]


def test_one_save_of_a_record_with_its_parts_is_one_entry(kari: User) -> None:
    study = make_study(sites=[make_site()])

    change(study, by=kari, phase="PHASE1", indications=[make_indication()])
    change(study.study_sites.get(), by=kari, status="SUSPENDED")
    change(study.sources.get(), by=kari, label="CTIS")

    assert [thing.kind for thing in newest(study).things] == ["", "Source", "Site of the study"]


def test_two_people_at_one_time_are_two_entries(kari: User) -> None:
    sponsor = make_sponsor()

    change(sponsor, by=kari, name="One")
    change(sponsor, by=make_person("ola", first_name="Ola"), name="Two")

    assert {entry.who for entry in page(sponsor).entries[:2]} == {"Kari Nordmann", "Ola Nordmann"}


def test_a_contact_is_told_in_the_history_of_its_study_with_its_hospital(kari: User) -> None:
    study = make_study(sites=[make_site(name_en="Rikshospitalet")])
    contact = Contact.objects.create(study_site=study.study_sites.get(), role="REFERRAL", phone="1", name="Desk")

    change(contact, by=kari, phone="2")

    assert things(study) == [("changed", "Contact", "Desk, Rikshospitalet, Oslo")]
    assert things(study.study_sites.get()) == [("changed", "Contact", "Desk")]


def test_the_parts_of_a_publication_and_of_a_product_are_told(kari: User) -> None:
    publication, product = make_publication(), make_product()
    result = SafetyResult.objects.create(publication=publication, event="CRS", n_treated=5)
    source = make_source(product=product)

    change(result, by=kari, any_grade=3)
    change(source, by=kari, label="CTIS")

    assert changes(publication) == ["Any grade: Not stated → 3"]
    assert changes(product) == ["Name: ClinicalTrials.gov → CTIS"]


def test_a_part_that_came_from_another_record_is_told_so(kari: User) -> None:
    one, other = make_product(), make_product()
    source = make_source(product=one)

    change(source, by=kari, product=other)

    assert things(other) == [("moved_here", "Source", "ClinicalTrials.gov")]


def test_a_history_that_begins_late_says_so_and_shows_what_stood_then(kari: User) -> None:
    sponsor = make_sponsor(name="Acme")
    past(type(sponsor)).objects.all().delete()
    change(sponsor, by=kari)

    history = page(sponsor)

    assert history.begins_later
    assert [(thing.event, ("Name", "Acme") in thing.values) for thing in history.entries[0].things] == [
        ("first_kept", True)
    ]


def test_a_whole_history_does_not_say_that_it_begins_late(kari: User) -> None:
    sponsor = make_sponsor()
    change(sponsor, by=kari)

    assert not page(sponsor).begins_later


def test_a_new_record_is_told_with_its_values_and_links(kari: User) -> None:
    disease = make_indication(name_en="SLE")
    study = Study(slug="new", public_title="A study", recruitment_status="RECRUITING")
    change(study, by=kari, indications=[disease])

    (entry,) = page(study).entries

    assert [thing.event for thing in entry.things] == ["added"]
    assert dict(entry.things[0].values) == {
        "Address": "new",
        "Publication state": "Draft",
        "Public title": "A study",
        "Recruitment status": "Recruiting",
        "Classification": "Classified automatically, not yet confirmed",
        "Diseases": "SLE",
    }


def test_a_page_holds_twenty_five_entries_and_the_last_the_rest(kari: User) -> None:
    sponsor = make_sponsor()
    for number in range(26):
        change(sponsor, by=kari, hours=number, name=f"Name {number}")

    first, second, beyond = (page(sponsor, page=number) for number in ("1", "2", "99999999"))

    assert [len(one.entries) for one in (first, second, beyond)] == [25, 2, 2]
    assert told(second.entries[0].things[0].changes[0]).endswith(" → Name 0")
    assert {entry.at for entry in first.entries} & {entry.at for entry in second.entries} == set()


def test_one_persons_changes_can_be_read_alone(kari: User) -> None:
    sponsor = make_sponsor()
    ola = make_person("ola", first_name="Ola")
    change(sponsor, by=kari, hours=1, name="By Kari")
    change(sponsor, by=ola, hours=2, name="By Ola")

    history = page(sponsor, by=str(kari.pk))
    nobody = page(sponsor, by="0")

    assert [entry.who for entry in history.entries] == ["Kari Nordmann"]
    assert [(one.name, one.is_chosen) for one in history.people] == [
        ("Kari Nordmann", True),
        ("Ola Nordmann", False),
        ("Nobody in person", False),
    ]
    assert [entry.things[0].event for entry in nobody.entries] == ["added"]


@pytest.mark.parametrize("by", ["x", "999999", "-1", "9" * 30, "١"])
def test_a_person_who_changed_nothing_is_a_fault_and_no_entries(by: str) -> None:
    history = page(make_sponsor(), by=by)

    assert (history.entries, bool(history.fault)) == ([], True)


def test_what_stands_there_already_is_not_offered(kari: User) -> None:
    sponsor = make_sponsor(name="One")
    change(sponsor, by=kari, hours=1, name="Two")
    change(sponsor, by=kari, hours=2, name="One")

    offered = [bool(thing.changes[0].restorable) for entry in page(sponsor).entries[:2] for thing in entry.things]

    assert offered == [True, False]


@pytest.mark.parametrize(
    ("state", "field", "value", "is_offered"),
    [
        ("DRAFT", "slug", "other", True),
        ("PUBLISHED", "slug", "other", False),
        ("DRAFT", "publication_state", "IN_REVIEW", False),
        ("DRAFT", "first_published_at", NOON, False),
        ("PUBLISHED", "acronym", "X", True),
    ],
)
def test_what_a_workflow_owns_is_not_offered(state: str, field: str, value: Any, is_offered: bool, kari: User) -> None:
    study = make_study(publication_state=state)

    change(study, by=kari, **{field: value})

    (one,) = newest(study).things[0].changes
    assert bool(one.restorable) is is_offered


def test_lists_offer_what_can_be_taken_back(kari: User) -> None:
    lupus, myositis = make_indication(), make_indication()
    study = make_study(indications=[lupus])
    change(study, by=kari, hours=1, indications=[lupus, myositis])
    change(study, by=kari, hours=2, indications=[myositis])
    change(study, by=kari, hours=3, indications=[lupus, myositis])

    offered = [bool(entry.things[0].changes[0].restorable) for entry in page(study).entries[:3]]

    assert offered == [True, False, True]


def test_a_removed_part_is_offered_until_it_is_back(kari: User) -> None:
    study = make_study()
    number = study.identifiers.get()
    pk = number.pk
    delete(number, by=kari)

    before = newest(study).things[0].restorable
    number.pk = pk
    change(number, by=kari, hours=1)
    entries = page(study).entries

    assert before is not None
    assert (entries[0].things[0].event, entries[1].things[0].restorable) == ("brought_back", None)


def count_queries(record: Any, **asked: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(record, **asked)
    return len(captured)


def grow(study: Study, kari: User, hours: int) -> None:
    """One entry that changes something of everything."""
    change(study, by=kari, hours=hours, acronym=f"A{hours}", primary_sponsor=make_sponsor())
    change(study, by=kari, hours=hours, indications=[make_indication()], products=[make_product()])
    for parts in (study.identifiers, study.countries, study.own_modalities, study.sources, study.study_sites):
        for part in parts.all():
            change(part, by=kari, hours=hours)
    change(study.study_sites.first(), by=kari, hours=hours, status="SUSPENDED" if hours % 2 else "RECRUITING")
    make_study_site(study, make_site())


def test_the_number_of_queries_does_not_grow_with_the_entries(kari: User) -> None:
    study = make_study(own_modalities=["CAR_NK"], sites=[make_site()])
    for hours in (1, 2):
        grow(study, kari, hours)
    with_one = count_queries(study)

    for hours in (3, 4):
        grow(study, kari, hours)
    with_three = count_queries(study)

    assert with_one == with_three


def test_a_study_at_two_hundred_sites_is_told_in_as_many_queries(kari: User) -> None:
    study = make_study(sites=[make_site()])
    change(study.study_sites.get(), by=kari, hours=1, status="SUSPENDED")
    with_one = count_queries(study)
    sites = [make_site() for _ in range(199)]
    StudySite.objects.bulk_create([StudySite(study=study, site=one, status="RECRUITING") for one in sites])
    made = list(StudySite.objects.filter(study=study, site__in=sites))
    keep_history(made, MADE, at=at(2), reason="Loaded")

    with_all = count_queries(study)

    assert len(newest(study).things) == 199
    assert with_one == with_all


def test_every_history_is_found_by_an_index() -> None:
    for part, column in [
        ("historicalstudyidentifier", "study_id"),
        ("historicalstudysite", "study_id"),
        ("historicalstudycountry", "study_id"),
        ("historicalstudymodality", "study_id"),
        ("historicalsource", "study_id"),
        ("historicalsource", "product_id"),
        ("historicalsource", "publication_id"),
        ("historicalcontact", "study_site_id"),
        ("historicaloutcome", "publication_id"),
        ("historicalsafetyresult", "publication_id"),
        ("historicalstudy", "id"),
        ("historicalstudysite", "id"),
    ]:
        with connection.cursor() as cursor:
            kept = connection.introspection.get_constraints(cursor, f"trials_{part}")
        assert any(one["index"] and one["columns"][0] == column for one in kept.values()), (part, column)


def test_what_was_changed_since_a_version_is_told_and_nothing_older(kari: User) -> None:
    study = make_study(sites=[make_site()])
    change(study, by=kari, hours=1, acronym="OLD")
    seen = study.version
    change(study, by=kari, hours=2, acronym="NEW")
    change(study.study_sites.get(), by=kari, hours=2, status="SUSPENDED")

    entries = changes_since(study, seen, None, 0, "en")

    lines = [told(one) for entry in entries for thing in entry.things for one in thing.changes]
    assert lines == ["Acronym: OLD → NEW", "Status at the site: Recruiting → Suspended"]
    assert changes_since(study, study.version, None, 0, "en") == []


def test_deleted_records_are_told_newest_first_with_who_when_and_why(kari: User) -> None:
    first, second, kept = make_sponsor(name="First"), make_sponsor(name="Second"), make_sponsor(name="Kept")
    delete(first, by=kari, hours=1, reason="Entered twice")
    delete(second, by=kari, hours=2, reason="No sponsor")

    told_of = deleted_records(deletions(type(kept)), "en")

    assert [(one.name, one.who, one.when, one.reason) for one in told_of] == [
        ("Second", "Kari Nordmann", "3 November 2099 at 15:32", "No sponsor"),
        ("First", "Kari Nordmann", "3 November 2099 at 14:32", "Entered twice"),
    ]


def test_a_deleted_study_at_a_site_is_called_after_both(kari: User) -> None:
    study = make_study(public_title="A study", sites=[make_site(name_en="Rikshospitalet")])
    delete(study.study_sites.get(), by=kari)

    (one,) = deleted_records(deletions(StudySite), "en")

    assert one.name == "A study – Rikshospitalet, Oslo"


def test_the_history_of_a_deleted_record_tells_what_it_was_and_offers_no_single_value(kari: User) -> None:
    disease = make_indication(name_en="SLE")
    study = make_study(acronym="CASTLE", indications=[disease])
    pk = study.pk
    delete(study, by=kari)

    entries = history_page(None, Study, pk, language="en").entries
    gone = next(thing for entry in entries for thing in entry.things if thing.event == "removed" and not thing.kind)

    assert {("Acronym", "CASTLE"), ("Diseases", "SLE")} <= set(gone.values)
    assert not any(is_offered(thing) for entry in entries for thing in entry.things)


def is_offered(thing: Thing) -> bool:
    return bool(thing.restorable or any(one.restorable for one in thing.changes))


def test_deletions_long_apart_keep_their_order(kari: User) -> None:
    sponsors = [make_sponsor(name=f"S{number}") for number in range(3)]
    for number, sponsor in enumerate(sponsors):
        delete(sponsor, by=kari, hours=number * 24)

    dates = list(deletions(type(sponsors[0])).values_list("history_date", flat=True))

    assert [one - NOON for one in dates] == [timedelta(days=2), timedelta(days=1), timedelta()]
