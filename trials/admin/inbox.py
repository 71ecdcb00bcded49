"""The review desk: what imports leave to a person, one page a study, and from each the way to the next."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from trials.actions.ingest.deciding import Overtaken, decide
from trials.actions.ingest.ruling import Refused
from trials.admin.desk import kind_of
from trials.admin.editing import doing
from trials.admin.forms import LONGEST_REASON, RefuseIdentityNumbers
from trials.admin.labels import language, numbers_of
from trials.admin.naming import NamingMixin
from trials.admin.overtaken import told
from trials.admin.queue import OF_STUDIES, WAITING, Kind, Place, counts, next_after, places, waiting
from trials.admin.review import OURS, THEIRS, choices_sent, review_of, source_address
from trials.admin.widgets import is_key

PER_PAGE = 50


class DecisionForm(RefuseIdentityNumbers, forms.Form):
    """Why ours stays."""

    reason = forms.CharField(
        label=gettext_lazy("Why ours stays"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Needed where you keep ours; kept with your name and the time."),
    )


class InboxMixin(NamingMixin):
    """The queue, and the page of a study in it."""

    def get_urls(self) -> list[Any]:
        """The desk's addresses before Django's own, which would take any."""
        views: list[tuple[str, Any, str]] = [
            ("inbox/", self.inbox_view, "inbox"),
            ("inbox/study/<int:pk>/", self.review_view, "review"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=f"trials_study_{name}") for route, view, name in views
        ] + super().get_urls()

    def inbox_view(self, request: HttpRequest) -> HttpResponseBase:
        """What waits, of one kind or of all."""
        self.refuse_who_may_not_decide(request)
        only = kind_of(request)
        page = Paginator(places([only] if only else WAITING), PER_PAGE).get_page(request.GET.get("page"))
        held = counts()
        context = {
            "title": _("From the registries"),
            "kinds": [(kind, held[kind]) for kind in WAITING],
            "total": sum(held.values()),
            "rejected": Kind.NOT_OURS,
            "page": page,
            "rows": waiting(list(page), only),
        }
        return self.desk_page(request, "inbox", context)

    def review_view(self, request: Any, pk: int) -> HttpResponseBase:
        """Theirs beside ours; a POST decides all that was chosen, and leads on. 409 where it could not."""
        self.refuse_who_may_not_decide(request)
        self.study_or_404(request, str(pk))
        if request.method != "POST":
            return self.review_page(request, pk)
        form = DecisionForm(request.POST, label_suffix="")
        data = all_of_them(request.POST)
        if not form.is_valid():
            return self.review_page(request, pk, form, data)
        choices = choices_sent(data, [key for key in data.getlist("changes") if is_key(key)])
        onward = next_after(_place(request, pk), kind_of(request))
        try:
            decide(pk, choices, by=request.user, at=doing(request).at, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.review_page(request, pk, form, data, status=409)
        except Overtaken as others:
            for sentence in told(others, language()):
                form.add_error(None, sentence)
            return self.review_page(request, pk, form, data, status=409)
        number = len(choices)
        self.message_user(request, ngettext("%(n)d change decided.", "%(n)d changes decided.", number) % {"n": number})
        return HttpResponseRedirect(onward)

    def review_page(
        self, request: HttpRequest, pk: int, form: Any = None, sent: QueryDict | None = None, status: int = 200
    ) -> HttpResponseBase:
        """The page of a study, with what was sent for it, if it could not be decided."""
        review = review_of(pk, sent or {}, language())
        context = {
            "title": str(review.held.study),
            "study": review.held.study,
            "numbers": numbers_of(review.held.study),
            "proposals": review.proposals,
            "entries": [(entry, source_address(entry)) for entry in review.entries],
            "form": form or DecisionForm(label_suffix=""),
            "next": next_after(_place(request, pk), kind_of(request)),
            **self.naming_context(request, review.entries),
        }
        return self.desk_page(request, "review", context, status)


def _place(request: HttpRequest, pk: int) -> Place:
    """Where in the queue the page of a study stands."""
    only = kind_of(request)
    return only if only in OF_STUDIES else Kind.CHANGES, pk


def all_of_them(data: QueryDict) -> QueryDict:
    """What was sent, with every change chosen alike where one button was pressed for all."""
    word = data.get("all", "")
    if word not in (THEIRS, OURS):
        return data
    sent = data.copy()
    for pk in sent.getlist("changes"):
        sent[f"change-{pk}"] = word
    return sent
