import pytest
from hypothesis import given, strategies as st

from trials.choices import HealthRegion, Region
from trials.places import (
    COUNTRY_CODES,
    EEA,
    EUROPE,
    NORDIC,
    TOWNS,
    Point,
    cities_named,
    city_name,
    countries_in,
    countries_named,
    country_name,
    great_circle_km,
    in_country,
    is_country,
    kilometres,
    nearest_first,
    point_of,
    rounded_km,
    search_names,
    tier,
)

LANGUAGES = ("nb", "nn", "en")
CODES = st.lists(st.sampled_from(sorted(COUNTRY_CODES)), unique=True)


def test_there_are_249_countries_and_the_groups_are_made_of_them():
    assert (len(COUNTRY_CODES), len(NORDIC), len(EEA), len(EUROPE)) == (249, 8, 30, 32)
    assert NORDIC | EUROPE <= COUNTRY_CODES


@pytest.mark.parametrize("code", ["UK", "EU", "XK", "AN", "no", "NOR", "", "N"])
def test_what_iso_has_not_assigned_is_no_country(code):
    assert not is_country(code)


@pytest.mark.parametrize("code", ["NO", "GB", "PR"])
def test_what_iso_has_assigned_is_a_country(code):
    assert is_country(code)


@pytest.mark.parametrize(
    ("code", "nb", "nn", "en"),
    [
        ("NO", "Norge", "Noreg", "Norway"),
        ("SE", "Sverige", "Sverige", "Sweden"),
        ("FO", "Færøyene", "Færøyane", "Faroe Islands"),
        ("GB", "Storbritannia", "Storbritannia", "United Kingdom"),
        ("US", "USA", "USA", "United States"),
        ("CZ", "Tsjekkia", "Tsjekkia", "Czechia"),
        ("AT", "Østerrike", "Austerrike", "Austria"),
        ("KR", "Sør-Korea", "Sør-Korea", "South Korea"),
        ("TR", "Tyrkia", "Tyrkia", "Turkey"),
        ("CN", "Kina", "Kina", "China"),
        ("TW", "Taiwan", "Taiwan", "Taiwan"),
        ("HK", "Hongkong", "Hongkong", "Hong Kong"),
        ("PS", "Palestina", "Palestina", "Palestine"),
        ("MD", "Moldova", "Moldova", "Moldova"),
        ("BY", "Belarus", "Belarus", "Belarus"),
        ("CD", "Kongo-Kinshasa", "Kongo-Kinshasa", "Congo - Kinshasa"),
    ],
)
def test_a_country_is_called_what_people_call_it(code, nb, nn, en):
    assert tuple(country_name(code, language) for language in LANGUAGES) == (nb, nn, en)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_of_its_own_in_every_language(language):
    names = {country_name(code, language) for code in COUNTRY_CODES}
    assert len(names) == 249
    assert [name for name in names if not name[0].isupper() or len(name) < 3] == []


def test_a_code_that_is_no_country_has_no_name():
    with pytest.raises(KeyError):
        country_name("XX", "nb")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("US", ("USA", "United States", "US", "United States of America", "America", "Amerika")),
        ("TR", ("Tyrkia", "Turkey", "Türkiye")),
        ("NL", ("Nederland", "Netherlands", "Holland", "The Netherlands")),
        ("NO", ("Norge", "Noreg", "Norway")),
        ("SE", ("Sverige", "Sweden")),
    ],
)
def test_a_country_is_searched_by_its_names_in_all_languages_and_its_aliases(code, names):
    assert search_names(code) == names


@pytest.mark.parametrize(
    ("city", "country", "name"),
    [
        ("Copenhagen", "DK", "København"),
        ("Gothenburg", "SE", "Göteborg"),
        ("Munich", None, "München"),
        ("Vienna", "AT", "Wien"),
        ("Rome", "IT", "Roma"),
        ("Rome", "US", "Rome"),
        ("Tromsø", "NO", "Tromsø"),
        ("Erlangen", None, "Erlangen"),
        ("", None, ""),
    ],
)
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_city_is_shown_to_norwegians_as_they_know_it(city, country, name, language):
    assert city_name(city, language, country) == name


def test_a_city_keeps_its_english_name_in_english():
    assert city_name("Copenhagen", "en", "DK") == "Copenhagen"


@pytest.mark.parametrize(
    ("code", "home", "expected"),
    [
        ("NO", "NO", 0),
        ("SE", "NO", 1),
        ("GL", "NO", 1),
        ("DE", "NO", 2),
        ("GB", "NO", 2),
        ("CH", "NO", 2),
        ("LI", "NO", 2),
        ("US", "NO", 3),
        ("RS", "NO", 3),
        ("SE", "SE", 0),
        ("NO", "SE", 1),
        ("US", "US", 0),
    ],
)
def test_nearness_is_own_country_nordic_europe_rest(code, home, expected):
    assert tier(code, home) == expected


def test_countries_stand_nearest_first_and_by_name_in_the_language_within_a_tier():
    codes = ["US", "AT", "DE", "CN", "SE", "NO", "DK", "GB"]
    assert nearest_first(codes, "nb") == ["NO", "DK", "SE", "GB", "DE", "AT", "CN", "US"]
    assert nearest_first(codes, "nn") == ["NO", "DK", "SE", "AT", "GB", "DE", "CN", "US"]
    assert nearest_first(codes, "en") == ["NO", "DK", "SE", "AT", "DE", "GB", "CN", "US"]


@given(CODES, st.sampled_from(LANGUAGES))
def test_nearest_first_keeps_every_country_and_never_puts_a_farther_one_before(codes, language):
    ordered = nearest_first(codes, language)
    tiers = [tier(code) for code in ordered]
    assert sorted(ordered) == sorted(codes)
    assert tiers == sorted(tiers)
    assert ordered == nearest_first(reversed(codes), language)


def test_a_region_is_its_countries():
    assert countries_in(Region.NORDIC) == NORDIC
    assert countries_in(Region.EUROPE) == EUROPE


def test_a_health_region_is_no_set_of_countries():
    with pytest.raises(KeyError):
        countries_in(Region.HELSE_NORD)


@pytest.mark.parametrize(
    ("code", "language", "phrase"),
    [
        ("NO", "nb", "i Norge"),
        ("NO", "nn", "i Noreg"),
        ("IS", "nb", "på Island"),
        ("FO", "nn", "på Færøyane"),
        ("IE", "nb", "i Irland"),
        ("GB", "en", "in the United Kingdom"),
        ("NO", "en", "in Norway"),
    ],
)
def test_a_country_stands_in_a_sentence_with_its_own_preposition(code: str, language: str, phrase: str) -> None:
    assert in_country(code, language) == phrase


@pytest.mark.parametrize(
    ("part", "cities"),
    [("kobenhavn", ["Copenhagen"]), ("munchen", ["Munich"]), ("copenhagen", []), ("zzz", [])],
)
def test_a_city_is_found_by_a_part_of_its_norwegian_name(part: str, cities: list[str]) -> None:
    assert cities_named(part) == cities


@pytest.mark.parametrize(
    ("part", "codes"),
    [
        ("tysk", ["DE"]),
        ("noreg", ["NO"]),
        ("kingdom", ["GB"]),
        ("us", ["US"]),
        ("no", []),
        ("orge", []),
    ],
)
def test_a_country_is_found_by_the_beginning_of_a_word_of_its_names(part: str, codes: list[str]) -> None:
    assert countries_named(part) == codes


OSLO, TROMSO = (59.91, 10.75), (69.65, 18.96)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (OSLO, OSLO, 0),
        (OSLO, TROMSO, 1148),
        (TROMSO, OSLO, 1148),
        ((0, 0), (0, 180), 20015),
        ((90, 0), (-90, 0), 20015),
        ((0, 179.5), (0, -179.5), 111),
        ((45, 0), (-45, 180), 20015),
    ],
)
def test_distance_is_over_the_ground_and_the_same_both_ways(one: Point, other: Point, km: int):
    assert round(great_circle_km(one, other)) == km


@pytest.mark.parametrize(
    ("km", "shown"),
    [(0.4, 0), (7.4, 7), (9.6, 10), (10, 10), (14.9, 10), (996, 1000), (1003, 1000), (1149, 1150), (5731, 5750)],
)
def test_a_distance_is_told_no_more_exactly_than_it_is_known(km: float, shown: int):
    assert rounded_km(km) == shown


def test_a_distance_is_written_as_the_language_writes_it():
    assert [kilometres(1149, code).split() for code in ("nb", "nn", "en")] == [
        ["1", "150", "km"],
        ["1", "150", "km"],
        ["1,150", "km"],
    ]


def test_every_health_region_is_a_town_with_a_point():
    assert {region: point_of(region) for region in HealthRegion}.keys() == TOWNS.keys()
    with pytest.raises(KeyError):
        point_of("NORDIC")
