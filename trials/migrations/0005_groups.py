"""The three roles: coordinator, editor and administrator, each a group with its permissions.

Django makes permissions only after the last migration, so that those the groups need are made here.
Going back removes the groups, and with them who had which role; people and their accounts stay.
"""

from django.db import migrations

RECORDS = (
    "study", "studysite", "sponsor", "site", "product", "target", "indication", "publication", "glossaryterm",
)
PARTS = (
    "studyidentifier", "studymodality", "studycountry", "source", "outcome", "safetyresult", "contact",
)
COORDINATOR = (
    *(("trials", model, verb) for model in (*RECORDS, *PARTS) for verb in ("view", "add", "change")),
    *(("trials", model, "delete") for model in PARTS),
    # A site is a part of its study. Of studies, the admin lets coordinators delete drafts alone.
    ("trials", "studysite", "delete"),
    ("trials", "study", "delete"),
)
EDITOR = (
    *COORDINATOR,
    *(("trials", model, "delete") for model in RECORDS),
    ("trials", "study", "publish"),
    *(("trials", model, "merge") for model in ("sponsor", "site", "product")),
)
# Nobody deletes people: history keeps their names.
ADMINISTRATOR = (*EDITOR, *(("auth", "user", verb) for verb in ("view", "add", "change")))
GROUPS = {"coordinator": COORDINATOR, "editor": EDITOR, "administrator": ADMINISTRATOR}

OWN_NAMES = {
    "publish_study": "Can publish and withdraw studies",
    "merge_sponsor": "Can merge sponsors",
    "merge_site": "Can merge study sites",
    "merge_product": "Can merge products",
}


def permission(apps, app, model, verb):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    codename = f"{verb}_{model}"
    name = OWN_NAMES.get(codename) or f"Can {verb} {apps.get_model(app, model)._meta.verbose_name_raw}"
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type_id=content_type.pk, codename=codename, defaults={"name": name}
    )
    return found


def make_groups(apps, schema_editor):
    for name, granted in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(permission(apps, *one) for one in dict.fromkeys(granted)))


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("trials", "0004_withdrawn_says_why"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_groups, remove_groups),
    ]
