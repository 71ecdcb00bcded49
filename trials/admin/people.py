"""The people who edit the register: their accounts and roles.

Nobody is deleted, since history keeps their names: an account that is no longer used is deactivated. Groups are the
project's own three roles and are not edited.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _, gettext_noop, ngettext

from trials.admin.forms import SEEN
from trials.admin.lists import ListMixin
from trials.admin.people_access import access_page, invite
from trials.admin.people_filters import RoleFilter, StateFilter
from trials.admin.people_forms import NewPersonForm, PersonForm
from trials.admin.people_sites import SitesMixin, has_no_site
from trials.admin.roles import Role

WHO = (_("Who"), {"fields": ("username", "first_name", "last_name", "email")})
WRITTEN = {"username", "first_name", "last_name", "email", "is_active", "is_superuser"}
LOCK = gettext_noop("lock on sign-in")


class PersonAdmin(SitesMixin, ListMixin, UserAdmin):
    """People, given accounts by administrators."""

    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None  # Django's own asks for a password first and for the rest on the next page
    add_fieldsets = (WHO, (_("Roles"), {"fields": ("groups", "sites", "mail_language")}))
    list_display = ("username", "name", "email", "roles", "state", "last_login")
    list_filter = (RoleFilter, StateFilter)
    readonly_fields = ("access_link", "roles", "hospitals", "state", "last_login", "date_joined")
    filter_horizontal = ()
    actions = ("unlock",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People with their roles and hospitals, and when a lock on their sign-in ends, in three queries."""
        tried = AccessAttempt.objects.filter(
            username=OuterRef("username"),
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME,
        )
        last_try = Subquery(tried.order_by("-attempt_time").values("attempt_time")[:1])
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(last_try=last_try).prefetch_related("groups", "coordinated_sites")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What a person is asked for, or shown; whether one is a superuser, to superusers alone."""
        if not obj:
            return self.add_fieldsets
        changeable = self.has_change_permission(request, obj)
        access: tuple[str, ...] = (
            "is_active",
            *(("groups", "sites", "mail_language") if changeable else ("roles", "hospitals")),
        )
        if request.user.is_superuser:
            access += ("is_superuser",)
        link, seen = (("access_link",), (SEEN,)) if changeable else ((), ())
        return (
            WHO,
            (_("Access"), {"fields": (*access, *link)}),
            (_("Use"), {"fields": ("state", "last_login", "date_joined", *seen)}),
        )

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows who fills it in."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save what the form knows, and not over a password or a sign-in of the same moment."""
        if change:
            obj.save(update_fields=[*(name for name in form.fields if name in WRITTEN), "is_staff"])
        else:
            obj.set_unusable_password()
            obj.save()

    def get_urls(self) -> list[URLPattern]:
        """Without the page for another's password: people choose their own, by invitation."""
        access = self.admin_site.admin_view(partial(access_page, model_admin=self))
        own = [path("<int:pk>/access/", access, name="auth_user_access")]
        return own + [url for url in super().get_urls() if url.name != "auth_user_password_change"]

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """The invitation, to be handed over."""
        self.message_user(request, gettext("The account is made."), messages.SUCCESS)
        return invite(request, obj, self)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers are changed, and given passwords, by superusers alone."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody deletes people."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """The two filters and nothing else: an address that asks for more could read what the page does not show."""
        return lookup in {RoleFilter.parameter_name, StateFilter.parameter_name}

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Where words are looked for."""
        return ("username", "first_name", "last_name", "email")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """People have no folded text to search in; they are few, and found in Django's own way."""
        return UserAdmin.get_search_results(self, request, queryset, search_term)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], add: bool = False
    ) -> list[dict[str, Any]]:
        """What history says was changed, with the roles given and taken."""
        message: list[dict[str, Any]] = super().construct_change_message(request, form, formsets, add)
        before = _roles(form.initial.get("groups", ()))
        after = _roles(form.cleaned_data["groups"]) if "groups" in form.cleaned_data else before
        for word, roles in (("deleted", before - after), ("added", after - before)):
            message += [{word: {"name": gettext_noop("role"), "object": str(role.label)}} for role in sorted(roles)]
        return message

    @admin.display(description=_("Name"), ordering="last_name")
    def name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=_("Roles"))
    def roles(self, person: User) -> str:
        held = _roles(person.groups.all())
        return ", ".join(str(role.label) for role in Role if role in held)

    @admin.display(description=_("State"))
    def state(self, person: User) -> str:
        """Whether the person can sign in, and if not, why."""
        if not person.is_active:
            return gettext("Deactivated")
        if not person.is_staff:
            return gettext("Cannot sign in: has no role")
        if last_try := getattr(person, "last_try", None):
            until: Any = timezone.localtime(last_try + settings.AXES_COOLOFF_TIME)
            return gettext("Locked until %(time)s after failed tries") % {"time": date_format(until, "H:i")}
        return gettext("Can sign in, but has no hospital yet") if has_no_site(person) else gettext("Can sign in")

    @admin.display(description=_("Password and second factor"))
    def access_link(self, person: User) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:auth_user_access", args=[person.pk]),
            gettext("Invite to choose a new password, or remove a second factor that is lost"),
        )

    @admin.action(description=_("Unlock sign-in"), permissions=["change"])
    def unlock(self, request: HttpRequest, people: QuerySet[User]) -> None:
        unlocked = [
            person
            for person in people
            if self.has_change_permission(request, person) and reset(username=person.username)
        ]
        for person in unlocked:
            self.log_change(request, person, [{"deleted": {"name": LOCK, "object": person.username}}])
        count = len(unlocked)
        text = ngettext("%(count)d person can try again.", "%(count)d people can try again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)


def _roles(groups: Iterable[Group]) -> set[Role]:
    return {Role(group.name) for group in groups if group.name in Role.values}


# What django-allauth shows of its tables is of no use here, and would show secrets.
admin.site.unregister([User, Group, EmailAddress, Authenticator])
admin.site.register(User, PersonAdmin)
