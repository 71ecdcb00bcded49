"""What pages of the admin ask of the database: as much for one row as for many."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.desk import an_editor, get, page_of, queries, told
from tests.factories import (
    make_guidance,
    make_indication,
    make_product,
    make_publication,
    make_record,
    make_report,
    make_run,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
    make_term,
)
from tests.site.admin_forms import fields_of
from trials.actions.index_whole import rebuild
from trials.choices import IdentifierScheme, Modality
from trials.models import (
    Contact,
    ErrorReport,
    GlossaryTerm,
    Indication,
    Outcome,
    Product,
    Publication,
    RegistryRecord,
    RegistryRun,
    Site,
    Sponsor,
    Study,
    StudySite,
    Target,
    WashoutGuidance,
)
from trials.places import EUROPE

pytestmark = pytest.mark.django_db

MANY = 12
OURS = [model for model in admin.site._registry if model._meta.app_label == "trials"]


def make_study_with(rows: int) -> Study:
    """A study with this many of each thing that its page shows, each status with its source."""
    study = make_study(
        countries=(),
        sources=0,
        own_modalities=[*Modality.values][: min(rows, 9)],
        indications=[make_indication() for _ in range(rows)],
        products=[make_product(developer=make_sponsor(), targets=[make_target()]) for _ in range(rows)],
        own_targets=[make_target() for _ in range(rows)],
        collaborators=[make_sponsor() for _ in range(rows)],
        follow_up_of=make_study(),
        identifiers=[(IdentifierScheme.SPONSOR_PROTOCOL, f"P{Study.objects.count()}-{n}") for n in range(rows)],
    )
    for code in sorted(EUROPE)[:rows]:
        source = make_source(study=study)
        study.countries.create(country=code, status="RECRUITING", status_source=source)
        site = make_site(country="SE" if code == "NO" else code)
        here = make_study_site(study, site, status_source=source, principal_investigator="A. Lege")
        Contact.objects.create(study_site=here, role="REFERRAL", phone="22 22 22 22")
    study.status_source = study.sources.order_by("pk")[0]
    study.save()
    return study


def make_row(model: type[Model]) -> Model:
    """A row of a list, with all that its columns show."""
    makers: dict[type[Model], Any] = {
        Study: lambda: make_study_with(2),
        StudySite: lambda: StudySite.objects.get(study=make_study_with(1)),
        Indication: lambda: make_indication(parent=make_indication()),
        Target: make_target,
        Product: lambda: make_product(developer=make_sponsor(), targets=[make_target()]),
        Sponsor: lambda: make_sponsor(country="NO"),
        Site: make_site,
        Publication: lambda: make_publication(studies=[make_study()], indications=[make_indication()]),
        GlossaryTerm: make_term,
        ErrorReport: lambda: make_report(make_study()),
        WashoutGuidance: lambda: make_guidance(url=f"https://example.org/{WashoutGuidance.objects.count()}"),
        RegistryRun: make_run,
        RegistryRecord: make_record,
    }
    row: Model = makers[model]()
    return row


def questions(model: type[Model]) -> list[dict[str, str]]:
    """The list without a question, with a search, and with each answer of each filter."""
    model_admin: Any = admin.site._registry[model]
    request: Any = None
    asked: list[dict[str, str]] = [
        {},
        {"q": "oslo lupus"},
        {"q": "NCT91234567"},
        {"o": {StudySite: "5", RegistryRecord: "2"}.get(model, "1")},
    ]
    for spec in model_admin.list_filter:
        if hasattr(spec, "accepts"):
            asked.append({spec.parameter_name: "1"})
        else:
            choices = spec(request, {}, model, model_admin).lookup_choices
            asked += [{spec.parameter_name: str(code)} for code, _label in choices]
    return asked


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_asks_as_much_for_many_rows_as_for_one(model: type[Model]) -> None:
    editor, address = an_editor(), page_of(model, "changelist")
    asked = questions(model)
    make_row(model)
    one = [queries(editor, address, **question) for question in asked]

    for _ in range(MANY):
        make_row(model)

    many = [queries(editor, address, **question) for question in asked]
    grown = [(question, few, lot) for question, few, lot in zip(asked, one, many, strict=True) if lot > few + EMPTY]
    assert grown == []


# A page without a row spares what is asked once for all rows of a page.
EMPTY = 4


def test_the_list_of_studies_asks_exactly_as_much_for_a_hundred_as_for_one() -> None:
    editor = an_editor()
    make_study(sites=[make_site()])
    one = queries(editor, page_of(Study, "changelist"))

    for _ in range(100):
        make_study(sites=[make_site()])

    assert queries(editor, page_of(Study, "changelist")) == one


def test_the_list_of_sites_of_studies_asks_exactly_as_much_for_a_hundred_as_for_one() -> None:
    editor, study = an_editor(), make_study(sites=[make_site()])
    one = queries(editor, page_of(StudySite, "changelist"))

    for _ in range(99):
        make_study_site(study, make_site())

    assert queries(editor, page_of(StudySite, "changelist")) == one


def test_the_page_of_a_study_asks_as_much_for_thirty_rows_as_for_one() -> None:
    editor = an_editor()
    few, many = make_study_with(1), make_study_with(30)

    page = [queries(editor, page_of(Study, "change", study.pk)) for study in (few, many)]

    assert page == [page[0]] * 2


def test_the_page_of_a_site_of_a_study_asks_as_much_for_many_contacts_as_for_one() -> None:
    editor, here = an_editor(), make_study_with(1).study_sites.get()
    one = queries(editor, page_of(StudySite, "change", here.pk))

    for number in range(30):
        Contact.objects.create(study_site=here, role="REFERRAL", phone=f"22 22 22 {number}")

    assert queries(editor, page_of(StudySite, "change", here.pk)) == one


def test_the_page_of_a_publication_asks_as_much_for_many_results_as_for_one() -> None:
    editor, few, many = an_editor(), make_publication(), make_publication()
    for publication, rows in ((few, 1), (many, 30)):
        publication.studies.set([make_study() for _ in range(rows)])
        publication.indications.set([make_indication() for _ in range(rows)])
        for _ in range(rows):
            make_source(publication=publication)
            Outcome.objects.create(publication=publication, measure_nb="Remisjon", measure_en="Remission")

    page = [queries(editor, page_of(Publication, "change", one.pk)) for one in (few, many)]

    assert page == [page[0]] * 2


INDEX = ("trials_posting", "trials_indexedstudy", "sqlite_sequence")


def posted(editor: Client, study: Study, **values: str) -> int:
    """How many queries saving the study takes, but for those on sets of the index, whose number its words decide."""
    address = page_of(Study, "change", study.pk)
    sent = fields_of(get(editor, address)) | dict(values)
    with CaptureQueriesContext(connection) as caught:
        answer = editor.post(address, sent)
    assert (told(answer), answer.status_code) == ({}, 302)
    return sum(not any(table in query["sql"] for table in INDEX) for query in caught)


def test_saving_a_study_asks_as_much_for_thirty_unchanged_rows_as_for_one() -> None:
    editor = an_editor()
    few, many = make_study_with(1), make_study_with(30)
    rebuild()

    saved = [posted(editor, study, acronym="NEW") for study in (few, many)]

    # Links to many things are checked together; each kind of link that is there costs the same.
    assert saved == [saved[0]] * 2


def test_a_changed_row_costs_the_same_among_thirty_as_alone() -> None:
    editor = an_editor()
    few, many = make_study_with(1), make_study_with(30)
    rebuild()

    saved = [posted(editor, study, **{"study_sites-0-status": "COMPLETED"}) for study in (few, many)]

    assert saved == [saved[0]] * 2


# What a field of a study chooses among, which is also a word in the names of all of it.
THING = {"primary_sponsor": "sponsor", "products": "product", "indications": "indication", "follow_up_of": "study"}


@pytest.mark.parametrize("field", THING)
def test_an_answer_to_what_is_typed_asks_as_much_for_many_as_for_one(field: str) -> None:
    editor = an_editor()
    address = page_of(Study, "changelist").replace("study/", f"{THING[field]}/choices/")
    asked = {"app_label": "trials", "model_name": "study", "field_name": field, "term": THING[field]}
    make_study_with(1)
    one = queries(editor, address, **asked)

    for _ in range(20):
        make_study_with(1)

    assert queries(editor, address, **asked) == one
