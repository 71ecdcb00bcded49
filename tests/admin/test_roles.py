"""Every address of the admin, asked by everybody: who gets in is written here by permission, and anything new must be.

An address that no rule names fails the first test, so that a new page is never open to somebody by accident.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver

from tests.databases import rolled_back
from tests.factories import (
    make_guidance,
    make_indication,
    make_person,
    make_product,
    make_publication,
    make_record,
    make_report,
    make_run,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
    make_term,
)
from tests.signing_in import let_in, let_in_by_password
from trials.admin.read_only import ReadOnlyAdmin
from trials.models import ErrorReport, SiteCoordinator, StudySite

pytestmark = pytest.mark.django_db

RECORDS = (
    *("study", "studysite", "sponsor", "site", "product", "target", "indication", "publication", "glossaryterm"),
    "washoutguidance",
)
# What imports write, and people read.
READ = ("registryrun", "registryrecord", "errorreport")


def of(verb: str, *records: str) -> set[str]:
    return {f"trials.{verb}_{record}" for record in records}


COORDINATOR = of("view", *RECORDS, *READ) | of("change", "studysite", "errorreport")
EDITOR = (
    COORDINATOR
    | of("add", *RECORDS)
    | of("change", *RECORDS)
    | of("delete", *RECORDS)
    | of("publish", "study")
    | of("merge", "sponsor", "site", "product")
)
ADMINISTRATOR = EDITOR | {"auth.view_user", "auth.add_user", "auth.change_user"}

# What each may do. A superuser may do everything but delete people: nobody deletes people.
MAY: dict[str, set[str]] = {
    "anonymous": set(),
    "reader": set(),  # has an account, but is no staff
    "password": set(),  # may do everything, but has shown a password alone
    "staff": set(),  # without a role
    "coordinator": COORDINATOR,
    "coordinator elsewhere": COORDINATOR,  # of another hospital than the site of the study that is asked for
    "editor": EDITOR,
    "administrator": ADMINISTRATOR,
    "superuser": ADMINISTRATOR,
}
OUTSIDE = {"anonymous", "reader", "password"}
STRANGERS = {"anonymous", "reader"}


class Rule(NamedTuple):
    """Who gets which answer: `needs` is a permission, "" for all staff; who lacks it gets `else_`."""

    needs: str
    answer: int
    else_: int = 403


class Rules(NamedTuple):
    """The rules of an address, for reading and for sending, and what is sent."""

    get: Rule
    post: Rule
    sent: dict[str, str] = {}


VIEW, ADD, CHANGE, DELETE, MERGE = (
    verb.join(("{app}.", "_{model}")) for verb in ("view", "add", "change", "delete", "merge")
)

PUBLISH = "trials.publish_study"

# By the route below a record's own address. Forms are sent empty: whoever may send them is told what is missing.
OF_RECORDS = {
    "": Rules(Rule(VIEW, 200), Rule(VIEW, 200)),
    "choices/": Rules(Rule("trials.change_study", 200), Rule("", 405)),
    "add/": Rules(Rule(ADD, 200), Rule(ADD, 200)),
    "<path:object_id>/change/": Rules(Rule(VIEW, 200), Rule(CHANGE, 200)),
    "<path:object_id>/delete/": Rules(Rule(DELETE, 200), Rule(DELETE, 302), {"post": "yes", "reason": "Entered twice"}),
    "<path:object_id>/history/": Rules(Rule(VIEW, 200), Rule(VIEW, 200)),
    "<path:object_id>/history/<str:of>/<int:former>/<int:changed>/<str:field>/": Rules(
        Rule(CHANGE, 404), Rule(CHANGE, 404)
    ),
    "deleted/": Rules(Rule(ADD, 200), Rule(ADD, 200)),
    "deleted/<path:object_id>/history/": Rules(Rule(ADD, 404), Rule(ADD, 404)),
    "deleted/<path:object_id>/bring-back/": Rules(Rule(ADD, 404), Rule(ADD, 404)),
    "<path:object_id>/": Rules(Rule("", 302), Rule("", 302)),  # leads to the change page
    "<int:pk>/access/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 400)),  # sent without saying what is to be done
    "<path:object_id>/preview/": Rules(Rule(VIEW, 200), Rule(VIEW, 200)),
    # Without a version, as if from a page of long ago: 409. Without the reason that it wants: the page again.
    "<path:object_id>/send-to-review/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 409)),
    "<path:object_id>/send-back/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 200)),
    "<path:object_id>/publish/": Rules(Rule(PUBLISH, 200), Rule(PUBLISH, 409)),
    "<path:object_id>/withdraw/": Rules(Rule(PUBLISH, 200), Rule(PUBLISH, 200)),
    "merge/": Rules(Rule(MERGE, 302), Rule(MERGE, 302)),  # which things is not said: back to the list
    "duplicates/": Rules(Rule(MERGE, 200), Rule(MERGE, 200)),
    "bulk/send-to-review/": Rules(Rule(CHANGE, 302), Rule(CHANGE, 302)),
    "bulk/confirm-classification/": Rules(Rule(CHANGE, 302), Rule(CHANGE, 302)),
    "bulk/publish/": Rules(Rule(PUBLISH, 302), Rule(PUBLISH, 302)),
    "bulk/withdraw/": Rules(Rule(PUBLISH, 302), Rule(PUBLISH, 200)),
    "inbox/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 200)),
    "inbox/study/<int:pk>/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 302)),  # nothing chosen: on to the next
    "inbox/study/<int:pk>/name/": Rules(Rule(CHANGE, 302), Rule(CHANGE, 302)),
    "inbox/study/<int:pk>/hand-back/": Rules(Rule(CHANGE, 302), Rule(CHANGE, 302)),
    "inbox/record/<int:pk>/": Rules(Rule(CHANGE, 404), Rule(PUBLISH, 404)),
    "queue/": Rules(Rule(CHANGE, 200), Rule("", 405)),
    "queue/<int:pk>/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 200)),
    "queue/mail/<str:token>/": Rules(Rule("", 404), Rule("", 404)),
}
# Of what is only read; nobody may send a form.
ONLY_READ = {
    "": Rules(Rule(VIEW, 200), Rule(VIEW, 200)),
    "<path:object_id>/change/": Rules(Rule(VIEW, 200), Rule("", 403)),
}
# What readers reported; who may not close a report does not read it.
OF_REPORTS = {
    "": Rules(Rule(VIEW, 200), Rule(VIEW, 200)),
    "<path:object_id>/change/": Rules(Rule(CHANGE, 200), Rule(CHANGE, 200)),
}
# By the route below /admin/.
OF_THE_SITE = {
    "": Rules(Rule("", 200), Rule("", 200)),
    "password_change/": Rules(Rule("", 200), Rule("", 200)),
    "password_change/done/": Rules(Rule("", 200), Rule("", 405)),
    "autocomplete/": Rules(Rule("trials.view_sponsor", 200), Rule("", 405)),
    "jsi18n/": Rules(Rule("", 200), Rule("", 405)),
    "r/<path:content_type_id>/<path:object_id>/": Rules(Rule("", 404), Rule("", 404)),
    "trials/": Rules(Rule("trials.view_study", 200, 404), Rule("trials.view_study", 200, 404)),
    "auth/": Rules(Rule("auth.view_user", 200, 404), Rule("auth.view_user", 200, 404)),
    "no/such/page": Rules(Rule("", 404), Rule("", 404)),
}
# Who is not let in is sent to sign in; these pages alone answer outsiders by themselves.
SIGN_IN = {method: {role: 200 if role in STRANGERS else 302 for role in MAY} for method in ("GET", "POST")}
SIGN_OUT = {
    "GET": {role: 302 if role in OUTSIDE else 405 for role in MAY},
    "POST": {role: 302 if role in OUTSIDE else 200 for role in MAY},
}
LANGUAGE = dict.fromkeys(("GET", "POST"), dict.fromkeys(MAY, 302))
INVITATION = dict.fromkeys(("GET", "POST"), dict.fromkeys(MAY, 200))  # says that it is none
OPEN = {
    "login/": SIGN_IN,
    "logout/": SIGN_OUT,
    "language/": LANGUAGE,
    "invitation/<uidb64>/<token>/": INVITATION,
}
TO_SIGN_IN = 302

# What stands in a route for the rest of an address.
REST = {"(?P<url>.*)$": ("no/such/page",)}
CHOICE = "?app_label=trials&model_name=study&field_name=primary_sponsor"
# Of these a coordinator changes the rows of their own hospitals alone, and reads no report on others.
OF_HOSPITALS = {"studysite", "errorreport"}
QUERIES = {"autocomplete/": CHOICE, "choices/": CHOICE}


class Address(NamedTuple):
    """An address as it is declared: below a model's own, or below the site's."""

    model: type[models.Model] | None
    route: str


def addresses() -> list[Address]:
    """Every address that the admin answers to."""
    by_prefix = {f"{model._meta.app_label}/{model._meta.model_name}/": model for model in admin.site._registry}
    return [Address(by_prefix.get(prefix), route) for prefix, route in walk(admin.site.get_urls())]


def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        written = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, prefix + written)
        elif written.startswith("^(?P<app_label>"):
            labels = written.removeprefix("^(?P<app_label>").removesuffix(")/$").split("|")
            yield from ((prefix, f"{label}/") for label in labels)
        else:
            yield from ((prefix, route) for route in REST.get(written, (written,)))


def rules_of(address: Address) -> Rules | None:
    if address.model is ErrorReport:
        return OF_REPORTS.get(address.route)
    if address.model and isinstance(admin.site._registry[address.model], ReadOnlyAdmin):
        return ONLY_READ.get(address.route)
    return (OF_RECORDS if address.model else OF_THE_SITE).get(address.route)


def test_every_address_of_the_admin_has_its_rule() -> None:
    without = [address for address in addresses() if not rules_of(address) and address.route not in OPEN]

    assert without == []


def test_the_walk_finds_addresses_that_are_there() -> None:
    routes = {(address.model and address.model.__name__, address.route) for address in addresses()}

    expected = {(None, ""), (None, "login/"), ("Study", "<path:object_id>/change/"), ("User", "<int:pk>/access/")}
    assert expected <= routes


def make_everything() -> dict[type[models.Model], models.Model]:
    """One of everything, in use by nothing; the study is a draft."""
    things: list[models.Model] = [
        make_study("draft", publication_state="DRAFT"),
        make_study_site(make_study(), make_site()),
        make_sponsor(),
        make_site(),
        make_product(),
        make_target(),
        make_indication(),
        make_publication(),
        make_term(),
        make_guidance(),
        make_person("somebody", "coordinator"),
        make_run(),
        make_record(),
    ]
    things.append(make_report(things[1].study))  # type: ignore[attr-defined]
    return {type(thing): thing for thing in things}


def path_of(address: Address, things: dict[type[models.Model], models.Model]) -> str:
    """The address with the key of a thing that is there wherever it wants one."""
    route = address.route
    if address.model:
        route = f"{address.model._meta.app_label}/{address.model._meta.model_name}/{route}"
        key = things[address.model].pk
    else:
        key = 1
    for name in ("<path:object_id>", "<path:content_type_id>", "<id>", "<int:pk>"):
        route = route.replace(name, str(key))
    # No version in the history has this key.
    parts = ("<str:token>", "<str:of>", "<int:former>", "<int:changed>", "<str:field>", "<uidb64>", "<token>")
    for name in parts:
        route = route.replace(name, "0")
    assert "<" not in route, f"{route} wants something that path_of() does not know."
    return f"/admin/{route}{QUERIES.get(address.route, '')}"


def somebody(role: str) -> Client:
    """A browser of somebody with the role."""
    client = Client()
    if role == "anonymous":
        return client
    flags = {"is_staff": role != "reader", "is_superuser": role in {"superuser", "password"}}
    roles = [name for name in ("coordinator", "editor", "administrator") if role.startswith(name)]
    person = make_person(role.replace(" ", "-"), *roles, **flags)
    if role == "coordinator":
        SiteCoordinator.objects.bulk_create(
            SiteCoordinator(site_id=site, user=person) for site in StudySite.objects.values_list("site", flat=True)
        )
    elif role == "coordinator elsewhere":
        SiteCoordinator.objects.create(site=make_site(), user=person)
    enter = let_in_by_password if role == "password" else let_in
    enter(client, person)
    return client


def expected(role: str, method: str, address: Address) -> int:
    if address.model is None and address.route in OPEN:
        return OPEN[address.route][method][role]
    if role in OUTSIDE:
        return TO_SIGN_IN
    rules = rules_of(address)
    assert rules
    rule = rules.get if method == "GET" else rules.post
    is_elsewhere = role == "coordinator elsewhere" and "<" in address.route and changes_a_hospitals(rule, address)
    return rule.answer if may(role, rule.needs, address.model) and not is_elsewhere else rule.else_


def changes_a_hospitals(rule: Rule, address: Address) -> bool:
    """Whether it changes a row that belongs to a hospital."""
    return rule.needs == CHANGE and address.model is not None and address.model._meta.model_name in OF_HOSPITALS


def may(role: str, needs: str, model: type[models.Model] | None) -> bool:
    """Whether the role holds the permission, which may name the model by {app} and {model}."""
    named = {"app": model._meta.app_label, "model": model._meta.model_name} if model else {}
    return not needs or needs.format(**named) in MAY[role]


def ask(client: Client, method: str, path: str, sent: dict[str, str]) -> HttpResponse:
    """The answer, after which everything is as it was, and the browser still signed in."""
    browser = copy(client)
    browser.cookies = client.cookies.copy()  # type: ignore[assignment]
    with rolled_back():
        return browser.get(path) if method == "GET" else browser.post(path, sent)  # type: ignore[return-value]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", MAY)
def test_everybody_gets_where_they_may_and_no_further(role: str, method: str) -> None:
    things, client = make_everything(), somebody(role)
    given, due, led = {}, {}, {}

    for address in addresses():
        path = path_of(address, things)
        rules = rules_of(address)
        answer = ask(client, method, path, rules.sent if rules else {})
        given[path], due[path] = answer.status_code, expected(role, method, address)
        if role in OUTSIDE and address.route not in OPEN:
            led[path] = answer["Location"].split("?")[0]

    assert given == due
    assert set(led.values()) <= {"/admin/login/"}
    assert len(given) == len(addresses())


@pytest.mark.parametrize("role", MAY)
def test_what_is_granted_is_what_is_written_here(role: str) -> None:
    somebody(role)
    granted = User.objects.get(username=role.replace(" ", "-")).get_all_permissions() if role != "anonymous" else set()

    if role in {"superuser", "password"}:
        assert granted >= MAY[role]
    else:
        pages = {permission for permission in granted if permission.split("_", 1)[1] in {*RECORDS, *READ, "user"}}
        assert pages == MAY[role]


# What may be done with many rows at once; each needs a permission, "" none beyond seeing the list.
ACTIONS = {
    "delete_selected": DELETE,
    "unlock": CHANGE,
    "publish_selected": PUBLISH,
    "withdraw_selected": PUBLISH,
    "review_selected": CHANGE,
    "confirm_selected": CHANGE,
    "download_selected": VIEW,
    "merge_selected": MERGE,
}


def actions_of(client: Client, model: type[models.Model]) -> set[str]:
    """The names of what the person is offered to do with many rows of the list."""
    answer: Any = client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
    return set(admin.site._registry[model].get_actions(answer.wsgi_request)) if answer.status_code == 200 else set()


@pytest.mark.parametrize("role", ["staff", "coordinator", "coordinator elsewhere", "editor", "administrator"])
def test_everybody_is_offered_to_do_with_many_what_they_may_do_with_one(role: str) -> None:
    client, superuser = somebody(role), somebody("superuser")

    offered = {model: actions_of(client, model) for model in admin.site._registry}

    all_there_are = {model: actions_of(superuser, model) for model in admin.site._registry}
    assert offered == {
        model: {name for name in names if may(role, VIEW, model) and may(role, ACTIONS[name], model)}
        for model, names in all_there_are.items()
    }
    assert set().union(*all_there_are.values()) == set(ACTIONS)
    assert all_there_are[User] == {"unlock"}
