"""Files to records. What JSON allows and a register must not stays visible for the checks that follow."""

import json
import math
from pathlib import Path
from typing import Any

from trials.actions.catalogue.faults import BROKEN, Teller

# Longer numbers are none of ours, and Python takes quadratic time to read them.
DIGITS_LIMIT = 15


class JsonObject(dict[str, Any]):
    """An object of a file. JSON allows a key twice and parsers keep the last: `repeated` names such keys."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = sorted({key for key in keys if keys.count(key) > 1})


class NoNumber:
    """NaN, an infinity or a number of absurd size: never a value, shown as it is written."""

    def __init__(self, written: str) -> None:
        self.written = written

    def __str__(self) -> str:
        return self.written if len(self.written) <= 30 else f"{self.written[:30]}…"


def _whole(written: str) -> int | NoNumber:
    return int(written) if len(written) <= DIGITS_LIMIT else NoNumber(written)


def _decimal(written: str) -> float | NoNumber:
    number = float(written)
    return number if math.isfinite(number) else NoNumber(written)


def read_json(path: Path, tell: Teller) -> Any:
    """What the file holds, objects as JsonObject; BROKEN, with the fault told, when it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(
            text,
            object_pairs_hook=JsonObject,
            parse_constant=NoNumber,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except FileNotFoundError:
        return tell("the file is missing")
    except OSError as error:
        return tell(f"the file cannot be read ({error.strerror})")
    except UnicodeDecodeError as error:
        return tell(f"the file is not UTF-8 (byte {error.start + 1})")
    except json.JSONDecodeError as error:
        return tell(f"the file is not JSON (line {error.lineno}, column {error.colno}: {error.msg})")
    except RecursionError:
        return tell("the file is nested too deeply")


def read_records(path: Path, tell: Teller) -> list[Any] | None:
    """The records of a file, as they stand in it; None, with the fault told, when it holds no list."""
    content = read_json(path, tell)
    if content is BROKEN:
        return None
    if not isinstance(content, list):
        tell("the file holds no list", "a list of records")
        return None
    return content
