"""What can refer to a thing: read from the models, so that one that is added later is not forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CASCADE, SET_NULL, Model, Q
from simple_history.models import HistoricalChanges


@dataclass(frozen=True)
class Reference:
    """A column (foreign key) or a list of links (many-to-many) of `model` that refers to rows of another."""

    model: type[Any]
    field: Any

    @property
    def is_link(self) -> bool:
        """Whether it is a list of links, where one row refers to several."""
        return bool(self.field.many_to_many)

    @property
    def is_part(self) -> bool:
        """Whether a row that refers is a part of what it refers to, and goes with it."""
        return not self.is_link and self.field.remote_field.on_delete is CASCADE

    @property
    def is_use(self) -> bool:
        """Whether what is referred to stays as long as a row refers to it."""
        return self.is_link or self.field.remote_field.on_delete not in (CASCADE, SET_NULL)

    def to(self, pks: list[int]) -> Q:
        """The condition that a row of `model` refers to one of these; it joins no other table."""
        if not self.is_link:
            return Q(**{f"{self.field.attname}__in": pks})
        through, owner, target = self.links
        return Q(pk__in=through._default_manager.filter(**{f"{target}__in": pks}).values(owner))

    @property
    def links(self) -> tuple[Any, str, str]:
        """The model of the links, its column for the row that refers and its column for what that refers to."""
        owner, target = self.field.m2m_field_name(), self.field.m2m_reverse_field_name()
        return self.field.remote_field.through, f"{owner}_id", f"{target}_id"


def references(model: type[Model]) -> Iterator[Reference]:
    """Everything that refers to rows of `model`, hidden relations too; history keeps what was, and is none."""
    for relation in model._meta.get_fields(include_hidden=True):
        source = relation.related_model if relation.auto_created and not relation.concrete else None
        if isinstance(source, type) and not issubclass(source, HistoricalChanges) and not source._meta.auto_created:
            yield Reference(source, relation.field)  # type: ignore[union-attr]
