"""Reporting an error: beside every fact, without a cookie, and safe from patients' data, programs and floods."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from tests.factories import (
    make_indication,
    make_person,
    make_product,
    make_publication,
    make_report,
    make_site,
    make_sponsor,
    make_study,
)
from tests.html import parse, text
from tests.signing_in import let_in
from trials.actions.reporting import MOST_OF_ALL, MOST_OF_NETWORK
from trials.models import ErrorReport, ReportAttempt
from trials.views.report_form import token_for

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FROM_HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
LANGUAGES = ("nb", "nn", "en")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trials.views.reports.timezone.now", lambda: NOW)


def page_of(slug: str = "castle", language: str = "en") -> str:
    return f"/{language}/studies/{slug}/"


def send(client: Client, headers: dict[str, str] | None = None, address: str = "/en/report/", **values: str) -> Any:
    """The answer to a form that was open for a minute, with these values."""
    page = values.get("page", page_of())
    token = token_for(page, NOW - timedelta(minutes=1))
    filled = {"page": page, "field": "Age", "text": "The limit is 65, not 75.", "website": "", "token": token}
    return client.post(address, filled | values, headers=FROM_HERE if headers is None else headers)


def told(answer: HttpResponse) -> list[str]:
    return [text(one) for one in parse(answer.content).findall(".//div[@id='report-error']/p")]


def links_of(page: HttpResponse) -> dict[str, str]:
    """The ways to report an error on a page: where each leads, by its name for who cannot see the page."""
    found = (one for one in parse(page.content).iter("a") if one.get("class") == "report-link")
    return {" ".join(text(one).split()): one.get("href", "") for one in found}


def test_every_fact_of_a_study_has_its_way_to_report_an_error(client: Client) -> None:
    site = make_site(name_nb="Oslo universitetssykehus", name_en="Oslo University Hospital")
    study = make_study("castle", sites=[site], minimum_age_months=216)
    page = cast(HttpResponse, client.get("/en/studies/castle/"))

    links = links_of(page)

    facts = [text(one) for one in parse(page.content).findall(".//dl[@class='facts-dl']/div/dt")]
    assert len(facts) > 10
    expected = {*facts, "ClinicalTrials.gov", "Norway", "The whole study", "Oslo University Hospital", "Title"}
    assert {f"Report an error in: {fact}" for fact in expected} <= set(links)
    asked = parse_qs(urlsplit(links["Report an error in: Age"]).query)
    assert asked == {"page": [f"/en/studies/{study.slug}/"], "field": ["Age"]}


@pytest.mark.parametrize("kind", ["products", "sites", "sponsors", "indications"])
def test_so_has_every_fact_of_what_studies_refer_to(client: Client, kind: str) -> None:
    things: dict[str, Any] = {
        "products": make_product("one"),
        "sites": make_site("one"),
        "sponsors": make_sponsor("one", country="NO"),
        "indications": make_indication("one", icd10="M32"),
    }
    page = cast(HttpResponse, client.get(f"/en/{kind}/{things[kind].slug}/"))

    facts = [text(one) for one in parse(page.content).findall(".//dt")]
    assert facts
    assert {f"Report an error in: {fact}" for fact in facts} <= set(links_of(page))


def test_so_has_every_publication(client: Client) -> None:
    make_publication(title="CD19 CAR-T in lupus")

    links = links_of(cast(HttpResponse, client.get("/en/evidence/")))

    assert "Report an error in: CD19 CAR-T in lupus" in links


def test_a_study_that_is_not_public_has_none_in_its_preview(client: Client) -> None:
    study = make_study(publication_state="DRAFT")
    let_in(client, make_person("eva", "editor"))

    page = cast(HttpResponse, client.get(f"/admin/trials/study/{study.pk}/preview/"))

    assert (page.status_code, links_of(page)) == (200, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_page_and_fact_and_sets_no_cookie(client: Client, language: str) -> None:
    study = make_study("castle", public_title="A study of lupus")

    page = client.get(f"/{language}/report/", {"page": page_of(language=language), "field": "Alder <b>"})

    shown = [text(one) for one in parse(page.content).findall(".//form//dd")]
    assert (page.status_code, shown) == (200, [str(study), "Alder <b>"])
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]
    assert "script-src" not in page["Content-Security-Policy"]
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_the_form_leads_to_itself_in_the_other_languages_also_when_it_comes_back(client: Client) -> None:
    make_study("castle")
    shown = client.get("/en/report/", {"page": page_of(), "field": "Age"})
    form = parse(shown.content).find(".//form[@method='post']")
    assert form is not None

    back = send(client, address=form.get("action", ""), text="")

    for page in (shown, back):
        nynorsk = [one.get("href", "") for one in parse(page.content).iter("a") if one.get("hreflang") == "nn"]
        assert {parse_qs(urlsplit(address).query)["page"][0] for address in nynorsk} == {page_of()}
        assert client.get(nynorsk[0]).status_code == 200


def test_what_a_reader_writes_is_kept_and_answered_with_a_receipt(client: Client) -> None:
    study = make_study("castle")

    answer = send(client, text="  The limit is 65.\r\nSee the protocol.  ")

    kept = ErrorReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/report/received/{kept.receipt}/")
    assert (kept.page, kept.field, kept.study, kept.language) == ("/en/studies/castle/", "Age", study, "en")
    assert kept.text == "The limit is 65.\r\nSee the protocol."
    assert (kept.state, kept.reported_at, len(kept.receipt)) == ("NEW", NOW, 10)
    assert not answer.cookies


def test_nothing_is_kept_of_who_reported_but_a_digest_for_an_hour(client: Client) -> None:
    make_study("castle")
    address = "198.51.100.77"

    client.post(
        "/en/report/",
        {"page": page_of(), "text": "Wrong age.", "token": token_for(page_of(), NOW - timedelta(minutes=1))},
        headers=FROM_HERE | {"User-Agent": "Seldom/1.0"},
        REMOTE_ADDR=address,
    )

    rows = [str(row) for model in (ErrorReport, ReportAttempt) for row in model.objects.values()]
    assert len(rows) == 2
    assert not any(word in row for row in rows for word in ("198.51.100", "Seldom"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_shows_what_became_of_the_report(client: Client, language: str) -> None:
    new = make_report(make_study())

    page = client.get(f"/{language}/report/received/{new.receipt.lower()}/")

    assert page.status_code == 200
    assert new.receipt in text(parse(page.content))
    assert new.text not in page.content.decode()
    assert not page.cookies


def test_a_closed_report_tells_what_was_done(client: Client, django_user_model: Any) -> None:
    report = make_report(
        state="MENDED",
        outcome="The limit is 65 now.",
        closed_at=NOW,
        closed_by=django_user_model.objects.create_user("kari", last_name="Hemmelig"),
    )

    shown = text(parse(client.get(f"/en/report/received/{report.receipt}/").content))

    assert "The error has been mended" in shown
    assert "The limit is 65 now." in shown
    assert "Hemmelig" not in shown


def test_a_receipt_that_nobody_has_is_not_found(client: Client) -> None:
    assert client.get("/en/report/received/ABCDEFGHJK/").status_code == 404


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "Write what is wrong."),
        ("Hm", "Write a little more: at least 5 characters."),
        ("x" * 2001, "Write less: at most 2000 characters, and these are 2001."),
        ("Wrong\x0bage", "The text contains a control character. Write it anew, without pasting."),
        ("Wrong\x00age", "Null characters are not allowed."),
        ("31129956715 was refused", "The text holds a Norwegian identity number."),
        ("She, 311299 56715, was refused", "The text holds a Norwegian identity number."),
        ("Hun (31.12.99-56715) ble avvist", "The text holds a Norwegian identity number."),
    ],
)
def test_a_text_that_cannot_be_taken_comes_back_with_the_reason(client: Client, written: str, says: str) -> None:
    make_study("castle")

    answer = send(client, text=written)

    page = parse(answer.content)
    area = page.find(".//textarea")
    assert answer.status_code == 400
    assert [line for line in told(answer) if line.startswith(says)]
    assert area is not None
    assert not ErrorReport.objects.exists()
    assert not answer.cookies


def test_an_identity_number_as_the_fact_is_refused_too(client: Client) -> None:
    make_study("castle")

    answer = send(client, field="311299 56715")

    assert (answer.status_code, ErrorReport.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://example.org/en/studies/castle/",
        "//example.org/en/studies/castle/",
        "/en/studies/nowhere/",
        "/en/studies/draft/",
        "/en/no/such/page/",
        "/de/studies/castle/",
        "/admin/",
        "/en/report/",
        "/en/report/received/ABCDEFGHJK/",
        "/en/studies/castle/?q=1",
        "/en/" + "x" * 400,
        "/en/studies/castle/\n",
        "javascript:alert(1)",
    ],
)
def test_a_page_that_is_not_ours_is_refused_by_name(client: Client, page: str) -> None:
    make_study("castle")
    make_study("draft", publication_state="DRAFT")

    shown, sent = client.get("/en/report/", {"page": page}), send(client, page=page)

    assert (shown.status_code, sent.status_code, ErrorReport.objects.count()) == (400, 400, 0)
    assert "There is no page here with the address" in text(parse(sent.content))


@pytest.mark.parametrize("page", ["/nb/about/", "/nn/sites/", "/en/", "/nb/studies/castle/", "/nn/evidence/"])
def test_a_page_of_any_of_our_languages_can_be_reported_on_in_any(client: Client, page: str) -> None:
    make_study("castle")

    assert send(client, page=page, address="/nb/report/").status_code == 302


def test_a_withdrawn_study_can_be_reported_on(client: Client) -> None:
    make_study("castle", publication_state="WITHDRAWN", withdrawal_reason_nb="Dobbelt", withdrawal_reason_en="Twice")

    assert send(client).status_code == 302


@pytest.mark.parametrize("field", ["x" * 101, "Age\x07", "Age\nLimit", "\u202eegA"])
def test_a_fact_with_a_name_that_none_has_is_refused(client: Client, field: str) -> None:
    make_study("castle")

    assert send(client, field=field).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://testserver.example.org"},
        {"Origin": "https://testserver"},
        {"Origin": "http://[broken"},
        {"Referer": "https://example.org/http://testserver/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://example.org"},
    ],
)
def test_what_another_site_sends_is_not_kept(client: Client, headers: dict[str, str]) -> None:
    make_study("castle")

    assert (send(client, headers=headers).status_code, ErrorReport.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/en/report/?page=x"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_one_word_of_the_browser_is_enough(client: Client, headers: dict[str, str]) -> None:
    make_study("castle")

    assert send(client, headers=headers).status_code == 302


def test_whoever_fills_in_the_trap_gets_the_same_answer_and_nothing_is_kept(client: Client) -> None:
    make_study("castle")

    answer = send(client, website="https://example.org")

    assert answer.status_code == 302
    assert len(answer["Location"]) == len("/en/report/received/ABCDEFGHJK/")
    assert (ErrorReport.objects.count(), ReportAttempt.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (token_for(page_of(), NOW - timedelta(seconds=1)), "That was very quick."),
        (token_for(page_of(), NOW + timedelta(hours=1)), "That was very quick."),
        (token_for(page_of(), NOW - timedelta(hours=25)), "The form was open for too long."),
        (token_for("/en/about/", NOW - timedelta(minutes=1)), "The form was open for too long."),
        (token_for(page_of(), NOW - timedelta(minutes=1))[:-1] + "!", "The form was open for too long."),
        ("", "The form was open for too long."),
        ("a:b:c", "The form was open for too long."),
    ],
)
def test_a_form_that_is_too_quick_too_old_or_forged_comes_back_with_its_text(
    client: Client, token: str, says: str
) -> None:
    make_study("castle")

    answer = send(client, token=token)

    assert answer.status_code == 400
    assert told(answer)[0].startswith(says)
    assert "The limit is 65, not 75." in answer.content.decode()
    assert not ErrorReport.objects.exists()


def test_the_form_that_comes_back_can_be_sent_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_study("castle")
    again = send(client, token="")
    token = parse(again.content).find(".//input[@name='token']")
    assert token is not None
    monkeypatch.setattr("trials.views.reports.timezone.now", lambda: NOW + timedelta(seconds=5))

    assert send(client, token=token.get("value", "")).status_code == 302


def test_five_reports_an_hour_are_taken_from_a_network(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_study("castle")

    answers = [send(client) for _ in range(MOST_OF_NETWORK + 1)]
    elsewhere = client.post(
        "/en/report/",
        {"page": page_of(), "text": "Wrong age.", "token": token_for(page_of(), NOW - timedelta(minutes=1))},
        headers=FROM_HERE,
        REMOTE_ADDR="203.0.113.9",
    )
    monkeypatch.setattr("trials.views.reports.timezone.now", lambda: NOW + timedelta(hours=1, seconds=1))
    later = send(client)

    assert [answer.status_code for answer in answers] == [302] * MOST_OF_NETWORK + [429]
    assert answers[-1]["Retry-After"] == "3600"
    assert "The limit is 65, not 75." in answers[-1].content.decode()
    assert (elsewhere.status_code, later.status_code) == (302, 302)


def test_so_many_are_taken_in_all_wherever_they_come_from(client: Client) -> None:
    make_study("castle")
    ReportAttempt.objects.bulk_create(ReportAttempt(network=str(n), at=NOW) for n in range(MOST_OF_ALL))

    assert send(client).status_code == 429


def test_other_ways_of_asking_are_refused(client: Client) -> None:
    assert client.put("/en/report/").status_code == 405
    assert client.post("/en/report/received/ABCDEFGHJK/").status_code in {403, 405}
    assert client.head("/en/report/", {"page": "/en/about/"}).status_code == 200


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from(["page", "field", "text", "token", "website", "x"]),
        st.one_of(st.text(st.characters(codec="utf-8"), max_size=60), st.just("/en/about/")),
    )
)
def test_whatever_is_sent_is_answered(client: Client, values: dict[str, str]) -> None:
    answer = client.post("/en/report/", values, headers=FROM_HERE)

    assert answer.status_code in {302, 400, 429}
    assert not answer.cookies


def test_bytes_that_are_no_text_are_answered(client: Client) -> None:
    body = b"page=%2Fen%2Fabout%2F&field=%ff%fe&text=%ed%a0%80%00&token=%ff"

    answer = client.post("/en/report/", body, content_type="application/x-www-form-urlencoded", headers=FROM_HERE)

    assert answer.status_code == 400
