"""One record of a registry: whether it is for this register, and whether it is a study that we have."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _, gettext_lazy

from trials.actions.ingest.ruling import Refused
from trials.actions.ingest.scoping import DecidedMeanwhile, answer_same_study, decide_scope
from trials.admin.desk import DeskMixin, kind_of
from trials.admin.editing import doing
from trials.admin.fact_words import label_of, value_in_words
from trials.admin.forms import LONGEST_REASON, RefuseIdentityNumbers
from trials.admin.labels import language, numbers_of
from trials.admin.overtaken import name_and_time, told_of_record
from trials.admin.queue import Kind, next_after
from trials.admin.review import source_address
from trials.admin.standing import change_page
from trials.admin.steps import version_of
from trials.admin.widgets import is_key
from trials.choices import Registry, Scope
from trials.models import RegistryEntry, SameStudy
from trials.places import country_name, is_country, nearest_first
from trials.query.facts import SPONSOR

OURS, NOT_OURS, YES, NO = "ours", "not-ours", "yes", "no"
SHOWN = (
    "scientific_title",
    "study_type",
    "phase",
    "recruitment_status",
    SPONSOR,
    "minimum_age_months",
    "maximum_age_months",
    "sample_size",
    "start_date",
)
# What the words found in a record speak for, in the order in which it is judged.
ANSWERS = {
    "in_scope": gettext_lazy("Treatment and disease"),
    "modality": gettext_lazy("Modality"),
    "targets": gettext_lazy("Targets"),
    "indications": gettext_lazy("Diseases"),
}


class ScopeForm(RefuseIdentityNumbers, forms.Form):
    """Why a record is ours, or is not."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Needed where it is not for this register; kept with your name and the time."),
    )


@dataclass(frozen=True)
class Question:
    """Whether the record is this study: the study with its numbers, and why it is asked."""

    asked: SameStudy
    because: str
    numbers: str
    address: str
    facts: list[tuple[str, str, str]]


class RecordsMixin(DeskMixin):
    """The page of a record."""

    def get_urls(self) -> list[Any]:
        """Where a record stands."""
        view = self.admin_site.admin_view(self.record_view)
        return [path("inbox/record/<int:pk>/", view, name="trials_study_record"), *super().get_urls()]

    def record_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """What the record says, and what is asked of it; a POST answers, and leads on. 409 where it could not."""
        self.refuse_who_may_not_decide(request)
        if request.method != "POST":
            return self._record_page(request, pk, ScopeForm(label_suffix=""))
        if not may_judge(request):
            raise PermissionDenied
        form = ScopeForm(request.POST, label_suffix="")
        only = kind_of(request)
        onward = next_after(_place_in_queue(_entry(pk), only), only)
        if not form.is_valid() or not self._answered(request, pk, form):
            return self._record_page(request, pk, form, status=409)
        return HttpResponseRedirect(onward)

    def _answered(self, request: Any, pk: int, form: ScopeForm) -> bool:
        """Write what was answered; False, with the reason on the form, where that cannot be."""
        signed = {"by": request.user, "at": doing(request).at}
        word = request.POST.get("scope", "")
        try:
            if word in (OURS, NOT_OURS):
                seen, reason = version_of(request), form.cleaned_data["reason"]
                entry = decide_scope(pk, word == OURS, seen=seen, reason=reason, **signed)
                self.message_user(request, _said(entry))
                return True
            for question in _answers(request, pk, YES)[:1] or _answers(request, pk, NO):
                # A yes answers the others, too.
                answer_same_study(question, request.POST[f"same-{question}"] == YES, **signed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        except DecidedMeanwhile as other:
            form.add_error(None, told_of_record(other))
            return False
        return True

    def _record_page(self, request: HttpRequest, pk: int, form: ScopeForm, status: int = 200) -> HttpResponseBase:
        entry, only = _entry(pk), kind_of(request)
        context = {
            "title": entry.facts.get("public_title", "") or entry.registry_id,
            "entry": entry,
            "source": str(Registry(entry.registry).label),
            "source_address": source_address(entry),
            "scope": str(Scope(entry.scope).label),
            "decided": name_and_time(entry.decided_by, entry.decided_at),
            "facts": list(_facts(entry)),
            "because": list(_because(entry)),
            "draft": change_page(entry.study) if entry.study else "",
            "questions": [_question(entry, one) for one in _open(pk)],
            "may_judge": may_judge(request),
            "form": form,
            "next": next_after(_place_in_queue(entry, only), only),
        }
        return self.desk_page(request, "record", context, status)


def may_judge(request: HttpRequest) -> bool:
    """Whether the person may say what is for this register, and what is one study: whoever publishes."""
    return request.user.has_perms(["trials.change_study", "trials.publish_study"])


def _entry(pk: int) -> RegistryEntry:
    known = RegistryEntry.objects.select_related("study", "decided_by")
    found = known.filter(pk=pk).first() if is_key(pk) else None
    if found is None:
        raise Http404
    return found


def _answers(request: HttpRequest, entry: int, answer: str) -> list[int]:
    """The questions of the record that were on the page and that the person answered so; answered by now or not."""
    keys = [key for key in request.POST.getlist("questions") if is_key(key)]
    chosen = [key for key in keys if request.POST.get(f"same-{key}") == answer]
    return list(SameStudy.objects.filter(entry=entry, pk__in=chosen).order_by("pk").values_list("pk", flat=True))


def _open(entry: int) -> Any:
    questions = SameStudy.objects.filter(entry=entry, is_same__isnull=True).order_by("pk")
    return questions.select_related("study__primary_sponsor").prefetch_related("study__identifiers")


def _place_in_queue(entry: RegistryEntry, only: Kind | None) -> tuple[Kind, int]:
    if only:
        return only, entry.pk
    if entry.scope == Scope.NOT_OURS:
        return Kind.NOT_OURS, entry.pk
    if entry.study_id:
        return Kind.DRAFTS, entry.pk
    is_asked = SameStudy.objects.filter(entry=entry, is_same__isnull=True).exists()
    return (Kind.SAME if is_asked else Kind.UNSURE), entry.pk


def _facts(entry: RegistryEntry) -> Iterable[tuple[str, str]]:
    """What tells what the study is, as the registry has it."""
    for name in SHOWN:
        if value := value_in_words(name, entry.facts.get(name), language()):
            yield label_of((name, "", None), None, language()), value
    codes = [code for code, _status in entry.facts.get("countries", ()) if is_country(code)]
    if codes:
        names = [country_name(code, language()) for code in nearest_first(codes, language())]
        yield _("Countries"), ", ".join(names)


def _because(entry: RegistryEntry) -> Iterable[tuple[str, str]]:
    words = entry.because.get("because", {})
    for name, label in ANSWERS.items():
        if words.get(name):
            yield str(label), "; ".join(words[name])


def _question(entry: RegistryEntry, asked: SameStudy) -> Question:
    study = asked.study
    ours: dict[str, Any] = {name: getattr(study, name) for name in ("public_title", "acronym", "recruitment_status")}
    ours[SPONSOR] = study.primary_sponsor.name if study.primary_sponsor else ""
    facts = [
        (
            label_of((name, "", None), None, language()),
            value_in_words(name, entry.facts.get(name), language()),
            value_in_words(name, value, language()),
        )
        for name, value in ours.items()
    ]
    return Question(asked, _(asked.because), ", ".join(numbers_of(study)), change_page(study), facts)


def _said(entry: RegistryEntry) -> str:
    if entry.scope == Scope.NOT_OURS:
        return _("%(number)s is not for this register; it can be looked up under “Rejected”.") % {"number": entry}
    return _("%(number)s is for this register.") % {"number": entry}
