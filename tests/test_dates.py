import copy
import datetime
import pickle
import re

import pytest
from hypothesis import given, strategies as st

from trials.dates import PartialDate, format_date, format_days

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
TEXTS = DAYS.flatmap(lambda day: st.sampled_from([str(day), str(day)[:7], str(day)[:4]]))
PARTIAL_DATES = TEXTS.map(PartialDate.parse)


@given(TEXTS)
def test_a_partial_date_gives_back_the_text_it_was_read_from(text):
    assert str(PartialDate.parse(text)) == text


@given(PARTIAL_DATES)
def test_the_parts_of_a_partial_date_make_it_again(date):
    assert PartialDate(date.year, date.month, date.day) == date


@given(PARTIAL_DATES, PARTIAL_DATES)
def test_partial_dates_are_ordered_by_first_day_and_the_less_exact_first(one, other):
    exactness = ["year", "month", "day"]

    def place(date):
        return (date.first_day, exactness.index(date.precision))

    assert (one < other) == (place(one) < place(other))
    assert (one <= other) == (place(one) <= place(other))
    assert (one == other) == (place(one) == place(other))


@given(st.lists(PARTIAL_DATES))
def test_partial_dates_sort_as_their_texts_do_in_the_database(dates):
    assert [str(date) for date in sorted(dates)] == sorted(str(date) for date in dates)


@given(PARTIAL_DATES)
def test_a_partial_date_spans_the_days_that_begin_with_its_text(date):
    day = datetime.timedelta(days=1)
    assert str(date.first_day).startswith(str(date))
    assert str(date.last_day).startswith(str(date))
    assert not str(date.first_day - day).startswith(str(date))
    assert not str(date.last_day + day).startswith(str(date))


@pytest.mark.parametrize(("text", "precision"), [("2025", "year"), ("2025-06", "month"), ("2025-06-14", "day")])
def test_precision_is_the_smallest_part_that_is_known(text, precision):
    assert PartialDate.parse(text).precision == precision


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "'' is not written like 2025, 2025-06 or 2025-06-14"),
        ("14.06.2025", "'14.06.2025' is not written like 2025, 2025-06 or 2025-06-14"),
        ("2025-6", "'2025-6' is not written like 2025, 2025-06 or 2025-06-14"),
        ("2025-06-14T00:00", "'2025-06-14T00:00' is not written like 2025, 2025-06 or 2025-06-14"),
        (" 2025", "' 2025' is not written like 2025, 2025-06 or 2025-06-14"),
        ("2025\n", "'2025\\n' is not written like 2025, 2025-06 or 2025-06-14"),
        ("２０２５", "'２０２５' is not written like 2025, 2025-06 or 2025-06-14"),
        ("9" * 5000, f"'{'9' * 20}' is not written like 2025, 2025-06 or 2025-06-14"),
        ("1899", "year 1899 is not between 1900 and 2100"),
        ("2101-01-01", "year 2101 is not between 1900 and 2100"),
        ("0000", "year 0 is not between 1900 and 2100"),
        ("2025-00", "month 0 is not between 1 and 12"),
        ("2025-13-01", "month 13 is not between 1 and 12"),
        ("2025-02-29", "day 29 is not in 2025-02"),
        ("2025-06-00", "day 0 is not in 2025-06"),
    ],
)
def test_what_is_no_date_is_refused_by_naming_the_fault(text, fault):
    with pytest.raises(ValueError, match=f"^{re.escape(fault)}$"):
        PartialDate.parse(text)


def test_a_day_without_a_month_is_refused():
    with pytest.raises(ValueError, match="day 14 has no month"):
        PartialDate(2025, day=14)


def test_a_leap_day_is_a_date():
    assert PartialDate.parse("2024-02-29").first_day == datetime.date(2024, 2, 29)


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text):
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return
    assert str(date) == text


def test_a_partial_date_is_not_compared_with_other_things():
    with pytest.raises(TypeError):
        assert PartialDate(2025) < "2026"
    assert PartialDate(2025) != "2025"


@pytest.mark.parametrize(
    ("text", "language", "style", "words"),
    [
        ("2025-06-14", "nb", "long", "14. juni 2025"),
        ("2026-08-22", "nb", "long", "22. august 2026"),
        ("2026-08-22", "nb", "short", "22. aug. 2026"),
        ("2025-06-14", "nb", "short", "14. juni 2025"),
        ("2025-12-01", "nn", "long", "1. desember 2025"),
        ("2025-12-01", "nn", "short", "1. des. 2025"),
        ("2025-06-14", "en", "long", "14 June 2025"),
        ("2026-08-22", "en", "short", "22 Aug 2026"),
        ("2025-06", "nb", "long", "juni 2025"),
        ("2026-08", "nb", "short", "aug. 2026"),
        ("2026-08", "nn", "long", "august 2026"),
        ("2026-08", "en", "long", "August 2026"),
        ("2026-08", "en", "short", "Aug 2026"),
        ("2025", "nb", "long", "2025"),
        ("2025", "en", "short", "2025"),
    ],
)
def test_a_partial_date_in_words_is_no_more_exact_than_it_is(text, language, style, words):
    assert PartialDate.parse(text).format(language, style) == words


@pytest.mark.parametrize(
    ("language", "style", "words"),
    [("nb", "long", "22. august 2026"), ("nn", "short", "22. aug. 2026"), ("en", "short", "22 Aug 2026")],
)
def test_a_day_in_words(language, style, words):
    assert format_date(datetime.date(2026, 8, 22), language, style) == words


@given(DAYS, st.sampled_from(["nb", "nn", "en"]))
def test_a_day_in_words_is_the_same_as_its_partial_date_in_words(day, language):
    assert format_date(day, language) == PartialDate.parse(str(day)).format(language)


@pytest.mark.parametrize(
    ("first", "last", "language", "words"),
    [
        ("2026-03-02", "2026-03-08", "en", "2–8 March 2026"),
        ("2026-03-02", "2026-03-08", "nb", "2.–8. mars 2026"),
        ("2026-03-30", "2026-04-05", "nn", "30. mars – 5. april 2026"),
        ("2026-12-28", "2027-01-03", "en", "28 December 2026 – 3 January 2027"),
    ],
)
def test_days_from_one_to_another_say_nothing_twice(first, last, language, words):
    day = datetime.date.fromisoformat

    assert format_days(day(first), day(last), language) == words


def test_a_date_does_not_change_and_is_copied_as_it_is() -> None:
    date = PartialDate(2025, 6)

    with pytest.raises(AttributeError, match="2025-06 does not change"):
        date.year = 2026

    assert copy.deepcopy(date) == pickle.loads(pickle.dumps(date)) == date
    assert hash(copy.copy(date)) == hash(date)
    assert date != "2025-06"
    assert repr(date) == "PartialDate('2025-06')"
