"""The sources of a record on its page: one that something rests on stays."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trials.admin.rows import Rows
from trials.admin.using import label
from trials.models import Source
from trials.query.uses import Use, uses

# As many of what rests on a source are named.
NAMED = 5


class SourcesOfARecord(Rows):
    """The sources of one record as they are sent together."""

    def clean(self) -> None:
        """ValidationError for each source that is to go while criteria or washouts rest on it, naming them."""
        # Before what Django says of it, which is in no plain words.
        sent = [form for form in self.forms if getattr(form, "cleaned_data", {}).get("DELETE")]
        going: list[Source] = [form.instance for form in sent if form.instance.pk]
        found = uses(going, named=NAMED)
        if kept := [(source, found[source.pk]) for source in going if found[source.pk]]:
            raise ValidationError([_refusal(source, users) for source, users in kept])
        super().clean()


def _refusal(source: Source, users: list[Use]) -> str:
    told = _(
        "The source “%(source)s” cannot be deleted, because this rests on it: %(users)s. "
        "Give that another source or delete it, save, and then delete the source."
    )
    return told % {"source": source, "users": "; ".join(map(_named, users))}


def _named(use: Use) -> str:
    """What rests on it in one way: Criteria to check (source): Age 18 to 65, and 2 more."""
    names = ", ".join(map(str, use.rows))
    words = _("%(kind)s: %(names)s and %(more)d more") if use.more else _("%(kind)s: %(names)s")
    return words % {"kind": label(use.reference), "names": names, "more": use.more}
