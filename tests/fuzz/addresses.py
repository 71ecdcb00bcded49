"""Random addresses of public pages, the same for the same seed: real questions, near misses and nonsense."""

from collections.abc import Callable
from random import Random
from urllib.parse import quote

from tests.fuzz.naughty import ENCODED, NUMBERS, TEXTS, WORDS
from tests.reference import INDICATIONS, OPTIONS, PRODUCTS, RECORDS, SITES, SPONSORS

LANGUAGES = ("nb", "nn", "en")
PAGES = ("", "indications/", "evidence/", "glossary/", "about/", "accessibility/", "privacy/")
RECORDS_OF = {
    "studies": [*RECORDS],
    "indications": [*INDICATIONS],
    "sites": [*SITES],
    "sponsors": [*SPONSORS],
    "products": [*PRODUCTS],
}
NUMBERS_OF_STUDIES = [number["value"] for record in RECORDS.values() for number in record["identifiers"]]
PLACE = ("near", "only_here", "foreign", "confirmed_since")
PARAMETERS = {
    "studies": ("q", *OPTIONS, *PLACE, "age", "sort", "page", "format"),
    "changes": ("q", *OPTIONS, *PLACE, "age", "sort", "page", "format"),
    "sites": ("q", "country", "region", "page"),
    "sponsors": ("q", "sponsor_type", "country", "page"),
    "products": ("q", "modality", "target", "page"),
}
SORTS = ("near", "updated", "start", "phase", "size", "relevance")
PLACES_TO_ASK = [*OPTIONS["region"][:4], *SITES, "NO", "SE", "US", "Tromsø", "helse nord", "Norge", "Stavanger"]
NO_STUDY_HAS = {"country": ["IS", "AQ", "GL"], "phase": ["PHASE4"], "status": ["WITHDRAWN", "UNKNOWN"]}
UNKNOWN_NAMES = (
    "Q",
    "Status",
    "status[]",
    "status__in",
    "id",
    "pk",
    "opens",
    "nearest",
    "lang",
    "utm_source",
    "page_size",
    "q ",
    "order_by",
)
Distort = Callable[[str], str]
DISTORTIONS: tuple[Distort, ...] = (
    str.lower,
    str.upper,
    str.title,
    lambda text: f" {text}",
    lambda text: f"{text} ",
    lambda text: f"{text}\0",
    lambda text: f"{text}/",
    lambda text: f"{text},{text}",
    lambda text: text[:-1],
    lambda text: text * 2,
    lambda text: text.replace("-", " "),
    lambda text: text.replace("_", "-"),
    lambda text: "".join(f"{letter} " for letter in text),
    lambda text: text[::-1],
)  # fmt: skip


def addresses(seed: int, count: int) -> list[str]:
    """`count` addresses, each with its path and query as they are sent."""
    random = Random(seed)
    kinds: tuple[Callable[[Random], str], ...] = (a_list_question, a_record, a_number, a_page, a_path)
    return [random.choices(kinds, weights=(12, 3, 2, 2, 1))[0](random) for _ in range(count)]


def a_list_question(random: Random) -> str:
    """A question to a list, mostly that of studies."""
    kind = random.choices((*PARAMETERS,), weights=(6, 2, 1, 1, 1))[0]
    size = random.choices((0, 1, 2, 3, 5, 12), weights=(1, 6, 5, 3, 2, 1))[0]
    pairs = [a_pair(random, kind) for _ in range(size)]
    return f"/{random.choice(LANGUAGES)}/{kind}/" + (f"?{'&'.join(pairs)}" if pairs else "")


def a_pair(random: Random, kind: str) -> str:
    """A parameter with a value: mostly one it takes."""
    if random.random() < 0.04:
        return f"{quote(random.choice((*UNKNOWN_NAMES, *TEXTS)), safe='')}={random.choice(('', '1', 'x'))}"
    name = random.choice(PARAMETERS[kind])
    return f"{name}={a_value(random, name)}"


def a_value(random: Random, name: str) -> str:
    """A value as it stands in an address: right, nearly right, or nonsense."""
    chance = random.random()
    if chance < 0.75:
        return encoded(a_right_value(random, name))
    if chance < 0.83:
        return encoded(random.choice(DISTORTIONS)(a_right_value(random, name)))
    return nonsense(random)


def a_right_value(random: Random, name: str) -> str:
    """A value that the parameter takes."""
    if name == "q":
        return random.choice(WORDS)
    if name == "age":
        return str(random.randint(0, 120))
    if name == "sort":
        return random.choice(SORTS)
    if name == "page":
        return str(random.choice((1, 1, 1, 2, 3, 14, 15, 16, 999999)))
    if name == "format":
        return random.choice(("csv", "csv", "xlsx"))
    if name == "near":
        return random.choice(PLACES_TO_ASK)
    if name in PLACE:
        return {"only_here": "1", "foreign": "yes"}.get(
            name, f"20{random.randint(0, 99):02}-0{random.randint(1, 9)}-28"
        )
    return random.choice([*OPTIONS[name], *NO_STUDY_HAS.get(name, [])])


def nonsense(random: Random) -> str:
    """Anything, as it stands in an address."""
    if random.random() < 0.2:
        return random.choice(ENCODED)
    return encoded(random.choice(NUMBERS if random.random() < 0.2 else TEXTS))


def encoded(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def a_record(random: Random) -> str:
    """The page of a study, a disease, a site, a sponsor or a product, or nearly so."""
    kind = random.choice((*RECORDS_OF,))
    slug = random.choice(RECORDS_OF[kind])
    if random.random() < 0.25:
        slug = random.choice(DISTORTIONS)(slug)
    return f"/{random.choice(LANGUAGES)}/{kind}/{encoded(slug)}/"


def a_number(random: Random) -> str:
    """A study by its number, in some writing."""
    number = random.choice(NUMBERS_OF_STUDIES)
    if random.random() < 0.5:
        number = random.choice(DISTORTIONS)(number)
    return f"/id/{nonsense(random) if random.random() < 0.3 else quote(number)}"


def a_page(random: Random) -> str:
    """A page that takes no question, perhaps with one."""
    query = "" if random.random() < 0.5 else f"?{random.choice(('q', 'x', 'format', 'page'))}={nonsense(random)}"
    return f"/{random.choice(LANGUAGES)}/{random.choice(PAGES)}{query}"


def a_path(random: Random) -> str:
    """An address that leads nowhere, or nearly."""
    start = random.choice(("/", "/nb/", "/nn/studies/", "/en/sites/", "/static/", "/nb", "/id/", "/admin/"))
    return f"{start}{nonsense(random)}"
