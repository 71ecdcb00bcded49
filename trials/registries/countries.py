"""Countries as registries write them, to ISO 3166-1 alpha-2."""

from functools import lru_cache

from trials.places import COUNTRY_CODES, search_names
from trials.text import fold

# What registries write besides the names that people look for; ClinicalTrials.gov changed some over the years.
_REGISTRY_NAMES = {
    "BN": ("Brunei Darussalam",),
    "BO": ("Bolivia, Plurinational State of", "Bolivia (Plurinational State of)"),
    "BQ": ("Bonaire, Sint Eustatius and Saba",),
    "CD": ("Congo, The Democratic Republic of the", "Congo, Democratic Republic"),
    "CG": ("Congo", "Republic of the Congo"),
    "CI": ("Côte D'Ivoire",),
    "CN": ("Chinese", "P.R. China", "PR China", "People's Republic of China", "China Mainland", "Mainland China"),
    "CV": ("Cape Verde", "Cabo Verde"),
    "CZ": ("The Czech Republic",),
    "FM": ("Federated States of Micronesia", "Micronesia, Federated States of"),
    "GM": ("The Gambia",),
    "HK": ("Hong Kong SAR", "Hong Kong, China"),
    "IR": ("Iran (Islamic Republic of)", "Iran, Islamic Republic of", "Islamic Republic of Iran"),
    "KP": ("Korea, Democratic People's Republic of", "Democratic People's Republic of Korea"),
    "KR": ("Korea, Republic of", "Korea, South", "Republic of South Korea"),
    "LA": ("Lao People's Democratic Republic",),
    "LY": ("Libyan Arab Jamahiriya",),
    "MD": ("Moldova, Republic of", "Republic of Moldova"),
    "MK": ("Macedonia", "Macedonia, The Former Yugoslav Republic of", "Former Yugoslav Republic of Macedonia"),
    "MO": ("Macau",),
    "PS": ("Palestinian Territories, Occupied", "Palestinian Territory, occupied", "Occupied Palestinian Territory"),
    "SK": ("Slovak Republic",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey (Türkiye)", "Turkiye"),
    "TW": ("Taiwan, Province of China", "Taiwan, China"),
    "TZ": ("Tanzania, United Republic of", "United Republic of Tanzania"),
    "US": ("U.S.A.", "USA", "The United States", "United States (USA)"),
    "VA": ("Holy See (Vatican City State)", "Holy See"),
    "VE": ("Venezuela, Bolivarian Republic of", "Venezuela (Bolivarian Republic of)"),
    "VG": ("Virgin Islands (British)",),
    "VI": ("Virgin Islands (U.S.)",),
}
_BY_NAME = {
    fold(written): code
    for code in sorted(COUNTRY_CODES)
    for name in (*search_names(code), *_REGISTRY_NAMES.get(code, ()))
    for written in (name, name.replace("&", "and").replace("St. ", "Saint "))
}


@lru_cache(maxsize=1024)
def country_code(name: str) -> str | None:
    """The country of that name, in any writing and any of our languages; None when it is none that we know."""
    return _BY_NAME.get(fold(name))
