"""What is stored of what each source says of a study, and of what the register's editors decided."""

from django.utils import timezone
from django.utils.translation import gettext as _

from trials.choices import Decision, Registry
from trials.dates import PartialDate, format_date
from trials.models import DecidedField, ProposedChange, RegistryEntry, Study
from trials.outputs.disagreements.claims import Said
from trials.query.facts import Key, values_of


class Sources:
    """The registries' entries of a study, what they would change of it, and what a person decided; three queries."""

    def __init__(self, study: Study, language: str) -> None:
        self.study, self.language = study, language
        order = list(Registry)
        entries = RegistryEntry.objects.filter(study=study).order_by("pk")
        self.entries = sorted(entries, key=lambda entry: order.index(Registry(entry.registry)))
        self.stated = [(entry, values_of(entry.facts)) for entry in self.entries]
        self.proposals: dict[Key, list[ProposedChange]] = {}
        open_ones = ProposedChange.objects.filter(study=study).exclude(decision=Decision.ACCEPTED)
        for change in open_ones.select_related("site").order_by("pk"):
            self.proposals.setdefault(change.key, []).append(change)
        self.decided = {one.key: one for one in DecidedField.objects.filter(study=study)}

    def ours(self, key: Key) -> Said:
        """Who stands behind the register's own value, and since when."""
        if key in self.decided:
            return Said(_("decided by the register’s editors"), timezone.localdate(self.decided[key].at))
        changes = self.proposals.get(key, [])
        kept = [change.decided_at for change in changes if change.decided_at]
        if kept:
            return Said(_("decided by the register’s editors"), timezone.localdate(max(kept)))
        if changes:
            since = timezone.localdate(min(change.since for change in changes))
            words = _("the register (its editors have had this to decide since %(date)s)")
            return Said(words % {"date": format_date(since, self.language)}, None)
        if key[0] == "recruitment_status" and self.study.status_source:
            return Said(self.study.status_source.short_label, self.study.status_as_of)
        return Said(_("the register"), None)


def said_in(entry: RegistryEntry) -> Said:
    """The registry, and the day of what it says; the day on which that came to us where it gives none."""
    posted = PartialDate.parse(entry.as_of) if entry.as_of else None
    return Said(str(Registry(entry.registry).label), posted or timezone.localdate(entry.changed_at))


def proposed_in(change: ProposedChange) -> Said:
    """The registry that would change a value, and the day of its word."""
    return Said(str(Registry(change.registry).label), change.as_of or timezone.localdate(change.since))
