"""Genuine documents of the registries, which are not ours to pass on: tests that need them are skipped without them."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[2].parent / "shared")
DOCUMENTS = SHARED / "data" / "registries"
REPLAY_SERVER = SHARED / "tools" / "replay_registries.py"

needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason=f"No genuine documents in {DOCUMENTS}; set SHARED_DIR to where they are."
)
needs_replay = pytest.mark.skipif(
    not REPLAY_SERVER.is_file(), reason=f"No replay server at {REPLAY_SERVER}; set SHARED_DIR to where it is."
)
