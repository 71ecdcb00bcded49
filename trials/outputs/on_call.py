"""The 24-hour numbers that study sites have entered, for a patient who has had the infusion."""

from dataclasses import dataclass

from django.db.models import QuerySet

from trials.choices import ContactRole
from trials.localised import Localised
from trials.models import Contact, Study
from trials.names import site_name
from trials.outputs.clinical import display_title
from trials.outputs.rows import main_number
from trials.places import city_name, nearest_first
from trials.query.card_rows import cards
from trials.query.cards import StudyCard
from trials.text import sort_key


@dataclass(frozen=True)
class OnCall:
    """A number to call at all hours, of a study at a hospital."""

    study: Localised
    number: str
    slug: str
    site: Localised
    city: str
    phone: str
    phone_address: str
    name: str


def on_call(language: str, study: Study | None = None) -> list[OnCall]:
    """The public numbers of published studies, or of one of them, Norway's first; a constant number of queries."""
    rows = [*_contacts(study)]
    order = nearest_first({row.study_site.site.country for row in rows}, language)
    studies = cards({row.study_site.study_id for row in rows})
    lines = [(row, studies[row.study_site.study_id]) for row in rows if row.study_site.study_id in studies]
    found = sorted(
        ((order.index(row.study_site.site.country), _line(row, study, language)) for row, study in lines),
        key=lambda pair: (pair[0], sort_key(pair[1].study.text, language), sort_key(pair[1].site.text, language)),
    )
    return [line for _place, line in found]


def _contacts(study: Study | None) -> QuerySet[Contact]:
    studies = Study.objects.published().filter(**{"pk": study.pk} if study else {})
    rows = Contact.objects.filter(role=ContactRole.ON_CALL, is_public=True, study_site__study__in=studies)
    return rows.exclude(phone="").select_related("study_site__site").order_by("pk")


def _line(row: Contact, study: StudyCard, language: str) -> OnCall:
    here = row.study_site
    return OnCall(
        study=display_title(study, language),
        number=main_number(study.identifiers),
        slug=study.slug,
        site=site_name(here.site, language),
        city=city_name(here.site.city, language, here.site.country),
        phone=row.phone,
        phone_address="".join(sign for sign in row.phone if sign.isdigit() or sign == "+"),
        name=row.name,
    )
