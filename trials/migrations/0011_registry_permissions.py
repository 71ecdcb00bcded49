"""All three roles may look at what imports did and at what registries sent; nobody writes it by hand."""

from django.db import migrations

MODELS = {"registryrun": "run of an import", "registryrecord": "registry record"}
GROUPS = ("coordinator", "editor", "administrator")


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for model, name in MODELS.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="trials", model=model)
        permission, _ = Permission.objects.get_or_create(
            content_type_id=content_type.pk, codename=f"view_{model}", defaults={"name": f"Can view {name}"}
        )
        for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
            group.permissions.add(permission)


def take_back(apps, schema_editor):
    held = apps.get_model("auth", "Group").permissions.through.objects
    held.filter(permission__codename__in=[f"view_{model}" for model in MODELS]).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("trials", "0010_registry_records"),
    ]

    operations = [
        migrations.RunPython(grant, take_back),
    ]
