"""Registers and questions of chance, small enough to be looked at whole, and with all that can tell studies apart."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict

from tests.factories import (
    make_indication,
    make_product,
    make_site,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from trials.choices import Modality, Phase, RecruitmentStatus, SponsorType, StudyType, VerificationMethod
from trials.dates import PartialDate
from trials.models import Indication, Product, Site, Sponsor, Study, StudyCountry, Target

TODAY = date(2026, 11, 26)
STATUSES = [*RecruitmentStatus.values]
DATES = [None, "2025", "2026-08", "2026-08-22", "2026-11-25", "2027-01", "2027-05-26"]
COUNTRIES = ["NO", "SE", "DE", "US"]
SITES: dict[str, dict[str, Any]] = {
    "tromso": {"country": "NO", "health_region": "HELSE_NORD", "latitude": 69.65, "longitude": 18.96},
    "oslo": {"country": "NO", "health_region": "HELSE_SOR_OST", "latitude": 59.91, "longitude": 10.75},
    "lund": {"country": "SE", "latitude": 55.7, "longitude": 13.2},
    "berlin": {"country": "DE", "latitude": 52.52, "longitude": 13.4},
    "boston": {"country": "US"},
}


@dataclass(frozen=True)
class Register:
    """What studies can be about, by the last part of its address."""

    indications: list[str]
    sponsors: list[str]
    products: list[str]
    targets: list[str]


def make_register(random: Random, studies: int) -> Register:
    """A register with this many studies; some of them are not published."""
    wide = make_indication("wide")
    indications = [wide, make_indication("narrow", parent=wide), make_indication("other")]
    targets = [make_target("cd19"), make_target("bcma")]
    products = [make_product(f"product-{n}", modality=Modality.values[n], targets=targets[:n]) for n in range(3)]
    sponsors = [make_sponsor("firm"), make_sponsor("hospital", sponsor_type=SponsorType.INVESTIGATOR_INITIATED)]
    sites = [make_site(slug, **place) for slug, place in SITES.items()]
    for _study in range(studies):
        make_study_of_chance(random, indications, products, targets, sponsors, sites)
    return Register(*([one.slug for one in things] for things in (indications, sponsors, products, targets)))


def make_study_of_chance(
    random: Random,
    indications: list[Indication],
    products: list[Product],
    targets: list[Target],
    sponsors: list[Sponsor],
    sites: list[Site],
) -> None:
    """A study with anything of all that."""
    low = random.choice([None, 0, 5, 11, 12, 18 * 12, 20 * 12 + 3])
    study = make_study(
        publication_state="PUBLISHED" if random.random() < 0.85 else "DRAFT",
        indications=random.sample(indications, random.randint(0, 2)),
        products=random.sample(products, random.randint(0, 2)),
        own_targets=random.sample(targets, random.randint(0, 1)),
        own_modalities=random.sample(Modality.values, random.randint(0, 1)),
        primary_sponsor=random.choice([None, *sponsors]),
        countries=(),
        recruitment_status=random.choice(STATUSES),
        phase=random.choice(["", *Phase.values]),
        study_type=random.choice(StudyType.values),
        sample_size=random.choice([None, 1, 12, 12, 300]),
        minimum_age_months=low,
        maximum_age_months=random.choice([None, (low or 0) + 7, 65 * 12, 75 * 12 + 11]),
        start_date=_date(random),
        last_registry_update=_date(random),
    )
    for site in random.sample(sites, random.choice([0, 1, 1, 2, 3])):
        _place(random, study, site)
    countries = {one.site.country for one in study.study_sites.all()}
    for country in countries | {*random.sample(COUNTRIES, random.randint(0, 1))}:
        StudyCountry.objects.create(study=study, country=country, status=random.choice(["", *STATUSES]))


def question(random: Random, register: Register) -> QueryDict:
    """A question without faults and without words."""
    choices = {
        "indication": register.indications,
        "sponsor": register.sponsors,
        "product": register.products,
        "target": register.targets,
        "site": [*SITES],
        "country": [*COUNTRIES, "FR"],
        "region": ["NORDIC", "EUROPE", "HELSE_NORD"],
        "status": STATUSES,
        "phase": [*Phase.values],
        "study_type": [*StudyType.values],
        "sponsor_type": [*SponsorType.values],
        "modality": [*Modality.values],
        "age": ["0", "1", "17", "18", "66", "120"],
        "open": ["confirmed", "registry", "soon"],
    }
    once = {
        "near": ["HELSE_NORD", "NO", "SE", "oslo", "berlin", "boston"],
        "only_here": ["1"],
        "confirmed_since": ["2026-08-01", "2026-11-20"],
        "foreign": ["yes"],
        "sort": ["near", "updated", "start", "phase", "size"],
    }
    params = QueryDict(mutable=True)
    for name in random.sample([*choices], random.choice([0, 1, 1, 2])):
        params.setlist(name, random.sample(choices[name], random.randint(1, 2)))
    for name in random.sample([*once], random.choice([0, 1, 2, 3])):
        params[name] = random.choice(once[name])
    return params


def _date(random: Random) -> PartialDate | None:
    text = random.choice(DATES)
    return PartialDate.parse(text) if text else None


def _place(random: Random, study: Study, site: Site) -> None:
    confirmed = {
        "verified_at": datetime(2026, 11, 26, 11, tzinfo=UTC) - timedelta(days=random.choice([0, 90, 91])),
        "verified_by": User.objects.get_or_create(username="coordinator")[0],
        "verification_method": random.choice([VerificationMethod.PHONE, VerificationMethod.REGISTRY]),
    }
    make_study_site(
        study,
        site,
        status=random.choice(["", "RECRUITING", "RECRUITING", "SUSPENDED", "NOT_YET_RECRUITING", "COMPLETED"]),
        expected_open_date=_date(random),
        pause_reason="Production",
        takes_external_referrals=random.choice([None, True, False]),
        takes_foreign_referrals=random.choice([None, None, True, False]),
        **(confirmed if random.random() < 0.4 else {}),
    )
