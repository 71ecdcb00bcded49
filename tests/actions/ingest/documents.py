"""Documents of ClinicalTrials.gov in scope, made by varying one; and what an import of them leaves."""

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.registries.records import CTGOV, Json
from trials.actions.ingest.receiving import Order, Received
from trials.actions.ingest.running import Report, run_import
from trials.choices import Registry

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


def number_of(number: int) -> str:
    return f"NCT{number:08}"


def record(number: int, status: str = "RECRUITING", updated: str = "2026-03-04") -> Json:
    """A study of CAR-T in lupus, as the registry has it."""
    made = copy.deepcopy(CTGOV)
    protocol = made["protocolSection"]
    protocol["identificationModule"] = {
        "nctId": number_of(number),
        "orgStudyIdInfo": {"id": f"PROTOCOL-{number}"},
        "briefTitle": f"CD19 CAR-T cells in lupus, study {number}",
        "acronym": f"STUDY-{number}",
    }
    protocol["statusModule"]["overallStatus"] = status
    protocol["statusModule"]["lastUpdatePostDateStruct"]["date"] = updated
    return made


def document(number: int, **values: Any) -> tuple[str, bytes]:
    """Such a study as it stands in a file."""
    return f"line {number}", json.dumps(record(number, **values)).encode()


class Silent:
    """Is told how far a run is, and keeps it."""

    def __init__(self) -> None:
        self.told: list[tuple[int, ...]] = []

    def received(self, count: int) -> None:
        self.told.append((count,))

    def written(self, count: int, total: int) -> None:
        self.told.append((count, total))


def run(*stream: Received, progress: Silent | None = None, at: datetime = NOW, **order: Any) -> Report:
    """A run of ClinicalTrials.gov's import, all of it at one time."""
    return run_import(
        replace(Order(Registry.CTGOV, "a test", from_files=True), **order),
        stream,
        clock=lambda: at,
        progress=progress or Silent(),
    )
