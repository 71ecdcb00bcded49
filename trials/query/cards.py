"""What lists and files say of a study, as one value: kept with the index, so that a page of studies is one question.

A card holds facts, never words: whoever shows it says it in the reader's language.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Literal

import msgspec

from trials.dates import PartialDate
from trials.models import IndexedStudy
from trials.query.place_rows import HeldPlaces, Row
from trials.query.prepared import Prepared


class CardTarget(Row, frozen=True):
    """What a treatment is directed at."""

    slug: str
    name: str


class CardProduct(Row, frozen=True):
    """A product of the study with what it is directed at; the modality is empty where not stated."""

    name: str
    modality: str
    targets: tuple[CardTarget, ...]


class CardDisease(Row, frozen=True):
    """A disease that the study is about."""

    slug: str
    name_en: str
    name_nb: str
    name_nn: str


class StudyCard(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A study's public facts as they stand in its row, and those of all that it is linked to, by primary key.

    Named as the columns of `models.Study`; `places` has its status, countries, sites and sources. `identifiers` are
    pairs of scheme and value; `sponsor` is the name, empty where no sponsor is stated, and so is its type.
    """

    pk: int
    slug: str
    publication_state: str
    acronym: str
    public_title: str
    summary_nb: str
    summary_nn: str
    summary_en: str
    no_identifier_reason: str
    study_type: str
    phase: str
    sample_size: int | None
    sample_size_type: str
    minimum_age_months: int | None
    maximum_age_months: int | None
    last_registry_update: PartialDate | None
    classification: str
    sponsor: str
    sponsor_type: str
    identifiers: tuple[tuple[str, str], ...]
    modalities: tuple[str, ...]
    targets: tuple[CardTarget, ...]
    products: tuple[CardProduct, ...]
    diseases: tuple[CardDisease, ...]
    places: HeldPlaces
    shape: Literal[1] = 1

    @property
    def recruitment_status(self) -> str:
        """The overall status of the study."""
        return self.places.status.status


# To be raised whenever the fields of a card, or what stands in them, are others: a card of another shape is not read.
SHAPE: int = msgspec.structs.fields(StudyCard)[-1].default
_KEPT = Prepared(IndexedStudy.objects.all, "pk", "pk", "card")
_parsed = lru_cache(maxsize=16384)(PartialDate.parse)


def kept_cards(pks: Collection[int]) -> dict[int, StudyCard]:
    """The cards of those of these studies (primary keys) that are in the index, by primary key; one query."""
    return {pk: card for pk, raw in _KEPT(pks) if (card := _read(bytes(raw)))}


def _read(raw: bytes) -> StudyCard | None:
    """The card, None where it is of another shape."""
    try:
        return _decoder.decode(raw)
    except msgspec.DecodeError:
        return None


def written(card: StudyCard) -> bytes:
    """The card as it is kept: the same bytes for the same facts."""
    return _encoder.encode(card)


def _plain(value: Any) -> str:
    if isinstance(value, PartialDate):
        return str(value)
    raise TypeError(f"{type(value)} stands on no card")


def _date(_kind: type[Any], text: str) -> PartialDate:
    return _parsed(text)


_encoder = msgspec.msgpack.Encoder(enc_hook=_plain)
_decoder = msgspec.msgpack.Decoder(StudyCard, dec_hook=_date)
