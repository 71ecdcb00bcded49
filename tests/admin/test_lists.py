"""The lists of the admin: columns and filters that answer what coordinators ask, at any length."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.admin.desk import an_editor, get, listed, page_of, with_rows
from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from tests.html import parse, text, texts
from tests.site.admin_forms import fields_of
from trials.admin import paging
from trials.choices import IdentifierScheme, Modality
from trials.models import Contact, Indication, Product, Site, Sponsor, Study, StudySite

pytestmark = pytest.mark.django_db


def asked(model: Any, **params: str) -> list[int]:
    return listed(get(an_editor(), page_of(model, "changelist"), **params))


def test_the_list_of_studies_says_what_coordinators_ask_for() -> None:
    make_study(
        acronym="RESET",
        identifiers=[(IdentifierScheme.SPONSOR_PROTOCOL, "P-1"), (IdentifierScheme.CTGOV, "NCT91234567")],
        primary_sponsor=None,
        sources=0,
        sites=[make_site()],
    )

    page = parse(get(an_editor(), page_of(Study, "changelist")).content)

    (row,) = page.findall(".//table[@id='result_list']/tbody/tr")
    cells = [text(cell) for cell in row if (cell.get("class") or "").startswith("field-")]
    assert cells == [
        "NCT91234567 RESET",
        "Published",
        "Recruiting",
        "2026-08-22",
        "Yes",
        "Automatic",
        "Sponsor, Source",
        "-",
    ]


def test_studies_are_found_by_where_their_sites_are() -> None:
    norway, sweden, germany = (make_study(sites=[make_site(country=code)]) for code in ("NO", "SE", "DE"))
    nowhere = make_study()

    found = {place: set(asked(Study, sites_in=place)) for place in ("NO", "NORDIC", "EUROPE", "NOT_NO", "NONE")}

    assert found == {
        "NO": {norway.pk},
        "NORDIC": {norway.pk, sweden.pk},
        "EUROPE": {norway.pk, sweden.pk, germany.pk},
        "NOT_NO": {sweden.pk, germany.pk, nowhere.pk},
        "NONE": {nowhere.pk},
    }


def test_studies_are_found_that_nobody_has_looked_at_for_ninety_days() -> None:
    now, today = timezone.now(), timezone.localdate()
    fresh = make_study(changed_at=now, last_registry_update=str(today))
    silent = make_study(changed_at=now, last_registry_update=str(today - timedelta(days=91)))
    left = make_study(changed_at=now - timedelta(days=91), last_registry_update=str(today - timedelta(days=89)))
    never = make_study()

    found = {where: set(asked(Study, stale=where)) for where in ("here", "registry", "both")}

    assert found == {
        "here": {left.pk, never.pk},
        "registry": {silent.pk, never.pk},
        "both": {never.pk},
    }
    assert fresh.pk not in set.union(*found.values())


def test_studies_are_found_by_state_classification_and_status() -> None:
    draft = make_study(publication_state="DRAFT", classification="CURATED", recruitment_status="COMPLETED")
    review = make_study(publication_state="IN_REVIEW", classification="AUTOMATIC", recruitment_status="RECRUITING")

    found = [
        asked(Study, **{f"{field}__exact": value})
        for field, value in (
            ("publication_state", "DRAFT"),
            ("publication_state", "IN_REVIEW"),
            ("classification", "AUTOMATIC"),
            ("recruitment_status", "COMPLETED"),
        )
    ]

    assert found == [[draft.pk], [review.pk], [review.pk], [draft.pk]]


def test_studies_are_found_by_the_treatment_of_their_product_or_their_own() -> None:
    by_product = make_study(products=[make_product(modality=Modality.CAR_NK)])
    by_itself = make_study(products=[], own_modalities=[Modality.CAR_NK])
    make_study()

    assert set(asked(Study, modality="CAR_NK")) == {by_product.pk, by_itself.pk}


def test_studies_are_found_by_the_thing_that_a_link_names() -> None:
    sponsor, product, disease = make_sponsor(), make_product(), make_indication()
    study = make_study(primary_sponsor=sponsor, products=[product], indications=[disease])
    helper = make_study(collaborators=[sponsor])
    make_study()

    found = [
        asked(Study, **{f"{path}__id__exact": str(thing.pk)})
        for path, thing in (
            ("primary_sponsor", sponsor),
            ("collaborators", sponsor),
            ("products", product),
            ("indications", disease),
        )
    ]

    assert found == [[study.pk], [helper.pk], [study.pk], [study.pk]]


def test_sites_of_studies_are_found_by_what_is_missing_there() -> None:
    study, now, person = make_study(), timezone.now(), User.objects.create_user("kari")
    signed = {"verified_by": person, "verification_method": "PHONE"}
    fresh = make_study_site(study, make_site(), verified_at=now, **signed)
    old = make_study_site(study, make_site(), verified_at=now - timedelta(days=91), status="", **signed)
    never = make_study_site(study, make_site(country="DE"))
    Contact.objects.create(study_site=fresh, role="REFERRAL", phone="22 22 22 22")

    found = {
        f"{name}={value}": asked(StudySite, **{name: value})
        for name, value in (
            ("confirmed", "fresh"),
            ("confirmed", "stale"),
            ("confirmed", "never"),
            ("no_contact", "yes"),
            ("no_contact", "no"),
            ("status__exact", "NONE"),
            ("in", "NO"),
            ("region", "HELSE_SOR_OST"),
            ("study__id__exact", str(study.pk)),
            ("study__id__exact", "0"),
            ("site__id__exact", str(never.site_id)),
        )
    }

    assert found == {
        "confirmed=fresh": [fresh.pk],
        "confirmed=stale": [old.pk, never.pk],
        "confirmed=never": [never.pk],
        "no_contact=yes": [old.pk, never.pk],
        "no_contact=no": [fresh.pk],
        "status__exact=NONE": [old.pk],
        "in=NO": [fresh.pk, old.pk],
        "region=HELSE_SOR_OST": [fresh.pk, old.pk],
        f"study__id__exact={study.pk}": [fresh.pk, old.pk, never.pk],
        "study__id__exact=0": [],
        f"site__id__exact={never.site_id}": [never.pk],
    }


def test_the_status_of_a_site_is_changed_in_the_list() -> None:
    here = make_study_site(make_study(), make_site())
    editor, address = an_editor(), page_of(StudySite, "changelist")
    sent = fields_of(get(editor, address)) | {"_save": "Save"}

    editor.post(address, sent | {"form-0-status": "COMPLETED", "form-0-status_as_of": "2026-11"})

    here.refresh_from_db()
    assert (here.status, str(here.status_as_of)) == ("COMPLETED", "2026-11")


def test_a_pause_is_not_set_in_the_list_without_its_reason() -> None:
    here = make_study_site(make_study(), make_site())
    editor, address = an_editor(), page_of(StudySite, "changelist")
    sent = fields_of(get(editor, address)) | {"_save": "Save", "form-0-status": "SUSPENDED"}

    answer: Any = editor.post(address, sent)

    here.refresh_from_db()
    assert here.status == "RECRUITING"
    assert answer.context["cl"].formset.forms[0].errors == {
        "status": ["A pause needs a reason: open this row, and write there why."]
    }


def test_things_are_found_that_nothing_uses_or_that_lack_something() -> None:
    target = make_target()
    used, bare = make_product(targets=[target]), make_product(modality="")
    make_study(products=[used], primary_sponsor=make_sponsor())
    idle = make_sponsor(sponsor_type="")
    lone = make_site(country="DE", latitude=52.5, longitude=13.4)
    busy = make_site()
    make_study_site(make_study(primary_sponsor=None, products=[used], indications=[]), busy)
    unused = make_indication()

    assert asked(Product, unused="yes") == asked(Product, no_target="yes") == [bare.pk]
    assert asked(Product, modality__exact="NONE") == [bare.pk]
    assert asked(Product, targets__id__exact=str(target.pk)) == [used.pk]
    assert asked(Sponsor, unused="yes") == asked(Sponsor, sponsor_type__exact="NONE") == [idle.pk]
    assert (asked(Site, unused="yes"), asked(Site, no_coordinates="yes")) == ([lone.pk], [busy.pk])
    assert (asked(Site, **{"in": "NO"}), asked(Indication, unused="yes")) == ([busy.pk], [unused.pk])


def test_a_long_list_is_counted_so_far_and_turned_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 120)
    study = make_study()
    rows = [make_study_site(study, make_site()) for _ in range(230)]
    editor, address = an_editor(), page_of(StudySite, "changelist")

    first, beyond, last = (get(editor, address, p=page) for page in ("1", "4", "last"))
    end = editor.get(address + last["Location"])
    too_far = get(editor, address, p="9")

    keys = [row.pk for row in rows]
    assert (listed(first), listed(beyond), listed(end)) == (keys[:50], keys[150:200], keys[200:])  # type: ignore[arg-type]
    counts = texts(parse(first.content), ".//p[@class='paginator']")
    assert counts == ["1 2 3 Last page more than 120 sites of the study Show all"]
    assert (last.status_code, last["Location"], too_far["Location"]) == (302, "?p=5", "?p=5")


def test_the_last_page_keeps_the_question() -> None:
    editor, address = an_editor(), page_of(StudySite, "changelist")

    answer = get(editor, address, p="7", q="oslo", status__exact="RECRUITING")

    assert answer["Location"] == "?p=1&q=oslo&status__exact=RECRUITING"


@pytest.mark.parametrize("order", ["5", "-5", "6", "-6"])
def test_sites_of_studies_are_ordered_by_a_date_and_then_as_they_stand(order: str) -> None:
    one, two = make_study(), make_study()
    rows = [make_study_site(study, make_site(), status_as_of="2026-08") for study in (two, one, two)]

    found = asked(StudySite, o=order)

    up = [rows[1].pk, rows[0].pk, rows[2].pk]
    assert found == (up[::-1] if order.startswith("-") else up)


def test_studies_stand_with_the_last_changed_first() -> None:
    now = timezone.now()
    never, old, new = make_study(), make_study(changed_at=now - timedelta(days=1)), make_study(changed_at=now)

    assert asked(Study) == [new.pk, old.pk, never.pk]


def test_a_new_row_is_added_from_a_link_with_its_study_chosen() -> None:
    study = make_study()
    editor = an_editor()

    page = fields_of(get(editor, page_of(StudySite, "add"), study=str(study.pk), verified_at="x", site="æ"))

    assert (page["study"], page["site"], page["verified_at_0"]) == (str(study.pk), "", "")
    assert with_rows(page, "contacts")["contacts-TOTAL_FORMS"] == "0"
