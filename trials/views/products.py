"""The list of products and a product."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from trials.models import Product
from trials.outputs.clinical import treatment_phrase
from trials.outputs.registers import product_heading, product_rows
from trials.outputs.study_page import sources
from trials.outputs.things import product_facts, studies_of, studies_with
from trials.query.things import public_products
from trials.views.former import led_on
from trials.views.listing import listing


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """The products for the question in the address; 400 and an empty list for a wrong one."""
    products = public_products(request.GET, get_language() or "nb")
    return listing(request, "trials/product_list.html", products, product_heading, product_rows)


@require_safe
def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A product's own page: what it is according to which sources, and its studies."""
    language = get_language() or "nb"
    found = Product.objects.select_related("developer").prefetch_related("targets", "sources")
    product = found.filter(slug=slug).first()
    if product is None:
        return led_on(request, "product", slug)
    context = {
        "product": product,
        "treatment": treatment_phrase(product.modality, product.targets.all()),
        "crumbs": [(_("Products"), reverse("product_list")), (product.name, "")],
        "facts": product_facts(product, language),
        "studies": studies_of(studies_with("product", slug, timezone.localdate()), language),
        "sources": sources(product),
    }
    return render(request, "trials/product_detail.html", context)
