"""The history of a record in the admin, and bringing back what stood there."""

from typing import Any, cast

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_identifier, make_indication, make_person, make_site, make_sponsor, make_study
from tests.histories import change, delete
from tests.html import parse, text, texts
from tests.signing_in import let_in
from trials.models import Contact, Sponsor, Study, StudyIdentifier

pytestmark = pytest.mark.django_db


def someone(name: str, *permissions: str) -> Client:
    """The browser of a person of the staff who may do this and no more, reading English."""
    person = make_person(name, first_name=name.title(), is_staff=True)
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="trials", codename__in=permissions))
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, person)
    return client


@pytest.fixture
def editor() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, User.objects.create_superuser("editor", first_name="Eva", last_name="Editor"))
    return client


@pytest.fixture
def kari() -> User:
    return make_person("kari")


def address(record: Any, page: str = "history") -> str:
    return reverse(f"admin:trials_{record._meta.model_name}_{page}", args=[record.pk])


def get(client: Client, path: str) -> HttpResponse:
    return cast(HttpResponse, client.get(path))


def links(answer: HttpResponse) -> list[str]:
    """Where the newest entry of the page offers to bring something back."""
    found = parse(answer.content).findall(".//section[@aria-labelledby='history-1']//a")
    return [link.get("href") or "" for link in found]


def sent(answer: HttpResponse, reason: str = "A slip") -> dict[str, str]:
    """The form of the page as a browser would send it."""
    fields = parse(answer.content).findall(".//form[@method='post']//input[@type='hidden']")
    return {field.get("name") or "": field.get("value") or "" for field in fields} | {"reason": reason}


def errors(answer: HttpResponse) -> list[str]:
    return texts(parse(answer.content), ".//div[@class='errornote']//li")


def test_the_page_tells_each_change_with_who_when_and_why(editor: Client, kari: User) -> None:
    study = make_study(phase="PHASE1", sites=[make_site(name_en="Rikshospitalet")])
    change(study, by=kari, reason="CTIS says so", phase="PHASE2")
    change(study.study_sites.get(), by=kari, reason="CTIS says so", status="SUSPENDED")

    page = parse(get(editor, address(study)).content)

    (entry,) = page.findall(".//section[@aria-labelledby='history-1']")
    told = text(entry)
    assert text(entry.find("h2")) == "3 November 2099 at 13:32: Kari Nordmann"
    assert "Why: CTIS says so" in told
    assert "Phase Phase 1 → became Phase 2 Restore" in told
    assert "Site of the study Rikshospitalet, Oslo: Status at the site Recruiting → became Suspended Restore" in told


def test_what_people_wrote_is_shown_as_text(editor: Client, kari: User) -> None:
    sponsor = make_sponsor(name="<i>A</i> " * 20)
    change(sponsor, by=kari, reason="<script>alert(1)</script>", name="<b>B</b> " * 20)

    content = get(editor, address(sponsor)).content.decode()

    assert "<b>B</b>" not in content
    assert "<script>alert(1)" not in content
    assert "&lt;b&gt;B&lt;/b&gt;" in content


def test_no_page_carries_style_or_script_of_its_own(editor: Client, kari: User) -> None:
    sponsor = make_sponsor()
    change(sponsor, by=kari, name="Other")
    page = get(editor, address(sponsor))
    pages = [page, get(editor, links(page)[0]), get(editor, reverse("admin:trials_sponsor_deleted"))]

    for one in pages:
        tree = parse(one.content)
        assert [element.tag for element in tree.iter() if element.get("style")] == []
        assert tree.findall(".//style") == []


def test_one_persons_changes_are_asked_for_in_the_page(editor: Client, kari: User) -> None:
    sponsor = make_sponsor()
    change(sponsor, by=kari, name="Other")

    page = parse(get(editor, f"{address(sponsor)}?by={kari.pk}").content)

    assert texts(page, ".//section/h2") == ["3 November 2099 at 13:32: Kari Nordmann"]
    assert texts(page, ".//select/option") == ["Everyone", "Kari Nordmann", "Nobody in person"]


@pytest.mark.parametrize(
    "query", ["by=x", "by=0&page=x", "page=99999999", "page=0", "by=999999", "page=-1", "by=" + "9" * 99]
)
def test_a_strange_question_is_answered_without_everything(query: str, editor: Client, kari: User) -> None:
    sponsor = make_sponsor()
    change(sponsor, by=kari, name="Other")

    answer = get(editor, f"{address(sponsor)}?{query}")

    count = len(parse(answer.content).findall(".//section/h2"))
    assert answer.status_code == 200
    assert count == (2 if query.startswith("page") else 1 if query.startswith("by=0") else 0)


def test_older_entries_stand_on_the_next_page_and_keep_the_person(editor: Client, kari: User) -> None:
    sponsor = make_sponsor()
    for hours in range(26):
        change(sponsor, by=kari, hours=hours, name=f"Name {hours}")

    first = parse(get(editor, f"{address(sponsor)}?by={kari.pk}").content)
    (older,) = first.findall(".//a[@rel='next']")
    second = parse(get(editor, address(sponsor) + (older.get("href") or "")).content)

    assert (len(first.findall(".//section/h2")), len(second.findall(".//section/h2"))) == (25, 1)
    assert "Older changes were not kept." not in text(first)


def test_a_former_value_is_shown_beside_the_present_and_brought_back(editor: Client, kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")
    (offer,) = links(get(editor, address(study)))

    asked = get(editor, offer)
    answer = cast(HttpResponse, editor.post(offer, sent(asked, "Right before")))

    assert texts(parse(asked.content), ".//tbody/tr/*") == ["Phase", "Phase 2", "Phase 1"]
    assert (answer.status_code, answer["Location"]) == (302, address(study))
    study.refresh_from_db()
    last = study.history.latest("history_id")
    assert (study.phase, last.history_change_reason, last.history_user.username) == ("PHASE1", "Right before", "editor")


def test_a_removed_number_is_brought_back(editor: Client, kari: User) -> None:
    study = make_study()
    number = study.identifiers.get()
    value = number.value
    delete(number, by=kari)
    (offer,) = links(get(editor, address(study)))

    editor.post(offer, sent(get(editor, offer)))

    assert study.identifiers.get().value == value


def test_removed_links_are_brought_back(editor: Client, kari: User) -> None:
    kept, removed = make_indication(), make_indication(name_en="Removed disease")
    study = make_study(indications=[kept, removed])
    change(study, by=kari, indications=[kept])
    (offer,) = links(get(editor, address(study)))

    asked = get(editor, offer)
    editor.post(offer, sent(asked))

    assert "Removed disease" in texts(parse(asked.content), ".//tbody/tr/td")[1]
    assert set(study.indications.all()) == {kept, removed}


def test_without_a_reason_nothing_is_written(editor: Client, kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")
    (offer,) = links(get(editor, address(study)))

    answer = cast(HttpResponse, editor.post(offer, sent(get(editor, offer), " ")))

    study.refresh_from_db()
    assert (answer.status_code, study.phase) == (200, "PHASE2")
    assert texts(parse(answer.content), ".//ul[@class='errorlist']/li") == ["This field is required."]


def test_who_comes_second_is_shown_what_the_first_changed_and_may_decide_again(editor: Client, kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")
    (offer,) = links(get(editor, address(study)))
    asked = get(editor, offer)
    change(study, by=kari, hours=1, reason="While you looked", acronym="NEW")

    second = cast(HttpResponse, editor.post(offer, sent(asked, "Mine")))
    study.refresh_from_db()
    phase = study.phase
    editor.post(offer, sent(second, "Mine"))
    study.refresh_from_db()

    page = parse(second.content)
    assert (second.status_code, phase) == (409, "PHASE2")
    assert "Why: While you looked" in text(page)
    assert "Acronym Not stated → became NEW" in text(page)
    assert text(page.find(".//textarea")) == "Mine"
    assert (study.phase, study.acronym) == ("PHASE1", "NEW")


def test_what_cannot_come_back_says_why_with_a_link(editor: Client, kari: User) -> None:
    study, other = make_study(), make_study(identifiers=[], acronym="OTHER")
    number = study.identifiers.get()
    delete(number, by=kari)
    make_identifier(other, "CTGOV", number.value)
    (offer,) = links(get(editor, address(study)))

    answer = cast(HttpResponse, editor.post(offer, sent(get(editor, offer))))

    (link,) = parse(answer.content).findall(".//div[@class='errornote']//a")
    assert errors(answer)[0].startswith("“OTHER” has the same number now: change that there first.")
    assert link.get("href") == address(other, "change")
    assert not StudyIdentifier.objects.filter(study=study).exists()


def test_a_sponsor_that_was_deleted_is_linked_to_among_the_deleted(editor: Client, kari: User) -> None:
    gone = make_sponsor()
    study = make_study(primary_sponsor=gone)
    change(study, by=kari, primary_sponsor=make_sponsor())
    pk = gone.pk
    delete(gone, by=kari)
    (offer,) = links(get(editor, address(study)))

    answer = cast(HttpResponse, editor.post(offer, sent(get(editor, offer))))

    (link,) = parse(answer.content).findall(".//div[@class='errornote']//a")
    assert link.get("href") == reverse("admin:trials_sponsor_deleted_history", args=[pk])


def test_who_may_only_look_sees_the_history_without_an_offer_and_is_refused(editor: Client, kari: User) -> None:
    study = make_study(phase="PHASE1")
    change(study, by=kari, phase="PHASE2")
    (offer,) = links(get(editor, address(study)))
    form = sent(get(editor, offer))
    reader = someone("reader", "view_study")

    page = get(reader, address(study))
    answers = [reader.get(offer).status_code, reader.post(offer, form).status_code]

    study.refresh_from_db()
    assert (page.status_code, links(page)) == (200, [])
    assert (answers, study.phase) == ([403, 403], "PHASE2")


def test_a_part_needs_the_right_to_parts(editor: Client, kari: User) -> None:
    study = make_study()
    delete(study.identifiers.get(), by=kari)
    (offer,) = links(get(editor, address(study)))
    form = sent(get(editor, offer))
    may_not, may = someone("one", "change_study"), someone("two", "change_study", "add_studyidentifier")

    refused = may_not.post(offer, form).status_code
    done = may.post(offer, form).status_code

    assert (refused, done) == (403, 302)


@pytest.mark.parametrize("permissions", [(), ("view_sponsor",), ("change_sponsor",)])
def test_who_may_not_see_studies_sees_no_history_of_them(permissions: tuple[str, ...]) -> None:
    study = make_study()

    assert get(someone("other", *permissions), address(study)).status_code == 403


def test_strangers_are_asked_to_log_in(client: Client, kari: User) -> None:
    study = make_study()
    change(study, by=kari, acronym="NEW")
    paths = [
        address(study),
        reverse("admin:trials_study_restore", args=[study.pk, "study", 1, 2, "acronym"]),
        reverse("admin:trials_study_deleted"),
        reverse("admin:trials_study_deleted_history", args=[study.pk]),
        reverse("admin:trials_study_bring_back", args=[study.pk]),
    ]

    for path in paths:
        answer = get(client, path)
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={path}")


@pytest.mark.parametrize(
    "end",
    [
        "history/study/999998/999999/acronym/",
        "history/study/" + "9" * 40 + "/2/acronym/",
        "history/user/1/2/password/",
        "history/study/1/2/version/",
        "history/study/1/2/part/",
        "history/nothing/1/2/æ/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_never_there_is_not_found(method: str, end: str, editor: Client) -> None:
    study = make_study()

    answer = getattr(editor, method)(f"/admin/trials/study/{study.pk}/{end}")

    assert answer.status_code == 404


@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 40, "1.5", "_0A", "æ"])
@pytest.mark.parametrize("page", ["history/", "../deleted/{}/history/", "../deleted/{}/bring-back/"])
def test_a_record_that_is_none_has_no_history(page: str, key: str, editor: Client) -> None:
    path = (
        f"/admin/trials/study/{key}/history/" if page == "history/" else f"/admin/trials/study/{page[3:].format(key)}"
    )

    assert editor.get(path).status_code == 404


def test_deleted_records_are_found_from_the_list(editor: Client, kari: User) -> None:
    delete(make_sponsor(name="Gone AS"), by=kari, reason="Entered twice")

    listed = parse(get(editor, reverse("admin:trials_sponsor_changelist")).content)
    (link,) = [one for one in listed.findall(".//a") if text(one) == "Deleted records"]
    page = parse(get(editor, link.get("href") or "").content)

    assert texts(page, ".//tbody/tr/*") == ["Gone AS", "Kari Nordmann", "3 November 2099 at 13:32", "Entered twice"]


def test_a_deleted_record_is_read_and_brought_back(editor: Client, kari: User) -> None:
    study = make_study("castle", acronym="CASTLE")
    change(study, by=kari, phase="PHASE2")
    pk = study.pk
    Study.objects.get(pk=pk).delete()

    led = editor.get(f"/admin/trials/study/{pk}/history/", follow=True)
    page = parse(led.content)
    offer = reverse("admin:trials_study_bring_back", args=[pk])
    asked = get(editor, offer)
    answer = cast(HttpResponse, editor.post(offer, sent(asked, "Deleted by mistake")))

    assert offer in [link.get("href") for link in page.findall(".//a")]
    assert ("Acronym", "CASTLE") in [
        (text(row[0]), text(row[-1])) for row in parse(asked.content).findall(".//tbody/tr")
    ]
    assert answer["Location"] == f"/admin/trials/study/{pk}/history/"
    back = Study.objects.get(pk=pk)
    assert (back.publication_state, back.identifiers.count(), back.sources.count()) == ("DRAFT", 1, 1)


def test_bringing_back_takes_the_right_to_add(editor: Client, kari: User) -> None:
    sponsor = make_sponsor()
    offer = address(sponsor, "bring_back")
    delete(sponsor, by=kari)
    form = sent(get(editor, offer))
    changer, reader = someone("changer", "change_sponsor"), someone("reader", "view_sponsor")

    statuses = [changer.post(offer, form).status_code, reader.get(reverse("admin:trials_sponsor_deleted")).status_code]

    assert (statuses, Sponsor.objects.exists()) == ([403, 403], False)


def test_the_number_of_queries_of_deleted_records_does_not_grow(editor: Client, kari: User) -> None:
    path = reverse("admin:trials_sponsor_deleted")
    delete(make_sponsor(), by=kari)
    editor.get(path)
    with CaptureQueriesContext(connection) as with_one:
        editor.get(path)
    for _ in range(2):
        delete(make_sponsor(), by=kari)

    with CaptureQueriesContext(connection) as with_three:
        editor.get(path)

    assert len(with_one) == len(with_three)


def test_the_number_of_queries_of_the_page_does_not_grow(editor: Client, kari: User) -> None:
    study = make_study(sites=[make_site()])
    at_site = study.study_sites.get()
    contact = Contact.objects.create(study_site=at_site, role="REFERRAL", phone="1")
    counts = []
    for entries in range(4):
        change(study, by=kari, hours=entries, acronym=f"A{entries}", indications=[make_indication()])
        change(at_site, by=kari, hours=entries, note_en=f"Note {entries}")
        change(contact, by=kari, hours=entries, phone=str(entries))
        with CaptureQueriesContext(connection) as captured:
            editor.get(address(study))
        counts.append(len(captured))

    assert counts[1] == counts[3]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_speaks_the_editors_language(language: str, editor: Client, kari: User) -> None:
    study = make_study()
    change(study, by=kari, recruitment_status="SUSPENDED")

    answer = cast(HttpResponse, editor.get(address(study), headers={"Accept-Language": language}))

    assert (parse(answer.content).get("lang"), answer.status_code) == (language, 200)
