from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tests.catalogue_builder import another, load, small_catalogue, write_catalogue
from tests.factories import make_sponsor
from trials.identifiers import InvalidIdentifier
from trials.models import GlossaryTerm, Study

pytestmark = pytest.mark.django_db


def output_of(directory: Path, verbosity: int = 1) -> list[str]:
    stdout = StringIO()
    call_command("load_catalogue", directory, stdout=stdout, verbosity=verbosity)
    return stdout.getvalue().splitlines()


def test_the_operator_is_told_what_happened(tmp_path: Path) -> None:
    assert output_of(write_catalogue(tmp_path, small_catalogue())) == [
        "Read indications.json: 2",
        "Read targets.json: 1",
        "Read sponsors.json: 1",
        "Read products.json: 1",
        "Read sites.json: 2",
        "Read studies.json: 1",
        "Read publications.json: 1",
        "Read glossary.json: 1",
        "indications: 2 created, 0 updated, 0 unchanged",
        "targets: 1 created, 0 updated, 0 unchanged",
        "sponsors: 1 created, 0 updated, 0 unchanged",
        "products: 1 created, 0 updated, 0 unchanged",
        "sites: 2 created, 0 updated, 0 unchanged",
        "studies: 1 created, 0 updated, 0 unchanged",
        "publications: 1 created, 0 updated, 0 unchanged",
        "glossary: 1 created, 0 updated, 0 unchanged",
    ]


def test_the_operator_is_told_what_was_left_as_people_want_it(tmp_path: Path) -> None:
    records = small_catalogue()
    make_sponsor("beta")
    load(tmp_path, records)
    Study.objects.update(sample_size=40)
    GlossaryTerm.objects.all().delete()
    records["sponsors"].append(another(records["sponsors"][0], "beta"))
    records["studies"].append(another(records["studies"][0], "bare", identifiers=[], countries=[], sites=[]))
    records["publications"] = []
    assert output_of(write_catalogue(tmp_path, records))[16:] == [
        "Kept, because a person changed it (1):",
        "  studies/nct01234567: sample_size (yours 40, catalogue 20)",
        "Not brought back, because a person deleted it (1):",
        "  glossary/b-cell",
        "Left alone, because a person made it (1):",
        "  sponsors/beta",
        "Left as it is, because the catalogue no longer has it (1):",
        "  publications/acme-2026",
        "Not stated by the source, in 1 of the published studies:",
        "  Study number, or why there is none: 1",
        "  Country: 1",
    ]


def test_it_is_quiet_when_asked_to_be(tmp_path: Path) -> None:
    assert output_of(write_catalogue(tmp_path, small_catalogue()), verbosity=0) == []
    assert Study.objects.count() == 1


def test_faults_end_it_in_english_with_a_line_each(tmp_path: Path) -> None:
    records = small_catalogue()
    records["studies"][0]["identifiers"] = [{"registry": "SPONSOR_PROTOCOL", "value": "-"}]
    records["glossary"][0]["term_en"] = None
    directory = write_catalogue(tmp_path, records)
    with override("nb"), pytest.raises(CommandError) as refusal:
        output_of(directory, verbosity=0)
    with override("en"):
        in_english = str(InvalidIdentifier("SPONSOR_PROTOCOL", "-")).rstrip(".")
    assert str(refusal.value).splitlines() == [
        f"Nothing was written: 2 faults in {directory}",
        f"studies.json: nct01234567: identifiers[1].value: {in_english}",
        "glossary.json: b-cell: term_en: null is not a text; expected a text of at most 200 characters",
    ]
    assert refusal.value.returncode == 1


def test_one_fault_is_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        output_of(tmp_path / "none")
    assert str(refusal.value).startswith(f"Nothing was written: 1 fault in {tmp_path / 'none'}\n")
