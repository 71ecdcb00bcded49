"""Two sponsors, sites or products become one: everything moves, nothing is lost, and it is all or nothing."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_person,
    make_product,
    make_publication,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from trials.actions.indexing import changed
from trials.actions.merging import KINDS, ChangedMeanwhile, MergeRefused, PlacesDisagree, merge
from trials.actions.moving import APART, referring
from trials.models import (
    Contact,
    DecidedField,
    FormerAddress,
    Product,
    ProposedChange,
    RegistryRecord,
    Site,
    SiteCoordinator,
    Source,
    Sponsor,
    Study,
    StudyChange,
    StudySite,
    Versioned,
)
from trials.query.relations import references

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

# After whatever is written while the tests run: the latest row of a history is the last by date.
AT = datetime(2099, 11, 26, 9, 30, tzinfo=UTC)


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def merged(keep: Any, gone: Any, by: User | None = None, **more: Any) -> dict[str, int]:
    return merge(keep=keep, gone=gone, by=by, at=AT, reason="One and the same", **more)


def signature(entry: Any) -> tuple[Any, ...]:
    return entry.history_type, entry.history_user, entry.history_date, entry.history_change_reason


# What moves


@pytest.mark.parametrize("model", KINDS)
def test_whatever_refers_to_a_thing_moves_or_is_an_exception(model: type[Any]) -> None:
    moving = {(refers.model, refers.field) for of_model in referring(model).values() for refers in of_model}
    existing = {(refers.model, refers.field) for refers in references(model)}

    assert {source for source, _ in existing - moving} == {source for source, _ in existing} & APART
    # Each is a row that is signed, so that its history says that it moved; who coordinates a site has no history.
    assert {source for source, _ in moving if not issubclass(source, Versioned)} <= {SiteCoordinator}


@pytest.mark.parametrize("model", KINDS)
def test_every_relation_of_the_database_is_known_as_one(model: type[Any]) -> None:
    known = {(refers.model._meta.db_table, refers.field.column) for refers in references(model) if not refers.is_link}
    known |= {(links.links[0]._meta.db_table, links.links[2]) for links in references(model) if links.is_link}
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            for column, (_, other) in connection.introspection.get_relations(cursor, table).items():
                if other == model._meta.db_table:
                    found.add((table, column))

    own_links = {
        (field.remote_field.through._meta.db_table, f"{field.m2m_field_name()}_id")
        for field in model._meta.many_to_many
    }
    assert found - own_links == known


def test_a_sponsors_studies_collaborations_and_products_move() -> None:
    keep, gone = make_sponsor("liang-zou"), make_sponsor("liangzou")
    led, helped, both = (
        make_study(primary_sponsor=gone),
        make_study(collaborators=[gone]),
        make_study(collaborators=[keep, gone]),
    )
    product = make_product(developer=gone)

    moved = merged(keep, gone)

    assert moved == {"trials.Product": 1, "trials.Study": 3}
    assert not Sponsor.objects.filter(slug="liangzou").exists()
    assert Study.objects.get(pk=led.pk).primary_sponsor == keep
    assert [list(study.collaborators.all()) for study in (helped, both)] == [[keep], [keep]]
    assert Product.objects.get(pk=product.pk).developer == keep


def test_a_sponsor_does_not_collaborate_with_itself_afterwards() -> None:
    keep, gone = make_sponsor(), make_sponsor()
    led = make_study(primary_sponsor=keep, collaborators=[gone])
    helped = make_study(primary_sponsor=gone, collaborators=[keep, other := make_sponsor()])

    merged(keep, gone)

    assert list(led.collaborators.all()) == []
    assert list(helped.collaborators.all()) == [other]


def test_a_products_studies_and_sources_move_each_source_once() -> None:
    keep, gone = make_product(), make_product()
    make_source(product=keep)
    make_source(product=gone)
    other = make_source(product=gone, label="EMA")
    study, both = make_study(products=[gone]), make_study(products=[keep, gone])

    merged(keep, gone)

    assert [list(one.products.all()) for one in (study, both)] == [[keep], [keep]]
    assert sorted(keep.sources.values_list("label", flat=True)) == ["ClinicalTrials.gov", other.label]


def test_a_sites_places_move() -> None:
    keep, gone = make_site(), make_site()
    study = make_study(sites=[gone])

    merged(keep, gone)

    assert list(study.study_sites.values_list("site", flat=True)) == [keep.pk]


# What becomes of the kept one


def test_names_become_aliases_each_once_however_it_is_written() -> None:
    keep = make_sponsor(name="Liang Zou", aliases=["Zou L"])
    gone = make_sponsor(name="LiangZou", aliases=["ZOU, L.", "Zou Liang", "liang  zou"])

    merged(keep, gone)

    keep.refresh_from_db()
    assert (keep.name, keep.aliases) == ("Liang Zou", ["Zou L", "LiangZou", "Zou Liang"])
    assert "liangzou" in keep.folded.split()


def test_blanks_are_filled_and_values_stay() -> None:
    keep = make_sponsor(sponsor_type="", country="CN")
    gone = make_sponsor(sponsor_type="INVESTIGATOR_INITIATED", country="US")

    merged(keep, gone)

    keep.refresh_from_db()
    assert (keep.sponsor_type, keep.country) == ("INVESTIGATOR_INITIATED", "CN")


def test_coordinates_are_taken_over_whole() -> None:
    keep = make_site(name_nb="")
    gone = make_site(name_nb="Ullevål", latitude=59.94, longitude=10.74, coordinates_from="CURATED")
    keep.refresh_from_db()

    merged(keep, gone)

    keep.refresh_from_db()
    assert (keep.name_nb, keep.latitude, keep.longitude) == ("Ullevål", 59.94, 10.74)
    assert keep.coordinates_from == "CURATED"
    assert keep.aliases == [gone.name_en]


def test_the_name_of_an_unnamed_hospital_is_no_alias() -> None:
    keep, gone = make_site(), make_site(name_en="Not named", is_undisclosed=True)

    merged(keep, gone)

    keep.refresh_from_db()
    assert keep.aliases == []


@pytest.mark.parametrize(("own", "afterwards"), [([], ["cd19"]), (["bcma"], ["bcma"])])
def test_targets_are_taken_over_where_there_are_none(own: list[str], afterwards: list[str]) -> None:
    keep = make_product(targets=[make_target(slug) for slug in own])
    gone = make_product(targets=[make_target("cd19")])

    merged(keep, gone)

    assert list(keep.targets.values_list("slug", flat=True)) == afterwards
    assert list(keep.history.latest().targets.values_list("target__slug", flat=True)) == afterwards


# Sites of a study that becomes one place


def contact(place: StudySite, **fields: Any) -> Contact:
    defaults = {"role": "STUDY_NURSE", "email": "nurse@hospital.example"}
    return Contact.objects.create(study_site=place, **defaults | fields)


@pytest.fixture
def twins() -> tuple[Site, Site, Study]:
    return make_site("ous"), make_site("oslo-university-hospital"), make_study("nct1")


def test_two_places_of_a_study_become_one_and_blanks_are_filled(twins: tuple[Site, Site, Study]) -> None:
    keep, gone, study = twins
    kept = make_study_site(study, keep, status="", status_as_of=None, reply_days=3)
    other = make_study_site(study, gone, principal_investigator="Kari Nordmann")
    same, moved = contact(kept), contact(other, email="other@hospital.example")
    contact(other)

    merged(keep, gone)

    (place,) = study.study_sites.all()
    assert (place.pk, place.site, place.version) == (kept.pk, keep, 2)
    assert (place.status, str(place.status_as_of), place.reply_days) == ("RECRUITING", "2026-08-22", 3)
    assert place.principal_investigator == "Kari Nordmann"
    assert "nordmann" in place.folded
    assert list(place.contacts.order_by("pk")) == [same, moved]


def test_places_that_disagree_are_all_named_and_nothing_is_done(twins: tuple[Site, Site, Study]) -> None:
    keep, gone, study = twins
    second, third = make_study("nct2"), make_study("nct3", sites=[keep, gone])
    make_study_site(study, keep, note_nb="Ring først")
    make_study_site(study, gone, status="SUSPENDED", pause_reason="Ferie", note_nb="Send brev")
    make_study_site(second, keep, takes_foreign_referrals=False)
    make_study_site(second, gone, takes_foreign_referrals=True)
    before = state()

    with pytest.raises(PlacesDisagree) as refusal:
        merged(keep, gone)

    assert third.slug == "nct3"
    assert [(one.kept.study.slug, one.fields) for one in refusal.value.disagreements] == [
        ("nct1", ("status at the site", "note (bokmål)")),
        ("nct2", ("takes patients from abroad",)),
    ]
    assert state() == before


def test_a_status_without_its_date_is_not_given_the_date_of_another(twins: tuple[Site, Site, Study]) -> None:
    keep, gone, study = twins
    make_study_site(study, keep, status="", status_as_of="2026-09")
    make_study_site(study, gone)

    with pytest.raises(PlacesDisagree) as refusal:
        merged(keep, gone)

    assert [one.fields for one in refusal.value.disagreements] == [("status at the site", "status as of")]


def test_what_two_places_say_together_must_keep_the_rules(twins: tuple[Site, Site, Study], editor: User) -> None:
    keep, gone, study = twins
    make_study_site(study, keep, status="SUSPENDED", status_as_of=None)
    confirmed = {"verified_at": AT, "verified_by": editor, "verification_method": "PHONE"}
    make_study_site(study, gone, status="", status_as_of=None, **confirmed)

    with pytest.raises(PlacesDisagree) as refusal:
        merged(keep, gone)

    assert [one.fields for one in refusal.value.disagreements] == [("status at the site", "confirmed by the site")]


# The address


def test_the_old_address_and_those_that_led_to_it_lead_to_the_kept_one() -> None:
    first, second, third = make_product("a"), make_product("b"), make_product("c")

    merged(second, first)
    merged(third, second)

    assert {address.slug: address.thing for address in FormerAddress.objects.all()} == {"a": third, "b": third}


def test_an_address_that_is_in_use_again_leads_nowhere_else() -> None:
    old, new = make_sponsor("a"), make_sponsor("b")
    merged(new, old)
    again = make_sponsor("a")

    merged(again, new)

    assert {address.slug: address.thing for address in FormerAddress.objects.all()} == {"b": again}


# History


def test_each_row_that_changes_has_one_version_signed_alike(editor: User) -> None:
    keep, gone = make_sponsor(), make_sponsor()
    study = make_study(primary_sponsor=gone, collaborators=[gone, keep])
    other, product = make_study(), make_product(developer=gone)
    entries = Counter(entry.id for entry in Study.history.all())

    merged(keep, gone, editor)

    for row in (study, product, keep):
        row.refresh_from_db()
        assert signature(row.history.latest()) == ("~", editor, AT, "One and the same")
        assert (row.version, row.history.latest().version, row.changed_at) == (2, 2, AT)
    assert Counter(entry.id for entry in Study.history.all()) - entries == Counter({study.pk: 1})
    assert study.history.latest().primary_sponsor == keep
    assert other.history.latest().version == 1
    assert signature(Sponsor.history.filter(id=gone.pk).latest()) == ("-", editor, AT, "One and the same")


def test_history_links_are_those_after_the_merge() -> None:
    keep, gone = make_product(), make_product()
    study = make_study(products=[gone])

    merged(keep, gone)

    last, before = study.history.order_by("-history_id")[:2]
    assert [list(entry.products.values_list("product", flat=True)) for entry in (last, before)] == [
        [keep.pk],
        [gone.pk],
    ]


def test_a_study_whose_place_moves_has_a_version_of_its_own(twins: tuple[Site, Site, Study], editor: User) -> None:
    keep, gone, study = twins
    place = make_study_site(study, gone)
    elsewhere = make_study(sites=[keep])

    merged(keep, gone, editor)

    study.refresh_from_db()
    assert (study.version, Study.objects.get(pk=elsewhere.pk).version) == (2, 1)
    assert (
        signature(place.history.latest()) == signature(study.history.latest()) == ("~", editor, AT, "One and the same")
    )


def test_history_of_a_place_that_was_joined_is_signed(twins: tuple[Site, Site, Study], editor: User) -> None:
    keep, gone, study = twins
    make_study_site(study, keep)
    other = make_study_site(study, gone)

    merged(keep, gone, editor)

    assert signature(StudySite.history.filter(id=other.pk).latest()) == ("-", editor, AT, "One and the same")


# What is refused


def test_a_thing_is_not_merged_with_itself_nor_with_another_kind() -> None:
    sponsor, product = make_sponsor(name="Acme"), make_product()

    with pytest.raises(MergeRefused, match="“Acme” cannot be merged with itself"):
        merged(sponsor, Sponsor.objects.get(pk=sponsor.pk))
    for keep, gone in ((sponsor, product), (make_publication(), make_publication())):
        with pytest.raises(MergeRefused, match="Only two sponsors"):
            merged(keep, gone)


def test_sites_in_two_countries_are_not_one() -> None:
    with pytest.raises(MergeRefused, match="different countries"):
        merged(make_site(), make_site(country="DE"))


def test_what_was_changed_since_it_was_seen_is_not_merged() -> None:
    keep, gone = make_sponsor(), make_sponsor()
    Sponsor.objects.filter(pk=gone.pk).update(version=2)
    before = state()

    with pytest.raises(ChangedMeanwhile) as refusal:
        merged(keep, gone, seen={keep.pk: 1, gone.pk: 1})

    assert (refusal.value.thing, refusal.value.seen) == (gone, 1)
    assert state() == before


def test_what_is_no_longer_there_is_told() -> None:
    keep, gone = make_sponsor(name="Acme"), make_sponsor()
    Sponsor.objects.filter(pk=keep.pk).delete()

    with pytest.raises(MergeRefused, match="“Acme” is no longer there"):
        merged(keep, gone)


def state() -> dict[str, list[Any]]:
    """Everything of the register, to see that nothing was done."""
    models = (Sponsor, Site, Product, Study, StudySite, Contact, Source, FormerAddress)
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def test_a_merge_needs_as_many_queries_for_twenty_studies_as_for_two() -> None:
    changed()  # the first change of all makes the dataset's row
    counts = []
    for number in (2, 20):
        keep, gone = make_sponsor(), make_sponsor()
        for _ in range(number):
            make_study(primary_sponsor=gone, collaborators=[gone], products=[], indications=[])
        with CaptureQueriesContext(connection) as captured:
            merged(keep, gone)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_what_was_decided_asked_and_told_of_a_site_is_about_the_kept_one() -> None:
    keep, gone = make_site(), make_site()
    study, other = make_study(), make_study()
    record = RegistryRecord.objects.create(registry="CTGOV", content_hash="a", body=b"", received_at=AT)
    for site, of_study in ((keep, study), (gone, study), (gone, other)):
        fact = {"study": of_study, "site": site, "field": "site_status"}
        DecidedField.objects.create(**fact, at=AT)
        ProposedChange.objects.create(**fact, registry="CTGOV", record=record, since=AT)
        StudyChange.objects.create(**fact, cause="PERSON", at=AT)

    merged(keep, gone)

    assert {row.study for row in DecidedField.objects.filter(site=keep)} == {study, other}
    assert (DecidedField.objects.count(), ProposedChange.objects.filter(site=keep).count()) == (2, 2)
    assert StudyChange.objects.filter(site=keep).count() == 3


def test_who_coordinates_a_hospital_coordinates_the_one_that_it_became() -> None:
    keep, gone = make_site(), make_site()
    kari, ola = make_person("kari", "coordinator"), make_person("ola", "coordinator")
    for site, person in ((keep, kari), (gone, kari), (gone, ola)):
        SiteCoordinator.objects.create(site=site, user=person)

    merged(keep, gone)

    assert sorted(SiteCoordinator.objects.values_list("site", "user")) == [(keep.pk, kari.pk), (keep.pk, ola.pk)]
