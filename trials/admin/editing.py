"""Saving what a person changed, and nothing that another changed meanwhile."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from trials.actions.public_change import public_change, touch
from trials.actions.saving import sign
from trials.admin.by_hand import ByHandMixin
from trials.admin.forms import REASON, SEEN, ListFormSet, PartForm, RecordForm
from trials.admin.settling import Settlement, seen_version, sent_for, settle, take_over
from trials.admin.settling_rows import Rows, inline_rows, listed_rows
from trials.admin.widgets import is_key

logger = logging.getLogger(__name__)

CHANGED_MEANWHILE = _(
    "Somebody changed this while you were editing it. Nothing of yours is saved yet, and nothing is lost: "
    "look through what was changed, then save again."
)
REFUSED = _("The database could not save this just now, so nothing was changed. Please save again.")


class Refused(Exception):
    """What was sent cannot be saved, and all that was written for it is taken back; `faults` say why."""

    def __init__(self, *faults: ValidationError) -> None:
        super().__init__(*faults)
        self.faults = faults


class Doing:
    """What one request does: when, why it cannot be saved, and what another changed meanwhile."""

    def __init__(self) -> None:
        self.at: datetime = timezone.now()
        self.refusals: tuple[ValidationError, ...] = ()
        self.settlement = Settlement()


def doing(request: Any) -> Doing:
    """What this request does, from its first question to its last."""
    if not hasattr(request, "doing"):
        request.doing = Doing()
    found: Doing = request.doing
    return found


def listed_keys(data: Any) -> list[str]:
    """Primary keys of the rows of a list that were sent."""
    sent = data.get("form-TOTAL_FORMS", "")
    rows = range(int(sent) if sent.isdecimal() and len(sent) < 5 else 0)
    return [key for row in rows if is_key(key := data.get(f"form-{row}-id", ""))]


class EditingMixin(ByHandMixin):
    """Every save is signed; a form that is older than the record is shown again beside what has changed."""

    form = RecordForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fieldsets declared, and at the end why the record is changed."""
        carried = {REASON, SEEN}
        fieldsets = [
            (name, {**options, "fields": [field for field in options["fields"] if field not in carried]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*fieldsets, (None, {"fields": [REASON, SEEN]})] if may_write else fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form's class for this request, which knows why it cannot be saved, if so."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusals = doing(request).refusals
        return form

    @method_decorator(csrf_protect)
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The page of a record. What was sent is saved whole, on the version it was made from, or not at all."""

        def answer() -> Any:
            return stock._changeform_view(request, object_id, form_url, context)

        stock: Any = self  # Django's own view puts every POST in a transaction, also one that is refused
        context = {**(extra_context or {}), "settlement": doing(request).settlement}
        if request.method != "POST":
            return answer()
        self._settle_record(request, object_id, lock=False)
        # A form that is refused writes nothing: then nobody else need wait for it.
        return answer() if doing(request).refusals else self._save_or_refuse(request, object_id, answer)

    def _save_or_refuse(self, request: HttpRequest, object_id: str | None, answer: Callable[[], Any]) -> Any:
        """Save in one transaction; where that cannot be, the form again with the reasons."""
        try:
            studies = self.studies_sent(request, object_id)
            # Its studies are locked before the record, as everywhere.
            with public_change(studies), self.by_hand(request, studies, doing(request).at):
                self._settle_record(request, object_id, lock=True)
                return answer()
        except Refused as refused:
            doing(request).refusals = refused.faults
        except (IntegrityError, OperationalError):
            logger.exception("The database refused what was sent to %s.", request.path)
            doing(request).refusals = (ValidationError(REFUSED, code="refused"),)
        return answer()

    def _settle_record(self, request: HttpRequest, object_id: str | None, *, lock: bool) -> None:
        """Compare what was sent with what the register holds, which is locked then if anything is to be saved."""
        record = self.get_object(request, object_id) if object_id else None
        if record is None or not self.has_change_permission(request, record):
            return
        if lock:
            record = self.model._base_manager.select_for_update().get(pk=record.pk)
        data = request.POST.copy()
        fields = flatten_fieldsets(self.get_fieldsets(request, record))
        form = self.get_form(request, record, change=True, fields=fields)
        sent = sent_for(data, form())
        parts = self._parts(request, record, data, lock)
        if record.version == seen_version(sent) and not any(rows.are_stale for rows in parts):
            for name, values in take_over(form, record, sent).items():
                data.setlist(name, values)
            for rows in parts:
                rows.take_over(data)
        else:
            doing(request).refusals = (ValidationError(CHANGED_MEANWHILE, code="changed_meanwhile"),)
            for name, values in settle(form, record, sent, doing(request).settlement).items():
                data.setlist(name, values)
            for rows in parts:
                rows.settle(data, doing(request).settlement)
        request.POST = data  # type: ignore[assignment]

    def _parts(self, request: HttpRequest, record: Any, data: Any, lock: bool) -> list[Rows]:
        return [
            inline_rows(formset, record, inline.get_queryset(request), data, lock)
            for formset, inline in self.get_formsets_with_inlines(request, record)
            if inline.has_change_permission(request, record)
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the record, signed, if anything of it was changed."""
        if not change or form.has_changed():
            self._save(request, obj, form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save links and parts; a record whose parts alone were changed gets a new version too."""
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            self._save(request, form.instance, form)
        super().save_related(request, form, formsets, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the parts that were changed, each signed."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            self._sign(request, row, form)
            row.delete()
        for row in rows:
            self._save(request, row, form)
        formset.save_m2m()

    def _save(self, request: HttpRequest, row: Any, form: Any) -> None:
        self._sign(request, row, form)
        row.save()
        touch([row])

    def _sign(self, request: Any, row: Any, form: Any) -> None:
        # Rows that are edited in a list have one reason together.
        reason = form.cleaned_data.get(REASON) or request.POST.get(REASON, "")
        sign(row, by=request.user, at=doing(request).at, reason=reason)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The form of a row that is edited in the list; it knows the version that the person saw."""
        return super().get_changelist_form(request, **{"form": PartForm, **kwargs})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The rows that are edited in the list, with one reason together."""
        return super().get_changelist_formset(request, **{"formset": ListFormSet, **kwargs})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list; rows edited in it are compared with what the register holds, under a lock, before all."""

        def answer() -> Any:
            return super(EditingMixin, self).changelist_view(request, extra_context)

        if request.method != "POST" or "_save" not in request.POST or not self.has_change_permission(request):
            return answer()
        rows = self.model._base_manager.filter(pk__in=listed_keys(request.POST))
        studies = self.studies_of(rows)
        with public_change(studies), self.by_hand(request, studies, doing(request).at):
            return self._settle_list(request) or answer()

    def _settle_list(self, request: HttpRequest) -> HttpResponseBase | None:
        """The page that shows what others changed in the rows that were sent; None where nobody did."""
        data = request.POST.copy()
        rows = listed_rows(self.get_changelist_formset(request), data)
        if not rows.are_stale:
            rows.take_over(data)
            request.POST = data  # type: ignore[assignment]
            return None
        settlement = doing(request).settlement
        rows.settle(data, settlement)
        hidden = [(name, value) for name, values in data.lists() for value in values if name != "csrfmiddlewaretoken"]
        context = self.admin_site.each_context(request) | {
            "title": _("Changed meanwhile"),
            "opts": self.opts,
            "settlement": settlement,
            "explanation": CHANGED_MEANWHILE,
            "hidden": hidden,
        }
        return TemplateResponse(request, "admin/trials/list_changed_meanwhile.html", context, status=409)
