"""Errors in the site's own dress, with the fault named when we know it."""

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from tests.html import parse, texts
from trials.views.errors import bad_request, csrf_failure, permission_denied


def lede(response: HttpResponse) -> list[str]:
    """What the page says is wrong."""
    return texts(parse(response.content), ".//p[@class='lede']")


def test_a_bad_address_says_what_is_wrong_with_it(rf: RequestFactory) -> None:
    response = bad_request(rf.get("/en/"), BadRequest("“q” is too long."))

    assert response.status_code == 400
    assert lede(response) == ["“q” is too long."]


def test_the_insides_of_another_error_are_not_shown(rf: RequestFactory) -> None:
    response = bad_request(rf.get("/en/"), SuspiciousOperation("Invalid HTTP_HOST header"))

    assert response.status_code == 400
    assert b"HTTP_HOST" not in response.content


def test_what_an_editor_may_not_do_is_refused_with_a_reason(rf: RequestFactory) -> None:
    with override("en"):
        response = permission_denied(rf.get("/admin/"), PermissionDenied())

    assert response.status_code == 403
    assert lede(response) == ["Your account does not give access to it."]


def test_a_form_from_elsewhere_is_refused_with_a_reason(rf: RequestFactory) -> None:
    with override("en"):
        response = csrf_failure(rf.post("/admin/"), "CSRF cookie not set.")

    assert response.status_code == 403
    assert [sentence.split(",")[0] for sentence in lede(response)] == ["The form was open for too long"]
