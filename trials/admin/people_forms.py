"""The forms that give a person an account, a role and a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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


class PersonForm(forms.ModelForm):
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
        if "username" in self.fields:
            self.fields["username"].widget.attrs |= NOT_REMEMBERED

    def clean_username(self) -> str:
        """The username; ValidationError when another's differs only in capital letters."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody else has this username."))
        return username

    def clean(self) -> None:
        """ValidationError when the change would take the last way in from oneself or from everybody."""
        super().clean()
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

    def _keep_a_way_in(self, field: str, those: Q) -> None:
        """An error where it belongs when the person is about to be none of `those`, and is oneself or the last."""
        where = field if self.cleaned_data.get("is_active", True) else "is_active"
        if self.instance.pk == self.by.pk:
            self.add_error(where, _("You cannot take away your own access. Ask another administrator to do it."))
        elif not _others(self.instance, those):
            self.add_error(where, _("Nobody would be left who can do this. Give somebody else the role first."))


def managers() -> Q:
    """Those who give others accounts and roles."""
    return Q(is_superuser=True) | Q(pk__in=User.objects.filter(groups__name=Role.ADMINISTRATOR).values("pk"))


def _manages(person: User) -> bool:
    return User.objects.filter(managers(), pk=person.pk).exists()


def _others(person: User, those: Q) -> bool:
    """Whether somebody active but the person is one of `those`.

    All who manage people are locked first and counted then: two administrators who remove each other at the same
    time must not both be told that one is left.
    """
    list(User.objects.select_for_update().filter(managers()).order_by("pk").values_list("pk", flat=True))
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
