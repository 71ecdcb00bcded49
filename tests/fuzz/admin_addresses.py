"""Random questions to the admin's lists, its choices and its empty forms, the same for the same seed."""

from random import Random

from django.contrib import admin

from tests.fuzz.addresses import DISTORTIONS, encoded, nonsense
from tests.fuzz.naughty import NUMBERS, TEXTS, WORDS

LOOKUPS = (
    "exact",
    "in",
    "regex",
    "iregex",
    "contains",
    "gt",
    "year",
    "date__gte",
    "isnull",
    "range",
    "pk",
    "id__exact",
)
KEYS = ("1", "0", "-1", "9" * 19, "9" * 40, "1.5", "x", "")
CHOICES = {
    "study": ("studysite", "study"),
    "site": ("studysite", "site"),
    "sponsor": ("study", "primary_sponsor"),
    "product": ("study", "products"),
    "indication": ("study", "indications"),
    "studysite": ("studysite", "verified_by"),
}


def admins() -> dict[str, object]:
    """The admin of every record, by the last part of its address."""
    return {
        str(model._meta.model_name): model_admin
        for model, model_admin in sorted(admin.site._registry.items(), key=lambda item: item[0].__name__)
        if model._meta.app_label == "trials"
    }


def admin_addresses(seed: int, count: int) -> list[str]:
    """`count` addresses, each with its path and query as they are sent."""
    random = Random(seed)
    kinds = (a_list, a_choice, an_empty_form)
    return [random.choices(kinds, weights=(10, 2, 1))[0](random) for _ in range(count)]


def a_list(random: Random) -> str:
    """A question to a list: its own parameters mostly, with values it takes, nearly takes, or does not."""
    name = random.choice([*admins()])
    pairs = [a_pair(random, name) for _ in range(random.choices((0, 1, 2, 3, 8), weights=(1, 8, 5, 3, 1))[0])]
    return f"/admin/trials/{name}/?{'&'.join(pairs)}"


def a_pair(random: Random, name: str) -> str:
    model_admin: object = admins()[name]
    filters = {spec.parameter_name: spec for spec in model_admin.list_filter}  # type: ignore[attr-defined]
    chance = random.random()
    if chance < 0.2:
        return f"{a_lookup(random, model_admin)}={a_value(random, ['1', 'x', ''])}"
    if chance < 0.6 and filters:
        parameter = random.choice([*filters])
        return f"{parameter}={a_value(random, right_values(filters[parameter], model_admin))}"
    own = {
        "q": WORDS,
        "p": ["1", "2", "last", "100", "999999"],
        "o": ["1", "-2", "1.2", "99", "-"],
        "all": ["", "1"],
        "_popup": ["1"],
        "_to_field": ["id", "slug", "password"],
        "_facets": ["True"],
        "e": ["1"],
    }
    parameter = random.choices([*own], weights=(8, 4, 4, 1, 1, 1, 1, 1))[0]
    return f"{parameter}={a_value(random, own[parameter])}"


def right_values(spec: object, model_admin: object) -> list[str]:
    """The values that a filter takes."""
    if hasattr(spec, "accepts"):
        return [*KEYS]
    choices = spec(None, {}, model_admin.model, model_admin).lookup_choices  # type: ignore[operator,attr-defined]
    return [str(code) for code, _label in choices]


def a_lookup(random: Random, model_admin: object) -> str:
    """A field of the record with a lookup of Django's, which no list declares."""
    fields = [field.name for field in model_admin.model._meta.get_fields()]  # type: ignore[attr-defined]
    return f"{random.choice(fields)}__{random.choice(LOOKUPS)}{random.choice(('', '', '[]', '__exact'))}"


def a_value(random: Random, right: list[str]) -> str:
    chance = random.random()
    if chance < 0.6:
        return encoded(random.choice(right))
    if chance < 0.75:
        return encoded(random.choice(DISTORTIONS)(random.choice(right)))
    return encoded(random.choice(NUMBERS)) if chance < 0.85 else nonsense(random)


def a_choice(random: Random) -> str:
    """A question of a field for what it may choose."""
    thing, (model, field) = random.choice([*CHOICES.items()])
    asked = {"app_label": "trials", "model_name": model, "field_name": field, "term": random.choice((*WORDS, *TEXTS))}
    asked["page"] = random.choice(("1", "2", "x", "-1", "9" * 40, "last"))
    if random.random() < 0.3:
        asked[random.choice([*asked])] = random.choice(TEXTS)
    return f"/admin/trials/{thing}/choices/?" + "&".join(f"{name}={encoded(value)}" for name, value in asked.items())


def an_empty_form(random: Random) -> str:
    """A new record, with what its address says it begins with."""
    name = random.choice([*admins()])
    fields = [field.name for field in admins()[name].model._meta.fields]  # type: ignore[attr-defined]
    pairs = [f"{random.choice(fields)}={a_value(random, [*KEYS])}" for _ in range(3)]
    return f"/admin/trials/{name}/add/?{'&'.join(pairs)}"
