"""Field types and constraints that several models share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.dates import PartialDate


class PartialDateField(models.CharField):
    """A date as exact as its source gives it: `2025`, `2025-06` or `2025-06-14`.

    Stored as that text, so that precision is kept and the text sorts by time; None when the source gives no date.
    """

    description = _("Date, as exact as known")
    # What django-stubs reads the attribute's type from.
    _pyi_private_set_type: PartialDate | str | None  # type: ignore[assignment]
    _pyi_private_get_type: PartialDate | None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        """The stored text as a PartialDate."""
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        """A PartialDate from text; ValidationError that names the fault."""
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value).strip())
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s” is not a date. Write 2025, 2025-06 or 2025-06-14."),
                code="invalid",
                params={"value": str(value)[:20]},
            ) from error

    def get_prep_value(self, value: Any) -> str | None:
        """The text the database holds."""
        return str(self.to_python(value)) if value else None

    def value_to_string(self, obj: models.Model) -> str:
        """The text for serialisation."""
        return str(self.value_from_object(obj) or "")

    def run_validators(self, value: Any) -> None:
        """Validate the text, since CharField's validators measure length."""
        super().run_validators(str(value) if value else value)


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The constraint that `field` holds a code of `choices`, or nothing when it is blank or null."""
    condition = Q(**{f"{field}__in": [*choices.values, ""]}) | Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=condition, name=name)


class Json(models.JSONField):
    """JSON without the CHECK that Django adds on SQLite.

    With trusted_schema=OFF, some builds of SQLite call JSON_VALID unsafe in a schema and refuse the table. The field
    writes nothing but valid JSON, so the CHECK is no loss.
    """

    def db_check(self, connection: Any) -> None:
        """No CHECK."""


def text_list(verbose_name: Any) -> Json:
    """A field that holds a list of short texts, such as synonyms or codes."""
    return Json(verbose_name, default=list, blank=True)
