"""How a person gets in, as an administrator sees it: invited with a link, and freed of a second factor that is lost."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _, gettext_noop
from django.views.decorators.http import require_http_methods

from trials.admin.inviting import invitation_to

INVITATION, SECOND_FACTOR = gettext_noop("invitation"), gettext_noop("second factor")


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def access_page(request: HttpRequest, pk: int, model_admin: ModelAdmin) -> HttpResponse:
    """How the person gets in, and the two things to be done about it."""
    person = get_object_or_404(User, pk=pk)
    if not model_admin.has_change_permission(request, person):
        raise PermissionDenied
    if request.method != "POST":
        return show_access(request, person, model_admin)
    what = request.POST.get("what")
    if what not in {"invite", "free"}:
        raise BadRequest
    return (invite if what == "invite" else free)(request, person, model_admin)


def invite(request: HttpRequest, person: User, model_admin: ModelAdmin) -> HttpResponse:
    """The page with a new invitation, which is shown this once; history says who made it."""
    if not (person.is_active and person.is_staff):
        messages.warning(request, _("Give the person a role first: without one nobody can sign in."))
        return redirect("admin:auth_user_access", person.pk)
    model_admin.log_change(request, person, [{"added": {"name": INVITATION, "object": person.username}}])
    return show_access(request, person, model_admin, invitation_to(person))


def free(request: HttpRequest, person: User, model_admin: ModelAdmin) -> HttpResponse:
    """Remove every second factor of the person, who is then out, and sets up a new one at the next sign-in."""
    held, _by_model = Authenticator.objects.filter(user=person).delete()
    if held:
        model_admin.log_change(request, person, [{"deleted": {"name": SECOND_FACTOR, "object": person.username}}])
        text = _("The second factor is removed. At the next sign-in the person is asked to set up a new one.")
        messages.success(request, text)
    return redirect("admin:auth_user_access", person.pk)


def show_access(request: HttpRequest, person: User, model_admin: ModelAdmin, link: str = "") -> TemplateResponse:
    """The page, with the invitation that was just made."""
    held = Authenticator.objects.filter(user=person)
    kinds = list(held.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("type", flat=True))
    context: dict[str, Any] = model_admin.admin_site.each_context(request) | {
        "title": _("Access: %(name)s") % {"name": person.get_full_name() or person.username},
        "opts": model_admin.opts,
        "original": person,
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "link": link,
    }
    return TemplateResponse(request, "admin/people/access.html", context)
