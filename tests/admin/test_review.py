"""The page of a study: theirs beside ours, decided at once or one by one, and names said once."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from tests.admin.accounts import browser_of
from tests.admin.desk import queries, send
from tests.factories import (
    make_person,
    make_proposal,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_whole_entry,
)
from tests.html import parse, text, texts
from trials.actions.ingest.deciding import mark_decided
from trials.choices import Cause, Decision
from trials.models import DecidedField, ProposedChange, Site, Sponsor, Study, StudyChange, StudySite

pytestmark = pytest.mark.django_db

INBOX = "/admin/trials/study/inbox/"
NOON = datetime(2026, 11, 4, 11, tzinfo=UTC)
CRITERIA = "Inclusion:\n* Age 18 to 65 years\n* Lupus\n* Consent\n* Weight\n* Height\n* Blood\n* Urine\n"


@pytest.fixture
def editor() -> User:
    return make_person("kari", "editor")


def page_of(study: Study) -> str:
    return f"{INBOX}study/{study.pk}/"


def a_study(**facts: Any) -> Study:
    """A study of which a registry says something else than we do."""
    study = make_study(sample_size=10, phase="PHASE1", criteria_text=CRITERIA)
    entry = make_whole_entry(study, facts=facts)
    for field, theirs in (("sample_size", 12), ("phase", "PHASE2"), ("criteria_text", CRITERIA.replace("18", "16"))):
        make_proposal(study, field, theirs, record=entry.record)
    return study


def form_of(client: Client, study: Study) -> dict[str, Any]:
    """What the page's form holds before anything is chosen."""
    page = parse(client.get(page_of(study)).content)
    (form,) = page.findall(".//form[@id='review_form']")
    values: dict[str, Any] = {"changes": [], "reason": ""}
    for field in form.iter("input"):
        name, value = field.get("name", ""), field.get("value", "")
        if name == "changes":
            values["changes"].append(value)
        elif name.startswith("seen-") or (name.startswith("change-") and field.get("checked") is not None):
            values[name] = value
    return values


def decide(client: Client, study: Study, form: dict[str, Any], **values: Any) -> HttpResponse:
    return cast(HttpResponse, client.post(page_of(study), form | values))


def key(study: Study, field: str) -> str:
    return f"change-{study.proposedchanges.get(field=field).pk}"


def told(answer: HttpResponse) -> list[str]:
    return texts(parse(answer.content), ".//div[@class='errornote']/p")


def test_theirs_stands_beside_ours_with_source_and_date(editor: User) -> None:
    study = a_study()
    mark_decided(study.pk, ("sample_size", "", None), by=editor, at=NOON)

    page = parse(browser_of(editor).get(page_of(study)).content)

    shown = {
        text(one.find("legend")): [text(value) for value in one.findall(".//p[@class='value']")]
        for one in page.findall(".//fieldset[@class='proposal']")
    }
    assert shown["Phase"] == ["Phase 2", "Phase 1"]
    assert shown["Sample size"] == ["12", "10"]
    quiet = " ".join(texts(page, ".//p[@class='quiet']"))
    assert "As of 1 November 2026. Waits since 3 Nov 2026." in quiet
    assert "Decided by Kari Nordmann, 4 Nov 2026." in quiet


def test_a_long_text_shows_what_differs_to_eyes_and_ears(editor: User) -> None:
    study = a_study()

    page = parse(browser_of(editor).get(page_of(study)).content)

    theirs, ours = page.findall(".//p[@class='value pieces']")
    assert (text(theirs.find("ins")), text(ours.find("del"))) == ("16", "18")
    assert "[new: 16]" in text(theirs)
    assert "5 lines are the same" in text(ours)


def test_one_taken_one_kept_one_for_later_and_on(editor: User) -> None:
    study, following = a_study(), a_study()
    client = browser_of(editor)
    form = form_of(client, study)
    choices = {key(study, "sample_size"): "theirs", key(study, "phase"): "ours"}

    answer = decide(client, study, form, **choices, reason="The protocol says so.")

    study.refresh_from_db()
    decisions = dict(study.proposedchanges.values_list("field", "decision"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(following))
    assert (study.sample_size, study.phase) == (12, "PHASE1")
    assert decisions == {
        "sample_size": Decision.ACCEPTED,
        "phase": Decision.KEPT_OURS,
        "criteria_text": Decision.PENDING,
    }


@pytest.mark.parametrize("word", ["theirs", "ours"])
def test_all_at_once(word: str, editor: User) -> None:
    study = a_study()
    client = browser_of(editor)

    answer = decide(client, study, form_of(client, study), all=word, reason="Read the protocol.")

    study.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, INBOX)
    assert study.sample_size == (12 if word == "theirs" else 10)
    assert not study.proposedchanges.filter(decision=Decision.PENDING).exists()


def test_what_is_refused_comes_back_as_it_was_chosen(editor: User) -> None:
    study = a_study()
    client = browser_of(editor)
    form = form_of(client, study)

    answer = decide(client, study, form, **{key(study, "phase"): "ours"})

    checked = [
        field.get("value")
        for field in parse(answer.content).iter("input")
        if field.get("name") == key(study, "phase") and field.get("checked") is not None
    ]
    assert (answer.status_code, told(answer), checked) == (409, ["Say why our value stays."], ["ours"])


def test_the_second_of_two_editors_is_told_what_the_first_decided(editor: User) -> None:
    study = a_study()
    first, second = browser_of(make_person("ola", "editor")), browser_of(editor)
    forms = form_of(first, study), form_of(second, study)
    decide(first, study, forms[0], all="ours", reason="The protocol.")

    answer = decide(second, study, forms[1], all="theirs")

    study.refresh_from_db()
    assert (answer.status_code, study.sample_size) == (409, 10)
    assert any("Sample size: Ola Nordmann decided it first (Ours kept" in sentence for sentence in told(answer))


def test_a_reason_names_no_patient(editor: User) -> None:
    study = a_study()
    client = browser_of(editor)

    answer = decide(client, study, form_of(client, study), all="ours", reason="01010750160")

    assert b"identity number" in answer.content
    assert study.proposedchanges.filter(decision=Decision.PENDING).count() == 3


@pytest.mark.parametrize("sent", [{"changes": ["x", "9" * 30, "0"]}, {"changes": "1", "change-1": "theirs"}, {}])
def test_strange_answers_decide_nothing(sent: dict[str, Any], editor: User) -> None:
    study = a_study()

    answer = browser_of(editor).post(page_of(study), sent)

    assert answer.status_code in {302, 409}
    assert ProposedChange.objects.filter(decision=Decision.PENDING).count() == (
        2 if study.proposedchanges.filter(pk=1, decision=Decision.ACCEPTED).exists() else 3
    )


def test_a_coordinator_decides_no_changes(editor: User) -> None:
    study = a_study()
    form = form_of(browser_of(editor), study)

    answer = decide(browser_of(make_person("ola", "coordinator")), study, form, all="theirs")

    assert answer.status_code == 403
    assert not ProposedChange.objects.exclude(decision=Decision.PENDING).exists()


def test_the_page_asks_as_much_for_three_of_each_as_for_one(editor: User) -> None:
    client = browser_of(editor)
    counts = []
    for number in (1, 3):
        sites = [make_site(name_en=f"Hospital {n} of {number}") for n in range(number)]
        places = [[f"Unknown hospital {n}", "Oslo", "NO", "RECRUITING"] for n in range(number)]
        study = make_study()
        entry = make_whole_entry(study, facts={"sites": places, "primary_sponsor": "Acme"})
        for site in sites:
            make_study_site(study, site, verified_at=NOON, verified_by=editor, verification_method="PHONE")
            make_proposal(study, "site_status", "COMPLETED", site=site, record=entry.record)
            mark_decided(study.pk, ("site_status", "", site.pk), by=editor, at=NOON)
        counts.append(queries(client, page_of(study)))

    assert counts[0] == counts[1]


def name(client: Client, study: Study, **values: Any) -> HttpResponse:
    entry = study.registry_entries.get()
    return cast(HttpResponse, client.post(f"{page_of(study)}name/", {"entry": entry.pk} | values))


def test_a_place_is_named_from_its_candidates(editor: User) -> None:
    site = make_site(name_en="Haukeland University Hospital", city="Bergen", health_region="HELSE_VEST")
    study = a_study(sites=[["Haukeland Universitetssykehus", "Bergen", "NO", "RECRUITING"]])
    client = browser_of(editor)

    page = client.get(page_of(study)).content.decode()
    answer = name(client, study, place='["Haukeland Universitetssykehus", "Bergen", "NO"]', of=str(site.pk))

    assert "Haukeland University Hospital, Bergen, " in page
    assert (answer.status_code, answer["Location"]) == (302, page_of(study))
    assert study.study_sites.get().site == site


def test_a_new_hospital_is_written_with_its_region_or_told_what_it_lacks(editor: User) -> None:
    study = a_study(sites=[["Sykehuset i Drammen", "Drammen", "NO", "RECRUITING"]])
    client = browser_of(editor)
    sent = {"place": '["Sykehuset i Drammen", "Drammen", "NO"]', "of": "new", "name": "Drammen sykehus"}

    lacking = name(client, study, **sent, city="Drammen")
    without_city = name(client, study, **sent)
    done = name(client, study, **sent, city="Drammen", health_region="HELSE_SOR_OST")

    assert [answer.status_code for answer in (lacking, without_city, done)] == [409, 409, 302]
    assert b"A Norwegian site needs a health region" in lacking.content
    assert b"Write this for a new hospital." in without_city.content
    assert Site.objects.get().name_en == "Drammen sykehus"


def test_a_sponsor_is_named_or_made(editor: User) -> None:
    make_sponsor(name="Acme Biologics")
    study = a_study(primary_sponsor="Acme Biologics Ltd")
    client = browser_of(editor)

    page = client.get(page_of(study)).content.decode()
    name(client, study, of="new")

    study.refresh_from_db()
    assert "Acme Biologics</label>" in page
    assert study.primary_sponsor == Sponsor.objects.get(name="Acme Biologics Ltd")


@pytest.mark.parametrize("place", ["x", "[1]", '["a", "b", 3]', '["a", "b", "NO"]'])
def test_a_place_that_the_record_does_not_name_is_not_made(place: str, editor: User) -> None:
    study = a_study(primary_sponsor="Acme")

    name(browser_of(editor), study, place=place, of="new", name="Somewhere", city="Oslo", health_region="HELSE_NORD")

    assert not Site.objects.exists()


def test_a_field_changed_in_the_form_is_decided_and_says_so(editor: User) -> None:
    study = a_study()
    client = browser_of(editor)

    saved = send(client, study, sample_size="11")
    page = client.get(f"/admin/trials/study/{study.pk}/change/").content.decode()

    change = StudyChange.objects.get()
    assert saved.status_code == 302
    assert DecidedField.objects.get().by == editor
    assert (change.field, change.before, change.after, change.cause) == ("sample_size", 10, 11, Cause.PERSON)
    assert "Decided by Kari Nordmann" in page
    assert f"{page_of(study)}hand-back/?field=sample_size" in page


def test_a_status_changed_in_the_list_of_sites_is_decided(editor: User) -> None:
    study, site = a_study(), make_site()
    place = make_study_site(study, site)
    client = browser_of(editor)
    sent = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": str(place.pk),
        "form-0-seen": "1",
        "form-0-status": "ACTIVE_NOT_RECRUITING",
        "form-0-status_as_of": "2026-11-04",
        "_save": "Save",
    }

    client.post("/admin/trials/studysite/", sent)

    place.refresh_from_db()
    assert place.status == "ACTIVE_NOT_RECRUITING"
    assert DecidedField.objects.get().key == ("site_status", "", site.pk)


def test_a_site_deleted_by_hand_is_decided(editor: User) -> None:
    study, site = a_study(), make_site()
    place = make_study_site(study, site)

    browser_of(editor).post(f"/admin/trials/studysite/{place.pk}/delete/", {"post": "yes", "reason": "Never opened"})

    assert not StudySite.objects.exists()
    assert ("site", "", site.pk) in [row.key for row in DecidedField.objects.all()]


def test_a_decided_field_is_handed_back(editor: User) -> None:
    study = a_study(sample_size=12)
    mark_decided(study.pk, ("sample_size", "", None), by=editor, at=NOON)
    client = browser_of(editor)
    address = f"{page_of(study)}hand-back/?field=sample_size&country=&site="

    page = client.get(address).content.decode()
    answer = client.post(address)

    study.refresh_from_db()
    assert "ClinicalTrials.gov" in page
    assert (answer.status_code, study.sample_size, DecidedField.objects.count()) == (302, 12, 0)
    assert client.get(address).status_code == 302
