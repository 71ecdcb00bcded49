"""Many studies at once: each told apart before anything is done, each signed, each that is left named with why.

The page that asks carries the version of every study on it. What was changed since is left as it is.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from trials.admin.jobs import (
    CONFIRM,
    JOBS,
    PUBLISH,
    SEND_TO_REVIEW,
    WITHDRAW,
    Job,
    Seen,
    Tally,
    as_text,
    batches,
    from_text,
)
from trials.admin.standing import change_page
from trials.admin.step_pages import StepForm
from trials.choices import PublicationState
from trials.models import Study
from trials.outputs.addresses import absolute
from trials.outputs.columns import COLUMNS_OF_ALL_STATES
from trials.outputs.rows import main_number
from trials.outputs.tabular import csv_text, in_batches, table
from trials.query.cards import StudyCard
from trials.query.completeness import lacks_of

# Where the rows go in the page around them. What people write is escaped, so none of it reads like this.
ROWS = mark_safe("<!-- rows -->")
PUBLIC_ADDRESS = {PublicationState.PUBLISHED, PublicationState.WITHDRAWN}


class BulkMixin(admin.ModelAdmin):
    """Actions on selected studies: a page lists what will happen to each; a POST from there does it."""

    actions = ("publish_selected", "withdraw_selected", "review_selected", "confirm_selected", "download_selected")

    def get_urls(self) -> list[Any]:
        """Where the pages that ask are sent to."""
        view = self.admin_site.admin_view(self.bulk_view)
        return [
            path(f"bulk/{job.address}/", view, {"job": job}, name=f"trials_study_bulk_{job.address.replace('-', '_')}")
            for job in JOBS
        ] + super().get_urls()

    @admin.action(permissions=["publish"], description=gettext_lazy("Publish"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponseBase:
        """Ask whether to publish."""
        return self._ask(request, PUBLISH, seen_in(queryset), StepForm())

    @admin.action(permissions=["publish"], description=gettext_lazy("Withdraw from the register"))
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponseBase:
        """Ask whether to withdraw, and why."""
        return self._ask(request, WITHDRAW, seen_in(queryset), WITHDRAW.form())

    @admin.action(permissions=["change"], description=gettext_lazy("Send to review"))
    def review_selected(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponseBase:
        """Ask whether to send to review."""
        return self._ask(request, SEND_TO_REVIEW, seen_in(queryset), StepForm())

    @admin.action(permissions=["change"], description=gettext_lazy("Confirm classification"))
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponseBase:
        """Ask whether the classification is right."""
        return self._ask(request, CONFIRM, seen_in(queryset), StepForm())

    @admin.action(permissions=["view"], description=gettext_lazy("Download as CSV"))
    def download_selected(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponseBase:
        """The studies as a file like the public one, with their state; in the order of the list."""
        # Made now: when the lines are sent, the language of the request is no longer active.
        here = absolute(reverse("study_list"))

        def address(study: StudyCard) -> str:
            return f"{here}{study.slug}/" if study.publication_state in PUBLIC_ADDRESS else ""

        pks = [*dict.fromkeys(queryset.values_list("pk", flat=True))]
        text = csv_text(table(in_batches(pks), address, COLUMNS_OF_ALL_STATES))
        answer = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
        name = f"car-t-tracker-selected-{timezone.localdate():%Y-%m-%d}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def bulk_view(self, request: HttpRequest, job: Job) -> HttpResponseBase:
        """Do the job, batch by batch, and lead back to the list as it was filtered."""
        if not request.user.has_perm(job.permission):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:trials_study_changelist"))
        seen = from_text(request.POST.get("seen", ""))
        form = job.form(request.POST)
        if not form.is_valid():
            return self._ask(request, job, seen, form)
        tally = Tally()
        at = timezone.now()
        for batch in batches(seen):
            tally.add(job.take(seen=batch, by=request.user, at=at, **form.words))
        self._tell(request, job, tally)
        return HttpResponseRedirect(list_as_it_was(request.POST.get("filters", "")))

    def _tell(self, request: HttpRequest, job: Job, tally: Tally) -> None:
        if tally.done or not tally.left:
            self.message_user(request, job.done(tally.done))
        if tally.left:
            self.message_user(request, left_alone(tally), messages.WARNING)

    def _ask(self, request: HttpRequest, job: Job, seen: Seen, form: StepForm) -> HttpResponseBase:
        """The page that says what will happen to each study; sent as it is made, however many there are."""
        hindered = {pk for batch in batches(seen) for pk in hindered_in(job, batch)}
        possible = len(seen) - len(hindered)
        context = self.admin_site.each_context(request) | {
            "title": job.question,
            "opts": self.opts,
            "job": job,
            "form": form,
            "possible": possible,
            "left": len(hindered),
            "seen": as_text(seen.items()),
            "filters": request.POST.get("filters", request.GET.urlencode()),
            "action": reverse(f"admin:trials_study_bulk_{job.address.replace('-', '_')}"),
            "back": list_as_it_was(request.POST.get("filters", request.GET.urlencode())),
            "rows": ROWS,
        }
        head, tail = render_to_string("admin/trials/study/bulk.html", context, request).split(ROWS)
        # Those that stay as they are first: they are what there is to see before saying yes.
        order = {pk: seen[pk] for pk in sorted(seen, key=lambda pk: (pk not in hindered, pk))}
        return StreamingHttpResponse(pieces(head, job, order, tail, get_language()))


def seen_in(queryset: QuerySet[Study]) -> Seen:
    """The version of each selected study; the list's own order and columns are not needed."""
    return dict(Study.objects.filter(pk__in=queryset.order_by().values("pk")).values_list("pk", "version"))


def hindered_in(job: Job, batch: Seen) -> Iterator[int]:
    """The studies of a batch that the job leaves as they are; two queries at most."""
    facts = lacks_of(batch) if job.needs_facts else {}
    for pk, study in Study.objects.only("publication_state", "classification").in_bulk([*batch]).items():
        if job.hindrance(study, facts.get(pk, [])):
            yield pk


def told(job: Job, batch: Seen) -> Iterator[tuple[Study, str, str, str]]:
    """Each study of a batch with its number, its form, and what the job does to it; three queries at most."""
    facts = lacks_of(batch) if job.needs_facts or job.tells_facts else {}
    columns = ("acronym", "public_title", "publication_state", "classification")
    studies = Study.objects.only(*columns).prefetch_related("identifiers").in_bulk([*batch])
    for study in (studies[pk] for pk in batch if pk in studies):
        number = main_number((one.scheme, one.value) for one in study.identifiers.all())
        yield study, number, change_page(study), job.happens(study, facts.get(study.pk, []))


def pieces(head: str, job: Job, seen: Seen, tail: str, language: str | None) -> Iterator[str]:
    """The page in parts, a batch of rows at a time, in the language that the request was made in."""
    yield head
    for batch in batches(seen):
        with translation.override(language):
            yield render_to_string("admin/trials/study/_bulk_rows.html", {"rows": [*told(job, batch)]})
    yield tail


def left_alone(tally: Tally) -> SafeString:
    """The studies that were left as they were, by name, with why; beyond the first ones their count."""
    count = ngettext("%(n)d study was left as it was:", "%(n)d studies were left as they were:", tally.left) % {
        "n": tally.left
    }
    named = [(change_page(one.study), name_of(one.study), one) for one in tally.named]
    items = format_html_join("", '<li><a href="{}">{}</a>: {}</li>', named)
    rest = tally.left - len(tally.named)
    more = ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest}
    return format_html("{} <ul>{}{}</ul>", count, items, format_html("<li>{}</li>", more) if rest else "")


def name_of(study: Study) -> str:
    """What a study is called, also one that is there no more."""
    return str(study) or _("Study %(key)d") % {"key": study.pk}


def list_as_it_was(filters: str) -> str:
    """The address of the list with the filter that one came from."""
    address = reverse("admin:trials_study_changelist")
    question = QueryDict(filters).urlencode()
    return f"{address}?{question}" if question else address
