"""The pages of a merge: what may be merged with a thing, and things side by side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trials.actions.merging import disagreements
from trials.admin.comparing import comparison, moving, obstacle, places
from trials.models import Product, Site, Sponsor, Study, StudySite
from trials.query.duplicates import likely_twins

THING, KEEP, FILTERS = "thing", "keep", "_changelist_filters"
# More side by side than this cannot be judged.
MOST = 6
# A field that refers to things of the model: what the autocomplete asks for them through.
CHOSEN_IN: dict[type, Any] = {
    Sponsor: Product._meta.get_field("developer"),
    Site: StudySite._meta.get_field("site"),
    Product: Study._meta.get_field("products"),
}


class MergePages(admin.ModelAdmin):
    """What a merge asks and shows; nothing is done here."""

    def merge_address(self, pks: Sequence[int], more: dict[str, Any]) -> str:
        """Where these are merged."""
        return f"{self._merge_address('merge')}?{urlencode([*((THING, pk) for pk in pks), *more.items()])}"

    def _merge_address(self, name: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}")

    def _things(self) -> Any:
        things = self.model._default_manager.all()
        return things.prefetch_related(*(links.name for links in self.opts.many_to_many))

    def _asked_for(self, asked: QueryDict) -> list[Any]:
        """The things that a question names, in its order; what names none is left out."""
        keys = [text for text in dict.fromkeys(asked.getlist(THING)) if text.isascii() and text.isdigit()]
        found = {str(thing.pk): thing for thing in self._things().filter(pk__in=[key for key in keys if len(key) < 19])}
        return [found[key] for key in keys if key in found]

    def _choose(self, request: HttpRequest, thing: Any) -> HttpResponse:
        widget = AutocompleteSelect(CHOSEN_IN[self.model], self.admin_site)
        others = forms.ModelChoiceField(self.model._default_manager.all(), widget=widget, label=_("Merge with"))
        form = type("OtherForm", (forms.Form,), {THING: others})()
        twins = [
            {"pair": pair, "address": self.merge_address([thing.pk, pair.other.pk], self._filters(request.GET))}
            for pair in likely_twins(thing, self._things().exclude(pk=thing.pk))
        ]
        context = {"thing": thing, "form": form, "twins": twins, "media": self.media + form.media}
        return self._render(request, "merge_choose", _("Merge with another"), context)

    def _compare(
        self, request: HttpRequest, keep: Any, things: list[Any], form: forms.Form, more: dict[str, Any] | None = None
    ) -> HttpResponse:
        gone = [thing for thing in things if thing.pk != keep.pk]
        columns = [
            (
                thing,
                self.merge_address(
                    [one.pk for one in things], {KEEP: thing.pk, **self._filters(request.POST or request.GET)}
                ),
            )
            for thing in things
        ]
        context = {
            "keep": keep,
            "gone": gone,
            "columns": columns,
            "rows": comparison(keep, things),
            "moving": [(thing, moving(request, self.admin_site, [thing])) for thing in gone],
            "obstacle": obstacle(keep, gone),
            "places": places([found for thing in gone for found in disagreements(keep, thing)]),
            "form": form,
            **(more or {}),
        }
        return self._render(request, "merge", _("Merge"), context)

    def _filters(self, asked: QueryDict) -> dict[str, str]:
        filters = asked.get(FILTERS)
        return {FILTERS: str(filters)} if filters else {}

    def _back(self, asked: QueryDict) -> HttpResponseRedirect:
        """The way to the list, with the filter that the person came from."""
        filters = asked.get(FILTERS, "")
        return HttpResponseRedirect(self._merge_address("changelist") + (f"?{filters}" if filters else ""))

    def _render(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.admin_site.name
        everywhere = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "filters": self._filters(request.POST or request.GET),
        }
        return TemplateResponse(request, f"admin/trials/{template}.html", everywhere | context)
