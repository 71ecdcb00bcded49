"""What a person changes in a study is decided: each way of saving in the admin says so once."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from trials.actions.ingest.by_hand import decided_by_hand


class ByHandMixin(admin.ModelAdmin):
    """Knows of which studies its records hold facts that registries feed, too."""

    def studies_of(self, records: Iterable[Any]) -> list[int]:
        """The studies, by primary key, of which these records hold such facts; none unless said otherwise."""
        return []

    def by_hand(self, request: Any, studies: Iterable[int], at: datetime) -> AbstractContextManager[None]:
        """Whatever changes inside, in the facts of these studies, the person decided; to be asked in a transaction."""
        return decided_by_hand(studies, by=request.user, at=at)

    def studies_sent(self, request: HttpRequest, object_id: str | None) -> list[int]:
        """The studies of the record whose form was sent."""
        record = self.get_object(request, object_id) if object_id else None
        return self.studies_of([record]) if record is not None else []
