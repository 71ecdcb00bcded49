"""What imports did, and what registries sent."""

import json
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from trials.admin import filter_kinds
from trials.admin.fields import part
from trials.admin.read_only import ReadOnlyAdmin
from trials.choices import Registry, RunOutcome
from trials.identifiers import normalise, recognise
from trials.models import RegistryRecord, RegistryRun

# Characters of a document that are shown; the longest have two million.
MOST_SHOWN = 200_000
_COUNTS = ("received", "new", "changed", "unchanged", "refused")


@admin.register(RegistryRun)
class RegistryRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "registry", "outcome", "asked", *_COUNTS, "is_complete")
    list_filter = (
        filter_kinds.by_code("registry", Registry.choices, _("registry")),
        filter_kinds.by_code("outcome", RunOutcome.choices, _("outcome")),
        filter_kinds.yes_or_no("whole", _("whole"), lambda: Q(is_complete=True)),
    )
    search_fields = ("asked",)
    search_help_text = _("A part of what was asked, such as a number or the name of a file.")
    ordering = ("-started_at", "-pk")
    fieldsets = (
        part(_("What was asked"), "registry", "asked", "is_complete", "data_of"),
        part(_("How it went"), "started_at", "finished_at", "outcome", "told"),
        part(_("Documents"), *_COUNTS),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The runs of which this is a part of what was asked."""
        return queryset.filter(asked__icontains=search_term.strip()), False


@admin.register(RegistryRecord)
class RegistryRecordAdmin(ReadOnlyAdmin):
    list_display = ("number", "registry", "received_at", "problem")
    list_filter = (
        filter_kinds.by_code("registry", Registry.choices, _("registry")),
        filter_kinds.yes_or_no("unread", _("could not be read"), lambda: ~Q(problem="")),
    )
    sortable_by = ("received_at",)
    search_fields = ("registry_id",)
    search_help_text = _("The number of a study, or how it begins.")
    ordering = ("-pk",)
    fieldsets = (
        part(_("Which document"), "registry", "registry_id", "received_at", "problem"),
        part(_("What the registry sent"), "document"),
    )
    readonly_fields = ("document",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the documents themselves, which are read where one is shown."""
        return super().get_queryset(request).defer("body")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The records of a number, in any writing, or of all numbers that begin so."""
        asked = search_term.strip()
        numbers = [normalise(scheme, value) for scheme, value in recognise(asked)]
        found = Q(registry_id__in=numbers) | Q(registry_id__istartswith=asked)
        return (queryset.filter(found) if asked else queryset), False

    @admin.display(description=_("number"))
    def number(self, record: RegistryRecord) -> Any:
        """The number; a document without one is told apart by that."""
        return record.registry_id or _("none that can be read")

    @admin.display(description=_("document"))
    def document(self, record: RegistryRecord) -> str:
        """The document as text, in lines where it is JSON."""
        text = bytes(record.body).decode("utf-8", "replace")
        with suppress(ValueError, RecursionError):
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
        more = "\n…" if len(text) > MOST_SHOWN else ""
        return format_html('<pre class="document" tabindex="0">{}{}</pre>', text[:MOST_SHOWN], more)
