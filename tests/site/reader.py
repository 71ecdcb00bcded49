"""A process that serves: it answers each address that it reads, a line of JSON each, until there are no more."""

import json
import sys

import django
from django.conf import settings
from django.test import Client


def main() -> None:
    """Answer what is asked, [address, text, ETag held]: with status, ETag, and whether the text stands in the page."""
    django.setup()
    settings.PAGE_CACHE_BYTES = 1_000_000
    client = Client(headers={"host": "localhost"})
    for line in sys.stdin:
        address, wanted, tag = json.loads(line)
        answer = client.get(address, headers={"If-None-Match": tag})
        found = {"status": answer.status_code, "tag": answer.get("ETag", ""), "found": wanted in answer.text}
        print(json.dumps(found), flush=True)  # noqa: T201 - this is its answer


if __name__ == "__main__":
    main()
