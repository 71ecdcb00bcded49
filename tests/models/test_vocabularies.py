"""A field with a vocabulary holds its codes and nothing else, whoever writes."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, models, transaction

from tests.factories import (
    make_criterion,
    make_guidance,
    make_indication,
    make_person,
    make_product,
    make_proposed_change,
    make_publication,
    make_registry_entry,
    make_registry_record,
    make_run,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_change,
    make_study_site,
    make_washout,
)
from trials.choices import AdverseEvent, Cause, ContactRole, Decision, ReportState, VerificationMethod, VerifierRole
from trials.models import (
    Contact,
    ErrorReport,
    Reminding,
    SafetyResult,
    StudyContact,
    StudyCountry,
    StudyIdentifier,
    StudyModality,
)

pytestmark = pytest.mark.django_db

ONE_OF_EACH: dict[str, Callable[[], models.Model]] = {
    "contact": lambda: Contact.objects.create(
        study_site=make_study_site(make_study(), make_site()), role=ContactRole.REFERRAL, phone="22 22 22 22"
    ),
    "eligibilitycriterion": lambda: make_criterion(make_study()),
    "errorreport": lambda: ErrorReport.objects.create(
        receipt="R-1", page="/nb/", text="Feil", language="nb", reported_at=datetime(2026, 11, 3, tzinfo=UTC)
    ),
    "indication": make_indication,
    "product": make_product,
    "safetyresult": lambda: SafetyResult.objects.create(publication=make_publication(), event=AdverseEvent.CRS),
    "proposedchange": lambda: make_proposed_change(make_study(), "phase", "PHASE1", "PHASE2"),
    "reminding": lambda: Reminding.objects.create(user=make_person()),
    "registryentry": make_registry_entry,
    "registryrecord": make_registry_record,
    "registryrun": make_run,
    "site": make_site,
    "source": lambda: make_source(study=make_study(sources=0)),
    "sponsor": make_sponsor,
    "study": lambda: make_study(withdrawal_reason_nb="Dobbeltregistrert."),
    "studychange": lambda: make_study_change(make_study(), "phase", "PHASE1", "PHASE2"),
    "studycontact": lambda: StudyContact.objects.create(
        study=make_study(), role=ContactRole.REFERRAL, phone="22 22 22 22"
    ),
    "studycountry": lambda: StudyCountry.objects.get(study=make_study()),
    "studyidentifier": lambda: StudyIdentifier.objects.get(study=make_study()),
    "studymodality": lambda: StudyModality.objects.get(study=make_study(own_modalities=["CAR_NK"])),
    "studysite": lambda: make_study_site(make_study(), make_site()),
    "washoutguidance": make_guidance,
    "washoutrule": lambda: make_washout(make_study()),
}
# These words stand only beside others, such as who and when: the tests of their models try them.
NOT_ALONE = (VerificationMethod.choices, VerifierRole.choices, ReportState.choices, Decision.choices, Cause.choices)
FIELDS = [
    pytest.param(model._meta.model_name, field, id=f"{model.__name__}.{field.name}")
    for model in apps.get_app_config("trials").get_models()
    for field in model._meta.fields
    if field.choices and not hasattr(model, "history_id")  # history holds what the rows once held
]


def holds(model: str, field: models.Field, value: str) -> bool:
    """Whether the database takes the value, written past every form."""
    row = ONE_OF_EACH[model]()
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.name: value})
    except (IntegrityError, DataError):  # on PostgreSQL, a word may also be too long for its column
        return False
    return True


def codes(field: models.Field) -> list[str]:
    return [code for code, _label in field.choices or [] if code]


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_the_database_holds_every_code_of_a_vocabulary(model: str, field: models.Field) -> None:
    tried = [code for code in codes(field) if field.choices not in NOT_ALONE]

    assert [code for code in tried if not holds(model, field, code)] == []


@pytest.mark.parametrize("word", ["NO_WORD", "no", " "])
@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_the_database_refuses_a_word_that_is_not_in_the_vocabulary(model: str, field: models.Field, word: str) -> None:
    assert not holds(model, field, word)


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_the_database_holds_no_word_only_where_a_form_may_be_blank(model: str, field: models.Field) -> None:
    # A Norwegian hospital cannot go without its region, nor a registry's change without the registry.
    may_be_blank = field.blank and (model, field.name) not in {("site", "health_region"), ("studychange", "registry")}

    assert holds(model, field, "") == may_be_blank


def test_every_vocabulary_of_every_model_is_tried() -> None:
    assert len(FIELDS) == 44
