"""A register of any size, made by varying the starter catalogue: the same rows for the same size and day."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.bench.vocabulary import Vocabulary, ranked
from trials.choices import HealthRegion, Modality, Phase
from trials.identifiers import match_key


def _weights(words: str) -> dict[str, int]:
    """Words with how often each is drawn: "US 330 CN 90"."""
    parts = words.split()
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))


# How often a country has a site of a study, about as on ClinicalTrials.gov.
COUNTRIES = _weights(
    "US 330 CN 90 FR 70 GB 55 DE 55 CA 50 ES 45 IT 45 JP 35 KR 35 NL 25 BE 25 PL 22 AU 20 BR 18 TR 18 DK 16 SE 15 "
    "CH 14 AT 12 EG 12 TW 12 IL 12 CZ 11 HU 10 NO 10 FI 8 GR 7 RO 7 IN 7 MX 7 RU 7 TH 6 AR 6 PK 6 PT 5 BG 5 UA 5 "
    "ZA 5 IE 4 SG 4 CL 3 CO 3 SK 3 RS 3 HR 2 EE 2 LT 2 IS 1"
)
SITES_OF_A_STUDY = {(1, 1): 55, (2, 4): 20, (5, 15): 15, (16, 40): 7, (41, 120): 3}
# By how many years ago a study started.
STATUSES = {
    1: _weights("RECRUITING 50 NOT_YET_RECRUITING 25 COMPLETED 10 ENROLLING_BY_INVITATION 5 WITHDRAWN 4 SUSPENDED 2"),
    5: _weights("COMPLETED 35 RECRUITING 25 ACTIVE_NOT_RECRUITING 18 UNKNOWN 10 TERMINATED 8 WITHDRAWN 3 SUSPENDED 1"),
    99: _weights("COMPLETED 62 UNKNOWN 18 TERMINATED 10 WITHDRAWN 4 ACTIVE_NOT_RECRUITING 4 RECRUITING 2"),
}
PHASES = dict(zip(Phase.values, (3, 16, 5, 20, 2, 14, 11, 29), strict=True))
TYPES = _weights("INTERVENTIONAL 76 OBSERVATIONAL 22 EXPANDED_ACCESS 1 LONG_TERM_FOLLOW_UP 1")
OPENINGS = (
    "Study of {}",
    "Safety and efficacy of {}",
    "A phase 2 trial of {}",
    "{} compared with placebo",
    "Long-term {}",
)
YEARS = 25

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Held:
    """What of the catalogue is varied: primary keys, names, and the first key that is free in each table."""

    titles: Sequence[str]
    indications: Sequence[tuple[int, str]]
    targets: Sequence[int]
    free: dict[str, int]
    user: int


def drawn(random: Random, weights: dict[str, int]) -> str:
    """One of the words, by weight."""
    return random.choices([*weights], weights=[*weights.values()])[0]


class Register:
    """Rows of so many studies, with the sites, sponsors and products that they need; see COLUMNS in `loading`."""

    def __init__(self, held: Held, studies: int, today: datetime.date) -> None:
        self.held, self.studies, self.today = held, studies, today
        self.random = Random(studies)
        self.words = Vocabulary(held.titles, studies)
        self.sites: dict[str, list[int]] = {}
        self.sponsors = range(held.free["Sponsor"], held.free["Sponsor"] + min(30_000, 20 + studies // 20))
        self.products = range(held.free["Product"], held.free["Product"] + min(6_000, 20 + studies // 100))
        self.confirmed_at_most = min(300, 10 + studies // 50)

    def things(self) -> Rows:
        """The sponsors, products and sites."""
        rows: Rows = {name: [] for name in ("Sponsor", "Product", "ProductTarget", "Site")}
        for key in self.sponsors:
            name = " ".join(self.words.draw(self.random, 2)).title() + self.random.choice(
                (" University", " Pharma", "")
            )
            kind = "INDUSTRY" if name.endswith("Pharma") else "INVESTIGATOR_INITIATED"
            rows["Sponsor"].append((key, f"sponsor-{key}", name, kind, drawn(self.random, COUNTRIES)))
        for key in self.products:
            modality = Modality.values[ranked(self.random, len(Modality.values))]
            rows["Product"].append(
                (key, f"product-{key}", f"{self.words.tail[-key % 2000][:3].upper()}-{key}", modality)
            )
            rows["ProductTarget"].append((key, self.random.choice(self.held.targets)))
        for key in range(self.held.free["Site"], self.held.free["Site"] + min(40_000, 100 + self.studies // 15)):
            rows["Site"].append(self._site(key))
        return rows

    def _site(self, key: int) -> tuple[Any, ...]:
        # Each country has one, so that whoever draws it finds a place there.
        at = key - self.held.free["Site"]
        country = [*COUNTRIES][at] if at < len(COUNTRIES) else drawn(self.random, COUNTRIES)
        self.sites.setdefault(country, []).append(key)
        region = self.random.choice(HealthRegion.values) if country == "NO" else ""
        city = self.words.tail[self.random.randrange(1000)].capitalize()
        where = (self.random.uniform(58, 70), self.random.uniform(5, 25)) if country == "NO" else self._anywhere()
        name = f"{' '.join(self.words.draw(self.random, 1)).title()} {city} Hospital"
        return key, f"site-{key}", name, city, country, region, *where, "REGISTRY_CITY" if where[0] else ""

    def _anywhere(self) -> tuple[float | None, float | None]:
        known = self.random.random() < 0.8
        return (self.random.uniform(-40, 60), self.random.uniform(-120, 140)) if known else (None, None)

    def all_studies(self) -> Iterator[Rows]:
        """Each study with its parts, one after the other."""
        free = self.held.free["Study"], self.held.free["Source"]
        for number in range(self.studies):
            yield self._study(number, free[0] + number, free[1] + number)

    def _study(self, number: int, key: int, source: int) -> Rows:
        random = self.random
        nct = f"NCT2{number:07}"
        start = self.today - datetime.timedelta(days=int(365.25 * YEARS * (1 - random.random() ** 0.6)))
        updated = start + (self.today - start) * random.random() ** 0.5
        status = self._status(start)
        diseases = {self.held.indications[ranked(random, len(self.held.indications))] for _one in "ab"}
        product = self.products[ranked(random, len(self.products))] if random.random() < 0.7 else None
        kind = drawn(random, TYPES)
        minimum, maximum = random.choice(((216, None), (216, 780), (216, 900), (None, 215), (24, 216), (None, None)))
        row = (
            key, nct.lower(), nct if random.random() < 0.2 else "", self._title(sorted(diseases)),
            " ".join(self.words.draw(random, random.randint(8, 20))), kind,
            drawn(random, PHASES) if kind == "INTERVENTIONAL" else "", status, updated.isoformat(), source,
            self.sponsors[ranked(random, len(self.sponsors))], minimum, maximum, ranked(random, 5000) + 1,
            self._partly(start), updated.isoformat(), nct.lower(),
        )  # fmt: skip
        rows: Rows = {
            "Study": [row],
            "StudyIdentifier": [(key, "CTGOV", nct, match_key("CTGOV", nct))],
            "Source": [(source, key, f"ClinicalTrials.gov {nct}", f"https://clinicaltrials.gov/study/{nct}", row[8])],
            "StudyIndication": [(key, disease) for disease, _name in sorted(diseases)],
            "StudyProduct": [(key, product)] if product else [],
            "StudyModality": [] if product else [(key, Modality.values[ranked(random, len(Modality.values))])],
            "StudyTarget": [(key, random.choice(self.held.targets))] if random.random() < 0.1 else [],
        }
        return rows | self._places(key, source, status, row[8])

    def _status(self, start: datetime.date) -> str:
        ago = self.today.year - start.year
        return drawn(self.random, next(weights for years, weights in STATUSES.items() if ago <= years))

    def _title(self, diseases: Sequence[tuple[int, str]]) -> str:
        what = " ".join(self.words.draw(self.random, self.random.randint(2, 8)))
        named = f" in {diseases[0][1]}" if self.random.random() < 0.6 else ""
        return self.random.choice(OPENINGS).format(what)[:500] + named

    def _partly(self, day: datetime.date) -> str | None:
        """The day as exactly as its source gives it."""
        exact = self.random.choices((10, 7, 4, 0), weights=(70, 24, 2, 4))[0]
        return day.isoformat()[:exact] or None

    def _places(self, study: int, source: int, status: str, as_of: str) -> Rows:
        random = self.random
        least, most = random.choices([*SITES_OF_A_STUDY], weights=[*SITES_OF_A_STUDY.values()])[0]
        count = random.randint(least, most)
        countries = random.choices([*COUNTRIES], weights=[*COUNTRIES.values()], k=1 + count // 6)
        drawn_sites = [(self.sites[one][ranked(random, len(self.sites[one]))], one) for one in countries]
        for _site in range(count - len(countries)):
            country = countries[ranked(random, len(countries))]
            drawn_sites.append((self.sites[country][ranked(random, len(self.sites[country]))], country))
        told = random.random() < 0.4
        here = (status, as_of, source) if told else ("", None, None)
        sites = [(study, site, *self._at(country, here)) for site, country in dict(drawn_sites).items()]
        return {
            "StudyCountry": [(study, country, here[0], here[2]) for country in sorted({*countries})],
            "StudySite": sites,
        }

    def _at(self, country: str, here: tuple[str, str | None, int | None]) -> tuple[Any, ...]:
        """The status at a site; some Norwegian ones of studies that recruit were confirmed of late."""
        if country != "NO" or here[0] != "RECRUITING" or self.confirmed_at_most <= 0:
            return *here, None, None, "", ""
        self.confirmed_at_most -= 1
        day = self.today - datetime.timedelta(days=self.random.randint(1, 60))
        at = datetime.datetime.combine(day, datetime.time(10), tzinfo=datetime.UTC)
        return *here, at, self.held.user, "PHONE", "STUDY_COORDINATOR"
