"""A register with more sites, sponsors and products than a process holds."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.factories import make_product, make_site, make_sponsor, make_study
from trials.actions import index_whole
from trials.query import labels
from trials.query.facets import facets
from trials.query.index import held
from trials.query.studies import public_studies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["site", "sponsor", "product"])
def test_a_chosen_one_that_is_not_held_has_its_count(name: str, monkeypatch: pytest.MonkeyPatch):
    for module in (held, labels):
        monkeypatch.setattr(module, "HELD", 1)
    for slug, phases in {"large": ["PHASE1"] * 5, "rare": ["PHASE1", "PHASE1", "PHASE2"]}.items():
        site, sponsor, product = make_site(slug), make_sponsor(slug), make_product(slug)
        for phase in phases:
            make_study(sites=[site], primary_sponsor=sponsor, products=[product], phase=phase)
    index_whole.rebuild()

    studies = public_studies(QueryDict(f"{name}=rare&phase=PHASE1"), today=timezone.localdate())
    found = {facet.name: facet for facet in facets(studies, labels.labels(studies.index, "en", studies.chosen))}

    shown = {option.value: (option.count, option.is_chosen) for option in found[name].shown}
    assert shown == {"large": (5, False), "rare": (2, True)}
    assert len(studies.studies) == 2
