"""What the commands about registries share: their arguments, who asks, and files."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from trials.dates import PartialDate
from trials.registries.files import Source, opened
from trials.registries.http import Client

# The registries that can be asked, and the setting that says where.
_BASE_URLS = {"ctgov": "CTGOV_BASE_URL", "ctis": "CTIS_BASE_URL"}
ASKED = tuple(sorted(_BASE_URLS))


def add_query(parser: ArgumentParser) -> None:
    """The argument --query, which may come several times: pairs of a name and a value."""
    parser.add_argument(
        "--query",
        action="append",
        type=_parameter,
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the registry: query.cond=lupus (ctgov), medicalCondition=lupus (ctis)",
    )


def day(text: str) -> PartialDate:
    """A day, month or year as an argument."""
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def client() -> Client:
    """Who asks; CommandError where nobody would know whom to write to."""
    if not settings.REGISTRY_USER_AGENT:
        raise CommandError(
            "CONTACT_EMAIL is not set: registries are told who asks, and how to write to them.", returncode=2
        )
    return Client(settings.REGISTRY_USER_AGENT)


def base_url(registry: str) -> str:
    """Where a registry is asked; empty for one that cannot be."""
    return str(getattr(settings, _BASE_URLS[registry])) if registry in _BASE_URLS else ""


def opened_or_stdin(file: str) -> AbstractContextManager[Source]:
    """A file, or standard input where it is called “-”."""
    return nullcontext(Source(sys.stdin.buffer)) if file == "-" else opened(Path(file))


def _parameter(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value
