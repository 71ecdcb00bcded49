"""What finding rests on: sets of studies by value and by word, written in the transaction that changes the data."""

from django.db import models


class Dataset(models.Model):
    """The one row that says which state of the data this is; whoever changes public data raises its version.

    The row is locked until the change is committed, so that versions come in the order of the commits. `made_anew` is
    the version at which the whole index was last made: nothing older of it holds. `named` is the version at which a
    site, a sponsor, a product, a target or a disease was last added, called otherwise, or deleted, and `counted`
    that of `named` at which names that we do not know were last counted in all records. `shape` is that of the cards in
    the index (`query.cards`).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)
    made_anew = models.BigIntegerField(default=0)
    named = models.BigIntegerField(default=0)
    counted = models.BigIntegerField(default=0)
    shape = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_state_of_the_data")]

    def __str__(self) -> str:
        return str(self.version)


class Posting(models.Model):
    """The published studies under one value or word: a Roaring bitmap of primary keys.

    `kind` and `key` are those of `query.index.keys`; the key is bytes, which every database puts in the same order.
    `size` counts the studies; `version` is that of the dataset that wrote it.
    """

    kind = models.CharField(max_length=16)
    key = models.BinaryField(max_length=600)
    studies = models.BinaryField()
    size = models.PositiveIntegerField()
    version = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_posting_a_key")]
        indexes = [
            models.Index(fields=["version"], name="postings_by_version"),
            models.Index(fields=["kind", "-size"], name="postings_by_size"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {bytes(self.key).decode(errors='replace')}"


class IndexedStudy(models.Model):
    """The postings that a published study stands in, a Roaring bitmap of their primary keys; and its card.

    `card` is what lists say of the study, as `query.cards` writes it; empty where none was written yet. Not bound to
    the study by a foreign key, so that a deleted study can still be taken out of them.
    """

    study_id = models.BigIntegerField(primary_key=True)
    postings = models.BinaryField()
    card = models.BinaryField(default=b"")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.study_id)
