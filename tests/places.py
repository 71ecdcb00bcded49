"""Where studies are, straight from the tables."""

from collections.abc import Collection

from trials.query.place_rows import place_rows
from trials.query.study_places import StudyPlace, study_places


def places_of(studies: Collection[int]) -> dict[int, list[StudyPlace]]:
    """The places of each of the studies (primary keys), by the study's."""
    return {pk: study_places(held) for pk, held in place_rows(studies).items()}
