"""The proposals against rows that people labelled."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import trials
from tests.registries.shared import DOCUMENTS, needs_documents
from trials.registries.scope import Material, Product, ProductNames, Proposal, classify
from trials.registries.scope.treatments import ARMS

pytestmark = needs_documents

CATALOGUE = Path(trials.__file__).parent / "catalogue"


def records(name: str) -> list[dict[str, Any]]:
    return list(json.loads((CATALOGUE / name).read_text(encoding="utf-8")))


def products() -> list[Product]:
    return [
        Product((one["name"], *one["aliases"]), one["modality"], tuple(one["targets"]))
        for one in records("products.json")
    ]


@cache
def proposals_with_products() -> list[tuple[dict[str, str], Proposal]]:
    return proposals(products())


def proposals(known: list[Product]) -> list[tuple[dict[str, str], Proposal]]:
    names = ProductNames(known)
    with (DOCUMENTS / "triage" / "triage.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    return [(row, classify(material(row), names)) for row in rows]


def material(row: dict[str, str]) -> Material:
    return Material(row["title"], tuple(row["conditions"].split("|")), tuple(row["interventions"].split("|")))


def shares(judged: list[tuple[dict[str, str], Proposal]]) -> dict[str, float]:
    counts = Counter((row["in_scope"], proposal.in_scope) for row, proposal in judged)
    ours = sum(count for (label, _), count in counts.items() if label == "yes")
    unsure = sum(count for (_, answer), count in counts.items() if answer == "unsure")
    found = counts["yes", "yes"] + counts["yes", "unsure"]
    return {
        "recall": found / ours,
        "precision": counts["yes", "yes"] / (counts["yes", "yes"] + counts["no", "yes"]),
        "unsure": unsure / len(judged),
        "unsure of ours": counts["yes", "unsure"] / ours,
    }


def test_scope_is_found_as_well_as_asked() -> None:
    share = shares(proposals_with_products())

    assert share["recall"] >= 0.98
    assert share["precision"] >= 0.95
    assert share["unsure"] < 0.05
    assert share["unsure of ours"] < 0.2


def test_most_is_found_though_no_product_is_known() -> None:
    share = shares(proposals([]))

    assert share["recall"] >= 0.9
    assert share["precision"] >= 0.98
    assert share["unsure"] < 0.05


Truth = Callable[[dict[str, Any], list[dict[str, Any]]], set[str]]


def modalities(study: dict[str, Any], of_study: list[dict[str, Any]]) -> set[str]:
    return {one["modality"] for one in of_study if one["modality"]} or set(study["modality"] or ())


def targets(study: dict[str, Any], of_study: list[dict[str, Any]]) -> set[str]:
    return {slug for one in [*of_study, study] for slug in one["targets"] or ()} - ARMS


def indications(study: dict[str, Any], of_study: list[dict[str, Any]]) -> set[str]:
    return set(study["indications"])


@pytest.mark.parametrize(
    ("facet", "truth", "right", "wrong"),
    [
        ("modality", modalities, 0.9, 0.03),
        ("targets", targets, 0.95, 0.03),
        # A basket trial's diseases stand in its record only in part; what is proposed is part of the catalogue's.
        ("indications", indications, 0.85, 0.03),
    ],
)
def test_what_is_proposed_is_seldom_wrong(facet, truth, right, wrong):
    studies = {number["value"]: study for study in records("studies.json") for number in study["identifiers"]}
    by_slug = {one["slug"]: one for one in records("products.json")}
    counts: Counter[str] = Counter()
    for row, proposal in proposals_with_products():
        study = studies.get(row["nct"])
        expected = truth(study, [by_slug[slug] for slug in study["products"]]) if study else set()
        if expected:
            said = getattr(proposal, facet)
            answer = {said} - {None} if facet == "modality" else {one.lower() for one in said}
            counts[
                "silent"
                if not answer
                else "right"
                if answer == expected
                else "part"
                if is_part(answer, expected)
                else "wrong"
            ] += 1

    assert counts["right"] / counts.total() >= right
    assert counts["wrong"] / counts.total() <= wrong


def is_part(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one
