"""A study on its way from draft to public in the admin, for those who take it there."""

import re
from collections.abc import Mapping
from typing import Any, cast

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.hands import form_of, page_of, person, send, told
from tests.admin.staff import editor, reader, signed_in, writer
from tests.factories import make_study
from tests.html import parse, text, texts
from tests.site.admin_forms import fields_of
from tests.views.abundance import make_abundant_study
from trials.models import Study

pytestmark = pytest.mark.django_db

BARE: dict[str, Any] = {
    "identifiers": [],
    "indications": [],
    "products": [],
    "countries": [],
    "sources": 0,
    "primary_sponsor": None,
}
ALL_FACTS = {
    "Study number, or why there is none": "#identifiers-group",
    "Disease": "#id_indications",
    "Sponsor": "#id_primary_sponsor",
    "Product, or modality and target": "#id_products",
    "Country": "#countries-group",
    "Source": "#sources-group",
}
STEPS = ("send-to-review", "send-back", "publish", "withdraw")


def address(study: Study, page: str) -> str:
    return f"/admin/trials/study/{study.pk}/{page}/"


def get(client: Client, where: str) -> HttpResponse:
    return cast(HttpResponse, client.get(where))


def post(client: Client, where: str, fields: Mapping[str, str | list[str]], **values: str) -> HttpResponse:
    return cast(HttpResponse, client.post(where, {**fields, **values}))


def take(client: Client, study: Study, step: str, **values: str) -> HttpResponse:
    """The answer to the step's page, filled in and sent."""
    return post(client, address(study, step), fields_of(get(client, address(study, step))), **values)


def draft(slug: str = "here", **fields: Any) -> Study:
    return make_study(slug, **{"publication_state": "DRAFT"} | fields)


def standing(client: Client, study: Study) -> list[str]:
    """What the study's page says of its way to the public."""
    page = parse(get(client, address(study, "change")).content)
    return texts(page, ".//section[@aria-labelledby='standing']/*")


def ways(client: Client, study: Study) -> list[str]:
    page = parse(get(client, address(study, "change")).content)
    return texts(page, ".//ul[@class='ways']/li/a")


def messages(client: Client, where: str = "/admin/trials/study/") -> list[str]:
    return texts(parse(get(client, where).content), ".//ul[@class='messagelist']/li")


def test_a_writer_sends_a_draft_to_review_and_an_editor_publishes_it(client: Client):
    kari, ola, study = writer("kari"), editor("ola"), draft(acronym="STAR")

    sent = take(kari, study, "send-to-review", reason="All read.")
    waiting = messages(kari)
    published = take(ola, study, "publish")

    assert (sent.status_code, sent["Location"]) == (302, address(study, "change"))
    assert waiting == ["“STAR” was sent to review."]
    assert (published.status_code, messages(ola)) == (302, ["“STAR” is public now. See its page"])
    assert client.get("/en/studies/here/").status_code == 200
    entries = study.history.order_by("-history_id")[:2]
    assert [(one.publication_state, one.history_user.username, one.history_change_reason) for one in entries] == [
        ("PUBLISHED", "ola", ""),
        ("IN_REVIEW", "kari", "All read."),
    ]


def test_a_draft_says_that_it_is_one_and_what_is_missing():
    study = draft(**BARE)

    page = parse(get(person("ola"), address(study, "change")).content)

    links = {text(link): link.get("href") for link in page.findall(".//section//p[@class='missing']/a")}
    assert links == ALL_FACTS
    assert text(page.find(".//h2[@id='standing']")) == "Draft"
    ids = {element.get("id") for element in page.iter()}
    assert {str(anchor)[1:] for anchor in ALL_FACTS.values()} <= ids


@pytest.mark.parametrize(
    ("state", "for_writers", "for_editors"),
    [
        ("DRAFT", ["Send to review"], ["Send to review", "Publish"]),
        ("IN_REVIEW", ["Send back"], ["Send back", "Publish"]),
        ("PUBLISHED", [], ["Withdraw"]),
        ("WITHDRAWN", ["Send to review"], ["Send to review", "Publish"]),
    ],
)
def test_everyone_is_offered_what_they_may_do(state: str, for_writers: list[str], for_editors: list[str]):
    study = make_study(publication_state=state, withdrawal_reason_nb="Feil." if state == "WITHDRAWN" else "")

    assert ways(writer(), study) == ["Preview", *for_writers]
    assert ways(editor(), study) == ["Preview", *for_editors]
    assert ways(reader(), study) == ["Preview"]


@pytest.mark.parametrize(
    ("step", "state"),
    [("publish", "DRAFT"), ("publish", "IN_REVIEW"), ("withdraw", "PUBLISHED"), ("send-to-review", "DRAFT")],
)
def test_who_may_not_take_a_step_cannot_by_its_address(step: str, state: str):
    client = reader() if step == "send-to-review" else writer()
    study = make_study(publication_state=state)

    seen = get(client, address(study, step))
    sent = post(client, address(study, step), {"version": "1", "why_nb": "Feil."})

    study.refresh_from_db()
    assert (seen.status_code, sent.status_code, study.publication_state) == (403, 403, state)


@pytest.mark.parametrize("page", [*STEPS, "preview"])
def test_no_step_is_for_who_may_not_see_studies_or_is_not_signed_in(page: str, client: Client):
    study = draft()

    people = [client, signed_in("nobody", set()), editor()]

    assert [get(one, address(study, page)).status_code for one in people] == [302, 403, 200]


@pytest.mark.parametrize("page", [*STEPS, "preview"])
@pytest.mark.parametrize("key", ["0", "x", "9" * 40])
def test_a_step_with_a_study_that_is_none_is_told_so(page: str, key: str):
    assert get(editor(), f"/admin/trials/study/{key}/{page}/").status_code == 404


def test_sending_back_says_what_is_to_be_done_until_it_is_sent_again():
    ola, study = editor("ola"), draft(publication_state="IN_REVIEW")

    without_words = take(ola, study, "send-back")
    take(ola, study, "send-back", reason="Find the sponsor.")
    told_then = standing(writer("kari"), study)
    take(ola, study, "send-to-review")

    assert told(without_words) == ["This field is required."]
    assert told_then[2].endswith("ola: Find the sponsor.")
    assert told_then[2].startswith("Sent back")
    assert "Find the sponsor." not in " ".join(standing(ola, study))


def test_before_publication_everything_that_is_missing_is_named_with_where_to_write_it():
    study = draft(**BARE)

    page = parse(get(editor(), address(study, "publish")).content)

    links = {text(link): link.get("href") for link in page.findall(".//div[@class='missing']/ul/li/a")}
    assert links == {label: address(study, "change") + anchor for label, anchor in ALL_FACTS.items()}
    assert page.find(".//form[@id='step_form']") is None


def test_what_is_missing_is_told_before_review_and_does_not_hinder_it():
    kari, study = writer(), draft(sources=0)

    page = parse(get(kari, address(study, "send-to-review")).content)
    answer = take(kari, study, "send-to-review")

    assert texts(page, ".//div[@class='missing']/ul/li") == ["Source"]
    study.refresh_from_db()
    assert (answer.status_code, study.publication_state) == (302, "IN_REVIEW")


def test_publishing_what_lost_a_fact_meanwhile_is_refused():
    ola, study = editor(), draft()
    form = fields_of(get(ola, address(study, "publish")))
    study.sources.all().delete()

    answer = post(ola, address(study, "publish"), form)

    assert answer.status_code == 409
    assert texts(parse(answer.content), ".//div[@class='missing']/ul/li") == ["Source"]


def test_who_saw_an_older_version_is_told_and_can_go_on_with_their_words():
    ola, study = editor("ola"), draft()
    form = fields_of(get(ola, address(study, "publish")))
    kari = writer("kari")
    send(kari, study, form_of(kari, study), public_title="A better title")

    refused = post(ola, address(study, "publish"), form, reason="Ready <now>.")
    again = fields_of(refused)
    answer = post(ola, address(study, "publish"), again)

    alert = text(parse(refused.content).find(".//p[@class='errornote']"))
    assert refused.status_code == 409
    assert alert.startswith("kari changed it meanwhile")
    assert (form["version"], again["version"], again["reason"]) == ("1", "2", "Ready <now>.")
    study.refresh_from_db()
    assert (answer.status_code, study.publication_state, study.version) == (302, "PUBLISHED", 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "²", "9" * 30])
def test_a_version_that_is_none_does_nothing(version: str):
    study = draft()

    answer = post(editor(), address(study, "publish"), {"version": version, "reason": ""})

    study.refresh_from_db()
    assert (answer.status_code, study.publication_state) == (409, "DRAFT")


def test_withdrawing_needs_words_in_bokmal_and_they_stand_on_the_page(client: Client):
    ola, study = editor(), make_study("here")

    without_words = take(ola, study, "withdraw", why_en="A duplicate.")
    answer = take(ola, study, "withdraw", why_nb="Dobbelt.", why_en="A duplicate.", reason="See mail of 3 Nov.")

    assert (without_words.status_code, told(without_words)) == (200, ["This field is required."])
    assert answer.status_code == 302
    page = get(client, "/en/studies/here/")
    assert (page.status_code, b"A duplicate." in page.content) == (410, True)
    study.refresh_from_db()
    assert study.history.first().history_change_reason == "See mail of 3 Nov."


@pytest.mark.parametrize("words", ["Pasient 13116900216", "Pasient 131169 00216"])
def test_words_on_a_step_hold_no_identity_number(words: str):
    study = make_study()

    answer = take(editor(), study, "withdraw", why_nb=words)

    assert len(told(answer)) == 1
    study.refresh_from_db()
    assert study.publication_state == "PUBLISHED"


def test_a_step_that_does_not_begin_here_says_so_and_offers_no_button():
    study = make_study()

    page = parse(get(editor(), address(study, "publish")).content)

    told_there = text(page.find(".//p[@class='errornote']"))
    assert told_there == "Its state is “Published”, where this cannot be done."
    assert page.find(".//form[@id='step_form']") is None


@pytest.mark.parametrize("step", ["send-to-review", "publish"])
def test_a_step_leads_back_to_the_list_as_it_was_filtered(step: str):
    ola, study = editor(), draft()
    where = f"{address(study, step)}?_changelist_filters=q%3Dlupus"

    answer = post(ola, where, fields_of(get(ola, where)))

    assert answer["Location"] == f"{address(study, 'change')}?_changelist_filters=q%3Dlupus"


def test_the_state_is_no_field_of_the_form():
    ola, study = editor(), draft()

    form = form_of(ola, study)
    send(ola, study, form, publication_state="PUBLISHED", withdrawal_reason_nb="Feil.", acronym="NEW")

    study.refresh_from_db()
    assert "publication_state" not in form
    assert (study.acronym, study.publication_state, study.withdrawal_reason_nb) == ("NEW", "DRAFT", "")


def test_why_a_study_is_withdrawn_can_be_put_right_by_whoever_publishes():
    study = make_study(publication_state="WITHDRAWN", withdrawal_reason_nb="Fiel.")
    ola, kari = editor(), writer()

    send(ola, study, form_of(ola, study), withdrawal_reason_nb="Feil.")
    send(kari, study, form_of(kari, study), withdrawal_reason_nb="Noe annet.")

    study.refresh_from_db()
    assert study.withdrawal_reason_nb == "Feil."


def test_the_address_is_fixed_once_the_study_has_been_public():
    ola, study, public = editor(), draft(), make_study("public")

    send(ola, study, form_of(ola, study), slug="elsewhere")
    form = form_of(ola, public)
    send(ola, public, form, slug="elsewhere-2")

    assert "slug" not in form
    assert set(Study.objects.values_list("slug", flat=True)) == {"elsewhere", "public"}
    assert b"Stays as it is, since the study has been public" in get(ola, address(public, "change")).content


def added(client: Client, **values: str) -> Study:
    """The study that is made of the empty form with these values."""
    form = fields_of(get(client, page_of(Study, "add"))) | {
        "slug": "",
        "public_title": "Lupus in Oslo",
        "recruitment_status": "RECRUITING",
    }
    answer = post(client, page_of(Study, "add"), form, **values)
    assert answer.status_code == 302
    return Study.objects.latest("pk")


NUMBERS = {
    "identifiers-TOTAL_FORMS": "2",
    "identifiers-0-scheme": "SPONSOR_PROTOCOL",
    "identifiers-0-value": "ABC-1",
    "identifiers-1-scheme": "CTGOV",
    "identifiers-1-value": "nct 0123 4567",
}


def test_a_new_study_gets_an_address_from_what_is_known_of_it():
    ola = person("ola")

    found = [added(ola, acronym="STAR").slug, added(ola, **NUMBERS).slug, added(ola).slug, added(ola, slug="mine").slug]

    assert found == ["star", "nct01234567", "lupus-in-oslo", "mine"]


def test_an_address_that_is_taken_is_counted_up_and_one_that_is_emptied_is_made_anew():
    ola, study = editor(), draft("star-1", acronym="STAR")
    make_study("star")

    send(ola, study, form_of(ola, study), slug="")

    study.refresh_from_db()
    assert study.slug == "star-2"


def test_a_public_study_is_not_saved_without_what_publication_asks_for():
    ola, study = editor(), make_study("here", acronym="STAR")

    answer = send(ola, study, form_of(ola, study), primary_sponsor="", acronym="OTHER")

    study.refresh_from_db()
    assert told(answer) == ["A public study must keep what publication asks for. Missing: Sponsor"]
    assert (
        parse(answer.content).find(".//ul[@class='errorlist nonfield']/li/a[@href='#id_primary_sponsor']") is not None
    )
    assert (study.acronym, study.primary_sponsor is None, study.version) == ("STAR", False, 1)


def test_a_draft_may_lack_anything():
    ola, study = editor(), draft()

    answer = send(ola, study, form_of(ola, study), primary_sponsor="")

    study.refresh_from_db()
    assert (answer.status_code, study.primary_sponsor) == (302, None)


def test_whoever_publishes_sees_how_many_studies_wait_for_it():
    draft("one", publication_state="IN_REVIEW")
    draft("two", publication_state="IN_REVIEW")

    def link(client: Client) -> list[str]:
        return texts(parse(get(client, "/admin/trials/study/").content), ".//p[@class='review-queue']/a")

    assert (link(editor()), link(writer())) == (["2 studies wait in review"], [])
    queue = get(editor("e2"), "/admin/trials/study/?publication_state__exact=IN_REVIEW")
    assert len(parse(queue.content).findall(".//table[@id='result_list']/tbody/tr")) == 2


def without_bar(html: bytes) -> str:
    """The page without the preview's bar."""
    page = html.decode()
    start, end = page.find('<aside class="preview-bar"'), page.find("</aside>")
    return page[:start] + page[end + len("</aside>") :]


ONLY_PUBLIC = re.compile(r'<a class="report-link".*?</a>|<p class="answer-links">.*?</p>')


def same_lines(html: str) -> list[str]:
    """The lines of a page, without the ways to report an error and to the sheet: what is not public has none."""
    return [line.rstrip() for line in ONLY_PUBLIC.sub("", html).splitlines() if line.strip()]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_preview_is_the_page_as_the_public_will_see_it(client: Client, language: str):
    make_abundant_study(2, slug="here")
    Study.objects.filter(slug="here").update(publication_state="DRAFT", caution_nb="Vær varsom.", acronym="STAR")
    study, ola = Study.objects.get(slug="here"), editor()

    preview = get(ola, f"{address(study, 'preview')}?language={language}")
    take(ola, study, "publish")
    public = get(client, f"/{language}/studies/here/")

    assert public.status_code == 200
    assert same_lines(without_bar(preview.content)) == same_lines(public.content.decode())
    assert preview["Content-Language"] == language


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("DRAFT", "Preview The public does not see this. State: Draft."),
        ("IN_REVIEW", "Preview The public does not see this. State: In review."),
        ("PUBLISHED", "Preview This is how the public sees the study now."),
        ("WITHDRAWN", "Preview The public does not see this. State: Withdrawn from the register."),
    ],
)
def test_a_preview_says_that_it_is_one(state: str, words: str):
    study = make_study(publication_state=state, withdrawal_reason_nb="Feil." if state == "WITHDRAWN" else "")

    answer = get(reader(), address(study, "preview"))

    bar = parse(answer.content).find(".//aside[@class='preview-bar']")
    assert bar is not None
    assert text(bar.find("p")) == words
    assert [link.get("href") for link in bar.findall("ul/li/a")] == [
        "?language=nb",
        "?language=nn",
        "?language=en",
        address(study, "change"),
    ]
    assert answer["X-Robots-Tag"] == "noindex"


def test_there_is_no_preview_in_other_languages():
    answer = get(reader(), address(draft(), "preview") + "?language=sv")

    assert (answer.status_code, b"Choose nb, nn or en." in answer.content) == (400, True)


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["preview", "publish", "send-to-review"])
def test_a_page_asks_as_much_for_a_study_with_much_as_for_one_with_little(page: str):
    ola = editor()
    little, much = make_abundant_study(1), make_abundant_study(3)
    Study.objects.filter(pk__in=[little.pk, much.pk]).update(publication_state="DRAFT")
    ola.get("/en/studies/")  # the process has the index

    assert queries(ola, address(much, page)) == queries(ola, address(little, page))
