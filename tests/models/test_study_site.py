"""What a study at a hospital can and cannot be."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError

from tests.factories import make_site, make_study, make_study_site
from tests.models.refusals import messages, refused_as_a_twin, refused_by
from trials.choices import ContactRole, RecruitmentStatus, VerificationMethod
from trials.models import Contact, StudySite

ENDED = (
    "The study has ended, so no site of it can be recruiting. Choose another status for the site, "
    "or correct that of the study."
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
UNSIGNED = "A confirmation needs its date, who entered it, and how the site confirmed."


def signature(*, at: bool = True, by: bool = True, how: bool = True) -> dict[str, Any]:
    """The three parts of a confirmation, or some of them."""
    return {
        "verified_at": AT if at else None,
        "verified_by": User.objects.get_or_create(username="editor")[0] if by else None,
        "verification_method": VerificationMethod.PHONE if how else "",
    }


def test_a_confirmation_signed_with_who_when_and_how_is_held() -> None:
    study_site = make_study_site(make_study(), make_site(), **signature())

    assert messages(study_site) == {}


def test_a_site_that_confirmed_nothing_is_held() -> None:
    study_site = make_study_site(make_study(), make_site(), **signature(at=False, by=False, how=False))

    assert messages(study_site) == {}


@pytest.mark.parametrize(
    "signed",
    [
        {"at": False},
        {"by": False},
        {"how": False},
        {"at": False, "by": False},
        {"at": False, "how": False},
        {"by": False, "how": False},
    ],
    ids=["no date", "nobody", "no way", "only how", "only who", "only when"],
)
def test_half_a_signature_is_refused(signed: dict[str, bool]) -> None:
    study_site = StudySite(study=make_study(), site=make_site(), **signature(**signed))

    with refused_by("a_confirmation_is_signed_with_who_when_and_how"):
        study_site.save()
    assert messages(study_site) == {"__all__": [UNSIGNED]}


@pytest.mark.parametrize("method", VerificationMethod)
def test_a_site_confirms_in_any_of_the_ways(method: VerificationMethod) -> None:
    signed = signature() | {"verification_method": method}

    study_site = make_study_site(make_study(), make_site(), **signed)

    assert messages(study_site) == {}


def test_a_confirmed_pause_without_a_reason_is_refused() -> None:
    study_site = StudySite(study=make_study(), site=make_site(), status=RecruitmentStatus.SUSPENDED, **signature())

    with refused_by("a_confirmed_pause_has_a_reason"):
        study_site.save()
    assert messages(study_site) == {"__all__": ["A pause needs a reason."]}


def test_a_confirmed_pause_with_a_reason_is_held() -> None:
    study_site = make_study_site(
        make_study(), make_site(), status=RecruitmentStatus.SUSPENDED, pause_reason="No beds", **signature()
    )

    assert messages(study_site) == {}


def test_a_pause_that_only_a_registry_tells_of_needs_no_reason() -> None:
    study_site = make_study_site(make_study(), make_site(), status=RecruitmentStatus.SUSPENDED)

    assert messages(study_site) == {}


def test_a_hospital_stands_once_in_a_study() -> None:
    study, site = make_study(), make_site()
    make_study_site(study, site)

    with refused_as_a_twin():
        make_study_site(study, site)


@pytest.mark.parametrize("ended", ["COMPLETED", "TERMINATED", "WITHDRAWN"])
def test_an_editor_cannot_let_a_site_recruit_in_a_study_that_has_ended(ended: str) -> None:
    study_site = make_study_site(make_study(recruitment_status=ended), make_site(), status="RECRUITING")

    assert messages(study_site) == {"status": [ENDED]}


@pytest.mark.parametrize("ended", ["COMPLETED", "TERMINATED", "WITHDRAWN"])
def test_a_closed_site_in_a_study_that_has_ended_is_well(ended: str) -> None:
    study_site = make_study_site(make_study(recruitment_status=ended), make_site(), status="COMPLETED")

    assert messages(study_site) == {}


@pytest.mark.parametrize("status", sorted({*RecruitmentStatus} - {"COMPLETED", "TERMINATED", "WITHDRAWN"}))
def test_a_site_may_recruit_in_a_study_that_has_not_ended(status: str) -> None:
    study_site = make_study_site(make_study(recruitment_status=status), make_site(), status="RECRUITING")

    assert messages(study_site) == {}


def test_a_site_without_its_study_yet_is_told_so_and_no_more() -> None:
    study_site = StudySite(site=make_site(), status="RECRUITING")

    assert list(messages(study_site)) == ["study"]


def test_a_hospital_with_studies_cannot_be_deleted() -> None:
    site = make_site()
    make_study(sites=[site])

    with pytest.raises(ProtectedError):
        site.delete()


def test_who_signed_a_confirmation_cannot_be_deleted() -> None:
    make_study_site(make_study(), make_site(), **signature())

    with pytest.raises(ProtectedError):
        User.objects.get(username="editor").delete()


@pytest.mark.parametrize("way", [{"phone": "22 22 22 22"}, {"email": "referral@hospital.example"}])
def test_a_contact_can_be_reached_by_phone_or_mail(way: dict[str, str]) -> None:
    study_site = make_study_site(make_study(), make_site())

    contact = Contact.objects.create(study_site=study_site, role=ContactRole.REFERRAL, **way)

    assert messages(contact) == {}


def test_a_contact_that_cannot_be_reached_is_refused() -> None:
    contact = Contact(study_site=make_study_site(make_study(), make_site()), role=ContactRole.REFERRAL)

    with refused_by("contact_can_be_reached"):
        contact.save()
    assert messages(contact) == {"__all__": ["A contact needs a phone number or an e-mail address."]}


def test_a_contact_is_private_until_someone_says_otherwise() -> None:
    assert Contact(role=ContactRole.REFERRAL).is_public is False


def test_a_contact_is_called_by_name_or_role() -> None:
    named = Contact(role=ContactRole.REFERRAL, name="Revmatologisk poliklinikk")
    unnamed = Contact(role=ContactRole.REFERRAL)

    assert (str(named), str(unnamed)) == ("Revmatologisk poliklinikk", "Referrals")
