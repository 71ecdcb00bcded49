from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trials", "0014_unknown_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "error report that was sent lately",
                "verbose_name_plural": "error reports that were sent lately",
            },
        ),
    ]
