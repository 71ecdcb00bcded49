"""Bringing something back: what is now, what would be, why; then once more under a lock."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy

from trials.actions.public_change import public_change
from trials.actions.refusals import CannotRestore, Fault
from trials.actions.restoring import ChangedMeanwhileError, Seen, bring_back, restore
from trials.admin.by_hand import ByHandMixin
from trials.admin.forms import RefuseIdentityNumbers
from trials.names import capitalised
from trials.outputs.history import changes_since, deleted_record, proposal_of, proposal_of_whole
from trials.query.restorable import Former, find_former

CONFLICT = 409


class RestoreForm(RefuseIdentityNumbers, forms.Form):
    """Why, and the versions that the person decides upon."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        help_text=gettext_lazy("Stands in the history, where everyone who edits can read it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    part_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RestoringMixin(ByHandMixin):
    """The pages on which a former value, a part or a whole record is brought back."""

    def restore_view(
        self, request: HttpRequest, object_id: str, of: str, former: int, changed: int, field: str
    ) -> HttpResponse:
        """Show what would be brought back to a record and ask why; sent, bring it back."""
        record = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        found = find_former(record, of, former, changed, field) if record is not None else None
        if found is None:
            raise Http404
        self.refuse_restoring(request, found)
        live = found.model._default_manager.filter(pk=found.row.id).first() if found.is_part else record
        form = RestoreForm(request.POST or None, initial=_versions(found, live))
        answer = self._restored(request, found, live, form) if request.method == "POST" and form.is_valid() else {}
        if isinstance(answer, HttpResponse):
            return answer
        if found.field is not None and live is None:
            raise Http404
        context = {"proposal": proposal_of(found, live, _language()), "form": form, "object": record, **answer}
        return self._page(request, context, status=CONFLICT if answer.get("meanwhile") else 200)

    def bring_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a deleted record and ask why it should come back; sent, bring it back."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        deletion = deleted_record(self.model, unquote(object_id))
        if deletion is None:
            raise Http404
        form = RestoreForm(request.POST or None, initial={"version": deletion.version, "part_version": 0})
        context: dict[str, Any] = {"form": form, "deletion": deletion}
        if request.method == "POST" and form.is_valid():
            at = timezone.now()
            try:
                with public_change(), self.by_hand(request, self.studies_of([deletion.instance]), at):
                    record = bring_back(
                        self.model,
                        deletion,
                        by=request.user,  # type: ignore[arg-type]  # the admin lets nobody else in
                        at=at,
                        reason=form.cleaned_data["reason"],
                    )
                return self._back_to_history(request, record)
            except CannotRestore as refusal:
                context["faults"] = self._with_addresses(refusal.faults)
        context["proposal"] = proposal_of_whole(self.model, deletion, _language())
        return self._page(request, context)

    def _restored(self, request: HttpRequest, found: Former, live: Any, form: RestoreForm) -> Any:
        """The way back to the history; or, when nothing was written, what the page has to say about it."""
        sent, at = form.cleaned_data, timezone.now()
        try:
            with public_change(), self.by_hand(request, self.studies_of([found.record]), at):
                restore(
                    found,
                    seen=Seen(sent["version"], sent["part_version"]),
                    by=request.user,  # type: ignore[arg-type]  # the admin lets nobody else in
                    at=at,
                    reason=sent["reason"],
                )
        except CannotRestore as refusal:
            return {"faults": self._with_addresses(refusal.faults)}
        except ChangedMeanwhileError:
            found.record.refresh_from_db()
            part = live if found.is_part else None
            changes = changes_since(found.record, sent["version"], part, sent["part_version"], _language())
            again = RestoreForm(initial={**_versions(found, live), "reason": sent["reason"]})
            return {"meanwhile": True, "changes": changes, "form": again}
        return self._back_to_history(request, found.record)

    def _back_to_history(self, request: HttpRequest, record: Any) -> HttpResponse:
        messages.success(request, _("Brought back. It stands in the history as the newest change."))
        return HttpResponseRedirect(self._address("history", record.pk))

    def refuse_restoring(self, request: HttpRequest, found: Former) -> None:
        """PermissionDenied where parts may not be changed: they have permissions of their own, as in the form."""
        deed = "add" if found.field is None else "change"
        may_part = request.user.has_perm(f"{found.model._meta.app_label}.{deed}_{found.model._meta.model_name}")
        if found.is_part and not may_part:
            raise PermissionDenied

    def _with_addresses(self, faults: list[Fault]) -> list[tuple[str, str]]:
        """Each fault with the page of the admin to go to, or an empty text."""
        return [(fault.message, self._page_of(fault.model, fault.pk)) for fault in faults]

    def _page_of(self, model: Any, pk: int) -> str:
        if model is None or not self.admin_site.is_registered(model):
            return ""
        opts = model._meta
        page = "change" if model._default_manager.filter(pk=pk).exists() else "deleted_history"
        if page == "deleted_history" and deleted_record(model, pk) is None:
            return ""
        return reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_{page}", args=[pk])

    def _address(self, page: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def _page(self, request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
        request.current_app = self.admin_site.name
        common = {
            **self.admin_site.each_context(request),
            "title": _("Bring back: %(what)s") % {"what": context["proposal"].title},
            "opts": self.opts,
            "module_name": capitalised(str(self.opts.verbose_name_plural)),
        }
        return TemplateResponse(request, "admin/trials/history_restore.html", common | context, status=status)


def _versions(found: Former, live: Any) -> dict[str, int]:
    return {"version": found.record.version, "part_version": getattr(live, "version", 0) if found.is_part else 0}


def _language() -> str:
    return get_language() or "nb"
