import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.registries.replay import USER_AGENT, replaying
from tests.registries.shared import needs_documents, needs_replay


@pytest.fixture(autouse=True)
def known_to_registries(settings: Settings) -> None:
    settings.REGISTRY_USER_AGENT = USER_AGENT
    settings.CTGOV_BASE_URL = settings.CTIS_BASE_URL = "http://127.0.0.1:9"


@needs_documents
@needs_replay
def test_records_are_printed_a_line_each_and_a_missing_one_is_named(
    settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    stderr = StringIO()

    with replaying() as replay:
        settings.CTGOV_BASE_URL = replay.base
        with pytest.raises(CommandError, match="1 not received"):
            call_command("fetch_registry", "ctgov", "NCT06193889", "NCT06451159", "NCT99999999", stderr=stderr)

    lines = capfdbinary.readouterr().out.splitlines()
    numbers = {json.loads(line)["protocolSection"]["identificationModule"]["nctId"] for line in lines}
    assert numbers == {"NCT06193889", "NCT06451159"}
    assert stderr.getvalue() == "NCT99999999: ClinicalTrials.gov does not know this number\n"


@pytest.mark.parametrize(
    "arguments", [[], ["NCT06193889", "--query", "query.cond=lupus"], ["NCT06193889", "--since=2026"]]
)
def test_either_numbers_or_a_question_are_needed(arguments):
    with pytest.raises(CommandError, match="either numbers, or --query and --since"):
        call_command("fetch_registry", "ctgov", *arguments)


@pytest.mark.parametrize("arguments", [["--query", "lupus"], ["--since", "yesterday"]])
def test_a_question_that_is_none_is_refused(arguments):
    with pytest.raises(CommandError, match=r"is not NAME=VALUE|is not written like"):
        call_command("fetch_registry", "ctgov", *arguments)


def test_nothing_is_asked_without_an_address_to_write_to(settings: Settings) -> None:
    settings.REGISTRY_USER_AGENT = ""

    with pytest.raises(CommandError, match="CONTACT_EMAIL is not set"):
        call_command("fetch_registry", "ctgov", "NCT06193889")
