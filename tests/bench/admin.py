"""What each list of the admin costs with 20,000 studies at 500,000 sites.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.bench.admin

builds the register in that database, if it is empty (some minutes), and prints the seconds and queries of every list,
plain, with each answer of each filter, searched and turned to page 100, of the page of a study with 200 sites, and of
answers to what is typed. Prints, asserts nothing; SLOW marks what takes longer than a person waits.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")
django.setup()

from django.contrib import admin  # noqa: E402 - Django must be set up first
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.signing_in import let_in  # noqa: E402
from trials import models  # noqa: E402
from trials.choices import Classification, Modality, PublicationState, RecruitmentStatus  # noqa: E402
from trials.models import Study, StudySite  # noqa: E402

STUDIES, SITES_EACH = int(os.environ.get("STUDIES", "20000")), int(os.environ.get("SITES_EACH", "25"))
SITES, SPONSORS, PRODUCTS, DISEASES, TARGETS = 4_000, 3_000, 3_000, 120, 30
PATIENCE_SECONDS = 0.5
TITLES = (
    "lupus nephritis sclerosis systemic refractory autologous cells open label dose escalation safety efficacy "
    "patients with active severe myositis vasculitis syndrome arthritis study of anti targeted therapy in adults"
)
WORDS = TITLES.split()
PLACES = (("NO", "Oslo"), ("NO", "Bergen"), ("SE", "Stockholm"), ("DK", "Copenhagen"), ("DE", "Berlin"))
ABROAD = (("US", "Boston"), ("CN", "Beijing"), ("FR", "Paris"), ("GB", "London"), ("JP", "Tokyo"), ("CN", "Wuhan"))
BATCH = 5_000


def save(model: Any, rows: Iterator[Any]) -> None:
    """Write rows in batches."""
    while batch := list(islice(rows, BATCH)):
        model.objects.bulk_create(batch)
        print(".", end="", flush=True)


def title(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=12)).capitalize()


def build(random: Random) -> None:
    """The register, in one transaction."""
    place = [*PLACES, *ABROAD * 4]
    save(models.Target, (models.Target(slug=f"t{n}", name=f"CD{n}") for n in range(TARGETS)))
    save(models.Sponsor, (_sponsor(n, random) for n in range(SPONSORS)))
    save(models.Indication, (_indication(n, random) for n in range(DISEASES)))
    keys = {model: [*model.objects.values_list("pk", flat=True)] for model in (models.Sponsor, models.Indication)}
    save(models.Product, (_product(n, random, keys[models.Sponsor]) for n in range(PRODUCTS)))
    save(models.Site, (_site(n, *random.choice(place)) for n in range(SITES)))
    save(Study, (_study(n, random, keys[models.Sponsor]) for n in range(STUDIES)))
    studies = [*Study.objects.order_by("pk").values_list("pk", flat=True)]
    sites = [*models.Site.objects.values_list("pk", flat=True)]
    products = [*models.Product.objects.values_list("pk", flat=True)]
    save(models.StudyIdentifier, (_number(n, pk) for n, pk in enumerate(studies)))
    save(models.StudyCountry, (row for pk in studies for row in _countries(pk, random)))
    save(models.Source, (models.Source(study_id=pk, label="ClinicalTrials.gov", kind="REGISTRY") for pk in studies))
    linked: Any = Study.products.through
    save(linked, (linked(study_id=pk, product_id=random.choice(products)) for pk in studies))
    linked = Study.indications.through
    save(linked, (linked(study_id=pk, indication_id=random.choice(keys[models.Indication])) for pk in studies))
    rows = (row for n, pk in enumerate(studies) for row in _study_sites(n, pk, sites, random))
    save(StudySite, rows)
    some = StudySite.objects.filter(site__country="NO").values_list("pk", flat=True)
    save(models.Contact, (models.Contact(study_site_id=pk, role="REFERRAL", phone="22 22 22 22") for pk in some))


def _sponsor(n: int, random: Random) -> Any:
    name = f"{random.choice(('Nordic', 'Beijing', 'Boston', 'Kyverna', 'Cabaletta'))} Therapeutics {n}"
    return models.Sponsor(slug=f"s{n}", name=name, aliases=[f"NT-{n}"], sponsor_type="INDUSTRY", country="NO")


def _indication(n: int, random: Random) -> Any:
    names = ("Lupusnefritt", "Lupus nephritis") if n == 0 else (f"Sykdom {n}", f"Disease {n}")
    group = "OTHER" if n else "CONNECTIVE_TISSUE_DISEASE"
    return models.Indication(slug=f"i{n}", name_nb=names[0], name_en=names[1], group=group, is_rheumatic=n % 2 == 0)


def _product(n: int, random: Random, sponsors: list[int]) -> Any:
    modality = random.choice(Modality.values)
    developer = random.choice(sponsors)
    return models.Product(slug=f"p{n}", name=f"KYV-{n}", modality=modality, developer_id=developer)


def _site(n: int, country: str, city: str) -> Any:
    region = "HELSE_SOR_OST" if country == "NO" else ""
    return models.Site(
        slug=f"site{n}", name_en=f"University Hospital {n}", city=city, country=country, health_region=region
    )


def _study(n: int, random: Random, sponsors: list[int]) -> Any:
    return Study(
        slug=f"study-{n}",
        public_title=title(random),
        scientific_title=f"{title(random)} {title(random)}",
        acronym=f"ACRO{n}" if n % 3 == 0 else "",
        publication_state=random.choices(PublicationState.values[:3], weights=(1, 1, 20))[0],
        recruitment_status=random.choice(RecruitmentStatus.values),
        classification=random.choice(Classification.values),
        primary_sponsor_id=random.choice(sponsors) if n % 50 else None,
        changed_at=timezone.now() - timedelta(minutes=random.randrange(300_000)),
        last_registry_update=f"2026-{random.randrange(1, 11):02d}-01",
    )


def _number(n: int, study: int) -> Any:
    value = f"NCT{10_000_000 + n}"
    return models.StudyIdentifier(study_id=study, scheme="CTGOV", value=value, match_key=value)


def _countries(study: int, random: Random) -> Iterator[Any]:
    for country in random.sample(("NO", "SE", "DE", "US", "CN", "FR", "GB", "JP"), 4):
        yield models.StudyCountry(study_id=study, country=country)


def _study_sites(n: int, study: int, sites: list[int], random: Random) -> Iterator[Any]:
    for site in random.sample(sites, 200 if n == 0 else SITES_EACH):
        investigator = f"Dr {random.choice(('Hansen', 'Li', 'Smith', 'Wang'))} {n}" if n % 4 == 0 else ""
        status = random.choice(RecruitmentStatus.values)
        yield StudySite(study_id=study, site_id=site, status=status, principal_investigator=investigator)


def questions(model_admin: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """What is asked of a list, with its name."""
    yield "plain", {}
    request: Any = None
    for spec in model_admin.list_filter:
        if hasattr(spec, "accepts"):
            yield f"{spec.parameter_name} (a thing)", {spec.parameter_name: "7"}
            continue
        for code, _label in spec(request, {}, model_admin.model, model_admin).lookup_choices:
            yield f"{spec.parameter_name}={code}", {spec.parameter_name: str(code)}
    for words in ("NCT10000777", "nct 1000 0777", "kyv777", "lupusnefritt", "oslo", "tyskland", "hansen", "zzzz"):
        yield f"q={words}", {"q": words}
    for words in ("systemic lupus refractory", "bite autolog oslo", "Dr Hansen 4000"):
        yield f"q={words}", {"q": words}
    for number in ("2", "100", "last"):
        yield f"page {number}", {"p": number}
    for column in range(1, len(model_admin.list_display) + 1):
        yield f"order {column}", {"o": str(column)}
        yield f"order -{column}", {"o": f"-{column}"}


class Clock:
    """The queries that pass, and how long each takes."""

    def __init__(self) -> None:
        self.queries: list[tuple[float, str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries.append((time.perf_counter() - started, sql))


def measure(client: Client, name: str, address: str, params: dict[str, str]) -> None:
    """Ask twice, and print what the second time cost: by the clock, by the processor, in all queries and in one."""
    for _round in range(2):
        clock = Clock()
        with connection.execute_wrapper(clock):
            started, worked = time.perf_counter(), time.process_time()
            answer = client.get(address, params, follow=True)
            spent, work = time.perf_counter() - started, time.process_time() - worked
    asked = sum(took for took, _sql in clock.queries)
    slowest, sql = max(clock.queries, default=(0.0, ""))
    mark = "SLOW" if max(work, asked) > PATIENCE_SECONDS else ""
    figures = f"{spent:>8.3f}{work:>8.3f}{asked:>8.3f}{slowest:>8.3f}{len(clock.queries):>5}"
    print(f"{name:<56}{answer.status_code:>5}{figures} {mark}", flush=True)
    if mark and os.environ.get("EXPLAIN"):
        print(sql[:3000])


def main() -> None:
    """Build the register if need be, and print the table."""
    call_command("migrate", verbosity=0)
    if not Study.objects.exists():
        started = time.perf_counter()
        with transaction.atomic():
            build(Random(1))
        print(f" built in {time.perf_counter() - started:.0f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    user, _made = User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "localhost", "accept-language": "nb"})
    let_in(client, user)
    print(f"{connection.vendor}: {Study.objects.count()} studies, {StudySite.objects.count()} sites of studies")
    print(f"{'question':<56}{'':>5}{'seconds':>8}{'cpu':>8}{'queries':>8}{'longest':>8}{'n':>5}")
    only = sys.argv[1:]
    for model, model_admin in admin.site._registry.items():
        name = model._meta.model_name or ""
        if model._meta.app_label == "trials" and (not only or name in only):
            for question, params in questions(model_admin):
                measure(client, f"{name}: {question}", f"/admin/trials/{name}/", params)
    first = Study.objects.order_by("pk")[0].pk
    measure(client, "page of a study with 200 sites", f"/admin/trials/study/{first}/change/", {})
    for model_name, source, field, term in (
        ("study", "studysite", "study", "lupus"),
        ("study", "studysite", "study", "NCT10000777"),
        ("study", "studysite", "study", ""),
        ("site", "studysite", "site", "oslo"),
        ("sponsor", "study", "primary_sponsor", "nordic"),
        ("product", "study", "products", "kyv777"),
        ("indication", "study", "indications", "lupus"),
    ):
        asked = {"app_label": "trials", "model_name": source, "field_name": field, "term": term}
        measure(client, f"choose {field}: {term or '(nothing typed)'}", f"/admin/trials/{model_name}/choices/", asked)


if __name__ == "__main__":
    main()
