"""What is in use is not deleted, and whoever tries is told who uses it."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.admin.hands import form_of, page_of, person, send as send_form
from tests.factories import (
    make_indication,
    make_product,
    make_publication,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from tests.html import parse, text, texts
from tests.signing_in import let_in
from trials.actions.deleting import DeletionRefused, delete
from trials.choices import PublicationState
from trials.models import Product, Publication, Source, Sponsor, Study, StudySite

pytestmark = pytest.mark.django_db

# After whatever is written while the tests run: the latest row of a history is the last by date.
AT = datetime(2099, 11, 26, 9, 30, tzinfo=UTC)


@pytest.fixture
def editor() -> Client:
    return person("editor")


def ask(client: Client, thing: Any) -> HttpResponse:
    return cast(HttpResponse, client.get(page_of(type(thing), "delete", thing.pk)))


def confirm(client: Client, thing: Any, reason: str = "Entered twice") -> HttpResponse:
    return cast(HttpResponse, client.post(page_of(type(thing), "delete", thing.pk), {"post": "yes", "reason": reason}))


def delete_selected(client: Client, *things: Any, **more: str) -> HttpResponse:
    data = {"action": "delete_selected", "_selected_action": [thing.pk for thing in things], **more}
    return cast(HttpResponse, client.post(page_of(type(things[0]), "changelist"), data, follow=True))


def users(answer: HttpResponse) -> list[str]:
    return texts(parse(answer.content), ".//ul[@class='uses']/li")


def draft(**fields: Any) -> Study:
    return make_study(publication_state=PublicationState.DRAFT, **fields)


def in_use(kind: str) -> tuple[Any, Any]:
    """A thing and who uses it."""
    target, indication, sponsor, product, site = (
        make_target(),
        make_indication(),
        make_sponsor(),
        make_product(),
        make_site(),
    )
    parent = make_indication()
    led = draft()
    pairs = {
        "sponsor of a study": lambda: (sponsor, make_study(primary_sponsor=sponsor)),
        "collaborator": lambda: (sponsor, make_study(collaborators=[sponsor])),
        "developer": lambda: (sponsor, make_product(developer=sponsor)),
        "product": lambda: (product, make_study(products=[product])),
        "disease of a study": lambda: (indication, make_study(indications=[indication])),
        "disease of a publication": lambda: (indication, make_publication(indications=[indication])),
        "wider disease": lambda: (parent, make_indication(parent=parent)),
        "target of a product": lambda: (target, make_product(targets=[target])),
        "target of a study": lambda: (target, make_study(own_targets=[target])),
        "site": lambda: (site, make_study_site(make_study(), site)),
        "study of a publication": lambda: (led, make_publication(studies=[led])),
        "study that is followed up": lambda: (led, make_study(follow_up_of=led)),
    }
    return pairs[kind]()


KINDS = (
    *("sponsor of a study", "collaborator", "developer", "product", "disease of a study", "disease of a publication"),
    *("wider disease", "target of a product", "target of a study", "site"),
    *("study of a publication", "study that is followed up"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_in_use_stays_and_its_users_are_named_with_links(editor: Client, kind: str) -> None:
    thing, user = in_use(kind)

    answers = [ask(editor, thing), confirm(editor, thing)]

    for answer in answers:
        page = parse(answer.content)
        assert answer.status_code == 200
        assert users(answer) == [str(user)]
        assert page.findall(".//ul[@class='uses']/li/a")[0].get("href") == page_of(type(user), "change", user.pk)
        assert page.find(".//form[@id='delete_form']") is None
    assert type(thing).objects.filter(pk=thing.pk).exists()
    with pytest.raises(DeletionRefused):
        delete([thing], by=None, at=AT, reason="Entered twice")
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_at_most_fifty_users_are_named_and_the_rest_counted_with_a_link(editor: Client) -> None:
    sponsor = make_sponsor()
    Study.objects.bulk_create(
        Study(slug=f"s-{n}", public_title=f"S {n}", recruitment_status="RECRUITING", primary_sponsor=sponsor)
        for n in range(53)
    )

    answer = ask(editor, sponsor)

    assert len(users(answer)) == 51
    link = parse(answer.content).findall(".//ul[@class='uses']/li/a")[-1]
    assert text(link) == "and 3 more"
    assert link.get("href") == page_of(Study, "changelist") + f"?primary_sponsor__id__exact={sponsor.pk}"


def test_what_nobody_uses_is_deleted_with_its_parts_and_all_of_it_is_signed(editor: Client) -> None:
    study = draft(sites=[make_site()])
    (identifier,), (place,) = study.identifiers.all(), study.study_sites.all()

    page = parse(ask(editor, study).content)
    answer = confirm(editor, study)

    assert "Sources: 1" in texts(page, ".//li")
    assert answer.status_code == 302
    assert not Study.objects.filter(pk=study.pk).exists()
    assert not StudySite.objects.exists()
    entries = [type(row).history.filter(id=row.pk).latest() for row in (study, identifier, place)]
    assert {(entry.history_type, entry.history_user.username, entry.history_change_reason) for entry in entries} == {
        ("-", "editor", "Entered twice")
    }
    assert len({entry.history_date for entry in entries}) == 1


@pytest.mark.parametrize("reason", ["", " ", "pasient 01010112377"])
def test_a_deletion_needs_a_reason_that_may_be_kept(editor: Client, reason: str) -> None:
    sponsor = make_sponsor()

    answer = confirm(editor, sponsor, reason)

    assert answer.status_code == 200
    assert len(texts(parse(answer.content), ".//ul[@class='errorlist']/li")) == 1
    assert Sponsor.objects.filter(pk=sponsor.pk).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"publication_state": "PUBLISHED"},
        {"publication_state": "WITHDRAWN", "withdrawal_reason_nb": "Dobbelt"},
        {"publication_state": "DRAFT", "first_published_at": AT},
    ],
)
def test_a_study_that_was_ever_public_is_never_deleted(editor: Client, fields: dict[str, Any]) -> None:
    study = make_study(**fields)

    answer = confirm(editor, study)

    assert "Withdraw it instead" in text(parse(answer.content).find(".//div[@id='content']"))
    assert Study.objects.filter(pk=study.pk).exists()
    with override("en"), pytest.raises(DeletionRefused, match="Withdraw it instead"):
        delete([study], by=None, at=AT, reason="Entered twice")


# Several at once


def test_of_several_each_is_told_of_and_those_that_may_go_go(editor: Client) -> None:
    used, free, also = make_product(name="Used-cel"), make_product(name="Free-cel"), make_product(name="Also-cel")
    study = make_study(products=[used], public_title="The study")

    page = parse(delete_selected(editor, used, free, also).content)

    assert texts(page, ".//h3/a") == ["Used-cel"]
    assert texts(page, ".//ul[@class='uses']/li") == [str(study)]
    assert texts(page, ".//ul[@id='deleted-objects']/li") == ["Free-cel", "Also-cel"]
    chosen = [field.get("value") for field in page.findall(".//input[@name='_selected_action']")]
    assert chosen == [str(free.pk), str(also.pk)]
    answer = delete_selected(editor, free, also, post="yes", reason="Entered twice")
    assert texts(parse(answer.content), ".//ul[@class='messagelist']/li") == ["2 records were deleted."]
    assert list(Product.objects.values_list("name", flat=True)) == ["Used-cel"]
    assert Product.history.filter(history_type="-", history_change_reason="Entered twice").count() == 2


def test_of_several_none_is_deleted_when_one_came_into_use_meanwhile(editor: Client) -> None:
    used, free = make_product(name="Used-cel"), make_product(name="Free-cel")
    make_study(products=[used])

    answer = delete_selected(editor, used, free, post="yes", reason="Entered twice")

    assert texts(parse(answer.content), ".//p[@class='errornote']") == [
        "“Used-cel” is in use by now, so nothing was deleted."
    ]
    assert Product.objects.count() == 2


def test_several_need_a_reason_too(editor: Client) -> None:
    one = make_product()

    answer = delete_selected(editor, one, post="yes", reason="")

    assert texts(parse(answer.content), ".//ul[@class='errorlist']/li") == ["This field is required."]
    assert Product.objects.filter(pk=one.pk).exists()


# Sources


def test_a_source_that_a_status_comes_from_may_go_and_that_is_told(editor: Client) -> None:
    study = draft()
    (source,) = study.sources.all()
    Study.objects.filter(pk=study.pk).update(status_source=source)
    place = make_study_site(study, make_site(), status_source=source)

    answer = send_form(editor, study, form_of(editor, study), **{"sources-0-DELETE": "on", "reason": "Dead link"})

    page = parse(cast(HttpResponse, editor.get(answer["Location"])).content)
    assert "A source was deleted that statuses came from: 2 statuses have no source now." in texts(
        page, ".//ul[@class='messagelist']/li"
    )
    study.refresh_from_db()
    place.refresh_from_db()
    assert (Source.objects.count(), study.status_source, place.status_source) == (0, None, None)
    last = place.history.latest()
    assert (last.status_source_id, last.version, last.history_change_reason) == (None, place.version, "Dead link")
    assert study.history.latest().status_source_id is None


# Who may, and what it costs


def test_who_may_not_delete_the_parts_is_told_and_refused() -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_study", "delete_study"]))
    client = Client(headers={"Accept-Language": "en"})
    let_in(client, clerk)
    study = draft(sites=[make_site()])

    page = parse(ask(client, study).content)

    assert "site of the study" in texts(page, ".//div[@id='content']//li")
    assert confirm(client, study).status_code == 403
    assert Study.objects.filter(pk=study.pk).exists()


def test_who_may_not_delete_at_all_is_refused() -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_study", "change_study"]))
    client = Client()
    let_in(client, clerk)

    assert (ask(client, draft()).status_code, confirm(client, draft()).status_code) == (403, 403)


def test_the_page_needs_as_many_queries_for_sixty_users_as_for_two(editor: Client) -> None:
    counts = []
    for number in (2, 60):
        site = make_site()
        studies = Study.objects.bulk_create(
            Study(slug=f"s-{number}-{n}", public_title="S", recruitment_status="RECRUITING") for n in range(number)
        )
        StudySite.objects.bulk_create(StudySite(study=study, site=site) for study in studies)
        with CaptureQueriesContext(connection) as captured:
            ask(editor, site)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_page_of_several_needs_as_many_queries_for_ten_as_for_two(editor: Client) -> None:
    counts = []
    for number in (2, 10):
        things = [make_product() for _ in range(number)]
        for thing in things:
            make_study(products=[thing])
            make_source(product=thing)
        with CaptureQueriesContext(connection) as captured:
            delete_selected(editor, *things)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_publication_goes_with_its_own_links(editor: Client) -> None:
    publication = make_publication(studies=[make_study()])

    assert confirm(editor, publication).status_code == 302
    assert not Publication.objects.exists()
