"""What an import left to a person, in the site's database: drafts that nobody else's tests look at."""

import subprocess
import sys
from pathlib import Path

STUDIES, CHANGES = 5, 4
MAKE = f"""
from django.utils import timezone
from tests.factories import make_indication, make_proposal, make_whole_entry, make_study
from trials.models import Indication, SameStudy
disease = Indication.objects.order_by("pk")[0]
before = "* Age 18 to 65 years\\n* Lupus\\n* Informed consent\\n* Weight above 40 kg\\n* Normal blood counts"
for number in range({STUDIES}):
    study = make_study(
        f"imported-{{number}}", publication_state="DRAFT", sample_size=10, phase="PHASE1", start_date="2026-01",
        criteria_text=before, indications=[disease], products=[], primary_sponsor=None, sources=0,
    )
    entry = make_whole_entry(study, facts={{"primary_sponsor": "Novartis Pharma AG", "sites": [
        ["Haukeland Universitetssykehus HF", "Bergen", "NO", "RECRUITING"], ["Research Site", "Oslo", "NO", ""],
    ]}})
    for field, theirs in (
        ("sample_size", 24), ("phase", "PHASE2"), ("start_date", "2026-03-15"),
        ("criteria_text", before.replace("18 to 65", "16 to 70").replace("Lupus", "Systemic lupus erythematosus")),
    )[:{CHANGES}]:
        make_proposal(study, field, theirs, record=entry.record)
unsure = make_whole_entry(facts={{"public_title": "CAR-T perhaps in lupus", "sample_size": 12}})
asked = make_whole_entry(facts={{"public_title": "CAR-T in a study that we may have", "sample_size": 12}})
SameStudy.objects.create(entry=asked, study=study, because="the same title", asked_at=timezone.now())
print(study.pk, unsure.pk, asked.pk)
"""


def leave_to_a_person(environment: dict[str, str], root: Path) -> dict[str, str]:
    """STUDIES studies with CHANGES proposed changes each, and two records; the addresses of a page of each kind."""
    shell = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--no-imports", "--command", MAKE]
    made = subprocess.run(shell, cwd=root, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    study, unsure, asked = made.stdout.split()
    desk = "/admin/trials/study/inbox/"
    return {
        "queue": desk,
        "study": f"{desk}study/{study}/",
        "unsure": f"{desk}record/{unsure}/",
        "question": f"{desk}record/{asked}/",
        "form": f"/admin/trials/study/{study}/change/",
    }
