"""Study sites that a person answers for: those are theirs to edit, the others to read."""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from trials.admin.editing import listed_keys
from trials.admin.forms import SEEN, PartForm
from trials.admin.labels import choosable
from trials.admin.rules import Rule
from trials.admin.widgets import KnownChoiceField, is_key
from trials.models import StudySite
from trials.query.responsibility import may_act_on, sites_of
from trials.query.restorable import Former

# Which study is done where: what is answered for, and therefore not theirs to change.
WHAT_AND_WHERE = ("study", "site")


class OwnRowForm(PartForm):
    """A row of the list: in one that is not the person's own there is nothing to write."""

    # Put on the class by the admin: the hospitals that the person answers for, None for everybody's.
    own: Collection[int] | None = None
    rules: tuple[Rule, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.own is not None and self.instance.site_id not in self.own:
            self.rules: tuple[Any, ...] = ()
            self.fields = {name: field for name, field in self.fields.items() if name == SEEN}


class OwnSitesMixin(admin.ModelAdmin):
    """Whoever answers for some hospitals changes what stands of studies there, and nothing else."""

    def has_change_permission(self, request: HttpRequest, obj: StudySite | None = None) -> bool:
        """Whether the person may change this row, or, without one, rows at all."""
        return super().has_change_permission(request, obj) and (obj is None or may_act_on(request.user, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: StudySite | None = None) -> list[Any]:
        """Those declared; which study it is, and where, for whoever answers for some hospitals alone."""
        declared = super().get_readonly_fields(request, obj)
        return [*declared, *(() if sites_of(request.user) is None else WHAT_AND_WHERE)]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field; whoever answers for some hospitals alone signs a confirmation with no other name than theirs."""
        if db_field.name == "verified_by" and sites_of(request.user) is not None:
            people = choosable(User).filter(Q(pk=request.user.pk) | _who_confirmed(request))
            return db_field.formfield(
                form_class=KnownChoiceField, queryset=people, widget=forms.Select, help_text=kwargs.get("help_text", "")
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The form of a row, which knows whose rows may be written."""
        form: Any = super().get_changelist_form(request, **kwargs)
        form.own = sites_of(request.user)
        return form

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list; PermissionDenied, and nothing saved, where a value was sent for a row of somebody else's."""
        if request.method == "POST" and "_save" in request.POST and self._writes_in_others(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def refuse_restoring(self, request: HttpRequest, found: Former) -> None:
        """PermissionDenied for which study it is, and where, as in the form."""
        super().refuse_restoring(request, found)  # type: ignore[misc]
        is_fixed = not found.is_part and found.field is not None and found.field.name in WHAT_AND_WHERE
        if is_fixed and sites_of(request.user) is not None:
            raise PermissionDenied

    def _writes_in_others(self, request: HttpRequest) -> bool:
        own = sites_of(request.user)
        if own is None:
            return False
        others = StudySite.objects.filter(pk__in=listed_keys(request.POST)).exclude(site__in=own)
        return not {str(pk) for pk in others.values_list("pk", flat=True)}.isdisjoint(_written(self, request.POST))


def _written(model_admin: admin.ModelAdmin, data: Any) -> Iterator[str]:
    """The primary keys, as sent, of the rows that a value was sent for."""
    fields = set(model_admin.list_editable)
    for name in data:
        start, _dash, field = name.removeprefix("form-").partition("-")
        if name.startswith("form-") and field in fields:
            yield data.get(f"form-{start}-id", "")


def _who_confirmed(request: HttpRequest) -> Q:
    """Whoever stands in the row as having confirmed."""
    match = request.resolver_match
    key = match.kwargs.get("object_id", "") if match else ""
    return Q(pk__in=StudySite.objects.filter(pk=key if is_key(key) else 0).values("verified_by"))
