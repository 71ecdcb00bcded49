"""The admin's first page says what this is, what the person may do, and where to begin; its lists stand in order."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import make_site, make_study
from tests.html import parse, text, texts
from tests.signing_in import let_in
from trials.choices import PublicationState
from trials.models import Study

pytestmark = pytest.mark.django_db

EDITS = ("add_study", "change_study", "change_studysite")
PUBLISHES = (*EDITS, "publish_study")
RULES = [
    "Nothing you write is public before an editor publishes the study.",
    "Nothing is lost: every change is kept with who made it and when,",
    "If another person changed the same record while you wrote,",
    "Never write anything about a patient:",
]


def person(name: str = "kari", group: str = "", permissions: Iterable[str] = (), **fields: Any) -> User:
    made: User = User.objects.create_user(name, f"{name}@example.no", is_staff=True, **fields)
    for codename in permissions:
        app, model = ("auth", "user") if codename.endswith("_user") else ("trials", codename.split("_", 1)[1])
        content_type = ContentType.objects.get(app_label=app, model=model)
        permission, _ = Permission.objects.get_or_create(codename=codename, content_type=content_type)
        made.user_permissions.add(permission)
    if group:
        made.groups.add(Group.objects.get_or_create(name=group)[0])
    return made


def client_of(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, user)
    return client


def first_page(user: User) -> HttpResponse:
    return HttpResponse(client_of(user).get("/admin/").content)


def steps(user: User) -> list[str]:
    return texts(parse(first_page(user).content), ".//section[@class='steps']//a")


def counts(user: User) -> list[str]:
    return texts(parse(first_page(user).content), ".//section[@class='steps']//span[@class='count']")


def guide(user: User) -> str:
    """The text of the guide with the name of the element it stands in."""
    page = parse(first_page(user).content)
    (found,) = [element for element in page.iter() if element.get("class") == "guide"]
    return f"{found.tag}: {text(found)}"


@pytest.mark.parametrize(
    ("permissions", "names"),
    [
        (EDITS, ["Add a study", "Studies in draft", "Study sites in Norway"]),
        (PUBLISHES, ["Add a study", "Studies in draft", "Studies in review", "Study sites in Norway"]),
        (("change_user",), ["People"]),
        ((), []),
    ],
)
def test_the_first_page_leads_to_what_the_person_may_do_and_nothing_else(
    permissions: tuple[str, ...], names: list[str]
) -> None:
    assert steps(person(permissions=permissions)) == names


def test_the_steps_say_how_much_there_is_to_do() -> None:
    for state in ("DRAFT", "DRAFT", "IN_REVIEW", "PUBLISHED"):
        make_study(publication_state=state)
    make_study(sites=[make_site(country="NO"), make_site(country="SE")])

    superuser = person(is_superuser=True)

    # In draft, in review, sites in Norway, people.
    assert counts(superuser) == ["2", "1", "1", "1"]


def test_a_step_leads_to_the_studies_that_it_counts() -> None:
    draft = make_study(publication_state=PublicationState.DRAFT)
    make_study(publication_state=PublicationState.PUBLISHED)
    superuser = person(is_superuser=True)

    page = parse(first_page(superuser).content)
    (href,) = [link.get("href", "") for link in page.iter("a") if text(link) == "Studies in draft"]
    listed = parse(client_of(superuser).get(href).content)

    links = [link.get("href", "") for link in listed.findall(".//table[@id='result_list']/tbody/tr/th/a")]
    assert [link.split("?")[0] for link in links] == [f"/admin/trials/study/{draft.pk}/change/"]


@pytest.mark.parametrize(
    ("group", "role", "may"),
    [
        ("coordinator", "Coordinator", "Everything else you can read."),
        ("editor", "Editor", "publish studies or take them back, and merge what stands twice."),
        (
            "administrator",
            "Administrator",
            "make accounts for people, give each a role and coordinators their",
        ),
    ],
)
def test_a_person_reads_what_their_role_may_do(group: str, role: str, may: str) -> None:
    told = guide(person(group=group))

    assert f"Your role: {role}." in told
    assert may in told


def test_a_superuser_reads_that_they_may_do_everything() -> None:
    assert "Your role: Superuser. You may do everything." in guide(person(is_superuser=True))


def test_whoever_begins_reads_the_rules_of_the_house() -> None:
    told = guide(person(permissions=EDITS))

    assert [rule for rule in RULES if rule not in told] == []


def test_a_person_without_a_role_is_told_whom_to_ask() -> None:
    person("ola", group="administrator")
    person("per", group="administrator", is_active=False)

    told = guide(person())

    assert "Your account has no role yet." in told
    assert "Ask: ola ola@example.no." in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("register@example.no", "Ask: register@example.no."),
        ("", "Ask whoever made the account for you to give you one."),
    ],
)
def test_without_an_administrator_another_is_named(address: str, told: str, settings: Settings) -> None:
    settings.CONTACT_EMAIL = address

    assert told in guide(person())


def test_the_guide_is_open_until_the_person_has_changed_something() -> None:
    kari, ola = person("kari", permissions=EDITS), person("ola", permissions=EDITS)
    study = make_study()

    LogEntry.objects.create(
        user=ola,
        content_type=ContentType.objects.get_for_model(Study),
        object_id=str(study.pk),
        object_repr="a study",
        action_flag=CHANGE,
        action_time=datetime(2026, 11, 26, tzinfo=UTC),
    )

    assert guide(kari).startswith("section: Welcome.")
    assert guide(ola).startswith("details: What this is, and what you may do here")


def test_the_first_page_asks_as_often_for_many_studies_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = person(is_superuser=True)
    client = client_of(user)
    client.get("/admin/")

    made = 0
    with django_assert_num_queries(ASKED):
        client.get("/admin/")
    for made in range(3):
        make_study(publication_state=PublicationState.DRAFT, sites=[make_site(country="NO")])
        person(f"person-{made}", group="administrator")
    with django_assert_num_queries(ASKED):
        client.get("/admin/")

    assert made == 2


def test_the_lists_stand_in_the_order_of_the_work_and_people_come_last() -> None:
    page = parse(first_page(person(is_superuser=True)).content)

    hrefs = [link.get("href", "").removeprefix("/admin/") for link in page.findall(".//header//nav//a")]

    order = ["", *(f"trials/{name}/" for name in ORDER)]
    assert hrefs[: len(order)] == order
    assert [href.split("/")[0] for href in hrefs[len(order) :]][-1] == "auth"


ORDER = (
    "study",
    "studysite",
    "indication",
    "product",
    "target",
    "sponsor",
    "site",
    "publication",
    "glossaryterm",
)
# Session, person and second factor; the queue's seven counts and five for registries; the guide's counts; the log.
ASKED = 21


def test_the_header_names_the_person_and_leads_to_the_public_pages_in_their_language() -> None:
    client = client_of(person(is_superuser=True))

    page = parse(client.get("/admin/", headers={"Accept-Language": "nn"}).content)

    header = page.find(".//header")
    assert header is not None
    assert "kari" in texts(header, ".//b")
    assert "/nn/" in [link.get("href") for link in header.iter("a")]


def test_the_login_page_says_what_it_is_for_and_that_a_password_was_wrong() -> None:
    client = Client(headers={"Accept-Language": "en"})

    asked = parse(client.get("/admin/login/").content)
    refused = parse(client.post("/admin/login/", {"login": "kari", "password": "x"}).content)

    assert (text(asked.find(".//h1")), asked.findall(".//*[@role='alert']")) == ("Sign in", [])
    assert "For coordinators and editors of the register." in text(asked.find(".//main"))
    assert text(refused.find("head/title")).startswith("Error: ")
    (alert,) = refused.findall(".//*[@role='alert']")
    assert text(alert).startswith("Wrong username or password.")


def test_who_signs_out_is_told_so_and_may_sign_in_again() -> None:
    client = client_of(person())

    page = parse(client.post("/admin/logout/").content)

    assert text(page.find(".//h1")) == "You are signed out"
    assert "/admin/" in [link.get("href") for link in page.iter("a") if text(link) == "Sign in again"]
    # The form that chooses a language must not lead to where one can only be sent by signing out.
    (led,) = [field.get("value") for field in page.iter("input") if field.get("name") == "next"]
    assert led == "/admin/"


def test_every_field_that_is_edited_in_a_list_has_a_name() -> None:
    make_study(sites=[make_site()])

    page = parse(client_of(person(is_superuser=True)).get("/admin/trials/studysite/").content)

    cells = [cell for cell in page.findall(".//table[@id='result_list']/tbody/tr/td/*") if cell.get("name")]
    fields = [cell for cell in cells if cell.get("type") not in {"hidden", "checkbox"}]
    assert [field.get("aria-label") for field in fields] == ["Status at the site", "Status as of"]
    assert [field.get("aria-describedby") for field in fields] == [None, None]
