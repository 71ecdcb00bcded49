"""Two people at one record: the second is told what the first changed, and nothing of either is lost."""

from typing import Any, cast

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client

from tests.admin.hands import form_of, page_of, person, rows_of, send, told
from tests.factories import make_indication, make_product, make_site, make_study, make_study_site
from tests.html import parse, text
from tests.site.admin_forms import Fields, fields_of
from trials.models import Study, StudyIdentifier, StudySite

pytestmark = pytest.mark.django_db

MEANWHILE = (
    "Somebody changed this while you were editing it. Nothing of yours is saved yet, and nothing is lost: "
    "look through what was changed, then save again."
)
TAKE = "Take theirs instead of mine"
TAKEN = "Theirs: you had not changed this"


@pytest.fixture
def kari() -> Client:
    return person("kari", first_name="Kari", last_name="Nordmann")


@pytest.fixture
def ola() -> Client:
    return person("ola")


def stands(study: Study, *names: str) -> tuple[Any, ...]:
    study.refresh_from_db()
    return tuple(getattr(study, name) for name in names)


def settlement(answer: HttpResponse) -> str:
    (section,) = parse(answer.content).findall(".//section[@class='settlement']")
    return " ".join(text(section).split())


def test_who_saves_second_is_told_who_changed_what_and_why_and_nothing_is_written(kari: Client, ola: Client) -> None:
    study = make_study(acronym="OLD")
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study), acronym="KARIS", reason="Read the protocol")

    answer = send(ola, study, form, acronym="OLAS")

    assert (answer.status_code, told(answer)) == (200, [MEANWHILE])
    assert rows_of(answer) == [["Acronym", "OLD", "KARIS", "OLAS", TAKE]]
    assert "Kari Nordmann," in settlement(answer)
    assert "Read the protocol" in settlement(answer)
    assert stands(study, "acronym", "version") == ("KARIS", 2)


def test_what_the_second_typed_stands_in_the_form_and_is_saved_on_the_next_try(kari: Client, ola: Client) -> None:
    study = make_study(acronym="OLD")
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study), acronym="KARIS")
    shown = fields_of(send(ola, study, form, acronym="OLAS"))

    answer = send(ola, study, shown)

    assert (shown["acronym"], answer.status_code) == ("OLAS", 302)
    assert stands(study, "acronym", "version") == ("OLAS", 3)


def test_a_tick_takes_over_what_the_first_wrote(kari: Client, ola: Client) -> None:
    study = make_study(acronym="OLD", sample_size=10)
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study), acronym="KARIS")
    shown = fields_of(send(ola, study, form, acronym="OLAS", sample_size="12"))

    send(ola, study, shown, take__acronym="on")

    assert stands(study, "acronym", "sample_size") == ("KARIS", 12)


def test_what_only_the_first_changed_is_taken_over_without_a_question(kari: Client, ola: Client) -> None:
    disease = make_indication(name_en="Systemic sclerosis", name_nb="Systemisk sklerose")
    study = make_study(acronym="OLD", indications=[])
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study), phase="PHASE1", indications=str(disease.pk), start_date="2026-05")

    answer = send(ola, study, form, acronym="OLAS")
    shown = fields_of(answer)
    send(ola, study, shown)

    assert sorted(row[0] for row in rows_of(answer)) == ["Diseases", "Phase", "Start"]
    assert {row[-1] for row in rows_of(answer)} == {TAKEN}
    assert [row[2] for row in rows_of(answer) if row[0] == "Phase"] == ["Phase 1"]
    assert stands(study, "acronym", "phase") == ("OLAS", "PHASE1")
    assert (list(study.indications.all()), str(study.start_date)) == ([disease], "2026-05")


def test_the_same_change_by_both_is_no_question(kari: Client, ola: Client) -> None:
    study = make_study(acronym="OLD")
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study), acronym="NEW")

    answer = send(ola, study, form, acronym="NEW", phase="PHASE2")
    send(ola, study, fields_of(answer))

    assert parse(answer.content).findall(".//section[@class='settlement']//table") == []
    assert stands(study, "acronym", "phase") == ("NEW", "PHASE2")


def test_links_that_both_changed_are_shown_by_name(kari: Client, ola: Client) -> None:
    mine, theirs = make_product(name="Mine-cel"), make_product(name="Theirs-cel")
    study = make_study(products=[])
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study), products=str(theirs.pk))

    answer = send(ola, study, form, products=str(mine.pk))

    assert rows_of(answer) == [["Products", "–", "Theirs-cel", "Mine-cel", TAKE]]


def row(form: Fields, prefix: str, number: int, **values: str) -> Fields:
    return form | {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def test_a_part_that_both_changed_is_asked_about_by_its_name(kari: Client, ola: Client) -> None:
    study = make_study(sites=[make_site(name_nb="Rikshospitalet")])
    form = form_of(ola, study)
    send(kari, study, row(form_of(kari, study), "study_sites", 0, status="UNKNOWN"))

    answer = send(ola, study, row(form, "study_sites", 0, status="COMPLETED"))
    shown = fields_of(answer)
    taken = send(ola, study, shown | {"study_sites-0-take__status": "on"})

    ((name, *cells),) = rows_of(answer)
    assert "Rikshospitalet" in name
    assert cells == ["Recruiting", "Status unknown", "Completed", TAKE]
    assert (taken.status_code, study.study_sites.get().status) == (302, "UNKNOWN")


def test_a_site_edited_on_its_own_page_and_in_the_study_collide_too(kari: Client, ola: Client) -> None:
    study = make_study(sites=[make_site()])
    place = study.study_sites.get()
    form = form_of(ola, study)
    send(kari, place, form_of(kari, place), status="SUSPENDED", pause_reason="No beds")

    answer = send(ola, study, row(form, "study_sites", 0, status="COMPLETED"))

    place.refresh_from_db()
    assert (told(answer), place.status, place.pause_reason) == ([MEANWHILE], "SUSPENDED", "No beds")


def test_a_part_that_the_first_removed_is_told_and_stays_removed_when_left_alone(kari: Client, ola: Client) -> None:
    study = make_study(identifiers=[("CTGOV", "NCT91234567")], publication_state="DRAFT")
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study) | {"identifiers-0-DELETE": "on"})

    answer = send(ola, study, form, acronym="OLAS")
    send(ola, study, fields_of(answer))

    assert "Removed: number of the study NCT91234567" in settlement(answer)
    assert (study.identifiers.count(), stands(study, "acronym")) == (0, ("OLAS",))


def test_a_part_that_the_first_removed_and_the_second_changed_comes_back_as_new(kari: Client, ola: Client) -> None:
    study = make_study(identifiers=[("CTGOV", "NCT91234567")], publication_state="DRAFT")
    form = form_of(ola, study)
    send(kari, study, form_of(kari, study) | {"identifiers-0-DELETE": "on"})

    answer = send(ola, study, row(form, "identifiers", 0, value="NCT97654321"))
    send(ola, study, fields_of(answer))

    assert study.identifiers.get().value == "NCT97654321"


def test_a_part_that_the_first_added_is_shown_to_the_second(kari: Client, ola: Client) -> None:
    study = make_study(identifiers=[])
    form = form_of(ola, study)
    added = row(form_of(kari, study), "identifiers", 0, scheme="CTGOV", value="NCT91234567")
    send(kari, study, added | {"identifiers-TOTAL_FORMS": "1"})

    answer = send(ola, study, form, acronym="OLAS")
    send(ola, study, fields_of(answer))

    assert "Added: number of the study NCT91234567" in settlement(answer)
    assert (study.identifiers.get().value, stands(study, "acronym")) == ("NCT91234567", ("OLAS",))


def test_a_form_that_does_not_say_what_it_was_filled_from_is_not_saved(ola: Client) -> None:
    study = make_study(acronym="OLD")
    form = {name: value for name, value in form_of(ola, study).items() if name != "seen"}

    answer = send(ola, study, form, acronym="OLAS")

    assert (told(answer), stands(study, "acronym")) == ([MEANWHILE], ("OLD",))


@pytest.mark.parametrize("seen", ["-1", "x", "99999999999999999999", "1.5", ""])
def test_a_version_that_is_none_saves_nothing(seen: str, ola: Client) -> None:
    study = make_study(acronym="OLD")

    answer = send(ola, study, form_of(ola, study), acronym="OLAS", seen=seen)

    assert (answer.status_code, stands(study, "acronym")) == (200, ("OLD",))


def test_a_form_sent_back_as_it_was_makes_no_version_and_no_history(ola: Client) -> None:
    study = make_study(sites=[make_site()])
    before = study.history.count()

    answer = send(ola, study, form_of(ola, study), reason="Nothing")

    assert (answer.status_code, stands(study, "version"), study.history.count()) == (302, (1,), before)


def test_one_save_is_signed_with_one_time_and_reason_in_record_and_parts(kari: Client) -> None:
    study = make_study(identifiers=[("CTGOV", "NCT91234567")])
    form = row(form_of(kari, study), "identifiers", 0, value="NCT97654321")

    send(kari, study, form, acronym="NEW", reason="Phoned the study nurse")

    signed = [study.history.latest(), StudyIdentifier.history.latest()]
    assert {entry.history_change_reason for entry in signed} == {"Phoned the study nurse"}
    assert {entry.history_user.username for entry in signed} == {"kari"}
    assert len({entry.history_date for entry in signed}) == 1
    assert stands(study, "changed_at") == (signed[0].history_date,)


def test_a_record_gets_a_new_version_when_its_parts_alone_are_changed(kari: Client) -> None:
    study = make_study(identifiers=[("CTGOV", "NCT91234567")])

    send(kari, study, row(form_of(kari, study), "identifiers", 0, value="NCT97654321"))

    assert stands(study, "version") == (2,)


@pytest.mark.parametrize("number", ["13097248022", "130972 48022"])
def test_an_identity_number_in_any_text_is_refused_at_its_field(number: str, kari: Client) -> None:
    study = make_study(sites=[make_site()])
    place = study.study_sites.get()

    answer = send(kari, place, form_of(kari, place), note_nb=f"Ring om {number}")
    because = send(kari, study, form_of(kari, study), acronym="NEW", reason=number)

    words = ["This holds a Norwegian identity number. Remove it: nothing about a patient may stand here."]
    assert (told(answer), told(because)) == (words, words)


def listed(client: Client) -> Fields:
    return fields_of(cast(HttpResponse, client.get(page_of(StudySite, "changelist"))))


@pytest.mark.usefixtures("rows_are_edited_in_the_list")
def test_rows_edited_in_a_list_collide_too_and_can_be_settled_there(kari: Client, ola: Client) -> None:
    study = make_study()
    one, other = make_study_site(study, make_site()), make_study_site(study, make_site())
    form = listed(ola) | {"_save": "Save"}
    send(kari, one, form_of(kari, one), status="SUSPENDED", pause_reason="No beds")
    at = {form[f"form-{number}-id"]: number for number in (0, 1)}
    mine = form | {f"form-{at[str(one.pk)]}-status": "COMPLETED", f"form-{at[str(other.pk)]}-status": "COMPLETED"}

    answer = cast(HttpResponse, ola.post(page_of(StudySite, "changelist"), mine))
    before = set(StudySite.objects.values_list("status", flat=True))
    settled = fields_of(answer) | {f"form-{at[str(one.pk)]}-take__status": "on", "_save": "Save"}
    ola.post(page_of(StudySite, "changelist"), settled)

    assert (answer.status_code, before) == (409, {"SUSPENDED", "RECRUITING"})
    assert [cells[1:] for cells in rows_of(answer)] == [["Recruiting", "Suspended", "Completed", TAKE]]
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("SUSPENDED", "COMPLETED")


@pytest.fixture
def rows_are_edited_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site._registry[StudySite], "list_editable", ("status",))


@pytest.mark.usefixtures("rows_are_edited_in_the_list")
def test_rows_edited_in_a_list_are_signed_with_their_reason(kari: Client) -> None:
    place = make_study_site(make_study(), make_site())
    form = listed(kari) | {"_save": "Save", "form-0-status": "COMPLETED", "reason": "Phoned them all"}

    kari.post(page_of(StudySite, "changelist"), form)
    kari.post(page_of(StudySite, "changelist"), listed(kari) | {"_save": "Save", "form-0-status": "UNKNOWN"} | ID)

    entry = place.history.latest()
    place.refresh_from_db()
    assert (place.status, place.version) == ("COMPLETED", 2)
    assert (entry.history_change_reason, entry.history_user.username) == ("Phoned them all", "kari")


ID = {"reason": "13097248022"}
