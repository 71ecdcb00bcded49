"""The choices of a facet, as HTML."""

import pytest

from tests.html import parse, text
from trials.localised import Localised
from trials.query.facets import Choice, Facet, Offered, Option, Others
from trials.templatetags.facets import choices

pytestmark = pytest.mark.usefixtures("english")

NAUGHTY = '"><script>alert(1)</script>&amp;'


def option(
    value: str, label: str, count: int = 1, foreign: str = "", is_chosen: bool = False, depth: int = 0
) -> Option:
    return Option(Choice(value, Localised(label, foreign or "en", foreign), depth), count, is_chosen)


def others(*options: Option) -> Others:
    choices = [option.choice for option in options]
    return Others(Offered(choices, [], [], [], {}), [option.count for option in options], range(len(options)))


def test_a_box_tells_whether_it_is_chosen_and_whether_it_leads_anywhere() -> None:
    shown = [option("NO", "Norway", 7), option("SE", "Sweden", 0, is_chosen=True)]

    boxes = parse(f"<form>{choices(Facet('country', 'Country', shown))}</form>".encode()).findall("div")

    assert [(text(box), box.attrib) for box in boxes] == [
        ("Norway 7", {"class": "opt"}),
        ("Sweden 0", {"class": "opt", "data-zero": ""}),
    ]
    assert [box.attrib for one in boxes for box in one.findall("input")] == [
        {"class": "ds-input", "type": "checkbox", "id": "country-1", "name": "country", "value": "NO"},
        {"class": "ds-input", "type": "checkbox", "id": "country-2", "name": "country", "value": "SE", "checked": ""},
    ]


def test_what_is_kept_of_a_box_is_neither_its_count_nor_whether_it_is_chosen() -> None:
    norway = option("NO", "Norway", 7)
    one = choices(Facet("country", "Country", [norway]))

    other = choices(Facet("country", "Country", [norway._replace(count=8, is_chosen=True)]))

    assert other == one.replace(">7<", ">8<").replace('value="NO"', 'value="NO" checked')


def test_the_others_stand_in_a_select_in_their_language_as_deep_as_in_the_tree() -> None:
    more = others(
        option("a", "Lupus", 3),
        option("b", "Lupusnefritt", 2, foreign="nb", depth=1),
        option("c", "CAR-T", depth=2),
    )

    html = choices(Facet("indication", "Disease", [], more))

    found = parse(f"<form>{html}</form>".encode()).findall("div/select/option")
    assert [(text(one), one.attrib) for one in found] == [
        ("3 more", {"value": ""}),
        ("Lupus (3)", {"value": "a"}),
        ("– Lupusnefritt (2)", {"value": "b", "lang": "nb"}),
        ("– – CAR-T (1)", {"value": "c"}),
    ]


def test_names_are_text_wherever_they_stand() -> None:
    naughty = option(NAUGHTY, NAUGHTY, foreign=NAUGHTY)

    html = choices(Facet("sponsor", NAUGHTY, [naughty], others(naughty)))

    assert "<script" not in html
    assert text(parse(f"<form>{html}</form>".encode())).count(NAUGHTY) == 3
