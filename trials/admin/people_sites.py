"""The hospitals that a person answers for, and the language of e-mails to them: on the page of their account."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _, gettext_noop

from trials.admin.labels import choosable, label
from trials.admin.roles import Role
from trials.admin.widgets import AutocompleteSeveral, KnownChoicesField
from trials.models import Reminding, Site, SiteCoordinator
from trials.models.coordinator import LANGUAGES

SITES, LANGUAGE = "sites", "mail_language"


class SitesForm(forms.ModelForm):
    """What of an account says for which hospitals the person answers, and how they are written to."""

    sites = KnownChoicesField(
        queryset=Site.objects.none(),
        label=_("Hospitals"),
        required=False,
        widget=AutocompleteSeveral(SiteCoordinator._meta.get_field("site"), admin.site),
        help_text=_("A coordinator edits the study sites of these hospitals and no others. Type a name or a city."),
    )
    mail_language = forms.ChoiceField(
        label=_("Language of e-mails"),
        choices=LANGUAGES,
        initial="nb",
        required=False,
        help_text=_("What is due at the person's study sites is told in this language."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get(SITES)
        if field is not None:
            field.queryset = choosable(Site)
        if self.instance.pk:
            own = Site.objects.filter(coordinators__user=self.instance).order_by("pk")
            if field is not None:
                field.know(*own)
            self.initial[SITES] = [site.pk for site in own]
            self.initial[LANGUAGE] = language_of(self.instance)


def language_of(person: User) -> str:
    """The language that the person is written to in."""
    return Reminding.objects.filter(user=person).values_list("language", flat=True).first() or "nb"


def keep(person: User, values: dict[str, Any]) -> None:
    """Write what the form says of hospitals and language."""
    if SITES in values:
        chosen = {site.pk for site in values[SITES]}
        held = SiteCoordinator.objects.filter(user=person)
        held.exclude(site__in=chosen).delete()
        new = chosen - {*held.values_list("site", flat=True)}
        SiteCoordinator.objects.bulk_create([SiteCoordinator(site_id=pk, user=person) for pk in sorted(new)])
    if values.get(LANGUAGE):
        Reminding.objects.update_or_create(user=person, defaults={"language": values[LANGUAGE]})


def told_of_sites(form: Any) -> list[dict[str, Any]]:
    """What history says of the hospitals that were given to the person and taken from them."""
    before = {site.pk: site for site in Site.objects.filter(pk__in=form.initial.get(SITES, ()))}
    after = {site.pk: site for site in form.cleaned_data.get(SITES, ())} if SITES in form.cleaned_data else before
    return [
        {word: {"name": gettext_noop("hospital"), "object": label(named[pk])}}
        for word, named, other in (("deleted", before, after), ("added", after, before))
        for pk in sorted(named.keys() - other.keys())
    ]


def has_no_site(person: User) -> bool:
    """Whether the person is a coordinator, and nothing more, of no hospital; groups and sites come with the person."""
    roles = {group.name for group in person.groups.all()}
    is_mere_coordinator = roles == {Role.COORDINATOR} and not person.is_superuser
    return is_mere_coordinator and not person.coordinated_sites.all()


class SitesMixin(admin.ModelAdmin):
    """The account's page keeps the hospitals and the language, and its history tells of them."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save roles and hospitals; tell of a coordinator who can edit nothing yet."""
        super().save_related(request, form, formsets, change)
        keep(form.instance, form.cleaned_data)
        person = User.objects.prefetch_related("groups", "coordinated_sites").get(pk=form.instance.pk)
        if has_no_site(person):
            messages.warning(request, gettext("This coordinator has no hospital yet, and can edit nothing."))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], add: bool = False
    ) -> list[dict[str, Any]]:
        """What history says was changed, with the hospitals given and taken."""
        message: list[dict[str, Any]] = super().construct_change_message(request, form, formsets, add)
        return message + told_of_sites(form)

    @admin.display(description=_("Hospitals"))
    def hospitals(self, person: User) -> str:
        """The hospitals that the person answers for."""
        links = person.coordinated_sites.select_related("site").order_by("pk")
        return "; ".join(label(link.site) for link in links) or "–"
