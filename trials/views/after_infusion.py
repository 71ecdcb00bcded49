"""After the infusion: whom to call, and what the words on the study card mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trials.models import Study
from trials.outputs.clinical import display_title
from trials.outputs.on_call import on_call
from trials.query.card_rows import card_of


@require_safe
def after_infusion(request: HttpRequest) -> HttpResponse:
    """113 first, then the 24-hour numbers, of the study of `?study=` where one is asked for; 400 for an unknown one."""
    language = get_language() or "nb"
    slug = request.GET.get("study", "")
    study = _named(slug) if slug else None
    is_unknown = bool(slug) and study is None
    context = {
        "numbers": [] if is_unknown else on_call(language, study),
        "study": study,
        "title": display_title(card_of(study), language) if study else "",
        "unknown": slug[:100] if is_unknown else "",
        "text": f"trials/prose/after_infusion_{language}.html",
    }
    return render(request, "trials/after_infusion.html", context, status=400 if is_unknown else 200)


def _named(slug: str) -> Study | None:
    return Study.objects.published().filter(slug=slug).first()
