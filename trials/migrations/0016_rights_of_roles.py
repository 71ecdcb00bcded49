"""A coordinator edits what they answer for, and no more: study sites of their hospitals, and contacts there.

An editor does what a coordinator did before, and decides on criteria and washouts; all three read, and close, error
reports; an administrator also says which hospitals a person answers for.
"""

from importlib import import_module

from django.db import migrations

RECORDS = (
    "study", "studysite", "sponsor", "site", "product", "target", "indication", "publication", "glossaryterm",
)
PARTS = ("studyidentifier", "studymodality", "studycountry", "source", "outcome", "safetyresult")
REFERRALS = ("eligibilitycriterion", "washoutrule", "washoutguidance")
# What coordinators could do until now; where the migration goes back, they can again.
WAS = (
    *((model, verb) for model in RECORDS for verb in ("add", "change") if (model, verb) != ("studysite", "change")),
    *((model, verb) for model in PARTS for verb in ("add", "change", "delete")),
    ("studysite", "delete"),
    ("study", "delete"),
)
FOR_ALL = (*((model, "view") for model in REFERRALS), ("errorreport", "view"), ("errorreport", "change"))
FOR_EDITORS = tuple((model, verb) for model in REFERRALS for verb in ("add", "change", "delete"))
FOR_ADMINISTRATORS = tuple(("sitecoordinator", verb) for verb in ("view", "add", "change", "delete"))
GIVEN = {
    "coordinator": FOR_ALL,
    "editor": (*FOR_ALL, *FOR_EDITORS),
    "administrator": (*FOR_ALL, *FOR_EDITORS, *FOR_ADMINISTRATORS),
}


def permissions(apps, named):
    one = import_module("trials.migrations.0005_groups").permission
    return [one(apps, "trials", model, verb) for model, verb in named]


def give(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for name, given in GIVEN.items():
        if group := groups.filter(name=name).first():
            group.permissions.add(*permissions(apps, given))
    if group := groups.filter(name="coordinator").first():
        group.permissions.remove(*permissions(apps, WAS))


def take_back(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for name, given in GIVEN.items():
        if group := groups.filter(name=name).first():
            group.permissions.remove(*permissions(apps, given))
    if group := groups.filter(name="coordinator").first():
        group.permissions.add(*permissions(apps, WAS))


class Migration(migrations.Migration):
    dependencies = [
        ("trials", "0015_report_attempts"),
    ]

    operations = [
        migrations.RunPython(give, take_back),
    ]
