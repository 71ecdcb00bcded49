"""What a hospital can and cannot be."""

import pytest

from tests.factories import make_site, make_sponsor
from tests.models.refusals import messages, refused_by
from trials.choices import HealthRegion
from trials.models import Site, Sponsor

pytestmark = pytest.mark.django_db

REGION = {"__all__": ["A Norwegian site needs a health region; a site elsewhere has none."]}


def site(**fields: object) -> Site:
    defaults = {"slug": "hospital", "name_en": "Hospital", "city": "Oslo", "country": "NO"}
    return Site(**defaults | {"health_region": HealthRegion.HELSE_SOR_OST} | fields)


@pytest.mark.parametrize("region", HealthRegion)
def test_a_norwegian_hospital_has_one_of_the_four_regions(region: HealthRegion) -> None:
    assert messages(make_site(health_region=region)) == {}


def test_a_norwegian_hospital_without_a_region_is_refused() -> None:
    homeless = site(health_region="")

    with refused_by("norwegian_sites_and_no_others_have_a_health_region"):
        homeless.save()
    assert messages(homeless) == REGION


def test_a_hospital_elsewhere_has_no_region() -> None:
    assert messages(make_site(country="SE")) == {}


def test_a_hospital_elsewhere_with_a_norwegian_region_is_refused() -> None:
    abroad = site(country="SE")

    with refused_by("norwegian_sites_and_no_others_have_a_health_region"):
        abroad.save()
    assert messages(abroad) == REGION


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(59.9, 10.7), (-90.0, -180.0), (90.0, 180.0), (0.0, 0.0), (None, None)]
)
def test_coordinates_on_earth_or_none_are_held(latitude: float | None, longitude: float | None) -> None:
    assert messages(make_site(latitude=latitude, longitude=longitude)) == {}


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.1, 10.0), (-90.1, 10.0), (59.9, 180.1), (59.9, -180.1), (59.9, None), (None, 10.7)],
)
def test_coordinates_off_earth_or_by_halves_are_refused(latitude: float | None, longitude: float | None) -> None:
    lost = site(latitude=latitude, longitude=longitude)

    with refused_by("site_coordinates_are_on_earth_or_absent"):
        lost.save()
    assert messages(lost) == {"__all__": ["Write both latitude and longitude, in degrees, or neither."]}


@pytest.mark.parametrize("code", ["no", "UK", "XX", ""])
def test_a_hospital_lies_in_a_country(code: str) -> None:
    nowhere = site(country=code, health_region="")

    with refused_by("site_country_is_a_country"):
        nowhere.save()
    assert list(messages(nowhere)) == ["country"]


@pytest.mark.parametrize("code", ["NO", ""])
def test_a_sponsor_has_a_country_or_none_stated(code: str) -> None:
    assert messages(make_sponsor(country=code)) == {}


@pytest.mark.parametrize("code", ["no", "UK", "XX"])
def test_a_sponsor_in_no_country_is_refused(code: str) -> None:
    nowhere = Sponsor(slug="sponsor", name="Sponsor", country=code)

    with refused_by("sponsor_country_is_a_country"):
        nowhere.save()
    assert messages(nowhere) == {"country": ["Write the country's two-letter ISO code, such as NO."]}


def test_a_hospital_is_called_by_its_norwegian_name_where_it_has_one() -> None:
    norwegian = site(name_nb="Sykehuset", city="Oslo")
    foreign = site(name_en="Hospital", city="Lund")

    assert (str(norwegian), str(foreign)) == ("Sykehuset, Oslo", "Hospital, Lund")
