"""The rules of the register in the admin: each fault at its field, in words, with the way out."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.admin.desk import an_editor, get, messages_of, page_of, send, told, with_rows
from tests.factories import (
    make_identifier,
    make_publication,
    make_site,
    make_source,
    make_study,
    make_study_site,
)
from tests.html import parse, text
from tests.site.admin_forms import fields_of
from trials.choices import IdentifierScheme
from trials.models import (
    Contact,
    SafetyResult,
    Study,
    StudySite,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

ENDED = (
    "The study has ended, so no site of it can be recruiting. Choose another status for the site, "
    "or correct that of the study."
)
ENDED_BUT_OPEN = (
    "The study has ended, but 1 more site of it is recruiting. Correct that one first, in the list of all its sites."
)
SITE, PUBLICATION = "study_sites-0", "safety_results-0"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"minimum_age_months": "18", "maximum_age_months": "215 months"},
            "maximum_age_months",
            "The minimum age (18 years) is above the maximum age. Correct one of the two.",
        ),
        (
            {"minimum_age_months": "216"},
            "minimum_age_months",
            "Write years or months, up to 120 years. Examples: 18 years, 6 months.",
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


def test_who_confirmed_is_not_told_of_nothing() -> None:
    here = make_study_site(make_study(), make_site())

    answer = send(an_editor(), here, verified_role="STUDY_NURSE")

    words = ["Who confirmed is told together with when: add the date, or leave this empty."]
    assert told(answer) == {"verified_role": words}


def test_who_may_refer_and_what_to_attach_are_written_with_the_site() -> None:
    here = make_study_site(make_study(), make_site())

    answer = send(an_editor(), here, who_may_refer_nb="Revmatologer", attach_nb="Epikrise\nBlodprøver")

    here.refresh_from_db()
    assert (told(answer), here.who_may_refer_nb) == ({}, "Revmatologer")
    assert here.attach_nb.splitlines() == ["Epikrise", "Blodprøver"]


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


def test_a_study_ends_only_when_no_site_recruits_on_the_page_or_off_it() -> None:
    study = make_study()
    for _ in range(32):
        make_study_site(study, make_site(country="DE"), status="COMPLETED")
    last = study.study_sites.order_by("pk").last()
    assert last
    StudySite.objects.filter(pk=last.pk).update(status="RECRUITING")

    assert told(send(an_editor(), study, recruitment_status="COMPLETED")) == {"study_sites": [ENDED_BUT_OPEN]}
