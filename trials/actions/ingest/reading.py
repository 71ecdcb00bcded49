"""From a document to what is written of it: hashed first, and read only where its content is new."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from django.db.models import Q

from trials.actions.ingest.content import content_hash
from trials.actions.ingest.facts import as_of, facts_of
from trials.actions.ingest.names import Names
from trials.choices import Scope
from trials.models import RegistryEntry, RegistryRecord
from trials.models.fields import packed, unpacked
from trials.query.facts import Facts
from trials.registries import lookup
from trials.registries.base import Refused, RegistryStudy
from trials.registries.scope import Proposal, classify, material_of

# Found to be not ours by the program alone.
PUT_ASIDE = Q(scope=Scope.NOT_OURS, study__isnull=True, decided_by__isnull=True)
# As `trials.registries.scope` answers.
SCOPES = {"yes": Scope.OURS, "no": Scope.NOT_OURS, "unsure": Scope.UNSURE}


class Item(msgspec.Struct, kw_only=True):
    """A document whose content is new to us, with what it says, or why it cannot be read.

    `registry_id` is empty where not even that could be read; `document` is as it is stored (`models.fields.packed`);
    `proposal` holds what the study seems to be, unless nobody need ask.
    """

    registry: str
    registry_id: str
    content_hash: str
    document: bytes
    problem: str = ""
    as_of: str = ""
    facts: Facts = {}
    scope: str = ""
    proposal: dict[str, Any] = {}


def unseen(
    registry: str, bodies: Iterable[tuple[str, bytes]], *, takes_all: bool = False
) -> tuple[list[tuple[str, bytes, str]], int]:
    """The documents, each with its number and hash, that are not what we hold of their study; and how many are.

    One query. With `takes_all`, what was found to be not ours is looked at again. So is what could not be read: the
    program may have learned to (`unread`).
    """
    hashed = [(number, body, content_hash(registry, body)) for number, body in bodies]
    known = _held(registry, [digest for _number, _body, digest in hashed], takes_all)
    fresh = {digest: (number, body, digest) for number, body, digest in hashed if digest not in known}
    return list(fresh.values()), len(hashed) - len(fresh)


def unread(registry: str, digests: Collection[str]) -> set[str]:
    """Which of these contents, by hash, came before and could not be read; one query, and none for nothing."""
    if not digests:
        return set()
    records = RegistryRecord.objects.filter(registry=registry, content_hash__among=digests)
    return set(records.exclude(problem="").values_list("content_hash", flat=True))


def read(
    registry: str, documents: Iterable[tuple[str, bytes, str]], names: Names, *, takes_all: bool = False
) -> list[Item]:
    """What documents, each with its number and hash, say, and what their studies seem to be; a problem, never an error.

    With `takes_all`, every study is ours. What is ours already, or was decided by a person, is not asked again: its
    `proposal` is empty, and `judge` fills it where it is wanted after all. One query, and none for nothing.
    """
    items, studies = [], {}
    for number, body, digest in documents:
        item = Item(registry=registry, registry_id=number, content_hash=digest, document=packed(body))
        if study := _understood(item, body):
            studies[digest] = study
        items.append(item)
    settled = _settled(registry, [item.registry_id for item in items])
    for item in items:
        if takes_all and not item.problem:
            item.scope = Scope.OURS
        if not item.problem and item.registry_id not in settled:
            _judge(item, studies[item.content_hash], names)
    return items


def judge(item: Item, names: Names) -> None:
    """Say what the study of an item seems to be, unless that was said when it was read."""
    if not item.proposal:
        _judge(item, lookup(item.registry.lower()).parse(unpacked(item.document)).study, names)


def batches(rows: Iterable[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows in lists of at most `size`."""
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _held(registry: str, digests: list[str], takes_all: bool) -> set[str]:
    """Which of these contents are what a registry said last."""
    entries = RegistryEntry.objects.filter(record__registry=registry, record__content_hash__among=digests)
    if takes_all:
        entries = entries.exclude(PUT_ASIDE)
    return set(entries.values_list("record__content_hash", flat=True))


def _settled(registry: str, numbers: list[str]) -> set[str]:
    """Which studies of a registry are ours already, or were judged by a person."""
    if not numbers:
        return set()
    entries = RegistryEntry.objects.filter(registry=registry, registry_id__among=numbers)
    entries = entries.filter(Q(study__isnull=False) | Q(decided_by__isnull=False))
    return set(entries.values_list("registry_id", flat=True))


def _understood(item: Item, body: bytes) -> RegistryStudy | None:
    """What a document says, put into its item; None where it cannot be read, which the item tells."""
    try:
        study = lookup(item.registry.lower()).parse(body).study
        item.facts = facts_of(study)
    except Refused as refused:
        item.problem = str(refused)
        return None
    item.registry_id, item.as_of = study.registry_id, as_of(study)
    return study


def _judge(item: Item, study: RegistryStudy, names: Names) -> None:
    proposal = classify(material_of(study), names.product_names)
    item.scope = item.scope or SCOPES[proposal.in_scope]
    item.proposal = _proposed(study, proposal)


def _proposed(study: RegistryStudy, proposal: Proposal) -> dict[str, Any]:
    words = [word for one in study.interventions for word in (one.name, *one.other_names)]
    return {
        "modality": proposal.modality,
        "targets": list(proposal.targets),
        "indications": list(proposal.indications),
        "interventions": words,
        "because": proposal.because,
    }
