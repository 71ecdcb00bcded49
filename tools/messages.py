"""Collect the texts of the interface, and hold the translations against them.

    messages.py           bring trials/locale/*/django.po up to date and build every .mo
    messages.py --check   say what is missing, obsolete, fuzzy or not built; exit code 1 if anything is

cartracker/locale/ holds words of Django's own that read badly in its translations; these files are written by hand.

GNU gettext is not needed: Babel reads code, Django makes templates readable to it, polib writes.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nb", "nn")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLURALS = "nplurals=2; plural=(n != 1);"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
Key = tuple[str, str]


@dataclass
class Message:
    """A text of the interface: its context or "", singular, plural or "", and the files it stands in."""

    context: str
    singular: str
    plural: str = ""
    files: set[str] = field(default_factory=set)


def messages() -> dict[Key, Message]:
    """Every text marked for translation, by context and singular, in the order of files."""
    found: dict[Key, Message] = {}
    for path, source in _sources():
        for _line, text, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            singular, plural = text if isinstance(text, tuple) else (text, "")
            message = found.setdefault((context or "", singular), Message(context or "", singular))
            message.plural = message.plural or plural
            message.files.add(path)
    return found


def _sources() -> Iterator[tuple[str, str]]:
    """Code, and templates as code: their relative paths and texts."""
    for folder in ("cartracker", "trials"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    templates = ROOT / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        code = templatize(path.read_text(encoding="utf-8"))
        # The blanked-out markup keeps its indentation, which means nothing here and would stop a tokenizer.
        yield str(path.relative_to(ROOT)), "\n".join(line.lstrip() for line in code.splitlines())


def po_path(language: str) -> Path:
    """Where a language's translations stand."""
    return ROOT / "trials" / "locale" / language / "LC_MESSAGES" / "django.po"


def key(entry: polib.POEntry) -> Key:
    """What identifies an entry."""
    return entry.msgctxt or "", entry.msgid


def updated(language: str, found: dict[Key, Message]) -> polib.POFile:
    """The language's file with exactly the messages found, each with the translation it has."""
    path = po_path(language)
    old = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS,
    }
    for message_key, message in sorted(found.items(), key=lambda item: (min(item[1].files), item[0])):
        had = old.get(message_key)
        entry = polib.POEntry(
            msgctxt=message.context or None,
            msgid=message.singular,
            occurrences=[(path, "") for path in sorted(message.files)],
        )
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = dict(had.msgstr_plural) if had and had.msgstr_plural else {0: "", 1: ""}
        else:
            entry.msgstr = had.msgstr if had else ""
        po.append(entry)
    return po


def faults(language: str, found: dict[Key, Message]) -> list[str]:
    """What is wrong with the language's file, one sentence each."""
    path = po_path(language)
    if not path.exists():
        return [f"{language}: {path.relative_to(ROOT)} is missing"]
    po = polib.pofile(str(path))
    have = {key(entry) for entry in po}
    told = [f"{language}: not in the file: {singular!r}" for context, singular in found.keys() - have]
    told += [f"{language}: no longer used: {singular!r}" for context, singular in have - found.keys()]
    for entry in po:
        told += [f"{language}: {fault}: {entry.msgid!r}" for fault in faults_of(entry)]
    if not is_built(path):
        told.append(f"{language}: {path.relative_to(ROOT)} has no .mo that is built from it")
    return sorted(told)


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts):
        yield "not translated"
    elif any(wrong_placeholders(entry, text) for text in texts):
        yield "other placeholders"
    if entry.fuzzy:
        yield "fuzzy"


def is_built(path: Path) -> bool:
    """Whether the .mo beside a .po is built from it."""
    built = path.with_suffix(".mo")
    return built.exists() and built.read_bytes() == polib.pofile(str(path)).to_binary()


def djangos_words() -> list[Path]:
    """The files of Django's own words that we put otherwise."""
    return sorted((ROOT / "cartracker" / "locale").rglob("*.po"))


def faults_in_djangos_words() -> Iterator[str]:
    """What is wrong with these files."""
    for path in djangos_words():
        name = path.relative_to(ROOT)
        yield from (
            f"{name}: {fault}: {entry.msgid!r}" for entry in polib.pofile(str(path)) for fault in faults_of(entry)
        )
        if not is_built(path):
            yield f"{name}: has no .mo that is built from it"


def wrong_placeholders(entry: polib.POEntry, text: str) -> bool:
    """Whether a translation fills in anything that its message does not have, or leaves one out."""
    allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    used = set(PLACEHOLDER.findall(text))
    return not used <= allowed or (not entry.msgid_plural and used != allowed)


def main(arguments: list[str]) -> int:
    """Bring up to date, or check; the exit code."""
    found = messages()
    if "--check" in arguments:
        told = [*(fault for language in LANGUAGES for fault in faults(language, found)), *faults_in_djangos_words()]
        print("\n".join(told) or f"{len(found)} messages in {len(LANGUAGES)} languages: complete")
        return 1 if told else 0
    for language in LANGUAGES:
        po = updated(language, found)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path))
        path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())
        print(f"{language}: {len(po)} messages, {len(po.untranslated_entries())} not translated")
    for path in djangos_words():
        path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
