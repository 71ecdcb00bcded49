import pytest
from hypothesis import given, strategies as st

from trials.ages import OLDEST_YEARS, age_text, format_limits, includes, parse_age, typed_age, years_text

LIMITS = st.none() | st.integers(min_value=0, max_value=130 * 12)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("18 Years", 216),
        ("1 Year", 12),
        ("6 Months", 6),
        ("0 Years", 0),
        ("18", 216),
        ("65 years", 780),
        (">= 20age old", 240),
        ("100years-old", 1200),
        (" 18 Years\n", 216),
        ("N/A", None),
        ("No limit", None),
        ("Not applicable", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_an_age_limit_is_read_in_months(text, months):
    assert (parse_age(text), parse_age(text, upper=True)) == (months, months)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("1 Day", 0, 1),
        ("31 Days", 1, 2),
        ("8 Weeks", 1, 2),
        ("52 Weeks", 11, 12),
        ("1 Minute", 0, 1),
        ("1 Hour", 0, 1),
        ("0 Days", 0, 0),
    ],
)
def test_days_and_weeks_are_rounded_so_that_no_one_falls_out(text, lower, upper):
    assert (parse_age(text), parse_age(text, upper=True)) == (lower, upper)


@pytest.mark.parametrize("text", ["adult", "18-65", "-1 Years", "18.5 Years", "1000 Years", "1८", "18 Jahre", "> 18"])
def test_an_age_that_is_not_understood_is_refused(text):
    with pytest.raises(ValueError, match="is not an age"):
        parse_age(text)


def test_a_refused_age_is_named_shortly():
    with pytest.raises(ValueError, match=r"^'x{59} is not an age$"):
        parse_age("x" * 5000)


@pytest.mark.parametrize(
    ("minimum", "maximum", "ages"),
    [
        (216, 780, range(18, 66)),
        (216, None, range(18, 121)),
        (None, 204, range(18)),
        (0, 0, range(1)),
        (6, 17, range(2)),
        (210, 216, [17, 18]),
        (None, None, []),
    ],
)
def test_limits_include_the_ages_in_whole_years_that_they_reach(minimum, maximum, ages):
    assert [age for age in range(121) if includes(minimum, maximum, age)] == list(ages)


@given(LIMITS, LIMITS, st.integers(min_value=0, max_value=120))
def test_limits_include_an_age_when_some_month_of_that_year_lies_between_them(minimum, maximum, age):
    year_of_life = range(12 * age, 12 * age + 12)
    lowest, highest = minimum or 0, 10**6 if maximum is None else maximum
    stated = (minimum, maximum) != (None, None)
    in_order = lowest <= highest
    reached = any(lowest <= month <= highest for month in year_of_life)
    assert not in_order or includes(minimum, maximum, age) == (stated and reached)


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        (216, 780, "18–65 years"),
        (216, None, "from 18 years"),
        (None, 204, "up to 17 years"),
        (12, None, "from 1 year"),
        (0, 204, "0–17 years"),
        (6, None, "from 6 months"),
        (None, 1, "up to 1 month"),
        (6, 24, "6 months to 2 years"),
        (6, 18, "6 months to 18 months"),
        (216, 216, "18 years"),
        (None, None, ""),
    ],
)
def test_limits_in_words(minimum, maximum, words):
    assert format_limits(minimum, maximum, "en") == words


@pytest.mark.parametrize(
    ("months", "text"), [(216, "18"), (6, "0.5"), (0, "0"), (7, "0.58"), (1560, "130"), (None, "")]
)
def test_months_are_exported_as_years(months, text):
    assert years_text(months) == text


@given(st.integers(min_value=0, max_value=999))
def test_whole_years_come_through_from_registry_to_export(years):
    assert years_text(parse_age(f"{years} Years")) == str(years)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        *[
            (text, 216)
            for text in (
                "18",
                " 18 ",
                "18 years",
                "18 Years",
                "18y",
                "18 yrs",
                "18 år",
                "18ÅR",
                "18 a\u030ar",
                "18 aar",
            )
        ],
        *[(text, 12) for text in ("1", "1 year", "1 år")],
        *[(text, 6) for text in ("6 months", "6 md", "6 md.", "6md", "6 mnd.", "6 måneder", "6 månader", "6 månadar")],
        *[(text, 1) for text in ("1 month", "1 måned", "1 månad", "1 MÅNED")],
        ("18 months", 18),
        ("0", 0),
        ("120", 1440),
    ],
)
def test_an_age_is_read_as_a_person_writes_it(text: str, months: int) -> None:
    assert typed_age(text) == months


WRONG = [
    "adult",
    "-1",
    "−1",
    "> 18",
    "+18",
    "1,5 år",
    "18-65",
    "18–65 years",
    "216",
    "121 years",
    "1441 months",
    "4 weeks",
    "1.5 years",
    "18 19",
    "1८",
]


@pytest.mark.parametrize("text", [*WRONG, "", "years", "18 years 6 months", "9" * 5000])
def test_what_is_no_age_that_a_person_may_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an age"):
        typed_age(text)


@given(st.integers(min_value=0, max_value=OLDEST_YEARS * 12), st.sampled_from(["nb", "nn", "en"]))
def test_an_age_that_is_shown_can_be_written_again(months: int, language: str) -> None:
    assert typed_age(age_text(months, language)) == months
