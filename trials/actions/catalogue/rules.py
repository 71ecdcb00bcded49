"""What must be true of a record as a whole and of records among each other; and what other values imply."""

from collections.abc import Callable, Mapping
from typing import Any

from trials.actions.catalogue.faults import Teller
from trials.actions.catalogue.fields import Column, Values
from trials.actions.catalogue.kinds import KINDS
from trials.choices import RecruitmentStatus
from trials.identifiers import match_key
from trials.models.study_site import ENDED

# A record's values, without those that are wrong, and the place to tell what else is wrong with it.
Record = tuple[Teller, Values]
Records = Mapping[str, list[Record]]

NORWAY = "NO"


def site(tell: Teller, values: Values) -> None:
    """A hospital has a health region in Norway and nowhere else, and lies on Earth."""
    values["is_undisclosed"] = values.get("slug", "").startswith("undisclosed-")
    if values.get("country") == NORWAY and values.get("health_region") == "":
        tell.at("health_region")("a Norwegian site has no health region", "one of Norway's four")
    if values.get("country", NORWAY) != NORWAY and values.get("health_region"):
        tell.at("health_region")(f"a site in {values['country']} has a Norwegian health region", "null")
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if "latitude" in values and "longitude" in values and (latitude is None) != (longitude is None):
        tell.at("latitude")("latitude and longitude do not stand together", "both, or null for both")
    if latitude is not None and abs(latitude) > 90:
        tell.at("latitude")(f"{latitude} is not on Earth", "degrees from -90 to 90")
    if longitude is not None and abs(longitude) > 180:
        tell.at("longitude")(f"{longitude} is not on Earth", "degrees from -180 to 180")


def study(tell: Teller, values: Values) -> None:
    """Ages are in order, a place stands once, and nobody recruits in a study that has ended (rule 2)."""
    youngest, oldest = values.get("minimum_age"), values.get("maximum_age")
    if youngest is not None and oldest is not None and youngest > oldest:
        tell.at("minimum_age")("the minimum age is above the maximum age")
    status = values.get("recruitment_status")
    seen = set()
    for slug, site_status in values.get("sites", []):
        if slug in seen:
            tell.at("sites")(f"“{slug}” stands twice")
        seen.add(slug)
        if status in ENDED and site_status == RecruitmentStatus.RECRUITING:
            tell.at("sites")(f"“{slug}” is recruiting in a study that is {status}", "another status")
    as_of = values.get("status_as_of")
    values["sites"] = [[slug, word, as_of if word else None] for slug, word in values.get("sites", [])]


def publication(tell: Teller, values: Values) -> None:
    """No more people are affected than were treated; a title in [brackets] is our description."""
    title = values.get("title", "")
    values["is_title_ours"] = title.startswith("[") and title.endswith("]")
    values["title"] = title[1:-1].strip() if values["is_title_ours"] else title
    treated = values.get("n_treated")
    for row in values.get("safety", []):
        event, _, any_grade, *_, severe = row
        row[1] = treated
        if treated is not None and max(any_grade or 0, severe or 0) > treated:
            tell.at("safety")(f"{event}: more people affected than the {treated} treated")
        if any_grade is not None and severe is not None and severe > any_grade:
            tell.at("safety")(f"{event}: {severe} with grade 3 or more among {any_grade} with any grade")


def unique(records: Records) -> None:
    """A slug, and any other column that the register holds to be unique, stands in one record of a file."""
    for kind in KINDS:
        columns = [
            column for column in kind.of(Column) if getattr(kind.model._meta.get_field(column.name), "unique", False)
        ]
        for key in ["slug", *(column.key for column in columns)]:
            _once(key, [(tell, values[key]) for tell, values in records[kind.name] if key in values])


def _once(key: str, values: list[tuple[Teller, Any]]) -> None:
    first: dict[Any, Teller] = {}
    for tell, value in values:
        if value in first:
            twin = first[value]
            tell.at(key)(f"“{value}” also stands in {f'record {twin.position[1]}' if key == 'slug' else twin.record}")
        first.setdefault(value, tell)


def numbers(records: Records) -> None:
    """A registry number belongs to one study, in whatever writing."""
    first: dict[tuple[str, str], str] = {}
    for tell, values in records["studies"]:
        for scheme, value in values.get("identifiers", []):
            key = (scheme, match_key(scheme, value))
            if key in first:
                tell.at("identifiers")(f"{value} also belongs to {first[key]}", "one study for each number")
            first.setdefault(key, tell.record)


def tree(records: Records) -> None:
    """Wider diseases lead to a root, never round in a circle."""
    named = [(tell, values) for tell, values in records["indications"] if "slug" in values]
    parents = {values["slug"]: values.get("parent") for _, values in named}
    told: set[str] = set()
    for tell, values in named:
        way = _way_up(values["slug"], parents)
        if values["slug"] in way and values["slug"] not in told:
            told.update(way)
            tell.at("parent")("the diseases go in a circle: " + " > ".join([values["slug"], *way]))


def _way_up(slug: str, parents: Mapping[str, str | None]) -> list[str]:
    """Ever wider diseases, up to the root or to the first that was there already."""
    way: list[str] = []
    wider = parents.get(slug)
    while wider is not None and wider not in way:
        way.append(wider)
        wider = parents.get(wider)
    return way


def countries(records: Records) -> None:
    """A study takes place in the countries of its sites."""
    country_of = {values.get("slug"): values.get("country") for _, values in records["sites"]}
    for tell, values in records["studies"]:
        if "countries" not in values:
            continue
        named = {row[0] for row in values["countries"]}
        for slug, *_ in values.get("sites", []):
            country = country_of.get(slug)
            if country is not None and country not in named:
                tell.at("countries")(f"“{slug}” lies in {country}, which is not among them", "every site's country")


RULES_OF_ONE: dict[str, Callable[[Teller, Values], None]] = {
    "sites": site,
    "studies": study,
    "publications": publication,
}
RULES_AMONG: tuple[Callable[[Records], None], ...] = (unique, numbers, tree, countries)
