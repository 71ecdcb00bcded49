"""The forms of the admin: in the order of the work, with help in words, choosing among many without a box of all."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import translation

from tests.admin.desk import an_editor, get, page_of, send, told
from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_study,
)
from tests.html import parse, text
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

OURS = [model for model in admin.site._registry if model._meta.app_label == "trials"]
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


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
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
    assert tables == ["identifiers", "own_modalities", "countries", "study_sites", "sources"]


def test_what_the_way_to_the_public_decides_is_no_field_of_the_form() -> None:
    page: Any = get(an_editor(), page_of(Study, "change", make_study().pk))

    fields = page.context["adminform"].form.fields.keys()
    assert fields & {"publication_state", "withdrawal_reason_nb", "first_published_at"} == set()
    assert b"Published" in page.content


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"minimum_age_months": "216", "maximum_age_months": "215"},
            "maximum_age_months",
            "The minimum age (18 years) is above the maximum age. Correct one of the two.",
        ),
        (
            {"recruitment_status": "COMPLETED"},
            f"{SITE}-status",
            ENDED,
        ),
        (
            {f"{SITE}-status": "SUSPENDED"},
            f"{SITE}-pause_reason",
            "A pause needs a reason: write here why, in a few words.",
        ),
        (
            {f"{SITE}-expected_open_date": "2020-01"},
            f"{SITE}-expected_open_date",
            "The expected opening must lie in the future. If the site has opened, change its status instead.",
        ),
        (
            {"sources-0-url": "ftp://x.example/"},
            "sources-0-url",
            "The address must begin with https:// or http://.",
        ),
        (
            {"countries-0-country": "Atlantis"},
            "countries-0-country",
            "“Atlantis” is no country known here. Write its name or its two-letter code: Norway, or NO.",
        ),
        (
            {"identifiers-0-value": "NCT1"},
            "identifiers-0-value",
            "NCT number (ClinicalTrials.gov): “NCT1” is not valid. Expected: NCT01234567.",
        ),
    ],
)
def test_a_fault_in_a_study_is_told_at_its_field(values: dict[str, str], field: str, words: str) -> None:
    study = make_study(sites=[make_site()])

    assert told(send(an_editor(), study, **values)) == {field: [words]}


def test_above_a_long_form_are_links_to_all_its_faults() -> None:
    study = make_study(sites=[make_site()])

    answer = send(an_editor(), study, **{"public_title": "", f"{SITE}-site": ""})
    links = parse(answer.content).findall(".//ul[@class='faults']//a")

    assert [(text(link), link.get("href")) for link in links] == [
        ("Public title", "#id_public_title"),
        ("Sites of the study, Study site", f"#id_{SITE}-site"),
    ]


def test_a_study_is_not_its_own_follow_up() -> None:
    study = make_study()

    assert told(send(an_editor(), study, follow_up_of=str(study.pk))) == {
        "follow_up_of": ["A study cannot be its own follow-up. Choose the study that it follows, or leave this empty."]
    }


def test_a_status_is_only_from_a_source_of_the_same_study() -> None:
    study, own, other = make_study(sources=0, sites=[make_site()]), {}, make_source(study=make_study())
    own["status_source"] = str(make_source(study=study).pk)
    editor = an_editor()

    refused = told(send(editor, study, **{"status_source": str(other.pk), f"{SITE}-status_source": str(other.pk)}))
    saved = told(send(editor, study, **own, **{f"{SITE}-status_source": own["status_source"]}))

    words = ["Choose one of the study's own sources. Save a new one first."]
    assert (refused, saved) == ({"status_source": words, f"{SITE}-status_source": words}, {})
    study.refresh_from_db()
    assert str(study.status_source_id) == own["status_source"] == str(study.study_sites.get().status_source_id)


def test_numbers_that_other_studies_have_are_all_refused_with_links_to_them() -> None:
    public = make_study(acronym="OPEN", identifiers=[(IdentifierScheme.CTGOV, "NCT91234567")])
    draft = make_study(acronym="<b>", publication_state="DRAFT", identifiers=[])
    make_identifier(draft, IdentifierScheme.CTIS, "2023-512345-10-00")
    study, editor = make_study(identifiers=[]), an_editor()
    page = fields_of(get(editor, page_of(Study, "change", study.pk)))
    rows = [{"scheme": "CTGOV", "value": "nct 9123 4567"}, {"scheme": "CTIS", "value": "2023-512345-10-01"}]

    answer: Any = editor.post(page_of(Study, "change", study.pk), with_rows(page, "identifiers", *rows))

    def words(number: str, other: Study, name: str, state: str) -> list[str]:
        link = f'<a href="/admin/trials/study/{other.pk}/change/">{name}</a> ({state})'
        return [f"{number} is the number of another study: {link}. Open that one, or correct the number."]

    assert told(answer) == {
        "identifiers-0-value": words("NCT91234567", public, "OPEN", "Published"),
        "identifiers-1-value": words("2023-512345-10-01", draft, "&lt;b&gt;", "Draft"),
    }
    assert words("NCT91234567", public, "OPEN", "Published")[0].encode() in answer.content


def test_one_number_twice_in_one_form_is_told() -> None:
    study, editor = make_study(identifiers=[]), an_editor()
    page = fields_of(get(editor, page_of(Study, "change", study.pk)))
    rows = [{"scheme": "CTGOV", "value": writing} for writing in ("NCT91234567", "nct 91234567")]

    answer = editor.post(page_of(Study, "change", study.pk), with_rows(page, "identifiers", *rows))

    assert told(answer) == {"identifiers": ["The same number stands twice. Delete one of the two rows."]}


@pytest.mark.parametrize(("written", "code"), [("Tyskland", "DE"), ("noreg", "NO"), ("UK", "GB"), ("se", "SE")])
def test_a_country_is_written_by_name_or_code(written: str, code: str) -> None:
    study = make_study()

    answer = send(an_editor(), study, **{"countries-0-country": written})

    assert (told(answer), study.countries.get().country) == ({}, code)


@pytest.mark.parametrize(
    ("status", "warning"),
    [
        (
            "SUSPENDED",
            "Saved, but look again: the study is “Suspended”, while 2 sites of it are recruiting.",
        ),
        (
            "ACTIVE_NOT_RECRUITING",
            "Saved, but look again: the study is “Active, not recruiting”, while 2 sites of it are recruiting.",
        ),
    ],
)
def test_sites_that_recruit_in_a_study_that_does_not_are_warned_of(status: str, warning: str) -> None:
    study, editor = make_study(sites=[make_site(), make_site()]), an_editor()

    assert told(send(editor, study, recruitment_status=status)) == {}
    assert warning in messages_of(editor, page_of(Study, "changelist"))


def test_a_site_that_recruits_in_a_paused_study_is_warned_of() -> None:
    here = make_study_site(
        make_study(recruitment_status="SUSPENDED"), make_site(name_en="Rikshospitalet"), status="SUSPENDED"
    )
    editor = an_editor()

    assert told(send(editor, here, status="RECRUITING")) == {}
    assert messages_of(editor, page_of(StudySite, "changelist"))[0] == (
        "Saved, but look again: Rikshospitalet, Oslo is recruiting, while the study is “Suspended”."
    )


def test_an_expected_opening_that_has_passed_may_stand_until_it_is_changed() -> None:
    here = make_study_site(make_study(), make_site(), expected_open_date="2020-01", status="NOT_YET_RECRUITING")
    this_month = timezone.localdate().strftime("%Y-%m")
    editor = an_editor()

    untouched = told(send(editor, here, principal_investigator="A. Lege"))
    renewed = told(send(editor, here, expected_open_date=str(timezone.localdate() + timedelta(days=1))))
    passed = told(send(editor, here, expected_open_date=str(timezone.localdate())))

    assert (untouched, renewed, list(passed), len(this_month)) == ({}, {}, ["expected_open_date"], 7)


def test_a_pause_that_a_registry_set_may_stand_without_a_reason_until_it_is_changed() -> None:
    here = make_study_site(make_study(), make_site(), status="SUSPENDED")
    editor = an_editor()

    assert told(send(editor, here, principal_investigator="A. Lege")) == {}
    assert told(send(editor, here, status="RECRUITING")) == {}
    assert list(told(send(editor, here, status="SUSPENDED"))) == ["pause_reason"]


def test_half_a_confirmation_is_told_at_each_field_that_is_missing() -> None:
    here = make_study_site(make_study(), make_site())

    answer = send(an_editor(), here, verification_method="PHONE")

    words = ["A confirmation needs its date, who entered it, and how the site confirmed: add this one."]
    assert told(answer) == {"verified_at": words, "verified_by": words}


def test_a_contact_without_phone_and_mail_is_told_so() -> None:
    here = make_study_site(make_study(), make_site())
    contact = Contact.objects.create(study_site=here, role="REFERRAL", phone="22 22 22 22")

    answer = send(an_editor(), here, **{"contacts-0-phone": ""})

    assert told(answer) == {
        "contacts-0-phone": ["A contact needs a phone number or an e-mail address: write one of them."]
    }
    assert contact.pk


def test_a_site_that_the_study_has_already_is_told_even_if_it_is_not_on_the_page() -> None:
    study = make_study(sites=[make_site(country="DE") for _ in range(31)])
    editor = an_editor()
    page = fields_of(get(editor, page_of(Study, "change", study.pk)))
    shown = {page[f"study_sites-{number}-site"] for number in range(30)}
    (hidden,) = [here.site_id for here in study.study_sites.all() if str(here.site_id) not in shown]

    answer = editor.post(page_of(Study, "change", study.pk), with_rows(page, "study_sites", {"site": str(hidden)}))

    assert told(answer) == {"study_sites-30-site": ["The study has this site already, in the list of all its sites."]}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"health_region": ""},
            "health_region",
            "A Norwegian site needs a health region: choose the one that the hospital belongs to.",
        ),
        (
            {"country": "SE"},
            "health_region",
            "Only Norwegian sites have a health region: leave this empty, or correct the country.",
        ),
        (
            {"latitude": "60"},
            "longitude",
            "Write both latitude and longitude, in degrees, or neither.",
        ),
        ({"latitude": "91", "longitude": "10"}, "latitude", "Write degrees from -90 to 90."),
    ],
)
def test_a_fault_in_a_hospital_is_told_at_its_field(values: dict[str, str], field: str, words: str) -> None:
    assert told(send(an_editor(), make_site(), **values)) == {field: [words]}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"n_treated": "5", "grade_1": "4", "grade_2": "3"},
            "n_treated",
            "The grades add up to 7, but only 5 were treated. Correct one of them.",
        ),
        (
            {"n_treated": "5", "any_grade": "6"},
            "any_grade",
            "6 affected, but only 5 treated. Correct one of the two.",
        ),
        (
            {"any_grade": "2", "grade_3_or_more": "3"},
            "grade_3_or_more",
            "3 with grade 3 or more, but only 2 with any grade. Correct one of the two.",
        ),
    ],
)
def test_a_fault_in_what_is_counted_is_told_at_its_field(values: dict[str, str], field: str, words: str) -> None:
    publication = make_publication()
    SafetyResult.objects.create(publication=publication, event="CRS")
    sent = {f"{PUBLICATION}-{name}": value for name, value in values.items()}

    assert told(send(an_editor(), publication, **sent)) == {f"{PUBLICATION}-{field}": [words]}


@pytest.mark.parametrize(
    ("numbers", "field", "words"),
    [
        (("6", "5"), "numerator", "6 with the outcome, but only 5 assessed. Correct one of the two."),
        (("6", ""), "denominator", "Write also how many were assessed, or leave both numbers empty."),
    ],
)
def test_more_with_an_outcome_than_assessed_are_told(numbers: tuple[str, str], field: str, words: str) -> None:
    publication = make_publication()
    publication.outcomes.create(measure_nb="Remisjon", measure_en="Remission")
    sent = dict(zip(("outcomes-0-numerator", "outcomes-0-denominator"), numbers, strict=True))

    assert told(send(an_editor(), publication, **sent)) == {f"outcomes-0-{field}": [words]}


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
        and name != "status_source"
    ]
    assert boxes == []
