"""The three roles: what each may do, and that no model of the register was forgotten."""

from collections.abc import Iterable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.utils import timezone

from tests.admin.accounts import browser_of, get, roles_of
from tests.admin.desk import EDITED
from tests.factories import make_person, make_study
from trials.admin.roles import MAY, Role
from trials.models import (
    CatalogueEntry,
    DecidedField,
    EligibilityCriterion,
    ErrorReport,
    FormerAddress,
    ProposedChange,
    RegistryEntry,
    RegistryRecord,
    RegistryRun,
    Reminding,
    SameStudy,
    SiteCoordinator,
    Study,
    StudyChange,
    WashoutGuidance,
    WashoutRule,
)

pytestmark = pytest.mark.django_db

# What people only read, and what imports write of a study.
READ = {RegistryRun, RegistryRecord}
OF_IMPORTS = {RegistryEntry, SameStudy, ProposedChange, DecidedField, StudyChange}
# What gets a patient refused: editors write it, coordinators read it.
OF_EDITORS = {EligibilityCriterion, WashoutGuidance, WashoutRule}


def test_there_are_three_groups_and_each_is_a_role() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values) == set(MAY)


def permissions_of(role: str) -> set[str]:
    held = Permission.objects.filter(group__name=role).select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in held}


def named(verb: str, kinds: Iterable[type[models.Model]]) -> set[str]:
    return {f"{kind._meta.app_label}.{verb}_{kind._meta.model_name}" for kind in kinds}


def kept_models() -> set[type[models.Model]]:
    """Every model of the register that people see; not the copies that history holds."""
    unseen = {CatalogueEntry, ErrorReport, FormerAddress, Reminding, SiteCoordinator, *READ, *OF_IMPORTS}
    own = set(apps.get_app_config("trials").get_models())
    return {model for model in own if not hasattr(model, "history_id") and "Historical" not in model.__name__} - unseen


def records() -> set[type[models.Model]]:
    return set(EDITED)


def test_every_model_of_the_register_is_edited_by_coordinators_or_read() -> None:
    ours = kept_models() - OF_EDITORS
    parts = ours - records()
    everything = named("view", ours) | named("add", ours) | named("change", ours)
    deleted = named("delete", parts) | {"trials.delete_studysite", "trials.delete_study"}

    assert permissions_of("coordinator") == everything | deleted | named("view", {*READ, *OF_EDITORS})


def test_editors_also_publish_merge_and_delete() -> None:
    merged = {"trials.merge_sponsor", "trials.merge_site", "trials.merge_product"}
    more = named("delete", kept_models()) | named("add", OF_EDITORS) | named("change", OF_EDITORS)
    more |= {"trials.publish_study"} | merged

    assert permissions_of("editor") == permissions_of("coordinator") | more


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

    assert permissions_of("administrator") == permissions_of("editor") | people


def test_the_groups_can_be_made_again_without_harm() -> None:
    migration = import_module("trials.migrations.0005_groups")
    before = {role: permissions_of(role) for role in Role.values}
    names = set(Permission.objects.values_list("codename", "name"))

    migration.make_groups(apps, None)

    assert {role: permissions_of(role) for role in Role.values} == before
    assert set(Permission.objects.values_list("codename", "name")) == names
    assert Group.objects.count() == 3


def test_the_permissions_made_early_are_those_that_django_makes() -> None:
    migration = import_module("trials.migrations.0005_groups")
    by_django = set(Permission.objects.values_list("content_type__model", "codename", "name"))
    Permission.objects.all().delete()

    migration.make_groups(apps, None)

    assert set(Permission.objects.values_list("content_type__model", "codename", "name")) <= by_django


def test_the_groups_go_when_the_migration_goes_back_and_people_stay() -> None:
    kari = make_person("kari", "editor")

    import_module("trials.migrations.0005_groups").remove_groups(apps, None)

    assert (Group.objects.count(), User.objects.get(), roles_of(kari)) == (0, kari, [])


@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        ("coordinator", "DRAFT", 200),
        ("coordinator", "IN_REVIEW", 403),
        ("coordinator", "PUBLISHED", 403),
        ("editor", "IN_REVIEW", 200),
    ],
)
def test_coordinators_delete_drafts_alone(role: str, state: str, status: int) -> None:
    study = make_study(publication_state=state)

    answer = get(browser_of(make_person("kari", role)), f"/admin/trials/study/{study.pk}/delete/")

    assert answer.status_code == status


def test_a_draft_that_was_public_once_is_no_mere_draft() -> None:
    study = make_study(publication_state="DRAFT", first_published_at=timezone.now())

    answer = get(browser_of(make_person("kari", "coordinator")), f"/admin/trials/study/{study.pk}/delete/")

    assert answer.status_code == 403


def test_many_at_once_are_deleted_under_the_same_rule() -> None:
    draft, public = make_study(publication_state="DRAFT"), make_study()
    sent = {"action": "delete_selected", "_selected_action": [draft.pk, public.pk], "post": "yes"}

    browser_of(make_person("kari", "coordinator")).post("/admin/trials/study/", sent)

    assert Study.objects.filter(pk=public.pk).exists()
