"""The site lists facts about studies; it never says that one is right for a patient. And it is whole in each language.

The words banned here are those of decision support (EU Medical Device Regulation). Titles that registries and
journals gave are theirs, and are left alone.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import polib
import pytest
from django.conf import settings

from tools.messages import LANGUAGES, faults, messages, po_path

BANNED = re.compile(
    r"\b(?:anbefal|tilrå|u?egnet\b|u?egnede\b|u?eigna\b|kvalifiser|match|recommend|suitab|unsuitab|eligible for you)",
    re.IGNORECASE,
)
TAG = re.compile(r"\{%(?!\s*(?:blocktranslate|translate)).*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.*"))
CATALOGUE = settings.BASE_DIR / "trials" / "catalogue"
# The keys of the catalogue that hold our own words, as its README tells.
OURS = {
    "glossary": r"term_\w+|definition_\w+",
    "indications": r"name_\w+|synonyms_\w+",
    "publications": r"findings_\w+|follow_up\w*|product_target_note",
    "studies": r"summary_\w+|notes_\w+",
    "targets": r"description_\w+",
}


def banned(text: str) -> list[str]:
    """The banned words in a text, each with what stands around it."""
    return [text[max(0, hit.start() - 30) : hit.end() + 20] for hit in BANNED.finditer(text)]


def our_words(kind: str) -> Iterator[str]:
    """The texts of one file of the catalogue that we wrote."""
    records: list[dict[str, Any]] = json.loads((CATALOGUE / f"{kind}.json").read_text(encoding="utf-8"))
    for record in records:
        for key, value in record.items():
            if re.fullmatch(OURS[kind], key) and value:
                yield value if isinstance(value, str) else " · ".join(value)


@pytest.mark.parametrize(
    "text",
    [
        "Vi anbefaler denne",
        "Studien er tilrådd",
        "en egnet pasient",
        "eigna pasientar",
        "Pasienten kvalifiserer",
        "Studies matching your patient",
        "recommended studies",
        "Studies eligible for you",
        "a suitable study",
    ],
)
def test_the_banned_words_are_known_when_they_stand_in_a_text(text: str) -> None:
    assert banned(text)


@pytest.mark.parametrize("text", ["egne celler", "Egenandel", "eligibility criteria", "rematch", "eigne celler"])
def test_words_that_only_look_like_them_are_not_taken_for_them(text: str) -> None:
    assert banned(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_says_that_a_study_is_right_for_anyone(path: Any) -> None:
    assert banned(TAG.sub(" ", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_or_translation_says_that_a_study_is_right_for_anyone(language: str) -> None:
    texts = [
        text
        for entry in polib.pofile(str(po_path(language)))
        for text in (entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values())
    ]

    assert [hit for text in texts for hit in banned(text)] == []


def test_no_text_in_the_code_says_that_a_study_is_right_for_anyone() -> None:
    assert [hit for message in messages().values() for hit in banned(message.singular + message.plural)] == []


@pytest.mark.parametrize("kind", OURS)
def test_no_words_of_ours_in_the_catalogue_say_that_a_study_is_right_for_anyone(kind: str) -> None:
    assert [hit for text in our_words(kind) for hit in banned(text)] == []


@pytest.mark.parametrize("kind", OURS)
def test_the_catalogue_has_words_of_ours(kind: str) -> None:
    assert next(our_words(kind))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_built(language: str) -> None:
    assert faults(language, messages()) == []
