"""What lists say of a study, kept with the index; and the shape in which it is kept."""

from django.db import migrations, models

# That of query.cards when this was written.
SHAPE = 1


def cards_of_an_empty_index_are_of_today(apps, schema_editor):
    """An index without a study has no card of an older shape: nothing need be made anew."""
    if not apps.get_model("trials", "IndexedStudy").objects.exists():
        apps.get_model("trials", "Dataset").objects.update(shape=SHAPE)


class Migration(migrations.Migration):

    dependencies = [
        ("trials", "0020_names_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="shape",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="indexedstudy",
            name="card",
            field=models.BinaryField(default=b""),
        ),
        migrations.RunPython(cards_of_an_empty_index_are_of_today, migrations.RunPython.noop),
    ]
