"""What imports have left in the database, without keys and times: two that say the same are the same."""

from typing import Any

from trials.models import (
    ProposedChange,
    RegistryEntry,
    RegistryRecord,
    Source,
    Study,
    StudyChange,
    StudyCountry,
    StudyIdentifier,
    StudySite,
)

Rows = list[list[Any]]

_OF_A_STUDY: dict[Any, tuple[str, ...]] = {
    StudyIdentifier: ("scheme", "value", "version"),
    StudyCountry: ("country", "status", "version"),
    StudySite: ("site__slug", "status", "version"),
    Source: ("label", "url", "as_of", "version"),
    StudyChange: ("field", "country", "before", "after", "as_of", "record__content_hash"),
    ProposedChange: ("field", "country", "ours", "theirs", "as_of", "record__content_hash"),
}
_OF_A_RECORD = ("registry", "registry_id", "content_hash", "problem")
_OF_AN_ENTRY = ("registry", "registry_id", "record__content_hash", "facts", "study__slug", "scope", "version")
_NOT_TOLD = {"id", "status_source", "primary_sponsor", "follow_up_of", "changed_at", "created_at"}


def state() -> dict[str, Rows]:
    """Every row that an import writes, by its model, as JSON has it."""
    found = {kind.__name__: _rows(kind, ("study__slug", *columns)) for kind, columns in _OF_A_STUDY.items()}
    found["RegistryRecord"] = _rows(RegistryRecord, _OF_A_RECORD)
    found["RegistryEntry"] = _rows(RegistryEntry, _OF_AN_ENTRY)
    found["Study"] = _rows(Study, _columns())
    history: Any = Study.history
    found["history"] = sorted([str(value) for value in row] for row in history.values_list("slug", "version"))
    return found


def _columns() -> tuple[str, ...]:
    names = (column.name for column in Study._meta.concrete_fields)
    return tuple(name for name in names if name not in _NOT_TOLD and not name.endswith("_at"))


def _rows(kind: Any, columns: tuple[str, ...]) -> Rows:
    return sorted([str(value) for value in row] for row in kind._default_manager.values_list(*columns))
