"""What coordinators and editors come for, by keyboard alone: nothing half-ready is public, and nothing is lost."""

import pytest

from tests.browser import desk
from tests.browser.conftest import OpenWindow, SignedIn
from tests.browser.desk import HANDS, add_row, choose, find, go, save, select, take_step, write
from tests.browser.reading import slugs, texts
from tests.browser.windows import Window

pytestmark = pytest.mark.browser

PHONE = 400
NUMBER = "NCT09876543"
STUDY_SITES = "/admin/trials/studysite/"
TITLE = "CAR-T i Tromsø ved myasteni"
PUBLIC_LIST = f"/nb/studies/?q={NUMBER}"
PUBLIC_PAGE = f"/nb/studies/{NUMBER.lower()}/"
SITES = ("Universitetssykehuset Nord-Norge, Tromsø", "Haukeland universitetssjukehus")

ALONE = "Written by the first alone."
FIELDS_OF_BOTH = ("acronym", "sample_size", "why_stopped", "status_as_written")


def fill_in_a_study(window: Window) -> dict[str, str]:
    """Everything that publication asks for, and two sites; what the autocompletes show."""
    write(window, "public_title", TITLE)
    select(window, "recruitment_status", "NOT_YET_RECRUITING")
    chosen = {
        "sponsor": choose(window, "primary_sponsor", "Novartis"),
        "product": choose(window, "products", "rapcabtagene"),
        "disease": choose(window, "indications", "myasthenia gravis"),
    }
    add_row(window, "identifiers")
    select(window, "identifiers-0-scheme", "CTGOV")
    write(window, "identifiers-0-value", NUMBER)
    add_row(window, "countries")
    write(window, "countries-0-country", "Norge")
    for row, site in enumerate(SITES):
        add_row(window, "study_sites")
        chosen[site] = choose(window, f"study_sites-{row}-site", site)
    add_row(window, "sources")
    write(window, "sources-0-label", "ClinicalTrials.gov")
    write(window, "sources-0-url", f"https://clinicaltrials.gov/study/{NUMBER}")
    select(window, "sources-0-kind", "REGISTRY")
    return chosen


def test_an_administrator_adds_a_study_with_two_sites_and_an_editor_publishes_it(
    signed_in: SignedIn, open_window: OpenWindow
) -> None:
    writer, editor, public = signed_in("administrator"), signed_in("editor"), open_window(1280)

    go(writer, writer.page.locator(f"#content a[href='{desk.STUDIES}add/']").first)
    chosen = fill_in_a_study(writer)
    save(writer)
    take_step(writer, "send-to-review")
    before = public.open(PUBLIC_LIST), slugs(public.page), public.open(PUBLIC_PAGE)
    go(writer, writer.page.locator(".ways a[href*='/preview/']"))
    preview = writer.page.locator("main").inner_text()

    go(editor, editor.page.locator("#content a[href*='IN_REVIEW']").first)
    go(editor, editor.page.locator("#result_list tbody th a", has_text=NUMBER))
    take_step(editor, "publish")
    after = public.open(PUBLIC_LIST), slugs(public.page), public.open(PUBLIC_PAGE)
    page = public.page.locator("main").inner_text()

    HANDS.press(editor.page.locator(".ways a[href*='/withdraw/']"))
    write(editor, "why_nb", "Prøve av registeret.")
    go(editor, editor.page.locator("#step_form [type=submit]"))
    withdrawn = public.open(PUBLIC_LIST), slugs(public.page), public.open(PUBLIC_PAGE)

    assert "Novartis" in chosen["sponsor"]
    assert before == (200, [], 404)
    assert after == (200, [NUMBER.lower()], 200)
    assert all(fact in preview and fact in page for fact in (TITLE, "Novartis", *SITES))
    assert withdrawn == (200, [], 410)


def test_two_who_edit_one_study_lose_nothing(signed_in: SignedIn) -> None:
    first, second = signed_in("administrator"), signed_in("editor")
    for window in (first, second):
        find(window, desk.STUDIES, "NCT06958939")
    size = desk.field(first, "sample_size").input_value()

    write(first, "acronym", "FIRST")
    write(first, "sample_size", "11")
    write(first, "why_stopped", ALONE)
    write(first, "reason", "Read the registry again.")
    save(first)
    write(second, "acronym", "SECOND")
    write(second, "sample_size", "12")
    write(second, "status_as_written", "Written by the second alone")
    save(second)
    told = second.page.locator(".settlement").inner_text()
    rows = {name: f".settlement tr:has([name=take__{name}]) td" for name in ("acronym", "sample_size")}
    to_decide = {name: texts(second.page, cells)[:3] for name, cells in rows.items()}
    HANDS.press(second.page.locator("[name=take__sample_size]"))
    save(second)
    second.page.reload()

    kept = {name: desk.field(second, name).input_value() for name in FIELDS_OF_BOTH}
    assert [word for word in ("administrator", "Read the registry again.", ALONE) if word not in told] == []
    assert to_decide == {"acronym": ["–", "FIRST", "SECOND"], "sample_size": [size, "11", "12"]}
    assert kept == {
        "acronym": "SECOND",
        "sample_size": "11",
        "why_stopped": ALONE,
        "status_as_written": "Written by the second alone",
    }


def test_an_editor_makes_one_sponsor_of_two(signed_in: SignedIn, open_window: OpenWindow) -> None:
    editor, public = signed_in("editor"), open_window(1280)
    pages = "/nb/sponsors/liangzou/", "/nb/sponsors/liang-zou/"
    studies = []
    for path in pages:
        public.open(path)
        studies += slugs(public.page)

    editor.open("/admin/trials/sponsor/?q=liangzou")
    go(editor, editor.page.get_by_role("link", name="LiangZou", exact=True))
    go(editor, editor.page.locator(".mergelink"))
    go(editor, editor.page.locator(".uses a", has_text="Liang Zou"))
    go(editor, editor.page.locator(".fate a", has_text="Liang Zou"))
    write(editor, "reason", "One person, written in two ways.")
    go(editor, editor.page.locator("#merge_form [type=submit]"))
    status = public.open(pages[0])

    assert len(studies) == 2
    assert (status, public.page.url) == (200, f"{public.site}{pages[1]}")
    assert sorted(slugs(public.page)) == sorted(studies)


def test_an_editor_brings_a_former_value_back(signed_in: SignedIn) -> None:
    editor = signed_in("editor")
    find(editor, desk.STUDIES, "NCT05451212")
    page = editor.page
    former = desk.field(editor, "sample_size").input_value()

    write(editor, "sample_size", "700")
    write(editor, "reason", "Mistyped.")
    save(editor)
    go(editor, page.locator(".historylink"))
    go(editor, page.locator(".history-entry").first.locator(".history-restore"))
    proposal = texts(page, ".history-proposal td")
    write(editor, "reason", "The registry says so.")
    go(editor, page.locator(".history-why [type=submit]"))
    changes = texts(page, ".history-changes dd > span:not(.visually-hidden, [aria-hidden])")[:4]
    go(editor, page.locator(".breadcrumbs a").last)

    assert proposal == ["700", former]
    assert changes == ["700", former, former, "700"]
    assert desk.field(editor, "sample_size").input_value() == former


def test_an_editor_edits_on_a_phone_without_script(signed_in: SignedIn) -> None:
    editor = signed_in("editor", PHONE, script=False)
    find(editor, desk.STUDIES, "NCT06485232")

    write(editor, "why_stopped", "Ventar på legemiddelet.")
    save(editor)
    told = editor.page.locator(".messagelist .success").count()
    editor.page.reload()

    assert (told, desk.field(editor, "why_stopped").input_value()) == (1, "Ventar på legemiddelet.")


def test_a_coordinator_of_no_hospital_reads_a_study_site_and_writes_nothing(signed_in: SignedIn) -> None:
    coordinator = signed_in("coordinator")
    told = coordinator.page.locator("main").inner_text()
    find(coordinator, STUDY_SITES, "NCT06581198 Rikshospitalet")
    fields = coordinator.page.locator("#content-main").locator("textarea, select, input:not([type=hidden])").count()
    address = coordinator.page.url.removeprefix(coordinator.site)

    token = coordinator.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    sent = coordinator.page.request.post(
        coordinator.page.url,
        form={"csrfmiddlewaretoken": token, "status": "SUSPENDED"},
        headers={"Referer": coordinator.page.url},
    )

    assert "har ikke noe sykehus ennå" in told
    assert (fields, sent.status) == (0, 403)
    assert coordinator.open(address) == 200
    assert coordinator.open(f"{desk.STUDIES}add/") == 403
