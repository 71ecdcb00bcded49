"""The forms that give a person an account, a role and a password."""

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.admin.forms import SEEN, CarriedAlong, RefuseIdentityNumbers
from trials.admin.people_sites import SitesForm, language_of
from trials.admin.roles import MAY, Role

# These are another person's facts: the browser of whoever enters them should neither fill in its own nor keep them.
NOT_REMEMBERED = {"autocomplete": "off"}


class RolesField(forms.ModelMultipleChoiceField):
    """The roles as boxes to tick, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Group.objects.filter(name__in=Role.values).order_by("pk"), to_field_name="name", **kwargs)

    def label_from_instance(self, obj: Group) -> str:
        """The role's name and what it may do, in the reader's language."""
        role = Role(obj.name)
        return f"{role.label}: {MAY[role]}"


class SeenStateField(CarriedAlong, forms.CharField):
    """The state of the account that a form was filled from (`state_of`)."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class PersonForm(SitesForm, RefuseIdentityNumbers, forms.ModelForm):
    """A person who has an account; `by`, who fills in the form, is put on the class by the admin."""

    by: User

    first_name = forms.CharField(label=_("First name"), max_length=150, widget=forms.TextInput(NOT_REMEMBERED))
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        widget=forms.TextInput(NOT_REMEMBERED),
        help_text=_("History shows the full name beside everything the person changes."),
    )
    groups = RolesField(label=_("Roles"), required=False, help_text=_("Without a role a person cannot sign in."))
    seen = SeenStateField()

    class Meta:
        model = User
        fields: tuple[str, ...] = (
            "username",
            "first_name",
            "last_name",
            "email",
            "is_active",
            "groups",
            "is_superuser",
        )
        field_classes = {"username": UsernameField}
        labels = {
            "username": _("Username"),
            "email": _("E-mail"),
            "is_active": _("May sign in"),
            "is_superuser": _("Superuser"),
        }
        help_texts = {
            "username": _(
                "What the person signs in with, such as kari.hansen or an e-mail address: letters, digits and @ . + - _"
            ),
            "is_active": _("Remove the tick when somebody leaves. Accounts are never deleted: history keeps the name."),
            "is_superuser": _("May do everything, whatever the role, and is changed by superusers alone."),
        }
        widgets = {"email": forms.EmailInput(NOT_REMEMBERED)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[SEEN] = state_of(self.instance)
        if "username" in self.fields:
            self.fields["username"].widget.attrs |= NOT_REMEMBERED

    def clean_username(self) -> str:
        """The username; ValidationError when another's differs only in capital letters."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody else has this username."))
        return username

    def clean(self) -> dict[str, Any] | None:
        """ValidationError when it would undo what another changed, or take a way in from oneself or from everybody."""
        values = super().clean()
        if self.instance.pk:
            self._compare_with_what_is()
        roles = {group.name for group in self.cleaned_data.get("groups", ())}
        is_superuser = self.cleaned_data.get("is_superuser", self.instance.is_superuser)
        is_active = self.cleaned_data.get("is_active", self.instance.is_active)
        if self.instance.pk and self.instance.is_active:
            manages = is_superuser or Role.ADMINISTRATOR in roles
            if self.instance.is_superuser and not (is_active and is_superuser):
                self._keep_a_way_in("is_superuser", Q(is_superuser=True))
            elif _manages(self.instance) and not (is_active and manages):
                self._keep_a_way_in("groups", managers())
        self.instance.is_staff = bool(roles) or is_superuser
        return values

    def _compare_with_what_is(self) -> None:
        """Lock the person and all who manage people; ValidationError if the form was filled from an older state.

        All at once and in one order, so that two administrators at each other's accounts wait and do not block each
        other; and before anybody is counted, so that both are not told that the other is left.
        """
        rows = User.objects.select_for_update().filter(managers() | Q(pk=self.instance.pk)).order_by("pk")
        locked = {person.pk: person for person in rows}
        if self.cleaned_data.get(SEEN) != state_of(locked[self.instance.pk]):
            raise ValidationError(_("Somebody changed this account while you were editing it. Open it again first."))

    def _keep_a_way_in(self, field: str, those: Q) -> None:
        """An error where it belongs when the person is about to be none of `those`, and is oneself or the last."""
        where = field if self.cleaned_data.get("is_active", True) else "is_active"
        if self.instance.pk == self.by.pk:
            self.add_error(where, _("You cannot take away your own access. Ask another administrator to do it."))
        elif not _others(self.instance, those):
            self.add_error(where, _("Nobody would be left who can do this. Give somebody else the role first."))


def state_of(person: User) -> str:
    """A digest of what the form of an account changes, to tell whether another changed it."""
    roles = sorted(person.groups.values_list("name", flat=True))
    facts = [person.username, person.first_name, person.last_name, person.email, person.is_active, person.is_superuser]
    sites = sorted(person.coordinated_sites.values_list("site", flat=True))
    return sha256(repr([*facts, roles, sites, language_of(person)]).encode()).hexdigest()


def managers() -> Q:
    """Those who give others accounts and roles."""
    return Q(is_superuser=True) | Q(pk__in=User.objects.filter(groups__name=Role.ADMINISTRATOR).values("pk"))


def _manages(person: User) -> bool:
    return User.objects.filter(managers(), pk=person.pk).exists()


def _others(person: User, those: Q) -> bool:
    """Whether somebody active but the person is one of `those`."""
    return User.objects.filter(those, is_active=True).exclude(pk=person.pk).exists()


class NewPersonForm(PersonForm, BaseUserCreationForm):
    """A person who gets an account."""

    class Meta(PersonForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "groups")


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody. That an account has none is not offered: it would be a way to lock people out."""

    usable_password_help_text = ""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True
