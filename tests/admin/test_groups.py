"""The three roles: what each may do, and that no model of the register was forgotten."""

from collections.abc import Iterable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.test import Client
from django.utils import timezone

from tests.admin.accounts import browser_of, get, roles_of
from tests.admin.desk import EDITED
from tests.factories import make_groups, make_person, make_study
from trials.admin.roles import MAY, Role
from trials.models import (
    CatalogueEntry,
    Contact,
    Dataset,
    DecidedField,
    ErrorReport,
    FormerAddress,
    IndexedStudy,
    Posting,
    ProposedChange,
    RegistryEntry,
    RegistryRecord,
    RegistryRun,
    Reminding,
    ReportAttempt,
    SameStudy,
    SiteCoordinator,
    Study,
    StudyChange,
    StudySite,
)

pytestmark = pytest.mark.django_db

# What people only read, and what imports write of a study.
READ = {RegistryRun, RegistryRecord}
OF_PEOPLE = {SiteCoordinator, Reminding}
INDEX = {Dataset, Posting, IndexedStudy}
OF_IMPORTS = {RegistryEntry, SameStudy, ProposedChange, DecidedField, StudyChange}


def test_there_are_three_groups_and_each_is_a_role() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values) == set(MAY)


def permissions_of(role: str) -> set[str]:
    held = Permission.objects.filter(group__name=role).select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in held}


def named(verb: str, kinds: Iterable[type[models.Model]]) -> set[str]:
    return {f"{kind._meta.app_label}.{verb}_{kind._meta.model_name}" for kind in kinds}


def kept_models() -> set[type[models.Model]]:
    """Every model of the register that people see; not the copies that history holds."""
    unseen = {CatalogueEntry, FormerAddress, *READ, *OF_IMPORTS, *OF_PEOPLE, ErrorReport, ReportAttempt, *INDEX}
    own = set(apps.get_app_config("trials").get_models())
    return {model for model in own if not hasattr(model, "history_id") and "Historical" not in model.__name__} - unseen


def records() -> set[type[models.Model]]:
    return set(EDITED)


def test_every_model_of_the_register_is_read_by_coordinators_who_edit_sites_contacts_and_reports() -> None:
    edited = named("change", {StudySite, ErrorReport, Contact}) | named("add", {Contact}) | named("delete", {Contact})

    assert permissions_of("coordinator") == named("view", kept_models() | READ | {ErrorReport}) | edited


def test_editors_edit_everything_publish_merge_and_delete() -> None:
    ours = kept_models()
    merged = {"trials.merge_sponsor", "trials.merge_site", "trials.merge_product"}
    everything = {permission for verb in ("view", "add", "change", "delete") for permission in named(verb, ours)}
    more = {"trials.publish_study", "trials.change_errorreport"} | named("view", READ | {ErrorReport})

    assert permissions_of("editor") == everything | more | merged


def test_every_permission_of_our_own_making_is_an_editors() -> None:
    own = {
        f"trials.{codename}"
        for model in apps.get_app_config("trials").get_models()
        for codename, _name in model._meta.permissions
    }

    assert own <= permissions_of("editor")
    assert not own & permissions_of("coordinator")


def test_administrators_also_give_accounts_and_delete_none() -> None:
    people = {"auth.view_user", "auth.add_user", "auth.change_user"}
    people |= {f"trials.{verb}_sitecoordinator" for verb in ("view", "add", "change", "delete")}

    assert permissions_of("administrator") == permissions_of("editor") | people


def test_the_groups_can_be_made_again_without_harm() -> None:
    before = {role: permissions_of(role) for role in Role.values}
    names = set(Permission.objects.values_list("codename", "name"))

    make_groups()

    assert {role: permissions_of(role) for role in Role.values} == before
    assert set(Permission.objects.values_list("codename", "name")) == names
    assert Group.objects.count() == 3


def test_a_coordinator_may_again_what_they_could_when_the_rights_go_back() -> None:
    rights = import_module("trials.migrations.0016_rights_of_roles")

    rights.take_back(apps, None)
    could = permissions_of("coordinator")
    rights.give(apps, None)

    assert {"trials.change_study", "trials.delete_studysite", "trials.add_source"} <= could
    assert not could & {"trials.view_errorreport", "trials.publish_study"}
    assert "trials.change_study" not in permissions_of("coordinator")


def test_the_permissions_made_early_are_those_that_django_makes() -> None:
    by_django = set(Permission.objects.values_list("content_type__model", "codename", "name"))
    Permission.objects.all().delete()

    make_groups()

    assert set(Permission.objects.values_list("content_type__model", "codename", "name")) <= by_django


def test_the_groups_go_when_the_migration_goes_back_and_people_stay() -> None:
    kari = make_person("kari", "editor")

    import_module("trials.migrations.0005_groups").remove_groups(apps, None)

    assert (Group.objects.count(), User.objects.get(), roles_of(kari)) == (0, kari, [])


@pytest.mark.parametrize(("role", "status"), [("coordinator", 403), ("editor", 200)])
@pytest.mark.parametrize("state", ["DRAFT", "IN_REVIEW", "PUBLISHED"])
def test_editors_alone_delete_studies(role: str, state: str, status: int) -> None:
    study = make_study(publication_state=state)

    answer = get(browser_of(make_person("kari", role)), f"/admin/trials/study/{study.pk}/delete/")

    assert answer.status_code == status


def with_draft_rights(name: str) -> Client:
    """Somebody who may delete studies but not publish, as no role may."""
    person = make_person(name, is_staff=True)
    named = ["view_study", "change_study", "delete_study"]
    person.user_permissions.set(Permission.objects.filter(codename__in=named))
    return browser_of(person)


def test_whoever_does_not_publish_deletes_drafts_alone_and_none_that_was_public_once() -> None:
    draft = make_study(publication_state="DRAFT")
    known = make_study(publication_state="DRAFT", first_published_at=timezone.now())
    client = with_draft_rights("kari")

    answers = [get(client, f"/admin/trials/study/{study.pk}/delete/") for study in (draft, known)]

    assert [answer.status_code for answer in answers] == [200, 403]


def test_many_at_once_are_deleted_under_the_same_rule() -> None:
    draft, public = make_study(publication_state="DRAFT"), make_study()
    sent = {"action": "delete_selected", "_selected_action": [draft.pk, public.pk], "post": "yes"}

    with_draft_rights("kari").post("/admin/trials/study/", sent)

    assert Study.objects.filter(pk=public.pk).exists()
