"""Documents that are no records: refused with a reason, in bounded memory and time."""

import gzip
import json
import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given, settings, strategies as st

from tests.registries.records import CTGOV, CTIS, ICTRP, changed, ctgov, ctis, ictrp, ictrp_xml
from trials.registries import clinicaltrials_gov, ctis as ctis_module, ictrp as ictrp_module
from trials.registries.base import Reading, Refused
from trials.registries.files import Source

# Generous, for slow machines: without limits these take minutes and gigabytes.
PEAK_BYTES = 400_000_000
READERS = {
    "ctgov": (clinicaltrials_gov, ctgov()),
    "ctis": (ctis_module, ctis()),
    "ictrp": (ictrp_module, ictrp()),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def refusal(module, body: bytes) -> str:
    with pytest.raises(Refused) as refused:
        module.parse(body)
    return str(refused.value)


# A title, since every registry has one, and a key that is read in none.
SPOILED = [
    (b"NaN", "NaN"),
    (b"-Infinity", "Infinity"),
    (b"1" * 5000, "digits|out of range|Expected"),
    (b"1e999", "too large|out of range|Expected"),
    (b'"\\ud800"', "lone surrogate|surrogate"),
    (b'"\\udc00 \\ud800"', "lone surrogate|surrogate"),
    (b'"\xff"', "not UTF-8"),
    (b'"a\\u0000b"', "NUL"),
    (b'"a\x00b"', "NUL"),
    (b"[" * 100_000 + b"]" * 100_000, "nested too deeply|Expected"),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply|Expected"),
    (b'"a', "not JSON"),
    (b"tru", "not JSON"),
]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("place", ["title", "unread"])
@pytest.mark.parametrize("spoiled", range(len(SPOILED)))
def test_a_spoiled_value_is_refused_with_a_reason_in_no_time(name, place, spoiled):
    value, reason = SPOILED[spoiled]
    module, body = READERS[name]
    key = {"ctgov": b'"briefTitle": ', "ctis": b'"publicTitle": ', "ictrp": b'"Public_title": '}[name]
    new = key + value if place == "title" else b'"unread": ' + value + b", " + key + b'"x"'
    title_at = body.index(key)
    after = body.index(b",", title_at)

    if place == "unread" and name == "ctgov" and value in {b"1" * 5000, b"1e999"}:
        pytest.skip("A number that is skipped and kept as its bytes is no danger.")
    text = refusal(module, body[:title_at] + new + body[after:])

    assert any(words in text for words in reason.split("|")), text


@pytest.mark.parametrize(
    "key", ["overallStatus", "date", "briefTitle", "protocolSection", "status", "lat", "phases", "nctId"]
)
def test_a_key_that_stands_twice_is_refused_wherever_it_is(key):
    body = ctgov()
    at = body.index(b'"%s"' % key.encode())
    twice = body[:at] + b'"%s": 1, ' % key.encode() + body[at:]
    again = body[:at] + b'"%s": "x", ' % key.encode() + body[at:]

    assert refusal(clinicaltrials_gov, twice)
    assert refusal(clinicaltrials_gov, again)


def test_the_reason_names_the_key_that_stands_twice() -> None:
    body = ctgov().replace(
        b'"overallStatus": "RECRUITING"', b'"overallStatus": "COMPLETED", "overallStatus": "RECRUITING"'
    )

    assert refusal(clinicaltrials_gov, body) == "the key “overallStatus” stands twice in one object"
    assert "ctNumber" in refusal(ctis_module, b'{"ctNumber": "1", "ctNumber": "2"}')


def test_a_key_cannot_hide_behind_escapes() -> None:
    body = ctgov().replace(
        b'"overallStatus": "RECRUITING"', b'"overallStatus": "COMPLETED", "\\u006fverallStatus": "RECRUITING"'
    )
    colon = ctgov().replace(b'"briefTitle": "', b'"briefTitle": "a", "briefTitle": "\\u003a')

    assert "stands twice" in refusal(clinicaltrials_gov, body)
    assert "stands twice" in refusal(clinicaltrials_gov, colon)


def test_escapes_that_are_sound_are_read() -> None:
    body = ctgov().replace(b'"briefTitle": "', b'"briefTitle": "\\u0041\\u003a \\ud83d\\ude00 ')

    assert clinicaltrials_gov.parse(body).study.public_title == "A: 😀 ABC-101 in lupus"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    for module, _ in READERS.values():
        assert read_or_refused(module, body)


@settings(max_examples=300)
@given(JSON, st.sampled_from(sorted(READERS)), st.data())
def test_any_value_anywhere_is_read_or_refused(value, name, data):
    document = {"ctgov": CTGOV, "ctis": CTIS, "ictrp": ICTRP}[name]
    path = data.draw(st.sampled_from(list(paths(document))))
    body = json.dumps(changed(document, {path: value})).encode()

    assert read_or_refused(READERS[name][0], body)


def read_or_refused(module, body: bytes) -> bool:
    """Whether there is a reading, or a reason."""
    try:
        return isinstance(module.parse(body), Reading)
    except Refused as refused:
        return bool(str(refused))


def paths(node, above=""):
    """Every place in a document, as `changed` writes it."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list | tuple) else ()
    for key, inner in items:
        path = f"{above}__{key}" if above else str(key)
        yield path
        yield from paths(inner, path)


def exhaust(module, body: bytes) -> None:
    """Read a file to its end, or to its first refusal."""
    for _where, record in module.split(Source(BufferedFile(body))):
        if isinstance(record, Refused):
            raise record


def bomb_of(text: bytes, times: int) -> bytes:
    """Packed a thousandfold."""
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        for _ in range(times):
            file.write(text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("module", "start", "fill"),
    [
        (clinicaltrials_gov, b'{"a": "', b"a" * 1_000_000),
        (clinicaltrials_gov, b"[", b"[" * 1_000_000),
        (ictrp_module, b"<x><Trial>", b"a" * 1_000_000),
        (ictrp_module, b"<x>", b"<Other a='b'/>" * 80_000),
        (ictrp_module, b'TrialID,Phase\n"', b"a" * 1_000_000),
    ],
)
def test_a_bomb_is_refused_in_bounded_memory_and_time(module, start, fill):
    body = gzip.compress(start) + bomb_of(fill, 120)
    tracemalloc.start()

    with pytest.raises(Refused):
        exhaust(module, body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < PEAK_BYTES


def test_a_file_may_unpack_to_no_more_than_its_limit() -> None:
    source = Source(BufferedFile(bomb_of(b"\n" * 1_000_000, 5)), total_bytes=3_000_000)

    with pytest.raises(Refused, match="unpacks to more"):
        list(clinicaltrials_gov.split(source))


def test_a_damaged_gzip_file_is_refused() -> None:
    body = gzip.compress(ctgov())[:-20]

    with pytest.raises(Refused, match="gzip file is damaged"):
        list(clinicaltrials_gov.split(Source(BufferedFile(body))))


@pytest.mark.parametrize(
    "attack",
    [
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x><Trial>&b;</Trial></x>",
        b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x><Trial><TrialID>a</TrialID></Trial></x>",
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x><Trial>&a;</Trial></x>",
    ],
)
def test_entities_and_document_types_are_refused(attack):
    with pytest.raises(Refused, match="defines a document type or entities"):
        list(ictrp_module.split(Source(BytesIO(attack))))


def test_a_trial_with_tags_inside_its_fields_is_read_as_text() -> None:
    body = ictrp_xml({"TrialID": "NCT01234567"}).replace(b"</Trial>", b"<Condition>a<br/>b</Condition></Trial>")
    ((_, record),) = ictrp_module.split(Source(BytesIO(body)))

    assert isinstance(record, bytes)
    assert ictrp_module.parse(record).study.conditions == ("ab",)


class BufferedFile(BytesIO):
    """Bytes that can be looked at before they are read, as an open file's can."""

    def peek(self, size: int) -> bytes:
        """The next bytes."""
        return self.getvalue()[self.tell() : self.tell() + size]
