"""An editor in a process of their own: for each line that comes in, a confirmed study site is paused, or opened again.

    python -m tests.bench.editor SLUG

SLUG is that of a study with one confirmed site; a line goes out when all is ready, and when an edit is saved.
"""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must be set up first
from django.utils import timezone  # noqa: E402

from trials.actions.verifying import Said, verify  # noqa: E402
from trials.models import StudySite  # noqa: E402


def main() -> None:
    """Save as often as is asked."""
    user = User.objects.get(username="bench")
    here = StudySite.objects.get(study__slug=sys.argv[1], verified_at__isnull=False)
    print("ready", flush=True)
    for _line in sys.stdin:
        is_open = here.status == "RECRUITING"
        values = {"status": "SUSPENDED", "pause_reason": "Full"} if is_open else {"status": "RECRUITING"}
        said = Said("PHONE", "STUDY_COORDINATOR", values)
        here = verify(here.pk, said, seen=here.version, by=user, at=timezone.now())
        print("saved", flush=True)


if __name__ == "__main__":
    main()
