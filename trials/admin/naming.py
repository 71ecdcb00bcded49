"""Which sponsor or hospital of ours a registry's name is: said on the page of the study that it was met in."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _

from trials.actions.ingest.naming import name_site, name_sponsor
from trials.actions.ingest.ruling import Refused
from trials.actions.ingest.sites import Unknown
from trials.admin.desk import DeskMixin, query_of
from trials.admin.editing import doing
from trials.admin.labels import language
from trials.admin.unknown_names import NameForm, PlaceForm, place_form, sites_in, sponsor_form, unknown_names
from trials.admin.widgets import is_key
from trials.models import RegistryEntry
from trials.query.facts import SPONSOR

# The form that was sent and could not be taken, kept with the request for its page.
SENT = "naming_sent"


class NamingMixin(DeskMixin):
    """Says which sponsor, or which hospital, a registry's name is."""

    def get_urls(self) -> list[Any]:
        """Where a name is sent to."""
        view = self.admin_site.admin_view(self.name_view)
        return [path("inbox/study/<int:pk>/name/", view, name="trials_study_name"), *super().get_urls()]

    def review_page(self, request: HttpRequest, pk: int, *, status: int = 200) -> HttpResponseBase:
        """The page of the study."""
        raise NotImplementedError

    def name_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take what was said of a name, and go back to the study's page; 409 where it could not be taken."""
        self.refuse_who_may_not_decide(request)
        back = reverse("admin:trials_study_review", args=[pk]) + query_of(request)
        key = request.POST.get("entry", "")
        entry = RegistryEntry.objects.filter(study=pk, pk=key if is_key(key) else 0).first()
        if request.method != "POST" or entry is None:
            return HttpResponseRedirect(back)
        place = place_of(request.POST.get("place", ""))
        if not may_name(request, is_site=place is not None):
            raise PermissionDenied
        form: NameForm
        if place:
            form = place_form(place, sites_in(place.country), request.POST)
        else:
            form = sponsor_form(entry.facts.get(SPONSOR, ""), request.POST)
        if form.is_valid() and self._named(request, entry, place, form):
            return HttpResponseRedirect(back)
        setattr(request, SENT, form)
        return self.review_page(request, pk, status=409)

    def _named(self, request: Any, entry: RegistryEntry, place: Unknown | None, form: NameForm) -> bool:
        """Write it; False, with the reason on the form, where that cannot be."""
        signed = {"by": request.user, "at": doing(request).at}
        try:
            if place and isinstance(form, PlaceForm):
                where = place.facility, place.city, place.country
                found: Any = name_site(entry.pk, where, form.chosen or form.new_site, **signed)
            else:
                found = name_sponsor(entry.pk, form.chosen, **signed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        self.message_user(request, _("From now on the registry's name means %(name)s.") % {"name": found})
        return True

    def naming_context(self, request: HttpRequest, entries: Sequence[RegistryEntry]) -> dict[str, Any]:
        """What the page shows of names that we do not know."""
        names = unknown_names(entries, language())
        sent, asked = getattr(request, SENT, None), request.POST.get("place", "")
        if sent is not None and asked:
            shown = [replace(one, form=sent) if one.key == asked else one for one in names.places]
            names = replace(names, places=shown)
        elif sent is not None and names.sponsor:
            names = replace(names, sponsor=replace(names.sponsor, form=sent))
        return {
            "names": names,
            "may_name_sponsor": may_name(request, is_site=False),
            "may_name_site": may_name(request, is_site=True),
        }


def may_name(request: HttpRequest, *, is_site: bool) -> bool:
    """Whether the person may say which hospital, or which sponsor, a name is, and add one."""
    model = "site" if is_site else "sponsor"
    return request.user.has_perms([f"trials.add_{model}", f"trials.change_{model}", "trials.change_study"])


def place_of(text: str) -> Unknown | None:
    """The place that a form is about, as `UnknownPlace.key` writes it; None for anything else."""
    try:
        words = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(words, list) or len(words) != 3 or not all(isinstance(word, str) for word in words):
        return None
    facility, city, country = words
    return Unknown(facility, city, country, status="")
