"""Two sponsors, sites or products that are one become one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from trials.actions.merging import ChangedMeanwhile, MergeRefused, merge
from trials.actions.public_change import public_change
from trials.admin.comparing import changed_meanwhile
from trials.admin.deleting import WhyForm
from trials.admin.editing import doing
from trials.admin.merge_pages import FILTERS, KEEP, MOST, THING, MergePages
from trials.query.duplicates import likely_pairs


class MergeMixin(MergePages):
    """Two sponsors, sites or products that are one become one."""

    change_form_template = "admin/trials/merge_change_form.html"
    change_list_template = "admin/trials/merge_change_list.html"

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the person may merge things of this kind."""
        return request.user.has_perm(f"{self.opts.app_label}.merge_{self.opts.model_name}")

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and the pages where things are merged."""
        views = {"merge": self.merge_view, "duplicates": self.duplicates_view}
        return [
            path(
                f"{name}/",
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for name, view in views.items()
        ] + super().get_urls()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own, and merging for whoever may."""
        actions = super().get_actions(request)
        if actions and self.has_merge_permission(request):
            words = gettext_lazy("Merge the selected %(verbose_name_plural)s")
            actions["merge_selected"] = (_merge_selected, "merge_selected", words)  # type: ignore[assignment]
        return actions

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, with the way to possible duplicates."""
        way = {"duplicates_address": self._merge_address("duplicates")} if self.has_merge_permission(request) else {}
        return super().changelist_view(request, {**(extra_context or {}), **way})

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The record's page, with the way to merge it with another."""
        record = kwargs.get("obj")
        if record is not None and self.has_merge_permission(request):
            filters = request.GET.get(FILTERS)
            context["merge_address"] = self.merge_address([record.pk], {FILTERS: filters} if filters else {})
        return super().render_change_form(request, context, *args, **kwargs)

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """The pairs that may be one by their names; a person decides."""
        self._refuse_others(request)
        pairs = [
            {"pair": pair, "address": self.merge_address([pair.one.pk, pair.other.pk], {})}
            for pair in likely_pairs(self._things())
        ]
        return self._render(request, "merge_duplicates", _("Possible duplicates"), {"pairs": pairs})

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """One thing: which other to merge it with. Several: what merging does to them, and the merge itself."""
        self._refuse_others(request)
        asked = request.POST if request.method == "POST" else request.GET
        things = self._asked_for(asked)
        if request.method == "POST" and len(things) < max(2, len(set(asked.getlist(THING)))):
            words = _("One of them is no longer there: it was merged or deleted meanwhile. Nothing was done.")
            self.message_user(request, words, messages.ERROR)
            return self._back(asked)
        if not 1 <= len(things) <= MOST:
            words = _("Choose from two to %(most)d to merge; those that you chose may be gone by now.") % {"most": MOST}
            self.message_user(request, words, messages.WARNING)
            return self._back(asked)
        if len(things) == 1:
            return self._choose(request, things[0])
        keep = next((thing for thing in things if str(thing.pk) == asked.get(KEEP)), things[0])
        if request.method != "POST":
            return self._compare(request, keep, things, WhyForm())
        form = WhyForm(request.POST)
        if not form.is_valid():
            return self._compare(request, keep, things, form)
        return self._merge(request, keep, things, form)

    def _refuse_others(self, request: HttpRequest) -> None:
        if not self.has_merge_permission(request):
            raise PermissionDenied

    def _merge(self, request: Any, keep: Any, things: list[Any], form: forms.Form) -> HttpResponse:
        gone = [thing for thing in things if thing.pk != keep.pk]
        signed = {"by": request.user, "at": doing(request).at, "reason": form.cleaned_data["reason"]}
        seen = {thing.pk: _version(request.POST.get(f"seen_{thing.pk}")) for thing in things}
        try:
            with public_change():
                self.log_deletions(request, gone)  # type: ignore[arg-type]
                self.log_change(request, keep, _("Merged with %(names)s.") % {"names": "; ".join(map(str, gone))})
                moved = 0
                for thing in gone:
                    moved += sum(merge(keep=keep, gone=thing, seen=seen, **signed).values())
                    # Merging one raises the version of the kept one.
                    seen.pop(keep.pk, None)
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
            return self._refused(request, keep, things, form, refusal)
        self._tell(request, keep, gone, moved)
        return self._back(request.POST)

    def _refused(
        self, request: HttpRequest, keep: Any, things: list[Any], form: forms.Form, refusal: MergeRefused
    ) -> HttpResponse:
        """The page again, as things are now, with what was changed meanwhile."""
        now = self._asked_for(request.POST)
        if len(now) < 2:
            self.message_user(request, str(refusal), messages.ERROR)
            return self._back(request.POST)
        more: dict[str, Any] = {}
        if isinstance(refusal, ChangedMeanwhile):
            more["changes"] = changed_meanwhile(refusal)
        keep = next((thing for thing in now if thing.pk == keep.pk), now[0])
        return self._compare(request, keep, now, form, more)

    def _tell(self, request: HttpRequest, keep: Any, gone: list[Any], moved: int) -> None:
        address = reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change", args=[keep.pk])
        words = ngettext("%(number)d record was changed.", "%(number)d records were changed.", moved)
        self.message_user(
            request,
            format_html(
                _('{gone} is now part of <a href="{address}">{keep}</a>. {moved}'),
                gone="; ".join(map(str, gone)),
                address=address,
                keep=keep,
                moved=words % {"number": moved},
            ),
            messages.SUCCESS,
        )


def _merge_selected(model_admin: MergeMixin, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """The page where the selected things are compared and merged."""
    pks = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not 2 <= len(pks) <= MOST:
        words = _("Select from two to %(most)d to merge.") % {"most": MOST}
        model_admin.message_user(request, words, messages.WARNING)
        return None
    filters = request.GET.urlencode()
    return HttpResponseRedirect(model_admin.merge_address(pks, {FILTERS: filters} if filters else {}))


def _version(text: str | None) -> int:
    """The version that a form says the person saw; 0, which nothing has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
