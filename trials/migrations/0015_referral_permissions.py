"""Who may write what to check before a referral: editors and administrators; coordinators read it."""

from django.db import migrations

MODELS = {
    "eligibilitycriterion": "criterion to check",
    "washoutrule": "washout of the study",
    "washoutguidance": "general washout guidance",
}
WRITE = ("add", "change", "delete", "view")
VERBS = {"coordinator": ("view",), "editor": WRITE, "administrator": WRITE}


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for model, name in MODELS.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="trials", model=model)
        for group in apps.get_model("auth", "Group").objects.filter(name__in=VERBS):
            for verb in VERBS[group.name]:
                permission, _ = Permission.objects.get_or_create(
                    content_type_id=content_type.pk,
                    codename=f"{verb}_{model}",
                    defaults={"name": f"Can {verb} {name}"},
                )
                group.permissions.add(permission)


def take_back(apps, schema_editor):
    held = apps.get_model("auth", "Group").permissions.through.objects
    held.filter(permission__codename__in=[f"{verb}_{model}" for verb in WRITE for model in MODELS]).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("trials", "0014_unknown_names"),
    ]

    operations = [
        migrations.RunPython(grant, take_back),
    ]
