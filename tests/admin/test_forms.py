"""The forms of the admin: in the order of the work, with help in words, choosing among many without a box of all."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import translation

from tests.admin.desk import EDITED, an_editor, get, page_of, send, told
from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_study,
)
from tests.html import parse, texts
from tests.site.admin_forms import fields_of
from trials.choices import IdentifierScheme
from trials.models import (
    Indication,
    Product,
    Publication,
    Site,
    Sponsor,
    Study,
    StudySite,
)

pytestmark = pytest.mark.django_db

ENDED = (
    "The study has ended, so no site of it can be recruiting. Choose another status for the site, "
    "or correct that of the study."
)
ENDED_BUT_OPEN = (
    "The study has ended, but 1 more site of it is recruiting. Correct that one first, in the list of all its sites."
)
SITE, PUBLICATION = "study_sites-0", "safety_results-0"


def forms_of(answer: Any) -> list[Any]:
    """The form of a page, and an empty one of each of its tables."""
    return [
        answer.context["adminform"].form,
        *(part.formset.empty_form for part in answer.context["inline_admin_formsets"]),
    ]


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model.__name__)
def test_every_field_says_in_words_what_to_write(model: type[Model]) -> None:
    page = get(an_editor(), page_of(model, "add"))

    silent = [
        f"{type(form.instance).__name__}.{name}"
        for form in forms_of(page)
        for name, field in form.fields.items()
        if not field.help_text and not field.widget.is_hidden and name not in {"DELETE", "id", "seen"}
    ]
    assert silent == []


def test_the_form_of_a_study_follows_the_work() -> None:
    page: Any = get(an_editor(), page_of(Study, "add"))

    with translation.override("en"):
        headings = [str(fieldset.name) for fieldset in page.context["adminform"] if fieldset.name]
    assert headings == [
        "Which study it is",
        "What kind of study",
        "Whether it recruits",
        "Who does it, with what",
        "Diseases",
        "Who can take part",
        "Size and dates",
        "For clinicians",
        "On the public site",
    ]
    tables = [part.formset.prefix for part in page.context["inline_admin_formsets"]]
    assert tables == [
        "identifiers",
        "own_modalities",
        "countries",
        "study_sites",
        "contacts",
        "criteria",
        "washouts",
        "sources",
    ]


def test_a_study_is_typed_from_its_numbers_to_why_it_is_saved() -> None:
    study = make_study(identifiers=[(IdentifierScheme.CTGOV, "NCT91234567")], sites=[make_site()])

    page = get(an_editor(), page_of(Study, "change", study.pk))

    names = [*fields_of(page)]
    order = ["identifiers-0-value", "acronym", "caution_en", "study_sites-0-site", "sources-TOTAL_FORMS", "reason"]
    assert sorted(order, key=names.index) == order
    assert names[-2:] == ["reason", "seen"]


def test_faults_are_told_in_the_order_of_the_page() -> None:
    study = make_study(identifiers=[(IdentifierScheme.CTGOV, "NCT91234567")], sites=[make_site()])
    wrong = {"study_sites-0-status_as_of": "soon", "public_title": "", "identifiers-0-value": "NCT1"}

    answer = send(an_editor(), study, **wrong)

    (faults,) = [one for one in parse(answer.content).findall(".//ul") if one.get("class") == "faults"]
    addresses = [link.get("href") for link in faults.findall(".//a")]
    assert addresses == ["#id_identifiers-0-value", "#id_public_title", "#id_study_sites-0-status_as_of"]


def test_ages_are_shown_and_written_in_words() -> None:
    study = make_study(minimum_age_months=216, maximum_age_months=None)
    editor = an_editor()
    shown = fields_of(get(editor, page_of(Study, "change", study.pk)))

    send(editor, study, minimum_age_months="6 måneder", maximum_age_months="65")

    study.refresh_from_db()
    assert (shown["minimum_age_months"], shown["maximum_age_months"]) == ("18 years", "")
    assert (study.minimum_age_months, study.maximum_age_months) == (6, 780)


def test_an_age_that_nobody_touched_is_no_change() -> None:
    study = make_study(minimum_age_months=216, maximum_age_months=780)

    send(an_editor(), study)

    study.refresh_from_db()
    assert (study.minimum_age_months, study.maximum_age_months, study.version) == (216, 780, 1)


def test_a_page_that_was_not_saved_is_headed_by_the_record_as_it_stands() -> None:
    study = make_study(acronym="STANDS")

    answer = send(an_editor(), study, acronym="TYPED", public_title="")

    page = parse(answer.content)
    named = [*texts(page, ".//h1"), *texts(page, ".//title"), *texts(page, ".//div[@class='breadcrumbs']")]
    assert [("STANDS" in name, "TYPED" in name) for name in named] == [(True, False)] * 3
    assert fields_of(answer)["acronym"] == "TYPED"


def test_what_the_way_to_the_public_decides_is_no_field_of_the_form() -> None:
    page: Any = get(an_editor(), page_of(Study, "change", make_study().pk))

    fields = page.context["adminform"].form.fields.keys()
    assert fields & {"publication_state", "withdrawal_reason_nb", "first_published_at"} == set()
    assert b"Published" in page.content


def test_a_study_with_two_hundred_sites_can_be_opened_and_saved() -> None:
    sites = [make_site(country="DE") for _ in range(198)]
    study = make_study(sites=[*sites, make_site(country="SE"), make_site()])
    editor = an_editor()

    page: Any = get(editor, page_of(Study, "change", study.pk))
    answer = send(editor, study, acronym="NEW", **{f"{SITE}-principal_investigator": ""})

    shown = [form.instance.site.country for form in page.context["inline_admin_formsets"][3].formset.initial_forms]
    assert shown == ["NO", "SE", *["DE"] * 28]
    assert f'<a href="/admin/trials/studysite/?study__id__exact={study.pk}">All sites of this study</a>' in (
        page.content.decode()
    )
    assert b"170 more sites of this study are not shown here." in page.content
    study.refresh_from_db()
    assert (told(answer), study.acronym, study.study_sites.count()) == ({}, "NEW", 200)


@pytest.mark.parametrize(
    ("field", "source", "words", "found"),
    [
        ("site", "studysite", "kobenhavn", "Rigshospitalet, Copenhagen, Denmark"),
        ("study", "studysite", "nct 9123 4567", "NCT91234567 · RESET"),
        ("indications", "study", "leddgikt", "Leddgikt (Rheumatoid arthritis)"),
        ("products", "study", "kyv101", "KYV-101"),
        ("primary_sponsor", "study", "liangzou", "Liang Zou, China"),
        ("verified_by", "studysite", "kari", "Kari Nordmann (kari)"),
        ("follow_up_of", "study", "reset", "NCT91234567 · RESET"),
    ],
)
def test_an_answer_tells_things_apart(field: str, source: str, words: str, found: str) -> None:
    make_site(name_en="Rigshospitalet", city="Copenhagen", country="DK")
    make_study(acronym="RESET", identifiers=[(IdentifierScheme.CTGOV, "NCT91234567")], indications=[], products=[])
    make_indication(name_nb="Leddgikt", name_en="Rheumatoid arthritis")
    make_product(name="KYV-101")
    Sponsor.objects.create(slug="liang", name="Liang Zou", aliases=["LiangZou"], country="CN")
    editor = an_editor()
    User.objects.create_user("kari", first_name="Kari", last_name="Nordmann", is_staff=True)
    page: Any = get(editor, page_of(StudySite if source == "studysite" else Study, "add"))
    address = page.context["adminform"].form.fields[field].widget.widget.get_url()

    answer = get(editor, address, app_label="trials", model_name=source, field_name=field, term=words)

    assert [one["text"] for one in answer.json()["results"]] == [found]  # type: ignore[attr-defined]


def test_nothing_of_many_is_chosen_from_a_box_of_all() -> None:
    make_study(sites=[make_site()])
    editor = an_editor()

    boxes = [
        f"{model.__name__}.{name}"
        for model in (Study, StudySite, Publication, Product, Indication, Site)
        for form in forms_of(get(editor, page_of(model, "add")))
        for name, field in form.fields.items()
        if hasattr(field, "queryset")
        and getattr(field.widget, "widget", field.widget).__class__.__name__ in {"Select", "SelectMultiple"}
        and name not in {"status_source", "source"}
    ]
    assert boxes == []


def test_without_script_every_table_has_an_empty_row_for_the_asking() -> None:
    client, address = an_editor(), page_of(Study, "add")
    asked = get(client, address, rows="1")
    written = {"slug": "new", "public_title": "New", "recruitment_status": "UNKNOWN"}
    number = {"identifiers-0-scheme": "CTGOV", "identifiers-0-value": "NCT91000000"}

    saved = client.post(f"{address}?rows=1", fields_of(asked) | written | number)

    assert "?rows=1" in get(client, address).content.decode()
    assert told(saved) == {}
    assert [number.value for number in Study.objects.get().identifiers.all()] == ["NCT91000000"]
    assert Study.objects.get().study_sites.count() == 0
