"""Questions as the site takes them."""

from datetime import date

from django.http import QueryDict

from trials.models import Study
from trials.query.studies import StudyList, public_studies

# The day on which the starter catalogue is asked.
TODAY = date(2026, 11, 26)


def params(**question: list[str]) -> QueryDict:
    """The query string with these values."""
    found = QueryDict(mutable=True)
    for name, values in question.items():
        found.setlist(name, values)
    return found


def ask(today: date = TODAY, /, **question: list[str] | str) -> StudyList:
    """The site's answer to a question without faults."""
    lists = {name: [value] if isinstance(value, str) else value for name, value in question.items()}
    found = public_studies(params(**lists), today=today)
    assert found.faults == []
    return found


def slugs(studies: StudyList) -> list[str]:
    """The studies of an answer, in its order."""
    names = dict(Study.objects.values_list("pk", "slug"))
    return [names[pk] for pk in studies.studies]
