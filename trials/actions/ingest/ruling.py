"""The rules of the register that a decision must keep, asked of a study as it would be."""

from django.utils.translation import gettext as _

from trials.actions.ingest.held import Held
from trials.choices import RecruitmentStatus
from trials.models import Contact, StudySite
from trials.models.study_site import ENDED
from trials.query.completeness import faults_of_publication, listed

# What people write of a study at a site; a registry that drops the site does not take it along.
_OF_PEOPLE = (
    "expected_open_date",
    "pause_reason",
    "principal_investigator",
    "takes_external_referrals",
    "takes_foreign_referrals",
    "is_travel_covered",
    "reply_days",
    "note_nb",
    "note_nn",
    "note_en",
    "verified_at",
)


class Refused(Exception):
    """A rule of the register would be broken; its text tells the person why and the way out, in their language."""


def refuse_what_cannot_be(of_study: Held) -> None:
    """Refused for limits of age that exclude everybody, and for a site that recruits in a study that has ended."""
    study = of_study.study
    youngest, oldest = study.minimum_age_months, study.maximum_age_months
    if youngest is not None and oldest is not None and youngest > oldest:
        raise Refused(_("The minimum age would be above the maximum age: take both from the registry, or neither."))
    open_sites = [place for place in of_study.sites.values() if place.status == RecruitmentStatus.RECRUITING]
    if study.recruitment_status in ENDED and open_sites:
        names = "; ".join(str(place.site) for place in open_sites)
        told = _(
            "The study would have ended while a site of it is recruiting: %(sites)s. Decide on the site as well, "
            "or change its status first."
        )
        raise Refused(told % {"sites": names})


def refuse_loss(of_study: Held) -> None:
    """Refused where a public study would lack what publication asks for."""
    if facts := faults_of_publication(of_study.study):
        told = _("A public study must keep what publication asks for. Missing: %(facts)s.")
        raise Refused(told % {"facts": listed(facts)})


def refuse_to_drop_site(place: StudySite) -> None:
    """Refused where people wrote anything of the study at this site."""
    if any(getattr(place, name) not in (None, "") for name in _OF_PEOPLE) or (
        Contact.objects.filter(study_site=place).exists()
    ):
        told = _("%(site)s stays: people wrote of the study there. Keep ours, or remove the site in the study's form.")
        raise Refused(told % {"site": place.site})


def refuse_to_drop_country(of_study: Held, country: str) -> None:
    """Refused where the study has a site in the country."""
    if any(place.site.country == country for place in of_study.sites.values()):
        raise Refused(_("A site of the study lies in the country: decide on the site first, or keep the country."))
