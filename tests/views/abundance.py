"""Studies with as many of every linked thing as asked for: what a page shows of them must not cost more queries."""

from django.utils import timezone

from tests.factories import (
    make_indication,
    make_product,
    make_publication,
    make_site,
    make_source,
    make_sponsor,
    make_study,
    make_study_site,
    make_target,
)
from trials.choices import ContactRole, IdentifierScheme, Modality
from trials.models import Contact, Study

COUNTRIES = ("NO", "SE", "DE")
MODALITIES = (Modality.AUTOLOGOUS_CAR_T, Modality.CAR_NK, Modality.CAR_TREG)


def make_abundant_study(links: int, *, slug: str | None = None, family: bool = True) -> Study:
    """A study with `links` of every thing that a study has; with a family, as many studies of its product."""
    products = [make_product(targets=[make_target() for _ in range(links)]) for _ in range(links)]
    study = make_study(
        slug,
        public_title="Lupus everywhere",
        products=products,
        indications=[make_indication() for _ in range(links)],
        countries=COUNTRIES[:links],
        own_targets=[make_target() for _ in range(links)],
        own_modalities=MODALITIES[:links],
        collaborators=[make_sponsor() for _ in range(links)],
        sources=links,
    )
    for number in range(links):
        study.identifiers.create(
            scheme=IdentifierScheme.SPONSOR_PROTOCOL, value=f"P{study.pk}-{number}", match_key=f"p{study.pk}{number}"
        )
    for country in COUNTRIES[:links]:
        for _ in range(links):
            source = make_source(study=study)
            here = make_study_site(study, make_site(country=country), status_source=source)
            for _ in range(links):
                Contact.objects.create(
                    study_site=here,
                    role=ContactRole.REFERRAL,
                    phone="22 22 22 22",
                    is_public=True,
                    checked_at=timezone.now(),
                )
    for _ in range(links):
        study.contacts.create(role=ContactRole.REGISTRY, phone="22 22 22 22", is_public=True)
    for _ in range(links if family else 0):
        make_publication(studies=[study])
        make_study(products=products[:1])
        make_study(follow_up_of=study, products=[])
    return study
