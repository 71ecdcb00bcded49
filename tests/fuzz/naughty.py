"""Strings that have broken sites: each stands for a way of reading a text as something else than a text.

`naughty.json` holds them by kind, in ASCII so that nothing in it is invisible; its `encoded` ones are written as they
stand in an address, where no browser would.
"""

import json
from pathlib import Path

_BY_KIND: dict[str, list[str]] = json.loads(Path(__file__).with_name("naughty.json").read_text(encoding="utf-8"))
_LENGTHS = [
    "",
    " ",
    "a" * 199,
    "a" * 200,
    "a" * 201,
    "æ" * 200,
    "😀" * 200,
    "a " * 100,
    "-" * 200,
    "9" * 190,
    "a" * 5000,
]

ENCODED = _BY_KIND.pop("encoded")
NUMBERS = _BY_KIND["numbers"]
WORDS = _BY_KIND["words"]
TEXTS = [text for texts in _BY_KIND.values() for text in texts] + _LENGTHS
