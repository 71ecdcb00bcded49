"""Every type of page, with an address of each and the status it answers with."""

from dataclasses import dataclass
from http import HTTPStatus

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Address:
    """Where a page stands; `path` has {language} in it, but for a page without one."""

    path: str
    status: HTTPStatus = HTTPStatus.OK

    def in_language(self, language: str) -> str:
        """The path for readers of that language."""
        return self.path.format(language=language)


PAGES = {
    "home": Address("/{language}/"),
    "list": Address("/{language}/studies/"),
    "filtered list": Address("/{language}/studies/?indication=lupus-nephritis&region=EUROPE"),
    "search": Address("/{language}/studies/?q=lupsnefritt"),
    "empty list": Address("/{language}/studies/?country=IS&status=RECRUITING"),
    "faulty list": Address("/{language}/studies/?status=OPEN&age=twelve", HTTPStatus.BAD_REQUEST),
    "list from a place": Address("/{language}/studies/?near=HELSE_NORD&indication=lupus-nephritis&age=34"),
    "nothing open": Address("/{language}/studies/?near=HELSE_NORD&indication=systemic-sclerosis"),
    "unknown place": Address("/{language}/studies/?near=Atlantis", HTTPStatus.BAD_REQUEST),
    "second page": Address("/{language}/studies/?page=2&sort=start"),
    "page beyond the last": Address("/{language}/studies/?page=99999", HTTPStatus.NOT_FOUND),
    "study in Norway": Address("/{language}/studies/nct06581198/"),
    "study in no registry": Address("/{language}/studies/ous-planned-anca-vasculitis/"),
    "study elsewhere": Address("/{language}/studies/nct05798117/"),
    "referral sheet": Address("/{language}/studies/nct06581198/referral/"),
    "referral sheet elsewhere": Address("/{language}/studies/nct05798117/referral/"),
    "after the infusion": Address("/{language}/after-infusion/"),
    "after the infusion of nobody": Address("/{language}/after-infusion/?study=none", HTTPStatus.BAD_REQUEST),
    "changes": Address("/{language}/changes/"),
    "filtered changes": Address("/{language}/changes/?country=NO"),
    "empty changes": Address("/{language}/changes/?country=IS&status=RECRUITING"),
    "faulty changes": Address("/{language}/changes/?status=OPEN&age=twelve", HTTPStatus.BAD_REQUEST),
    "indications": Address("/{language}/indications/"),
    "indication": Address("/{language}/indications/lupus-nephritis/"),
    "sites": Address("/{language}/sites/"),
    "site": Address("/{language}/sites/oslo-university-hospital-rikshospitalet/"),
    "sponsors": Address("/{language}/sponsors/"),
    "sponsor": Address("/{language}/sponsors/novartis/"),
    "products": Address("/{language}/products/"),
    "product": Address("/{language}/products/rapcabtagene-autoleucel/"),
    "evidence": Address("/{language}/evidence/"),
    "glossary": Address("/{language}/glossary/"),
    "about": Address("/{language}/about/"),
    "report": Address("/{language}/report/?page=/nb/studies/nct06581198/&field=Alder"),
    "report on nothing": Address("/{language}/report/?page=/nowhere/", HTTPStatus.BAD_REQUEST),
    "accessibility": Address("/{language}/accessibility/"),
    "privacy": Address("/{language}/privacy/"),
    "no such page": Address("/{language}/nowhere/", HTTPStatus.NOT_FOUND),
    "unknown number": Address("/id/NCT99999999", HTTPStatus.NOT_FOUND),
    "unreadable address": Address("/{language}/studies/?q=%00", HTTPStatus.BAD_REQUEST),
}

# One of each build: a picture of the whole, rows with facets, facts with a table, a tree, a register, publications.
SIX = ("home", "filtered list", "study in Norway", "indications", "products", "evidence")
