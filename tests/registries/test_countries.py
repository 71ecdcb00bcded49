import pytest

from trials.places import COUNTRY_CODES, country_name
from trials.registries.countries import country_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Norway", "NO"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Turkey", "TR"),
        ("Turkey (Türkiye)", "TR"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Russian Federation", "RU"),
        ("Côte d’Ivoire", "CI"),
        ("Palestinian Territories, Occupied", "PS"),
        ("Iran (Islamic Republic of)", "IR"),
        ("The Netherlands", "NL"),
        ("Bosnia and Herzegovina", "BA"),
        ("Saint Lucia", "LC"),
        ("Puerto Rico", "PR"),
        ("Hong Kong", "HK"),
        ("china", "CN"),
        ("Beijing", None),
        ("Asia(except Japan)", None),
        ("", None),
    ],
)
def test_a_country_is_known_in_the_writings_of_registries(name, code):
    assert country_code(name) == code


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_every_country_is_known_by_its_own_name(language):
    assert {code: country_code(country_name(code, language)) for code in COUNTRY_CODES} == {c: c for c in COUNTRY_CODES}
