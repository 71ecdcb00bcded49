"""What words find in the whole catalogue by the index, against the plain reference."""

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.query.index.comparing import assert_equal
from tests.reference_search import Reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture(scope="module")
def reference(catalogue: None, django_db_blocker: DjangoDbBlocker) -> Reference:
    """That of the catalogue."""
    with django_db_blocker.unblock():
        return Reference()


@pytest.mark.parametrize(
    "question",
    [
        *("lupus", "lupus Norge", "leddgikt Tyskland", "SLE", "OUS", "CAR T", "CAR-T CD19", "CD19/BCMA", "KYV 101"),
        *("nefritt", "myosit", "artritt Norge", "lupsnefritt Nroge", "Bergen", "Bergne", "KYV-102", "obecel autolog"),
        *("Churg-Strauss", "T-cell engager", "sjøgrn", "phase 2 open-label study", "Kina", "univ hosp lupu", "sclero"),
        *('"systemic lupus"', '"lupus systemic"', '"CD19 CAR-T" lupus', '"systemic lupus erythematosus" "phase 1'),
    ],
)
def test_a_question_finds_in_the_catalogue_what_the_reference_finds(question: str, reference: Reference):
    assert_equal(question, reference)
