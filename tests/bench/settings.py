"""The site's settings as in production, with the addresses of the bench; PAGE_CACHE_BYTES is what pages may keep."""

import os

from cartracker.settings import *  # noqa: F403 - all of them, as they stand

ROOT_URLCONF = "tests.bench.urls"
PAGE_CACHE_BYTES = int(os.environ.get("PAGE_CACHE_BYTES", "0"))
