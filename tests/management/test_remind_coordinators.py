"""Letters to the people of hospitals: only where something waits, once a week, each in their language."""

import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import make_person, make_site, make_study, make_study_site
from tests.signing_in import let_in
from trials.actions.locks import Busy
from trials.models import Reminding, Site, SiteCoordinator, StudySite
from trials.query.reminders import due_reminders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "register@example.no"
    settings.SITE_URL = "https://cartracker.example"


def reminding(*arguments: str) -> tuple[int, str, str]:
    """The exit code of the command, with what it says and what it complains of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("remind_coordinators", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def a_person(name: str, *sites: Site, language: str = "", **fields: Any) -> User:
    person = make_person(name, "coordinator", email=f"{name}@example.no", **fields)
    for site in sites:
        SiteCoordinator.objects.create(site=site, user=person)
    if language:
        Reminding.objects.create(user=person, language=language)
    return person


def confirmed(days: int) -> dict[str, Any]:
    at = timezone.now() - timedelta(days=days)
    return {"verified_at": at, "verified_by": make_person(is_staff=True), "verification_method": "PHONE"}


def a_row(site: Site, acronym: str = "AUTOGRAPH", days: int = 40, **fields: Any) -> StudySite:
    return make_study_site(make_study(acronym=acronym), site, **confirmed(days), **fields)


def test_a_person_gets_one_letter_with_each_row_and_its_address() -> None:
    site = make_site(name_nb="Rikshospitalet")
    first, second = a_row(site, "AUTOGRAPH"), a_row(site, "OTHER", 100)
    a_row(make_site(), "ELSEWHERE")
    a_person("kari", site, language="en")

    code, out, err = reminding()

    (letter,) = mail.outbox
    assert (code, out, err) == (0, "1 written to.\n", "")
    assert (letter.to, letter.from_email) == (["kari@example.no"], "register@example.no")
    assert letter.subject == "CAR-T tracker: 2 studies wait for your word"
    assert str(letter.body).index("OTHER") < str(letter.body).index("AUTOGRAPH")
    assert "ELSEWHERE" not in letter.body
    links = re.findall(r"https://\S+/queue/mail/\S+", str(letter.body))
    client = Client()
    let_in(client, User.objects.get(username="kari"))
    led = [client.get(link.removeprefix("https://cartracker.example"))["Location"] for link in links]
    assert led == [f"/admin/trials/studysite/queue/{row.pk}/" for row in (second, first)]


@pytest.mark.parametrize("days", [0, 30])
def test_who_has_nothing_due_hears_nothing(days: int) -> None:
    site = make_site()
    a_row(site, days=days)
    a_person("kari", site)

    assert reminding() == (0, "", "")
    assert mail.outbox == []
    assert not Reminding.objects.exists()


def test_what_was_never_confirmed_and_openings_that_have_passed_are_written_of_too() -> None:
    site = make_site()
    make_study_site(make_study(acronym="NEW"), site)
    make_study_site(make_study(acronym="LATE"), site, status="ANNOUNCED", expected_open_date="2026-01", **confirmed(2))
    a_person("kari", site, language="en")

    reminding()

    body = str(mail.outbox[0].body)
    assert "Never confirmed." in body
    assert "It was expected to open: January 2026." in body


@pytest.mark.parametrize(("days", "letters"), [(0, 1), (6, 1), (7, 2), (8, 2)])
def test_nobody_is_written_to_twice_within_a_week(days: int, letters: int) -> None:
    site = make_site()
    a_row(site)
    person = a_person("kari", site)
    reminding()
    # A weekly timer may be some seconds early.
    Reminding.objects.filter(user=person).update(
        reminded_at=timezone.now() - timedelta(days=days) + timedelta(seconds=5)
    )

    reminding()

    assert len(mail.outbox) == letters


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}, {"is_staff": False}])
def test_who_cannot_act_or_has_no_address_is_not_written_to(fields: dict[str, Any]) -> None:
    site = make_site()
    a_row(site)
    person = a_person("kari", site)
    User.objects.filter(pk=person.pk).update(**fields)

    reminding()

    assert mail.outbox == []


def test_each_reads_it_in_their_own_language() -> None:
    site = make_site()
    a_row(site)
    for language in ("nb", "nn", "en"):
        a_person(language, site, language=language)
    a_person("unset", site)

    reminding()

    spoken = {letter.to[0].split("@")[0]: letter.extra_headers["Content-Language"] for letter in mail.outbox}
    assert spoken == {"nb": "nb", "nn": "nn", "en": "en", "unset": "nb"}
    assert len({letter.subject for letter in mail.outbox}) == 3


class OneIsRefused(EmailBackend):
    """A mail server that does not take letters to kari."""

    def send_messages(self, messages: Any) -> int:
        """SMTP's own errors hold the address."""
        if messages[0].to == ["kari@example.no"]:
            raise OSError("550 kari@example.no: no such mailbox")
        return super().send_messages(messages)


def test_a_letter_that_fails_stops_no_other_and_is_tried_again(settings: Settings) -> None:
    site = make_site()
    a_row(site)
    a_person("kari", site)
    a_person("ola", site)
    settings.EMAIL_BACKEND = f"{__name__}.OneIsRefused"

    code, out, err = reminding()

    assert (code, out) == (1, "1 written to.\n")
    assert err == "kari: not sent (OSError)\n1 not sent"
    assert [letter.to for letter in mail.outbox] == [["ola@example.no"]]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminding()[:2] == (0, "1 written to.\n")
    assert [letter.to for letter in mail.outbox[1:]] == [["kari@example.no"]]


def test_a_dry_run_says_who_and_sends_nothing() -> None:
    site = make_site()
    a_row(site)
    a_person("kari", site, language="nn")

    assert reminding("--dry-run") == (0, "kari (nn): 1 row\n", "")
    assert mail.outbox == []
    assert Reminding.objects.get().reminded_at is None


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("EMAIL_HOST", "Nothing was sent: set EMAIL_HOST (docs/operating.md says how)."),
        ("DEFAULT_FROM_EMAIL", "Nothing was sent: set EMAIL_FROM (docs/operating.md says how)."),
    ],
)
def test_without_a_mail_server_it_says_what_is_missing(setting: str, told: str, settings: Settings) -> None:
    setattr(settings, setting, "")

    assert reminding() == (2, "", told)


def test_one_run_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(work: str) -> None:
        raise Busy

    monkeypatch.setattr("trials.management.commands.remind_coordinators.alone", taken)

    assert reminding() == (3, "", "Another run is under way; this one has done nothing.")


def test_three_people_are_found_with_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    today: datetime = timezone.localtime()
    for number in range(3):
        site = make_site()
        a_row(site, f"ROW {number}")
        a_person(f"person-{number}", site)
        with django_assert_num_queries(6):
            found = due_reminders(today.date())
        assert len(found) == number + 1
