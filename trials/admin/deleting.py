"""What is in use is not deleted: whoever tries is told who uses it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from trials.actions.deleting import DeletionRefused, delete, note_loss
from trials.actions.public_change import public_change
from trials.admin.by_hand import ByHandMixin
from trials.admin.editing import doing
from trials.admin.forms import REASON, ReasonField, RefuseIdentityNumbers
from trials.admin.using import parts, verdicts
from trials.models import Source
from trials.query.uses import NAMED, losing

# As many are judged at once, with so many users named of each.
MOST, NAMED_OF_EACH = 100, 5


class WhyForm(RefuseIdentityNumbers, forms.Form):
    """Why something is done that needs a reason."""

    reason = ReasonField(required=True)


class DeletionMixin(ByHandMixin):
    """What is in use is not deleted: whoever tries is told who uses it."""

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The page that says who uses the record; where nobody does, it asks why it is deleted."""
        record: Any = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, record):
            raise PermissionDenied
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        form = WhyForm(request.POST if request.method == "POST" else None)
        (verdict,) = verdicts(request, self.admin_site, [record], named=NAMED)
        lacking, going = self._going_along(request, [record])
        if request.method == "POST" and verdict.may_go and form.is_valid():
            if lacking:
                raise PermissionDenied
            name, pk = str(record), record.pk
            if self._try(request, [record], form):
                return self.response_delete(request, name, pk)
            (verdict,) = verdicts(request, self.admin_site, [record], named=NAMED)
        context = self._context(request, form, lacking, going) | {"object": record, "verdict": verdict}
        return self.render_delete_form(request, context | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own, where deleting the selected tells of each who uses it."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            _stock, name, words = actions["delete_selected"]  # type: ignore[misc]
            actions["delete_selected"] = (_delete_selected, name, words)  # type: ignore[assignment]
        return actions

    def delete_model(self, request: Any, obj: Any) -> None:
        """Delete the record; DeletionRefused where anything uses it."""
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """Delete these, signed; DeletionRefused, and nothing deleted, where anything uses one of them."""
        records, at = list(queryset), doing(request).at
        with public_change(), self.by_hand(request, self.studies_of(records), at):
            delete(records, by=request.user, at=at, reason=request.POST.get(REASON, ""))

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save links and parts; of a source that goes, tell which statuses no longer name it."""
        sources = [
            row.instance
            for formset in formsets
            if formset.model is Source and formset.can_delete
            for row in formset.deleted_forms
            if row.instance.pk
        ]
        let_go = losing(sources)
        super().save_related(request, form, formsets, change)
        if let_go:
            note_loss(let_go, by=request.user, at=doing(request).at, reason=form.cleaned_data.get(REASON, ""))
            number = sum(len(pks) for _reference, pks in let_go)
            words = ngettext(
                "A source was deleted that a status came from: %(number)d status has no source now.",
                "A source was deleted that statuses came from: %(number)d statuses have no source now.",
                number,
            )
            self.message_user(request, words % {"number": number}, messages.WARNING)

    def judge(self, request: HttpRequest, records: Sequence[Any], form: forms.Form) -> HttpResponse:
        """The page that tells of each of several records whether it may be deleted, and why not."""
        found = verdicts(request, self.admin_site, records, named=NAMED_OF_EACH)
        going = [verdict.thing for verdict in found if verdict.may_go]
        lacking, going_along = self._going_along(request, going)
        context = self._context(request, form, lacking, going_along) | {
            "staying": [verdict for verdict in found if not verdict.may_go],
            "going": going,
        }
        return TemplateResponse(request, "admin/trials/delete_selected_confirmation.html", context)

    def _try(self, request: HttpRequest, records: Sequence[Any], form: forms.Form) -> bool:
        """Delete the records; False, with the reason on the form, where they came into use meanwhile."""
        try:
            with public_change():
                self.log_deletions(request, records)  # type: ignore[arg-type]
                self.delete_queryset(request, records)
        except DeletionRefused as refusal:
            form.add_error(None, str(refusal))
            return False
        except IntegrityError:
            form.add_error(None, _("It came into use just now, so nothing was deleted."))
            return False
        return True

    def _going_along(self, request: HttpRequest, records: Sequence[Any]) -> tuple[list[str], list[tuple[str, int]]]:
        """The kinds of parts that the person may not delete, and all that go along with their numbers."""
        found = list(parts(self.model, Q(pk__in=[record.pk for record in records]))) if records else []
        lacking = [
            str(model._meta.verbose_name)
            for model, _number in found
            if self.admin_site.is_registered(model)
            and not self.admin_site.get_model_admin(model).has_delete_permission(request)
        ]
        return lacking, [(capfirst(str(model._meta.verbose_name_plural)), number) for model, number in found]

    def _context(
        self, request: HttpRequest, form: forms.Form, lacking: list[str], going: list[tuple[str, int]]
    ) -> dict[str, Any]:
        request.current_app = self.admin_site.name
        return {
            **self.admin_site.each_context(request),
            "title": _("Delete"),
            "subtitle": None,
            "object_name": str(self.opts.verbose_name),
            "objects_name": str(self.opts.verbose_name_plural),
            "opts": self.opts,
            "app_label": self.opts.app_label,
            "media": self.media,
            "form": form,
            "perms_lacking": lacking,
            "parts": going,
            "preserved_filters": self.get_preserved_filters(request),
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }


def _delete_selected(model_admin: DeletionMixin, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Tell of each of the selected whether it may be deleted; once confirmed, delete those that may."""
    records = list(queryset.order_by("pk")[: MOST + 1])
    if len(records) > MOST:
        words = _("Select at most %(most)d to delete at once.") % {"most": MOST}
        model_admin.message_user(request, words, messages.WARNING)
        return None
    is_confirmed = "post" in request.POST
    form = WhyForm(request.POST if is_confirmed else None)
    if not is_confirmed or not form.is_valid():
        return model_admin.judge(request, records, form)
    lacking, _going = model_admin._going_along(request, records)
    if lacking:
        raise PermissionDenied
    if not model_admin._try(request, records, form):
        return model_admin.judge(request, records, form)
    words = ngettext("%(number)d record was deleted.", "%(number)d records were deleted.", len(records))
    model_admin.message_user(request, words % {"number": len(records)}, messages.SUCCESS)
    return None
