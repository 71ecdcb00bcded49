"""What the public sees of a study that was withdrawn from the register."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import make_product, make_study
from tests.html import text, texts
from tests.views.download import download, rows
from tests.views.reading import heading, queries, read
from trials.actions.publishing import Withdrawal, only, publish, send_back, send_to_review, withdraw
from trials.models import Study

pytestmark = pytest.mark.django_db

NUMBER = "NCT01234567"
# Half an hour past midnight in Oslo.
AT = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALL_LANGUAGES = Withdrawal("Dobbelt <opp>.", "Dobbel <opp>.", "A duplicate <here>.")


def seen(study: Study) -> dict[int, int]:
    return {study.pk: study.version}


def withdrawn(why: Withdrawal = ALL_LANGUAGES, **fields: Any) -> Study:
    """A study at /studies/here/, published first and then withdrawn."""
    by = User.objects.create_user("editor")
    draft = make_study("here", identifiers=[("CTGOV", NUMBER)], publication_state="DRAFT", **fields)
    public = only(publish(seen=seen(draft), by=by, at=AT))
    return only(withdraw(seen=seen(public), by=by, at=AT, why=why))


@pytest.mark.parametrize(
    ("language", "reason"), [("nb", "Dobbelt <opp>."), ("nn", "Dobbel <opp>."), ("en", "A duplicate <here>.")]
)
def test_the_page_says_that_it_is_gone_since_when_and_why(client: Client, language: str, reason: str):
    withdrawn(acronym="STAR", public_title="A secret title", products=[make_product(name="star-cel")])

    page = read(client, f"/{language}/studies/here/", 410)

    assert heading(page) == f"STAR {NUMBER}"
    assert text(page.find(".//div[@class='reason']")) == reason
    since = page.find(".//p[@class='lede']/time")
    assert since is not None
    assert since.get("datetime") == "2026-11-03"
    assert "star-cel" not in text(page)
    assert page.find(".//script") is None


@pytest.mark.parametrize("language", ["nn", "en"])
def test_a_reason_in_bokmal_alone_is_marked_as_bokmal(client: Client, language: str):
    withdrawn(Withdrawal("Trukket.\n\nFeil studie."))

    reason = read(client, f"/{language}/studies/here/", 410).find(".//div[@class='reason']")

    assert reason is not None
    assert reason.get("lang") == "nb"
    assert texts(reason, "p") == ["Trukket.", "Feil studie."]


def test_its_number_leads_to_the_registry(client: Client):
    withdrawn()

    link = read(client, "/en/studies/here/", 410).find(".//dl[@class='ids']/div/dd/a")

    assert link is not None
    assert (link.text, link.get("href")) == (NUMBER, f"https://clinicaltrials.gov/study/{NUMBER}")


def test_no_list_no_count_and_no_file_holds_it(client: Client):
    study = withdrawn(public_title="Withdrawn one")
    make_study("other", public_title="Other one", indications=study.indications.all())

    listed = read(client, "/en/studies/")

    assert [link.get("href") for link in listed.findall(".//h2[@class='row-title']/a")] == ["/en/studies/other/"]
    assert [row["slug"] for row in rows(download(client))] == ["other"]
    assert "Withdrawn one" not in text(read(client, "/en/"))


def test_its_number_leads_to_the_page_that_says_why(client: Client):
    withdrawn()

    answer = client.get(f"/id/{NUMBER}", headers={"Accept-Language": "en"}, follow=True)

    assert (answer.redirect_chain, answer.status_code) == ([("/en/studies/here/", 302)], 410)


def test_a_number_that_a_public_study_has_as_well_leads_there(client: Client):
    study = withdrawn()
    study.identifiers.create(scheme="SPONSOR_PROTOCOL", value="ABC-1", match_key="abc1")
    make_study("public", identifiers=[("SPONSOR_PROTOCOL", "ABC-1")])

    answer = client.get("/id/ABC-1", headers={"Accept-Language": "en"})

    assert answer["Location"].endswith("/studies/public/")


def test_while_it_is_prepared_anew_the_page_still_says_why(client: Client):
    by = User.objects.create_user("coordinator")
    waiting = only(send_to_review(seen=seen(withdrawn()), by=by, at=LATER))
    in_review = read(client, "/en/studies/here/", 410)
    only(send_back(seen=seen(waiting), by=by, at=LATER, reason="Ask again."))
    draft = read(client, "/en/studies/here/", 410)

    dates = [page.find(".//p[@class='lede']/time") for page in (in_review, draft)]
    assert [date.get("datetime") for date in dates if date is not None] == ["2026-11-03"] * 2


def test_published_again_it_is_a_page_as_before(client: Client):
    out = withdrawn()
    only(publish(seen=seen(out), by=User.objects.create_user("other"), at=LATER))

    page = read(client, "/en/studies/here/")

    data = page.find(".//script")
    assert data is not None
    assert json.loads(data.text or "")["url"] == "http://localhost:8000/en/studies/here/"


def test_what_was_withdrawn_before_history_began_has_no_date(client: Client):
    make_study("here", publication_state="WITHDRAWN", withdrawal_reason_nb="Grunnen er ikke oppgitt.")

    page = read(client, "/nb/studies/here/", 410)

    assert page.find(".//p[@class='lede']/time") is None
    assert text(page.find(".//div[@class='reason']")) == "Grunnen er ikke oppgitt."


@pytest.mark.parametrize("state", ["DRAFT", "IN_REVIEW"])
def test_what_was_never_public_is_not_known_to_the_public(client: Client, state: str):
    make_study(
        "here", publication_state=state, withdrawal_reason_nb="Skrevet for tidlig.", identifiers=[("CTGOV", NUMBER)]
    )

    assert [client.get(address).status_code for address in ("/en/studies/here/", f"/id/{NUMBER}")] == [404, 404]


def test_the_page_asks_as_much_for_a_long_history_as_for_a_short_one(client: Client):
    study = withdrawn()
    short = queries(client, "/en/studies/here/", 410)
    by = User.objects.create_user("other")
    for _ in range(3):
        study = only(publish(seen=seen(study), by=by, at=LATER))
        study = only(withdraw(seen=seen(study), by=by, at=LATER, why=ALL_LANGUAGES))

    assert queries(client, "/en/studies/here/", 410) == short
