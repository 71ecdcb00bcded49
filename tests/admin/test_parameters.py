"""Wrong questions to the admin's lists: each is refused with its fault named, and never answered with everything."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model

from tests.admin.desk import an_editor, get, page_of
from tests.factories import make_site, make_study
from tests.html import parse, text, texts
from trials.models import Study, StudySite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OURS = [model for model in admin.site._registry if model._meta.app_label == "trials"]


def faults(answer: Any) -> list[str]:
    """The faults that a page of the admin names, if it is one and its status says so."""
    page = parse(answer.content)
    assert answer.status_code == 400
    assert page.findall(".//table[@id='result_list']") == []
    return texts(page, ".//ul[@class='errorlist']/li")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("e=1", "There is no filter called “e”."),
        ("none=1", "There is no filter called “none”."),
        ("id__exact=" + "9" * 40, "There is no filter called “id__exact”."),
        ("acronym__regex=(a%2B)%2B", "There is no filter called “acronym__regex”."),
        ("changed_at__year=9999", "There is no filter called “changed_at__year”."),
        ("publication_state__in=DRAFT,PUBLISHED", "There is no filter called “publication_state__in”."),
        ("primary_sponsor__name__startswith=a", "There is no filter called “primary_sponsor__name__startswith”."),
        ("publication_state[]=DRAFT", "There is no filter called “publication_state[]”."),
        ("_changelist_filters=q%3Dx", "There is no filter called “_changelist_filters”."),
        ("publication_state__exact=NOPE", "“NOPE” is not one of the values of the filter “publication state”."),
        ("publication_state__exact=", "“” is not one of the values of the filter “publication state”."),
        ("lacks=NOTHING", "“NOTHING” is not one of the values of the filter “missing for publication”."),
        ("sites_in=no", "“no” is not one of the values of the filter “has sites in”."),
        (
            "products__id__exact=" + "9" * 40,
            f"“{'9' * 40}” is not one of the values of the filter “product”.",
        ),
        ("products__id__exact=-1", "“-1” is not one of the values of the filter “product”."),
        ("products__id__exact=٣", "“٣” is not one of the values of the filter “product”."),
        ("lacks=ANY&lacks=ANY", "“lacks” can be given only once."),
        ("q=a&q=b", "“q” can be given only once."),
        ("p=abc", "“abc” is not the number of a page."),
        ("p=0", "“0” is not the number of a page."),
        ("p=-1", "“-1” is not the number of a page."),
        ("p=1e9", "“1e9” is not the number of a page."),
        ("p=" + "9" * 40, f"“{'9' * 40}” is not the number of a page."),
        ("o=x", "“x” is not an order of this list."),
        ("o=99", "“99” is not an order of this list."),
        ("o=0", "“0” is not an order of this list."),
        ("o=1.-2.x", "“1.-2.x” is not an order of this list."),
        ("_to_field=password", "“password” is not a field that others refer to."),
        ("_popup=2", "“2” is neither on nor off."),
        ("all=everything", "“everything” is neither on nor off."),
        ("q=a%0Ab", "The search contains a control character."),
    ],
)
def test_a_wrong_question_is_refused_with_its_fault(question: str, told: str) -> None:
    make_study()

    answer = an_editor().get(f"/admin/trials/study/?{question}")

    assert faults(answer) == [told]
    assert "/admin/trials/study/" in [link.get("href") for link in parse(answer.content).iter("a")]


def test_all_faults_are_told_at_once() -> None:
    answer = an_editor().get("/admin/trials/study/?p=x&nope=1&q=lupus&lacks=2")

    assert len(faults(answer)) == 3


@pytest.mark.parametrize("question", ["q=" + "a" * 50_000, "q=%00", "q=" + "a" * 201, "%00=1", "q=%1B", "lacks=%00"])
def test_what_is_bad_on_its_face_is_refused_in_the_dress_of_the_admin(question: str) -> None:
    answer = an_editor().get(f"/admin/trials/study/?{question}")

    page = parse(answer.content)
    assert answer.status_code == 400
    assert "/admin/" in [link.get("href") for link in page.iter("a")]
    assert "/static/trials/admin.css" in [link.get("href") for link in page.iter("link")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("question", ["e=1", "pk=1", "id__exact=1", "folded__contains=a", "q=a&q=b", "p=x", "o=y"])
def test_no_list_answers_a_wrong_question(model: type[Model], question: str) -> None:
    assert len(faults(an_editor().get(f"{page_of(model, 'changelist')}?{question}"))) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"q": ""},
        {"q": "lupus", "lacks": "ANY", "o": "1.-4", "p": "1"},
        {"all": ""},
        {"_popup": "1", "_to_field": "id"},
        {"_facets": "True"},
        {"sites_in": "NO", "stale": "both", "modality": "CAR_NK"},
    ],
)
def test_a_right_question_is_answered(params: dict[str, str]) -> None:
    make_study()

    assert get(an_editor(), page_of(Study, "changelist"), **params).status_code == 200


def test_a_wrong_question_changes_nothing_either() -> None:
    study = make_study(sites=[make_site()])
    here = study.study_sites.get()
    sent = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": str(here.pk),
        "form-0-seen": str(here.version),
        "form-0-status": "COMPLETED",
        "_save": "Save",
    }

    answer = an_editor().post(f"{page_of(StudySite, 'changelist')}?nope=1", sent)

    here.refresh_from_db()
    assert (answer.status_code, here.status) == (400, "RECRUITING")


def test_the_fault_is_told_with_the_name_of_the_list() -> None:
    page = parse(an_editor().get("/admin/trials/study/?p=x").content)

    assert text(page.find(".//h1[last()]")) == "The list cannot answer this question"


@pytest.mark.parametrize(("column", "status"), [("1", 200), ("2", 400), ("3", 400), ("4", 200), ("6", 400), ("8", 200)])
def test_a_list_of_studies_is_ordered_by_what_it_can_be_ordered_by(column: str, status: int) -> None:
    assert an_editor().get(page_of(Study, "changelist"), {"o": column}).status_code == status
