"""What waits for the coordinator of the browser tests, in the site's database; and how it is put back."""

import subprocess
import sys
from pathlib import Path

SEVEN = 7
# Two hospitals of the catalogue: one with seven studies that recruit, and Norway's.
MAKE = f"""
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from trials.models import Site, SiteCoordinator, StudySite
person = User.objects.get(username="coordinator")
hospital = Site.objects.get(slug="beijing-gobroad-hospital")
oslo = Site.objects.get(slug="oslo-university-hospital-rikshospitalet")
for site in (hospital, oslo):
    SiteCoordinator.objects.get_or_create(site=site, user=person)
rows = StudySite.objects.filter(site=hospital, status="RECRUITING", study__recruitment_status="RECRUITING")
for number, row in enumerate(rows.order_by("pk")[:{SEVEN}]):
    StudySite.objects.filter(pk=row.pk).update(
        verified_at=timezone.now() - timedelta(days=40 + number), verified_by=person, verification_method="PHONE"
    )
print(StudySite.objects.get(site=oslo, study__slug="nct06581198").pk)
"""
UNDO = """
from django.contrib.auth.models import User
from trials.actions import index_whole
from trials.models import DecidedField, SiteCoordinator, StudyChange, StudySite
person = User.objects.get(username="coordinator")
unsaid = {"verified_at": None, "verified_by": None, "verification_method": "", "verified_role": ""}
for row in StudySite.objects.filter(verified_by=person):
    was = row.history.order_by("history_id")[0]
    said = {"status_as_of": was.status_as_of, "status_source": was.status_source_id}
    StudySite.objects.filter(pk=row.pk).update(**said)
StudySite.objects.filter(verified_by=person).update(**unsaid, status="RECRUITING", pause_reason="")
DecidedField.objects.filter(by=person).delete()
StudyChange.objects.filter(by=person).delete()
SiteCoordinator.objects.filter(user=person).delete()
index_whole.rebuild()
"""


def shell(environment: dict[str, str], root: Path, command: str) -> str:
    """What a command of Django's shell prints."""
    arguments = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--no-imports", "--command", command]
    done = subprocess.run(arguments, cwd=root, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()
