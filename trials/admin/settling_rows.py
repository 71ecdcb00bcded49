"""Two people at the parts of one record: rows that were changed, added and removed meanwhile."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from trials.admin.forms import SEEN
from trials.admin.settling import Settlement, removal_of, seen_version, settle, take_over
from trials.admin.submission import Values, rows_sent, sent_by_field, write_rows


@dataclass
class Rows:
    """The rows of one formset: as sent, and as they stand in the register.

    `shown` are the rows that the formset shows now, `kind` what one of them is called.
    """

    formset: Any
    prefix: str
    kind: str
    sent: list[Values]
    held: dict[str, Any]
    shown: list[Any] = field(default_factory=list)
    owner: dict[str, list[str]] = field(default_factory=dict)

    @property
    def are_stale(self) -> bool:
        """Whether a row that was sent has been changed or removed since."""
        return any(self._is_stale(row) for row in self.sent if key_of(row))

    def _is_stale(self, sent: Values) -> bool:
        row = self.held.get(key_of(sent))
        return row is None or bool(row.version > seen_version(sent))

    def take_over(self, data: QueryDict) -> None:
        """Put what was ticked into `data` as it stands now."""
        for number, sent in enumerate(self.sent):
            row = self.held.get(key_of(sent))
            if row is not None:
                for name, values in take_over(self.formset.form, row, sent).items():
                    data.setlist(f"{self.prefix}-{number}-{name}", values)

    def settle(self, data: QueryDict, result: Settlement) -> None:
        """Merge the rows with what others changed, and put them into `data`."""
        existing: list[Values] = []
        new: list[Values] = []
        for sent in self.sent:
            key = key_of(sent)
            if key in self.held:
                existing.append(self._merged(sent, self.held[key], len(existing), result))
            elif not key:
                new.append(sent)
            elif (left := self._after_removal(sent, result)) is not None:
                new.append(left)
        known = {key_of(sent) for sent in self.sent}
        for row in self.shown:
            if str(row.pk) not in known:
                result.added.append(self._name(row))
                existing.append(self._as_sent(row))
        write_rows(data, self.prefix, existing, new)

    def _merged(self, sent: Values, row: Any, number: int, result: Settlement) -> Values:
        if not self._is_stale(sent):
            return sent
        return settle(self.formset.form, row, sent, result, name=self._name(row), prefix=f"{self.prefix}-{number}-")

    def _after_removal(self, sent: Values, result: Settlement) -> Values | None:
        """A row that another removed: as a new one where the person had changed it, else gone."""
        model = self.formset.model
        result.heard_of(removal_of(model, key_of(sent)))
        then = model.history.filter(id=key_of(sent), version=seen_version(sent)).first()
        result.removed.append(self._name(then.instance) if then else self.kind)
        before = self._as_sent(then.instance) if then else {}
        left = {name: values for name, values in sent.items() if name not in {"id", SEEN}}
        is_mine = any(values != before.get(name) for name, values in left.items() if name in before)
        return left if is_mine and "DELETE" not in sent else None

    def _as_sent(self, row: Any) -> Values:
        form = self.formset.form(instance=row)
        values = {key: sent for name in form.fields for key, sent in sent_by_field(form, name).items()}
        return values | self.owner | {"id": [str(row.pk)], SEEN: [str(row.version)]}

    def _name(self, row: Any) -> str:
        return f"{self.kind} {row}"


def key_of(sent: Values) -> str:
    """The primary key of a row that was sent; empty for a new one."""
    key = (sent.get("id") or [""])[0]
    return key if key.isdecimal() else ""


def inline_rows(formset: Any, owner: Any, queryset: Any, data: QueryDict, lock: bool) -> Rows:
    """The rows of an inline of `owner`, locked where they may be written."""
    prefix = formset.get_default_prefix()
    sent = rows_sent(data, prefix)
    of_owner = {formset.fk.name: owner}
    return Rows(
        formset=formset,
        prefix=prefix,
        kind=str(formset.model._meta.verbose_name),
        sent=sent,
        held=_held(formset.model, sent, of_owner, lock),
        shown=list(formset(instance=owner, queryset=queryset).queryset),
        owner={formset.fk.name: [str(owner.pk)]},
    )


def listed_rows(formset: Any, data: QueryDict) -> Rows:
    """The rows of a list that were sent for editing, locked."""
    prefix = formset.get_default_prefix()
    sent = rows_sent(data, prefix)
    kind = str(formset.model._meta.verbose_name)
    return Rows(formset=formset, prefix=prefix, kind=kind, sent=sent, held=_held(formset.model, sent, {}, lock=True))


def _held(model: Any, sent: list[Values], of_owner: dict[str, Any], lock: bool) -> dict[str, Any]:
    keys = [key for key in map(key_of, sent) if key and len(key) < 19]
    rows = model._default_manager.filter(pk__in=keys, **of_owner).order_by("pk")
    return {str(row.pk): row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
