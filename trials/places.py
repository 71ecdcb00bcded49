"""Countries and cities: their names in the reader's language, and how near they are to a referring doctor."""

from collections.abc import Iterable
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from babel import Locale
from babel.numbers import format_decimal

from trials.choices import HealthRegion, Region
from trials.text import fold, sort_key

# ISO 3166-1 alpha-2, the 249 officially assigned codes.
_ISO_3166_1 = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRY_CODES = frozenset(_ISO_3166_1.split())

NORDIC = frozenset({"NO", "SE", "DK", "FI", "IS", "FO", "GL", "AX"})
_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EEA = frozenset(_EU.split()) | {"IS", "LI", "NO"}
EUROPE = EEA | {"GB", "CH"}

_REGIONS: dict[str, frozenset[str]] = {Region.NORDIC: NORDIC, Region.EUROPE: EUROPE}

# Latitude and longitude in degrees.
Point = tuple[float, float]
# A health region as a place: the town of its university hospital, named so by those who live there.
TOWNS = {
    HealthRegion.HELSE_SOR_OST: "Oslo",
    HealthRegion.HELSE_VEST: "Bergen",
    HealthRegion.HELSE_MIDT_NORGE: "Trondheim",
    HealthRegion.HELSE_NORD: "Tromsø",
}
_POINTS: dict[str, Point] = {
    HealthRegion.HELSE_SOR_OST: (59.91, 10.75),
    HealthRegion.HELSE_VEST: (60.39, 5.32),
    HealthRegion.HELSE_MIDT_NORGE: (63.43, 10.39),
    HealthRegion.HELSE_NORD: (69.65, 18.96),
}
EARTH_RADIUS_KM = 6371.0088

# Where CLDR's name is not the plain one.
_PLAIN_NAMES = {
    "nb": {"CD": "Kongo-Kinshasa", "HK": "Hongkong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestina"},
    "nn": {"HK": "Hongkong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestina"},
    "en": {"HK": "Hong Kong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestine", "TR": "Turkey"},
}
# What people and registries write besides, as words to search for.
_ALIASES = {
    "AE": ("UAE",),
    "BY": ("Hviterussland", "Kviterussland"),
    "CD": ("DR Congo", "Democratic Republic of the Congo"),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic",),
    "GB": (
        "UK",
        "Great Britain",
        "England",
        "Scotland",
        "Skottland",
        "Wales",
        "Northern Ireland",
        "Nord-Irland",
    ),
    "KR": ("Korea", "Republic of Korea"),
    "MM": ("Burma",),
    "NL": ("Holland", "The Netherlands"),
    "RU": ("Russian Federation",),
    "TR": ("Türkiye",),
    "US": ("US", "United States of America", "America", "Amerika"),
    "VN": ("Viet Nam",),
}
# English names that take an article, and islands, which Norwegian is on and not in.
_THE = "AE BS CD CF CG DO GB GM KM KY MH MP MV NL PH SB SC TC US VG VI"
_WITH_ARTICLE = frozenset(_THE.split())
_ON = "AW BB BM BS CK CU CY DM FJ FO GD GG GL GU IM IS JE JM KY LK MG MT MU MV NZ PH RE SC SJ TW"
_ISLANDS = frozenset(_ON.split())

# From the English name that registries write: the country and the Norwegian name. Norwegian calls cities in
# Finland by their Swedish names (Språkrådet).
_NORWEGIAN_CITIES = {
    "Antwerp": ("BE", "Antwerpen"),
    "Belgrade": ("RS", "Beograd"),
    "Brussels": ("BE", "Brussel"),
    "Bucharest": ("RO", "București"),
    "Cairo": ("EG", "Kairo"),
    "Cologne": ("DE", "Köln"),
    "Copenhagen": ("DK", "København"),
    "Florence": ("IT", "Firenze"),
    "Gdansk": ("PL", "Gdańsk"),
    "Geneva": ("CH", "Genève"),
    "Genoa": ("IT", "Genova"),
    "Ghent": ("BE", "Gent"),
    "Gothenburg": ("SE", "Göteborg"),
    "Hanover": ("DE", "Hannover"),
    "Helsinki": ("FI", "Helsingfors"),
    "Krakow": ("PL", "Kraków"),
    "Lisbon": ("PT", "Lisboa"),
    "Lodz": ("PL", "Łódź"),
    "Mexico City": ("MX", "Mexico by"),
    "Milan": ("IT", "Milano"),
    "Moscow": ("RU", "Moskva"),
    "Munich": ("DE", "München"),
    "Naples": ("IT", "Napoli"),
    "Nuremberg": ("DE", "Nürnberg"),
    "Padua": ("IT", "Padova"),
    "Prague": ("CZ", "Praha"),
    "Rome": ("IT", "Roma"),
    "Seville": ("ES", "Sevilla"),
    "Tampere": ("FI", "Tammerfors"),
    "The Hague": ("NL", "Haag"),
    "Turin": ("IT", "Torino"),
    "Turku": ("FI", "Åbo"),
    "Venice": ("IT", "Venezia"),
    "Vienna": ("AT", "Wien"),
    "Warsaw": ("PL", "Warszawa"),
    "Zurich": ("CH", "Zürich"),
}


def is_country(code: str) -> bool:
    """Whether it is an ISO 3166-1 alpha-2 code in upper case."""
    return code in COUNTRY_CODES


def country_name(code: str, language: str) -> str:
    """The country's name in `nb`, `nn` or `en`: CLDR's, or a plainer one; KeyError when it is no country."""
    return _names(language)[code]


def in_country(code: str, language: str) -> str:
    """The country as a place in a sentence: `in the United Kingdom`, `i Noreg`, `på Island`."""
    name = country_name(code, language)
    if language == "en":
        return f"in the {name}" if code in _WITH_ARTICLE else f"in {name}"
    return f"på {name}" if code in _ISLANDS else f"i {name}"


def search_names(code: str) -> tuple[str, ...]:
    """The words a country is looked for by: its name in all three languages, then what else people write."""
    names = [country_name(code, language) for language in _PLAIN_NAMES]
    return tuple(dict.fromkeys([*names, *_ALIASES.get(code, ())]))


def city_name(city: str, language: str, country: str | None = None) -> str:
    """The city as readers of the language know it: Copenhagen is København in Norwegian; others as given.

    With its country given, a namesake elsewhere (Rome in the US) keeps its name.
    """
    home, norwegian = _NORWEGIAN_CITIES.get(city, (None, city))
    return norwegian if language in {"nb", "nn"} and country in {None, home} else city


def cities_named(part: str) -> list[str]:
    """The English names, as registries write them, of cities whose Norwegian name has the folded `part` in it."""
    return [city for city, (_country, norwegian) in _NORWEGIAN_CITIES.items() if part in fold(norwegian)]


def countries_named(part: str) -> list[str]:
    """The codes of countries that have a name, in any of our languages, with a word that begins with the folded `part`.

    Up to two letters are a whole name only: "US" is not Russia.
    """
    if len(part) < 3:
        return [code for code in sorted(COUNTRY_CODES) if part in map(fold, search_names(code))]
    return [
        code for code in sorted(COUNTRY_CODES) if any(f" {part}" in f" {fold(name)}" for name in search_names(code))
    ]


def countries_in(region: str) -> frozenset[str]:
    """The countries of NORDIC or EUROPE; KeyError for a health region, which is a part of one."""
    return _REGIONS[region]


def tier(code: str, home: str = "NO") -> int:
    """How near a country is: 0 `home` itself, 1 Nordic, 2 Europe (EEA, UK, Switzerland), 3 the rest."""
    if code == home:
        return 0
    if code in NORDIC:
        return 1
    return 2 if code in EUROPE else 3


def point_of(region: str) -> Point:
    """The point of a health region; KeyError for what is none."""
    return _POINTS[region]


def great_circle_km(one: Point, other: Point) -> float:
    """The distance over the ground between two points, as the crow flies, in kilometres."""
    (lat, lon), (lat_other, lon_other) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat_other - lat) / 2) ** 2 + cos(lat) * cos(lat_other) * sin((lon_other - lon) / 2) ** 2
    # At the other end of the world, rounding can make it a hair more than one.
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def rounded_km(km: float) -> int:
    """A distance no more exact than it is known: whole kilometres below 10, tens below 1,000, fifties above."""
    step = 1 if km < 10 else 10 if km < 1000 else 50
    return round(km / step) * step


def kilometres(km: float, language: str) -> str:
    """A rounded distance as the language writes it: `1,150 km`, `1 150 km`."""
    return f"{format_decimal(rounded_km(km), locale=language)} km"


def nearest_first(codes: Iterable[str], language: str) -> list[str]:
    """The countries by tier from Norway, and within a tier by name in the language."""
    return sorted(codes, key=lambda code: (tier(code), sort_key(country_name(code, language), language), code))


@lru_cache
def _names(language: str) -> dict[str, str]:
    names = Locale(language).territories
    return {code: _PLAIN_NAMES[language].get(code, names[code]) for code in COUNTRY_CODES}
