"""The tree of diseases and a disease."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.models import Indication
from trials.names import mid_sentence
from trials.outputs import diseases
from trials.outputs.nothing_open import HELSENORGE, nothing_open
from trials.outputs.things import studies_of, studies_with
from trials.query.index.held import current
from trials.query.index.known import tree_of
from trials.query.labels import labels


@require_safe
def indication_list(request: HttpRequest) -> HttpResponse:
    """All diseases, narrower ones under wider ones, with their studies."""
    index = current()
    tree = tree_of(index)
    branches = diseases.disease_tree(index, tree, get_language() or "nb")
    return render(request, "trials/indication_list.html", {"branches": branches, "total": len(tree.by_id)})


@require_safe
def indication_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A disease's own page: its studies by place, and what there is where there is none."""
    language = get_language() or "nb"
    disease = get_object_or_404(Indication, slug=slug)
    studies = studies_with("indication", slug, timezone.localdate())
    names = labels(studies.index, language)
    family = diseases.family(disease, studies.tree)
    wider = diseases.wider(disease, studies, language)
    places = diseases.by_place(disease, studies, language)
    name = studies.tree.name(disease.pk, language)
    above = [(one.name, reverse("indication_detail", args=[one.slug])) for one in reversed(wider)]
    context = {
        "name": name,
        "mid_name": mid_sentence(name.text),
        "crumbs": [(_("Diseases"), reverse("indication_list")), *above, (name, "")],
        "studies": studies_of(studies, language, frozenset(one.slug for one in family)),
        "places": places,
        "none_in_norway": studies.studies and not places[0].studies,
        "nothing_open": nothing_open(studies, names, reverse("study_list")) if studies.studies else None,
        "helsenorge": HELSENORGE,
        "wider": wider,
        "wider_with_studies": next((one for one in wider if one.studies), None),
        "narrower": diseases.narrower(disease, studies, language),
        "facts": diseases.names_and_codes(disease, language),
        "publications": diseases.publications_on(family),
    }
    return render(request, "trials/indication_detail.html", context)
