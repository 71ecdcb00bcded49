"""A reader's window: a page of the site in Chromium, and everything that goes wrong in it."""

import os
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

SIDEWAYS = Path(__file__).with_name("sideways.js").read_text(encoding="utf-8")
# Text as large, and as far apart, as WCAG 1.4.4 and 1.4.12 let a reader make it.
ENLARGE = """() => {
  const root = document.documentElement;
  root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
}"""
SPREAD = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-bottom: 2em !important }
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
AXE = """axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
}).then(found => found.violations.flatMap(v => v.nodes.map(node => `${v.id}: ${node.html}`)))"""


def tool(name: str) -> str:
    """The path in the environment variable `name`, which ./run test --all sets; without it the test is skipped."""
    path = os.environ.get(name, "")
    if not path:
        pytest.skip(f"{name} is not set: ./run test --all sets it.")
    return path


@dataclass
class Window:
    """One page in a browser context of its own; what it logs, asks for and fails at is kept in `faults`."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("requestfailed", self._note_failure)

    def _note_message(self, message: ConsoleMessage) -> None:
        # Chromium logs this of a page whose status is not 200, which is for the test that opened it to judge.
        is_of_page = message.location["url"] in self.visits
        if not (is_of_page and message.text.startswith("Failed to load resource")):
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if request.is_navigation_request():
            self.visits.append(request.url)
        if not request.url.startswith(f"{self.site}/"):
            self.faults.append(f"foreign: {request.url}")

    def _note_failure(self, request: Request) -> None:
        # A download is a page that never comes; a page that should have come is missed by whoever waits for it.
        # Aborted is what the browser itself gave up, because the page was left: its icon, mostly.
        if not request.is_navigation_request() and request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url}")

    def open(self, path: str) -> HTTPStatus:
        """Go to a path of the site; how it answered."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return HTTPStatus(answer.status)

    def misfits(self) -> list[str]:
        """What does not fit the window: as it is, with its text spread out, and at 200 per cent."""
        found = [f"as it is: {misfit}" for misfit in self.page.evaluate(SIDEWAYS)]
        self.page.evaluate(SPREAD)
        found += [f"spread: {misfit}" for misfit in self.page.evaluate(SIDEWAYS)]
        self.page.evaluate("document.adoptedStyleSheets = []")
        self.page.evaluate(ENLARGE)
        return found + [f"at 200 %: {misfit}" for misfit in self.page.evaluate(SIDEWAYS)]

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA and good practice: each rule with the element that breaks it.

        Its script comes in through the debugger, which the page's policy does not bind; so the policy stands.
        """
        axe = Path(tool("AXE_JS")).read_text(encoding="utf-8")
        debugger = self.page.context.new_cdp_session(self.page)
        debugger.send("Runtime.evaluate", {"expression": axe})
        answer = debugger.send("Runtime.evaluate", {"expression": AXE, "awaitPromise": True, "returnByValue": True})
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        found: list[str] = answer["result"]["value"]
        return found
