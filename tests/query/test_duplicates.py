"""Things that may be one are found by their names, and proposed only where nothing tells them apart."""

from typing import Any

import pytest

from tests.factories import make_product, make_site, make_sponsor, make_target
from trials.models import Product, Site, Sponsor
from trials.query.duplicates import likely_pairs, likely_twins

pytestmark = pytest.mark.django_db


def pairs(model: type[Any]) -> list[set[str]]:
    return [{pair.one.slug, pair.other.slug} for pair in likely_pairs(model.objects.order_by("pk"))]


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("Liang Zou", "LiangZou", True),
        ("Ørsted-klinikken", "orsted klinikken", True),
        ("Miltenyi Biomedicine", "Miltenyi Biomedicin", True),
        ("Novartis", "Autolus", False),
        # A digit is no slip, and short names are alike by chance.
        ("KYV-101 Pharma", "KYV-102 Pharma", False),
        ("BMS", "BMC", False),
    ],
)
def test_names_are_alike_however_they_are_written(one: str, other: str, are_alike: bool) -> None:
    first, second = make_sponsor("one", name=one), make_sponsor("other", name=other)

    assert pairs(Sponsor) == ([{"one", "other"}] if are_alike else [])
    assert [pair.other for pair in likely_twins(first, [second])] == ([second] if are_alike else [])


def test_another_name_counts_as_a_name() -> None:
    make_sponsor("one", name="Bristol Myers Squibb", aliases=["BMS"])
    make_sponsor("other", name="B.M.S.")

    assert pairs(Sponsor) == [{"one", "other"}]


def test_the_same_country_comes_first_then_the_most_alike() -> None:
    for slug, name, country in (
        ("a", "Hangzhou Hospital", "CN"),
        ("b", "Hangzhou Hospital", "US"),
        ("c", "Miltenyi Biomedicine", "DE"),
        ("d", "Miltenyi Biomedicin", ""),
        ("e", "Galapagos NV", "BE"),
        ("f", "GalapagosNV", "BE"),
    ):
        make_sponsor(slug, name=name, country=country)

    assert pairs(Sponsor) == [{"e", "f"}, {"c", "d"}, {"a", "b"}]


def test_hospitals_in_two_countries_or_not_named_are_not_one() -> None:
    make_site("one", name_en="University Hospital")
    make_site("other", name_en="University Hospital", country="DE")
    make_site("unnamed", name_en="University Hospital", is_undisclosed=True)

    assert pairs(Site) == []


def test_products_with_other_targets_or_of_another_kind_are_not_one() -> None:
    cd19, bcma = make_target("cd19"), make_target("bcma")
    make_product("one", name="Unnamed product (Hospital)", targets=[cd19])
    make_product("two", name="Unnamed product (Hospital)", targets=[bcma])
    make_product("three", name="Unnamed product (Hospital)", targets=[cd19], modality="CAR_NK")
    make_product("four", name="Unnamed product (Hospital)", modality="")

    assert {"one", "two"} not in pairs(Product)
    assert {"one", "three"} not in pairs(Product)
    assert {"one", "four"} in pairs(Product)


def test_each_pair_of_three_is_named_once() -> None:
    for slug in ("a", "b", "c"):
        make_sponsor(slug, name="Liang Zou", aliases=["LiangZou", "Zou Liang"])

    assert pairs(Sponsor) == [{"a", "b"}, {"a", "c"}, {"b", "c"}]
