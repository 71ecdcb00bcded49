"""What rows from before these columns are found by, and why a study was withdrawn: nobody had to say then."""

from django.db import migrations

from trials.text import compact, fold

FOUND_BY = {
    "Study": ("slug", "acronym", "public_title", "scientific_title", "summary_nb", "summary_nn"),
    "StudySite": ("principal_investigator",),
    "Sponsor": ("slug", "name", "aliases"),
    "Site": ("slug", "name_nb", "name_en", "aliases", "city"),
    "Product": ("slug", "name", "aliases"),
    "Target": ("slug", "name"),
    "Indication": (
        "slug", "name_nb", "name_nn", "name_en", "synonyms_nb", "synonyms_en", "icd10", "mesh", "orpha",
    ),
    "Publication": ("slug", "title", "authors_short", "journal", "doi", "pmid"),
    "GlossaryTerm": ("slug", "term_nb", "term_nn", "term_en"),
}
LONGEST_CODE = 30
BATCH = 1000


def folded(row, names):
    values = [getattr(row, name) for name in names]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    codes = [compact(text) for text in texts if len(text) <= LONGEST_CODE]
    return " ".join(dict.fromkeys([word for text in texts for word in fold(text).split()] + codes))


def fill(apps, schema_editor):
    for model, names in FOUND_BY.items():
        rows = apps.get_model("trials", model).objects
        batch = []
        for row in rows.order_by("pk").iterator(BATCH):
            row.folded = folded(row, names)
            batch.append(row)
        # Historical models do not know the field's own writing, so the text is written as it stands here.
        rows.bulk_update(batch, ["folded"], batch_size=BATCH)
    withdrawn = apps.get_model("trials", "Study").objects.filter(publication_state="WITHDRAWN")
    withdrawn.update(
        withdrawal_reason_nb="Grunnen er ikke oppgitt.",
        withdrawal_reason_nn="Grunnen er ikkje oppgitt.",
        withdrawal_reason_en="The reason was not stated.",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("trials", "0002_history_and_versions"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
