"""The pages where two sponsors, sites or products become one."""

from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.hands import page_of, person
from tests.factories import make_product, make_site, make_sponsor, make_study, make_study_site, make_target
from tests.html import parse, text, texts
from tests.signing_in import let_in
from tests.site.admin_forms import Fields, fields_of
from trials.models import FormerAddress, Product, Site, Sponsor, Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return person("editor")


def merge_page(client: Client, *things: Any, **more: Any) -> HttpResponse:
    """The page that shows these side by side."""
    question = {"thing": [thing.pk for thing in things], **more}
    return cast(HttpResponse, client.get(page_of(type(things[0]), "merge"), question))


def form_in(answer: HttpResponse) -> Fields:
    """The form as a browser would send it; the fields that stand for several things are lists."""
    form = parse(answer.content).find(".//form[@id='merge_form']")
    assert form is not None
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        if field.get("name"):
            fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def send(client: Client, model: type[Any], form: Fields, **values: str) -> HttpResponse:
    return cast(HttpResponse, client.post(page_of(model, "merge"), form | {"reason": "One person"} | values))


def merged(client: Client, *things: Any, reason: str = "One person", **more: Any) -> HttpResponse:
    """The answer to merging these, the first of them kept."""
    return send(client, type(things[0]), form_in(merge_page(client, *things, **more)), reason=reason)


def told(answer: HttpResponse) -> list[str]:
    page = parse(answer.content)
    return [*texts(page, ".//p[@class='errornote']"), *texts(page, ".//ul[@class='errorlist']/li")]


def messages(client: Client, answer: HttpResponse) -> list[str]:
    page = parse(cast(HttpResponse, client.get(answer["Location"])).content)
    return texts(page, ".//ul[@class='messagelist']/li")


def table(answer: HttpResponse) -> dict[str, list[str]]:
    rows = parse(answer.content).findall(".//div[@class='side-by-side']/table/tbody/tr")
    return {text(row.find("th")): [text(cell) for cell in row.findall("td")] for row in rows}


# Who, and how one gets there


def test_the_list_leads_to_the_selected_side_by_side_with_its_filter(editor: Client) -> None:
    one, other = make_sponsor(), make_sponsor()
    address = page_of(Sponsor, "changelist") + "?sponsor_type__exact=INDUSTRY"

    answer = editor.post(address, {"action": "merge_selected", "_selected_action": [one.pk, other.pk]})

    way = urlsplit(answer["Location"])
    assert (answer.status_code, way.path) == (302, page_of(Sponsor, "merge"))
    assert parse_qs(way.query) == {
        "thing": [str(one.pk), str(other.pk)],
        "_changelist_filters": ["sponsor_type__exact=INDUSTRY"],
    }


def test_one_alone_is_not_merged_from_the_list(editor: Client) -> None:
    one = make_sponsor()

    chosen = {"action": "merge_selected", "_selected_action": [one.pk]}
    answer = cast(HttpResponse, editor.post(page_of(Sponsor, "changelist"), chosen))

    assert messages(editor, answer) == ["Select from two to 6 to merge."]


def test_a_record_leads_to_a_choice_of_another_with_likely_ones_named(editor: Client) -> None:
    one, other = make_sponsor(name="Liang Zou"), make_sponsor(name="LiangZou")
    make_sponsor(name="Novartis")
    record = parse(editor.get(page_of(Sponsor, "change", one.pk)).content)
    (link,) = (link for link in record.iter("a") if link.get("class") == "mergelink")

    page = parse(editor.get(link.get("href", "")).content)

    assert texts(page, ".//ul[@class='uses']/li/a") == ["Compare “Liang Zou” and “LiangZou”"]
    (chosen,) = page.findall(".//form[@id='choose_form']//select[@name='thing']")
    assert chosen.get("data-model-name") == "product"
    assert str(other.pk) in page.findall(".//ul[@class='uses']/li/a")[0].get("href", "")


def test_possible_duplicates_are_listed_and_lead_to_the_comparison(editor: Client) -> None:
    make_sponsor(name="Liang Zou", country="CN")
    make_sponsor(name="LiangZou", country="")
    make_sponsor(name="Novartis Pharma", country="CH")
    make_sponsor(name="Novartis Pharm", country="US")
    page = parse(editor.get(page_of(Sponsor, "duplicates")).content)

    assert texts(page, ".//ul[@class='uses']/li") == [
        "Compare “Liang Zou” and “LiangZou”",
        "Compare “Novartis Pharma” and “Novartis Pharm” (different countries)",
    ]


@pytest.mark.parametrize("model", [Sponsor, Site, Product])
def test_who_may_not_merge_sees_no_way_to_it_and_is_refused(model: type[Any]) -> None:
    make = {Sponsor: make_sponsor, Site: make_site, Product: make_product}[model]
    one, other = make(), make()
    coordinator = User.objects.create_user("coordinator", is_staff=True)
    names = [f"{verb}_{model.__name__.lower()}" for verb in ("view", "change", "delete")]
    coordinator.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, coordinator)

    pages = [client.get(page_of(model, "changelist")), client.get(page_of(model, "change", one.pk))]

    assert [b"/merge/" in page.content or b"merge_selected" in page.content for page in pages] == [False, False]
    assert client.get(page_of(model, "duplicates")).status_code == 403
    assert merge_page(client, one, other).status_code == 403
    assert send(client, model, {"thing": [str(one.pk), str(other.pk)], "keep": str(one.pk)}).status_code == 403
    assert model.objects.count() == 2


# What the page shows


def test_the_page_shows_what_is_kept_filled_and_given_up(editor: Client) -> None:
    keep = make_sponsor("liang-zou", name="Liang Zou", country="CN", sponsor_type="")
    gone = make_sponsor("liangzou", name="LiangZou", country="US", sponsor_type="INVESTIGATOR_INITIATED")

    answer = merge_page(editor, keep, gone)

    assert table(answer) == {
        "Address": ["liang-zou", "liangzou (leads to the kept one)", "liang-zou"],
        "Name": ["Liang Zou", "LiangZou (becomes another name)", "Liang Zou"],
        "Other names": ["–", "–", "LiangZou"],
        "Sponsor type": ["–", "Investigator-initiated", "Investigator-initiated"],
        "Country": ["China", "United States (given up)", "China"],
    }


def test_the_page_says_what_moves_and_leads_to_it(editor: Client) -> None:
    keep, gone = make_product(targets=[make_target()]), make_product(name="Gone-cel")
    make_study(products=[gone])
    make_study(products=[gone, keep])

    page = parse(merge_page(editor, keep, gone).content)

    (item,) = page.findall(".//ul[@class='uses']/li")
    assert text(item) == "Studies (products): 2 those of Gone-cel"
    assert [link.get("href") for link in item.iter("a")] == [
        page_of(Study, "changelist") + f"?products__id__exact={gone.pk}"
    ]


def test_the_other_one_can_be_kept_instead(editor: Client) -> None:
    one, other = make_sponsor(name="One"), make_sponsor(name="Other")
    page = parse(merge_page(editor, one, other).content)
    (link,) = (a for a in page.iter("a") if text(a) == "Keep this one instead: Other")

    answer = send(editor, Sponsor, form_in(cast(HttpResponse, editor.get(link.get("href", "")))))

    assert answer.status_code == 302
    assert list(Sponsor.objects.values_list("name", "aliases")) == [("Other", ["One"])]


def test_studies_that_disagree_are_named_with_their_fields_and_links(editor: Client) -> None:
    keep, gone = make_site(), make_site()
    studies = [make_study(public_title=title) for title in ("First", "Second")]
    for study in studies:
        make_study_site(study, keep)
        make_study_site(study, gone, status="COMPLETED")

    answer = merge_page(editor, keep, gone)

    page = parse(answer.content)
    assert [item.split(" (")[0] for item in texts(page, ".//ul[@class='uses']/li")][:2] == [
        "First: status at the site",
        "Second: status at the site",
    ]
    assert page.find(f".//a[@href='{page_of(Study, 'change', studies[0].pk)}']") is not None
    assert page.find(".//form[@id='merge_form']//input[@type='submit']") is None
    refused = send(editor, Site, form_in(answer))
    assert "Some studies list both sites and say different things of them. Nothing was merged." in told(refused)
    assert Site.objects.count() == 2


# What happens


def test_two_are_merged_and_the_person_is_back_at_the_list_they_came_from(editor: Client) -> None:
    keep, gone = make_sponsor(name="Liang Zou"), make_sponsor("liangzou", name="LiangZou")
    study = make_study(primary_sponsor=gone)

    answer = merged(editor, keep, gone, _changelist_filters="sponsor_type__exact=INDUSTRY&p=1")

    study.refresh_from_db()
    keep.refresh_from_db()
    assert answer["Location"] == page_of(Sponsor, "changelist") + "?sponsor_type__exact=INDUSTRY&p=1"
    assert (study.primary_sponsor, keep.aliases) == (keep, ["LiangZou"])
    assert FormerAddress.objects.get().thing == keep
    last = keep.history.latest()
    assert (last.history_user.username, last.history_change_reason) == ("editor", "One person")
    page = parse(cast(HttpResponse, editor.get(page_of(Sponsor, "changelist"))).content)
    (message,) = page.findall(".//ul[@class='messagelist']/li")
    assert text(message) == "LiangZou is now part of Liang Zou. 1 record was changed."
    assert [link.get("href") for link in message.iter("a")] == [page_of(Sponsor, "change", keep.pk)]


def test_three_are_merged_in_one_step(editor: Client) -> None:
    keep, second, third = make_site(name_en="A"), make_site(name_en="B"), make_site(name_en="C")
    make_study(sites=[second, third])

    merged(editor, keep, second, third)

    assert list(Site.objects.values_list("aliases", flat=True)) == [["B", "C"]]
    assert FormerAddress.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "   ", "pasient 01010112377"])
def test_a_reason_is_asked_for_and_takes_no_identity_number(editor: Client, reason: str) -> None:
    answer = merged(editor, make_sponsor(), make_sponsor(), reason=reason)

    assert answer.status_code == 200
    assert len(told(answer)) == 1
    assert Sponsor.objects.count() == 2


@pytest.mark.parametrize("changed", [0, 1])
def test_what_was_changed_meanwhile_is_told_and_nothing_is_done(editor: Client, changed: int) -> None:
    things = [make_sponsor(name="Liang Zou"), make_sponsor(name="LiangZou")]
    form = form_in(merge_page(editor, *things))
    address = page_of(Sponsor, "change", things[changed].pk)
    record = fields_of(cast(HttpResponse, editor.get(address)))
    editor.post(address, record | {"country": "CN", "reason": "From the registry"})

    answer = send(editor, Sponsor, form)

    assert told(answer) == [f"“{things[changed].name}” was changed meanwhile, so nothing was merged."]
    assert "country: – → China" in texts(parse(answer.content), ".//li")
    assert Sponsor.objects.count() == 2
    # Whoever has seen it can merge from the same page.
    assert send(editor, Sponsor, form_in(answer)).status_code == 302


@pytest.mark.parametrize("question", ["", "thing=x", "thing=9999999", "thing=" + "9" * 40, "thing=%C2%B2", "thing=-1"])
def test_a_question_that_names_nothing_leads_back_to_the_list(editor: Client, question: str) -> None:
    answer = editor.get(f"{page_of(Sponsor, 'merge')}?{question}")

    assert (answer.status_code, answer["Location"]) == (302, page_of(Sponsor, "changelist"))


def test_a_form_without_versions_merges_nothing(editor: Client) -> None:
    one, other = make_sponsor(), make_sponsor()

    answer = send(editor, Sponsor, {"thing": [str(one.pk), str(other.pk)], "keep": str(one.pk)})

    assert answer.status_code == 200
    assert Sponsor.objects.count() == 2


def test_what_was_merged_meanwhile_is_told(editor: Client) -> None:
    one, other = make_sponsor(name="One"), make_sponsor(name="Other")
    form = form_in(merge_page(editor, one, other))
    merged(editor, other, one)

    answer = send(editor, Sponsor, form)

    assert messages(editor, answer)[-1] == (
        "One of them is no longer there: it was merged or deleted meanwhile. Nothing was done."
    )
    assert list(Sponsor.objects.values_list("name", flat=True)) == ["Other"]


@pytest.mark.parametrize("model", [Sponsor, Site, Product])
def test_the_page_needs_as_many_queries_for_twenty_users_as_for_two(editor: Client, model: type[Any]) -> None:
    counts = []
    for number in (2, 20):
        make = {Sponsor: make_sponsor, Site: make_site, Product: make_product}[model]
        keep, gone = make(), make()
        for _ in range(number):
            about: dict[str, Any] = (
                {"primary_sponsor": gone} if model is Sponsor else {model.__name__.lower() + "s": [gone]}
            )
            make_study(**about)
        with CaptureQueriesContext(connection) as captured:
            merge_page(editor, keep, gone)
        counts.append(len(captured))

    assert counts[0] == counts[1]
