"""The studies that belong to a study: its parent, its long-term follow-ups, and others of the same products."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trials.models import Study
from trials.outputs.listed import kept_rows
from trials.outputs.rows import StudyRow, rows
from trials.query.card_rows import cards
from trials.query.index.held import current
from trials.query.index.order import Ordered, order_of
from trials.query.ranking import Sort

# So many others of the same products stand on a page; the list of studies has them all.
SHOWN = 25


@dataclass(frozen=True)
class Related:
    """Published studies under a heading, last changed first; `query` lists them all, where not all are shown."""

    heading: str
    rows: list[StudyRow]
    total: int
    query: str = ""


def related(study: Study, language: str) -> list[Related]:
    """What belongs to a study from `study_page.study_for_page`; headings of nothing are left out.

    A constant number of queries, and of rows but for those of the family.
    """
    published = Study.objects.published().exclude(pk=study.pk)
    groups = [
        _family(_("Long-term follow-up of"), published.filter(follow_ups=study.pk), language),
        _family(_("Long-term follow-up"), published.filter(follow_up_of=study.pk), language),
        _of_same_products(study, language),
    ]
    return [group for group in groups if group.total]


def _family(heading: str, studies: QuerySet[Study], language: str) -> Related:
    newest = F("last_registry_update").desc(nulls_last=True)
    pks = list(studies.order_by(newest, "pk").values_list("pk", flat=True))
    return Related(heading, _rows(pks, language), len(pks))


def _of_same_products(study: Study, language: str) -> Related:
    index, slugs = current(), [product.slug for product in study.products.all()]
    others = index.of("product", slugs).copy()
    others.discard(study.pk)
    shown = Ordered(others, (), order_of(index, Sort.UPDATED))[:SHOWN]
    return Related(_("Same product"), _rows(shown, language), len(others), urlencode({"product": slugs}, doseq=True))


def _rows(pks: Sequence[int], language: str) -> list[StudyRow]:
    return kept_rows(current(), pks, (language,), lambda new: rows(cards(new).values(), language))
