"""Django's admin works plainly: an editor gets in, sees everything, changes a study, and finds what is missing."""

import json
import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.admin.desk import EDITED
from tests.conftest import STARTER_CATALOGUE
from tests.factories import make_guidance, make_indication, make_site, make_study
from tests.html import parse, text
from tests.signing_in import code_of, let_in, set_up_app
from tests.site.admin_forms import Fields, fields_of
from trials.models import Indication, Site, Sponsor, Study, StudyIdentifier, StudySite
from trials.query.completeness import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

ENDED = (
    "The study has ended, so no site of it can be recruiting. Choose another status for the site, "
    "or correct that of the study."
)
OURS = sorted(EDITED, key=lambda model: model._meta.label)


@pytest.fixture
def editor() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, User.objects.create_superuser("editor"))
    make_guidance()  # of which the catalogue has none
    return client


def page_of(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def get(client: Client, address: str) -> HttpResponse:
    return cast(HttpResponse, client.get(address))


def errors(answer: HttpResponse) -> list[str]:
    """What a form that was not saved tells the editor; one that was saved leads on without a word."""
    if answer.status_code == 302:
        return []
    lists = parse(answer.content).findall(".//ul[@class]")
    return [text(item) for one in lists if "errorlist" in (one.get("class") or "") for item in one.findall("li")]


def test_the_admin_asks_who_is_there(client: Client) -> None:
    answer = client.get("/admin/trials/study/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/trials/study/")


def test_an_editor_gets_in_with_a_password_and_a_code_and_out_again() -> None:
    set_up_app(User.objects.create_superuser("editor", password="a-long-password-of-ours"))
    client = Client()

    wrong = client.post("/admin/login/", {"login": "editor", "password": "wrong"})
    right = client.post("/admin/login/", {"login": "editor", "password": "a-long-password-of-ours"})
    halfway = client.get("/admin/")
    client.post("/admin/login/code/", {"code": code_of()})
    inside = client.get("/admin/")
    client.post("/admin/logout/")
    outside = client.get("/admin/")

    assert [answer.status_code for answer in (wrong, right, halfway, inside, outside)] == [200, 302, 302, 200, 302]


def test_a_session_lasts_eight_hours_in_the_admin_alone_and_no_script_reads_it() -> None:
    User.objects.create_superuser("editor", password="a-long-password-of-ours")
    client = Client()

    answer = client.post("/admin/login/", {"login": "editor", "password": "a-long-password-of-ours"})

    session = answer.cookies["sessionid"]
    kept = {name: session[name] for name in ("path", "max-age", "httponly", "samesite")}
    assert kept == {"path": "/admin/", "max-age": 8 * 60 * 60, "httponly": True, "samesite": "Lax"}
    assert answer.cookies["csrftoken"]["path"] == "/admin/"


def test_who_is_logged_in_gets_the_same_public_page_without_a_cookie(editor: Client, client: Client) -> None:
    inside, outside = get(editor, "/nb/about/"), get(client, "/nb/about/")

    assert (inside.content, inside.cookies, inside.get("Vary")) == (outside.content, {}, None)


def test_who_may_not_edit_is_told_so_in_the_dress_of_the_site() -> None:
    client = Client()
    let_in(client, User.objects.create_user("reader", is_staff=True))

    answer = get(client, "/admin/trials/study/")

    assert answer.status_code == 403
    assert "CAR-T tracker" in text(parse(answer.content).find("head/title"))


@pytest.mark.parametrize("model", [*OURS, User], ids=lambda model: model._meta.label)
def test_every_list_and_every_empty_form_opens(model: type[Model], editor: Client) -> None:
    pages = ("changelist", "add")

    assert [editor.get(page_of(model, page)).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_list_can_be_searched_and_its_first_record_opened(model: type[Model], editor: Client) -> None:
    first = model._default_manager.order_by("pk").values_list("pk", flat=True).first()

    searched = editor.get(page_of(model, "changelist"), {"q": "lupus æøå"})

    assert searched.status_code == 200
    assert editor.get(page_of(model, "change", first)).status_code == 200
    assert editor.get(page_of(model, "history", first)).status_code == 200
    assert editor.get(page_of(model, "delete", first)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_record_sent_back_as_it_was_is_saved_and_unchanged(model: type[Model], editor: Client) -> None:
    first = model._default_manager.order_by("pk").first()
    assert first
    address = page_of(model, "change", first.pk)
    before = {field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields}

    answer = cast(HttpResponse, editor.post(address, fields_of(get(editor, address))))

    assert (errors(answer), answer.status_code) == ([], 302)
    first.refresh_from_db()
    assert {field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields} == before
    assert list(cast(Any, model).history.filter(history_user__username="editor")) == []


def change(editor: Client, thing: Model, **values: str) -> HttpResponse:
    """The answer to the thing's form with these values changed."""
    address = page_of(type(thing), "change", thing.pk)
    return cast(HttpResponse, editor.post(address, fields_of(get(editor, address)) | values))


def test_an_editor_changes_a_study(editor: Client) -> None:
    study = make_study(sites=[make_site()])

    answer = change(editor, study, acronym="NEW", start_date="2026-05", minimum_age_months="18")

    study.refresh_from_db()
    assert (errors(answer), answer.status_code) == ([], 302)
    assert (study.acronym, str(study.start_date), study.minimum_age_months) == ("NEW", "2026-05", 216)
    # That it was saved is told on the next page, by way of the session: a cookie for it would reach the public pages.
    assert {cookie["path"] for cookie in answer.cookies.values()} <= {"/admin/"}
    assert b"was changed successfully" in get(editor, "/admin/trials/study/").content


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"start_date": "2026-13"}, "“2026-13” is not a date. Write 2025, 2025-06 or 2025-06-14."),
        (
            {"minimum_age_months": "217 months", "maximum_age_months": "18 years"},
            "The minimum age (217 months) is above the maximum age. Correct one of the two.",
        ),
        (
            {"recruitment_status": "COMPLETED"},
            ENDED,
        ),
        (
            {"countries-0-country": "Atlantis"},
            "“Atlantis” is no country known here. Write its name or its two-letter code: Norway, or NO.",
        ),
        ({"sources-0-url": "ftp://x.example/"}, "The address must begin with https:// or http://."),
        ({"public_title": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_an_editor_is_told_what_is_wrong_with_a_study(values: dict[str, str], told: str, editor: Client) -> None:
    study = make_study(sites=[make_site()])

    assert errors(change(editor, study, **values)) == [told]


def new_rows(page: Fields, prefix: str, *rows: dict[str, str]) -> Fields:
    """The form with rows added to one of its tables."""
    at = int(str(page[f"{prefix}-TOTAL_FORMS"]))
    filled = {f"{prefix}-{at + n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return page | filled | {f"{prefix}-TOTAL_FORMS": str(at + len(rows))}


def test_an_editor_adds_a_whole_study(editor: Client) -> None:
    disease, site = make_indication(), make_site()
    page = fields_of(get(editor, page_of(Study, "add"))) | {
        "slug": "new-study",
        "public_title": "A new study",
        "recruitment_status": "RECRUITING",
        "indications": str(disease.pk),
    }
    page = new_rows(page, "identifiers", {"scheme": "CTGOV", "value": "nct 9123 4567"})
    page = new_rows(page, "countries", {"country": "NO"})
    page = new_rows(page, "study_sites", {"site": str(site.pk), "status": "RECRUITING"})
    page = new_rows(page, "sources", {"label": "ClinicalTrials.gov", "kind": "REGISTRY", "as_of": "2026-11"})

    answer = cast(HttpResponse, editor.post(page_of(Study, "add"), page))

    assert (errors(answer), answer.status_code) == ([], 302)
    study = Study.objects.get(slug="new-study")
    assert study.identifiers.get().value == "NCT91234567"
    assert (study.study_sites.get().site, list(study.indications.all())) == (site, [disease])


def test_a_new_study_that_has_ended_has_no_recruiting_site(editor: Client) -> None:
    page = fields_of(get(editor, page_of(Study, "add"))) | {
        "slug": "new-study",
        "public_title": "A new study",
        "recruitment_status": "WITHDRAWN",
    }
    page = new_rows(page, "study_sites", {"site": str(make_site().pk), "status": "RECRUITING"})

    answer = cast(HttpResponse, editor.post(page_of(Study, "add"), page))

    assert errors(answer) == [ENDED]


@pytest.mark.parametrize("writings", [("NCT91234567", "nct 91234567"), ("NCT06581198", "NCT91234567")])
def test_a_number_that_is_taken_is_told_and_not_saved(writings: tuple[str, str], editor: Client) -> None:
    study = make_study(identifiers=[])
    page = fields_of(get(editor, page_of(Study, "change", study.pk)))
    rows = [{"scheme": "CTGOV", "value": writing} for writing in writings]

    answer = cast(HttpResponse, editor.post(page_of(Study, "change", study.pk), new_rows(page, "identifiers", *rows)))

    assert errors(answer) != []
    assert not StudyIdentifier.objects.filter(study=study).exists()


def test_a_study_site_form_sent_empty_names_what_is_missing(editor: Client) -> None:
    page = fields_of(get(editor, page_of(StudySite, "add"))) | {"status": "RECRUITING"}

    answer = cast(HttpResponse, editor.post(page_of(StudySite, "add"), page))

    assert errors(answer) == ["This field is required.", "This field is required."]


@pytest.mark.parametrize(
    ("model", "condition"),
    [
        (Sponsor, {"studies__isnull": False}),
        (Site, {"study_sites__isnull": False}),
        (Indication, {"children__isnull": False}),
    ],
)
def test_what_others_depend_on_cannot_be_deleted(
    model: type[Model], condition: dict[str, bool], editor: Client
) -> None:
    thing = model._default_manager.filter(**condition).order_by("pk")[0]

    editor.post(page_of(model, "delete", thing.pk), {"post": "yes"})

    assert model._default_manager.filter(pk=thing.pk).exists()


def lacks(record: dict[str, object]) -> dict[Fact, bool]:
    """What a study of the catalogue's file lacks, read as the rule is written (rule 1 of the register)."""
    return {
        Fact.IDENTIFIER: not (record["identifiers"] or record["no_identifier_reason"]),
        Fact.INDICATION: not record["indications"],
        Fact.SPONSOR: not record["primary_sponsor"],
        Fact.PRODUCT: not (record["products"] or (record["modality"] and record["targets"])),
        Fact.COUNTRY: not record["countries"],
        Fact.SOURCE: not record["sources"],
    }


def catalogue_lacking(of: Callable[[dict[Fact, bool]], bool]) -> set[str]:
    records = json.loads((STARTER_CATALOGUE / "studies.json").read_text(encoding="utf-8"))
    return {record["slug"] for record in records if of(lacks(record))}


def listed(editor: Client, value: str) -> set[str]:
    """The slugs of the studies that the list shows for a choice of the filter."""
    page = get(editor, f"/admin/trials/study/?lacks={value}&all=")
    keys = re.findall(r"/admin/trials/study/(\d+)/change/", page.content.decode())
    return set(Study.objects.filter(pk__in=keys).values_list("slug", flat=True))


@pytest.mark.parametrize("fact", Fact)
def test_the_list_shows_the_studies_that_lack_a_fact(fact: Fact, editor: Client) -> None:
    assert listed(editor, fact) == catalogue_lacking(lambda missing: missing[fact])


def test_the_list_shows_the_studies_that_lack_anything(editor: Client) -> None:
    assert listed(editor, "ANY") == catalogue_lacking(lambda missing: any(missing.values()))


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "studier"), ("nn", "studiar"), ("en", "studies"), ("sv", "studier")]
)
def test_the_admin_speaks_the_editors_language(language: str, word: str, editor: Client) -> None:
    answer = cast(HttpResponse, editor.get("/admin/trials/", headers={"Accept-Language": language}))

    page = parse(answer.content)
    assert page.get("lang") == answer["Content-Language"] == ("nb" if language == "sv" else language)
    assert word in [text(link).lower() for link in page.findall(".//th/a")]
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 300, "lacks=NOTHING", "p=99999999", "o=x", "e=1", "none=1"])
def test_a_list_of_the_admin_survives_a_strange_question(query: str, editor: Client) -> None:
    assert editor.get(f"/admin/trials/study/?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 40, "1.5", "%00", "_0A", "æ"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_record_that_is_none_is_told_so(model: type[Model], key: str, editor: Client) -> None:
    address = page_of(model, "changelist") + f"{key}/change/"

    assert editor.get(address).status_code in {302, 400, 404}
