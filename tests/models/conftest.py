"""Models are tested in English: what an editor is told then stands in the code as it does here."""

import pytest


@pytest.fixture(autouse=True)
def models_speak_english(english: None) -> None:
    """Every test here."""
