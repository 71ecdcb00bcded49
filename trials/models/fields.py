"""Field types and constraints that several models share."""

import json
from collections.abc import Iterable
from functools import lru_cache
from threading import local
from typing import Any

import msgspec
import zstandard
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Length, StrIndex
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from trials.dates import PartialDate
from trials.places import COUNTRY_CODES, is_country
from trials.text import compact, fold

# Characters; what is longer is a title.
LONGEST_CODE = 30
# A register has many rows and few days; a list reads the dates of every place of every study.
_stored = lru_cache(maxsize=4096)(PartialDate.parse)


class NewestFirst(models.Index):
    """Rows from the newest to the oldest, those without a date last; of those that are the `same`."""

    def __init__(self, *expressions: Any, date: str = "", same: Iterable[str] = (), **options: Any) -> None:
        made: Any = (*map(F, same), F(date).desc(nulls_last=True), F("id").desc()) if date else expressions
        super().__init__(*made, **options)

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **options: Any) -> Any:
        """SQLite has those without a date last unasked, and takes no word of it in an index."""
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using, **options)
        held: Any = self.expressions
        columns = [F(each.expression.name).desc() if hasattr(each, "expression") else each for each in held]
        return models.Index(*columns, name=self.name).create_sql(model, schema_editor, using, **options)


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
        return _stored(value) if value else None

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

    def value_from_object(self, obj: models.Model) -> str:
        """The text for a form, which sees by it whether the date was changed."""
        return str(super().value_from_object(obj) or "")

    def value_to_string(self, obj: models.Model) -> str:
        """The text for serialisation."""
        return self.value_from_object(obj)

    def run_validators(self, value: Any) -> None:
        """Validate the text, since CharField's validators measure length."""
        super().run_validators(str(value) if value else value)


def one_of(field: str, codes: Iterable[str], name: str, *, or_blank: bool = False) -> models.CheckConstraint:
    """The constraint that `field` holds one of `codes`, or nothing where it may be blank."""
    allowed = [str(code) for code in codes] + [""] * or_blank
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


def is_country_code(field: str, name: str) -> models.CheckConstraint:
    """The constraint that `field` holds an ISO 3166-1 alpha-2 code.

    One search in one text: SQLite makes a table of the list of an `IN`, for every row that is written anew.
    """
    codes = Value(f" {' '.join(sorted(COUNTRY_CODES))} ")
    is_code = GreaterThan(StrIndex(codes, Concat(Value(" "), field, Value(" "))), Value(0))
    return models.CheckConstraint(condition=Q(is_code, Exact(Length(field), Value(2))), name=name)


def validate_country(code: str) -> None:
    """ValidationError for anything but an ISO 3166-1 alpha-2 code."""
    if not is_country(code):
        raise ValidationError(_("Write the country's two-letter ISO code, such as NO."), code="invalid")


class _Encoder(json.JSONEncoder):
    """Writes JSON many times as fast as the standard library does; what an import keeps of a record is long."""

    def encode(self, o: Any) -> str:
        """The value as JSON."""
        return msgspec.json.encode(o).decode()


class Json(models.JSONField):
    """JSON without the CHECK that Django adds on SQLite, written and read by msgspec.

    With trusted_schema=OFF, some builds of SQLite call JSON_VALID unsafe in a schema and refuse the table. The field
    writes nothing but valid JSON, so the CHECK is no loss.
    """

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The value as the database takes JSON."""
        return connection.ops.adapt_json_value(value, _Encoder)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The value from the database's JSON."""
        return None if value is None else msgspec.json.decode(value)

    def db_check(self, connection: Any) -> None:
        """No CHECK."""


class _Zstandard(local):
    """What compresses, one for each thread: none may be used by two at once, and to make it takes half of its work."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(level=1).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_zstandard = _Zstandard()


class Packed(bytes):
    """What `packed` made, for a CompressedField to store as it is."""


def packed(value: bytes) -> bytes:
    """Bytes compressed (Zstandard): of a registry's document a quarter, for less than it takes to write the rest."""
    return _zstandard.compress(value)


def unpacked(stored: bytes) -> bytes:
    """The bytes that were given, of what is stored; what was stored before anything was compressed, as it stands.

    No text in UTF-8 begins as a Zstandard frame does, so that the two are told apart.
    """
    return _zstandard.decompress(stored) if stored.startswith(zstandard.FRAME_HEADER) else stored


class CompressedField(models.BinaryField):
    """Bytes that are stored compressed; what is Packed already is stored as it is."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The bytes as the database takes them."""
        stored = value if value is None or isinstance(value, Packed) else packed(value)
        return super().get_db_prep_value(stored, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        """The bytes as they were given."""
        return None if value is None else unpacked(bytes(value))


class FoldedField(models.TextField):
    """The words that a row is found by, folded; it writes itself from the fields that the model's `found_by` names."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The folded words, put on the row."""
        values = [getattr(model_instance, name) for name in getattr(model_instance, "found_by", ())]
        said = [value for value in values if value]
        texts = [text for value in said for text in (value if isinstance(value, list) else [str(value)])]
        # A code is found in any writing: KYV-101 stands as "kyv 101" and as "kyv101".
        codes = [compact(text) for text in texts if len(text) <= LONGEST_CODE]
        # A title is rarely folded twice: it need not be remembered.
        words = [word for text in texts for word in fold.__wrapped__(text).split()]
        folded = " ".join(dict.fromkeys(words + codes))
        setattr(model_instance, self.attname, folded)
        return folded


class LinesField(forms.CharField):
    """A list of texts in a form: one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """The texts as lines; what was sent, when the form is shown again."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that hold anything."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class TextListField(Json):
    """A list of short texts, such as synonyms or codes."""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """ValidationError for anything but a list of texts that both databases can hold."""
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(map(_is_text, value)):
            raise ValidationError(_("Write a list of texts, none of them empty."), code="invalid")

    def formfield(self, **kwargs: Any) -> Any:
        """Lines to write the texts on."""
        return models.Field.formfield(self, form_class=LinesField, show_hidden_initial=False, **kwargs)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def text_list(verbose_name: Any) -> TextListField:
    """A field that holds a list of short texts, empty unless given."""
    return TextListField(verbose_name, default=list, blank=True, help_text=_("One a line."))
