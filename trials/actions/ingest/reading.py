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

    `registry_id` is empty where not even that could be read; `proposal` holds what the study seems to be.
    """

    registry: str
    registry_id: str
    content_hash: str
    body: bytes
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


def read(registry: str, number: str, body: bytes, digest: str, names: Names, *, takes_all: bool = False) -> Item:
    """What a document says and what its study seems to be; never an error, a problem instead.

    With `takes_all`, every study is ours.
    """
    try:
        study = lookup(registry.lower()).parse(body).study
        facts = facts_of(study)
    except Refused as refused:
        return Item(registry=registry, registry_id=number, content_hash=digest, body=body, problem=str(refused))
    proposal = classify(material_of(study), names.product_names)
    return Item(
        registry=registry,
        registry_id=study.registry_id,
        content_hash=digest,
        body=body,
        as_of=as_of(study),
        facts=facts,
        scope=Scope.OURS if takes_all else SCOPES[proposal.in_scope],
        proposal=_proposed(study, proposal),
    )


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


def _proposed(study: RegistryStudy, proposal: Proposal) -> dict[str, Any]:
    words = [word for one in study.interventions for word in (one.name, *one.other_names)]
    return {
        "modality": proposal.modality,
        "targets": list(proposal.targets),
        "indications": list(proposal.indications),
        "interventions": words,
        "because": proposal.because,
    }
