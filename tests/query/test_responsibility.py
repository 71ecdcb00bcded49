"""Whose study sites a person answers for."""

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_person, make_site, make_study, make_study_site
from trials.models import SiteCoordinator
from trials.query.responsibility import may_act_on, sites_of

pytestmark = pytest.mark.django_db


def test_a_coordinator_answers_for_the_hospitals_that_they_belong_to() -> None:
    oslo, bergen = make_site("oslo"), make_site("bergen")
    person = make_person("kari", "coordinator")
    SiteCoordinator.objects.create(site=oslo, user=person)
    study = make_study()
    at_oslo, at_bergen = make_study_site(study, oslo), make_study_site(study, bergen)

    assert sites_of(person) == {oslo.pk}
    assert may_act_on(person, at_oslo)
    assert not may_act_on(person, at_bergen)


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_who_edits_all_answers_for_all_even_as_a_coordinator_too(role: str) -> None:
    person = make_person("kari", "coordinator", role)
    SiteCoordinator.objects.create(site=make_site(), user=person)

    assert sites_of(person) is None
    assert may_act_on(person, make_study_site(make_study(), make_site()))


def test_a_superuser_answers_for_all() -> None:
    assert sites_of(User.objects.create_superuser("root")) is None


@pytest.mark.parametrize("roles", [[], ["coordinator"]])
def test_who_belongs_to_no_hospital_answers_for_none(roles: list[str]) -> None:
    assert sites_of(make_person("kari", *roles)) == frozenset()


def test_a_person_is_asked_for_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = make_person("kari", "coordinator")
    row = make_study_site(make_study(), make_site())

    with django_assert_num_queries(2):
        answers = [may_act_on(person, row) for _ in range(3)]

    assert answers == [False, False, False]
