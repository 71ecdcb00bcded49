"""Registry numbers: known in any writing, written as their registry writes them, refused when they are none.

Only letters and digits count, in any case; signs between them and a label before them ("EudraCT No.") do not.
An EU number whose sequence starts with 5 is a CTIS number (EU CT number), any other is an EudraCT number.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trials.choices import IdentifierScheme
from trials.text import compact

# Of a number as we hold it. What comes in may be longer, by its label and the signs in it.
LENGTH_LIMIT = 100
_RAW_LENGTH_LIMIT = 200

# An EU CT number without its resubmission suffix: the digits of YYYY-5NNNNN-CC.
_EU_CT_TRIAL_DIGITS = 12

_LABEL_WORDS = "TRIAL|NUMBER|NUMMER|IDENTIFIER|NO|NR|ID"
_EU_NAMES = "EUDRACT|EUCTR|EUCT|EU|CTIS"
_SIGNS = re.compile(r"[\W_]+")
_SIGNS_BUT_SLASH = re.compile(r"[^\w/]+|_+")

# The ethics committees numbered by year until 2020; a committee's name may stand before or after the number.
_REK = re.compile(r"(?:REK[^0-9/]*)?(?:((?:19|20)[0-9]{2})/0*([1-9][0-9]{0,4})|([1-9][0-9]{3,6}))(?:/?REK[^0-9/]*)?")
_OTHER_FORMS: dict[str, str | Promise] = {
    IdentifierScheme.REK: "2019/1234, 123456",
    IdentifierScheme.SPONSOR_PROTOCOL: _("up to 100 printable characters, with a letter or a digit"),
}


class InvalidIdentifier(ValueError):
    """A value that is no number of its scheme; its text names scheme, value and form to the user."""

    def __init__(self, scheme: str, value: str) -> None:
        super().__init__(scheme, value)
        self.scheme = scheme
        self.value = value

    def __str__(self) -> str:
        form = _FORMS.get(self.scheme)
        return _("%(scheme)s: “%(value)s” is not valid. Expected: %(form)s.") % {
            "scheme": dict(IdentifierScheme.choices).get(self.scheme, self.scheme),
            "value": self.value[:LENGTH_LIMIT],
            "form": form.example if form else _OTHER_FORMS.get(self.scheme, ", ".join(IdentifierScheme.values)),
        }


@dataclass(frozen=True)
class _Form:
    """A registry's numbers: an example, their letters and digits, how the registry writes them, a page."""

    example: str
    pattern: re.Pattern[str]
    write: Callable[..., str]
    url: str = ""


def _form(example: str, names: str, number: str, write: Callable[..., str], url: str = "") -> _Form:
    return _Form(example, re.compile(f"(?:{names}|{_LABEL_WORDS}){{0,4}}{number}"), write, url)


def _write_eu_ct(*parts: str | None) -> str:
    return "-".join(filter(None, parts))


def _write_jrct(law: str | None, number: str) -> str:
    return f"jRCT{(law or '').lower()}{number}"


def _write_chictr(kind: str | None, number: str) -> str:
    return f"ChiCTR-{kind}-{number}" if kind else f"ChiCTR{number}"


_FORMS: dict[str, _Form] = {
    IdentifierScheme.CTGOV: _form(
        "NCT01234567",
        "CLINICALTRIALSGOV|NCT",
        r"NCT([0-9]{8})",
        "NCT{}".format,
        "https://clinicaltrials.gov/study/{}",
    ),
    IdentifierScheme.CTIS: _form(
        "2023-512345-10-00",
        _EU_NAMES,
        r"(20[0-9]{2})(5[0-9]{5})([0-9]{2})([0-9]{2})?",
        _write_eu_ct,
        "https://euclinicaltrials.eu/ctis-public/view/{}",
    ),
    # The register's own numbers end with a country, or say that the trial is outside the EU.
    IdentifierScheme.EUDRACT: _form(
        "2021-001234-10",
        _EU_NAMES,
        r"(20[0-9]{2})([0-46-9][0-9]{5})([0-9]{2})(?:[A-Z]{2}|3RD|OUTSIDEEUEEA)?",
        "{}-{}-{}".format,
        "https://www.clinicaltrialsregister.eu/ctr-search/search?query={}",
    ),
    IdentifierScheme.ISRCTN: _form(
        "ISRCTN12345678", "ISRCTN", r"ISRCTN([0-9]{8})", "ISRCTN{}".format, "https://www.isrctn.com/{}"
    ),
    IdentifierScheme.DRKS: _form(
        "DRKS00012345", "DRKS", r"DRKS([0-9]{8})", "DRKS{}".format, "https://drks.de/search/en/trial/{}"
    ),
    # The letter is the law that a study falls under: clinical trials (s) or regenerative medicine (a, b, c).
    IdentifierScheme.JRCT: _form(
        "jRCT2012345678, jRCTs012345678",
        "JPRN|JRCT",
        r"JRCT(?:([ABCS])(?=[0-9]{9}$)|(?=[0-9]{10}$))([0-9]+)",
        _write_jrct,
        "https://jrct.mhlw.go.jp/en-latest-detail/{}",
    ),
    # Older numbers have letters for the kind of study. A study's address does not hold its number.
    IdentifierScheme.CHICTR: _form(
        "ChiCTR2100012345, ChiCTR-INR-16012345",
        "CHICTR",
        r"CHICTR(?:([A-Z]{2,6})(?=[0-9]{8}$)|(?=[0-9]{10}$))([0-9]+)",
        _write_chictr,
    ),
    IdentifierScheme.ANZCTR: _form(
        "ACTRN12620000123456",
        "ANZCTR|ACTRN",
        r"ACTRN([0-9]{14})",
        "ACTRN{}".format,
        "https://anzctr.org.au/{}.aspx",
    ),
    # The middle is a month, in the first years 091 and the like.
    IdentifierScheme.CTRI: _form(
        "CTRI/2021/05/012345",
        "CTRI",
        r"CTRI(20[0-9]{2})(0[1-9]|1[0-2]|0[0-9]{2})([0-9]{6})",
        "CTRI/{}/{}/{}".format,
    ),
    IdentifierScheme.UTN: _form(
        "U1111-1234-5678", "WHO|UTN|UNIVERSAL", r"U1111([0-9]{4})([0-9]{4})", "U1111-{}-{}".format
    ),
}


def normalise(scheme: str, raw: str) -> str:
    """The number as its registry writes it; InvalidIdentifier when `raw` is no number of `scheme`."""
    written = _written(scheme, raw)
    if written is None:
        raise InvalidIdentifier(scheme, raw)
    return written


def match_key(scheme: str, value: str) -> str:
    """What is unique within a scheme: the number's letters and digits in upper case, from any writing.

    An EU CT number counts without its resubmission suffix: 2023-508143-51-00 and -01 are one trial. A REK
    number keeps its slash, since 2019/12 is not 201912. InvalidIdentifier as in `normalise`.
    """
    return written_and_key(scheme, value)[1]


def written_and_key(scheme: str, raw: str) -> tuple[str, str]:
    """The number as `normalise` writes it, with what `match_key` says of it; InvalidIdentifier as in `normalise`."""
    written = normalise(scheme, raw)
    if scheme == IdentifierScheme.REK:
        return written, written
    key = compact(written).upper()
    return written, key[:_EU_CT_TRIAL_DIGITS] if scheme == IdentifierScheme.CTIS else key


def recognise(raw: str) -> list[tuple[IdentifierScheme, str]]:
    """What number a text may be, as (scheme, number as its registry writes it), likeliest first; [] if none.

    The whole text is the number, with or without a label. A sponsor's protocol number has no form to know it
    by, and a REK number needs the word REK.
    """
    return [*_recognised(raw)]


def _recognised(raw: str) -> Iterator[tuple[IdentifierScheme, str]]:
    schemes = [*_FORMS, IdentifierScheme.REK] if "REK" in raw.upper() else [*_FORMS]
    found = ((IdentifierScheme(scheme), _written(scheme, raw)) for scheme in schemes)
    return ((scheme, written) for scheme, written in found if written)


def without_number(label: str) -> str:
    """The name of a source without the study's number at its end: "ClinicalTrials.gov"."""
    name, _space, last = label.rpartition(" ")
    # A file asks for each of its rows: the first that fits is enough.
    return name if name and next(_recognised(last), None) else label


def registry_url(scheme: str, value: str) -> str | None:
    """The page of a number at its registry; None when there is none by number, or `value` is no number.

    CTIS has a page for the full number only, resubmission suffix included.
    """
    form, written = _FORMS.get(scheme), _written(scheme, value)
    if not form or not form.url or not written:
        return None
    if scheme == IdentifierScheme.CTIS and len(compact(written)) == _EU_CT_TRIAL_DIGITS:
        return None
    return form.url.format(written)


def _written(scheme: str, raw: str) -> str | None:
    if len(raw) > _RAW_LENGTH_LIMIT:
        return None
    text = unicodedata.normalize("NFKC", raw)
    if scheme == IdentifierScheme.SPONSOR_PROTOCOL:
        return _written_protocol(text)
    if scheme == IdentifierScheme.REK:
        return _written_rek(text)
    form = _FORMS.get(scheme)
    number = form and form.pattern.fullmatch(_SIGNS.sub("", text).upper())
    return form.write(*number.groups()) if form and number else None


def _written_protocol(text: str) -> str | None:
    written = " ".join(text.split())
    is_number = written.isprintable() and 0 < len(compact(written)) <= LENGTH_LIMIT
    return written if is_number and len(written) <= LENGTH_LIMIT else None


def _written_rek(text: str) -> str | None:
    number = _REK.fullmatch(_SIGNS_BUT_SLASH.sub("", text).upper())
    return number and (number[3] or f"{number[1]}/{number[2]}")
