"""Documents are stored compressed; who reads them sees what was given, and what was stored before."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from trials.actions.bulk import insert
from trials.models import RegistryRecord
from trials.models.fields import Packed, packed, unpacked

pytestmark = pytest.mark.django_db

JSON = b'{"title": "' + "Lupusnefritt – γδ T ".encode() * 500 + b'"}'


def make_record(body: bytes, content_hash: str = "a") -> RegistryRecord:
    return RegistryRecord(registry="CTGOV", content_hash=content_hash, body=body, received_at=timezone.now())


def stored() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM trials_registryrecord")
        (body,) = cursor.fetchone()
    return bytes(body)


@pytest.mark.parametrize("body", [JSON, b"", b"\xff\xfe no text", b"\x28\xb5\x2f\xfd as a frame begins"])
@pytest.mark.parametrize("is_bulk", [False, True])
def test_what_is_read_is_what_was_given(body: bytes, is_bulk: bool) -> None:
    record = make_record(body)

    if is_bulk:
        insert([record])
    else:
        record.save()

    assert RegistryRecord.objects.get().body == body


def test_what_is_packed_already_is_stored_as_it_is() -> None:
    make_record(Packed(packed(JSON))).save()

    assert (stored(), RegistryRecord.objects.get().body) == (packed(JSON), JSON)


def test_a_document_takes_a_part_of_its_size() -> None:
    make_record(JSON).save()

    assert len(stored()) < len(JSON) / 4


@pytest.mark.parametrize("body", [JSON, b"<Trials_downloaded_from_ICTRP/>", b""])
def test_what_was_stored_before_is_read_as_it_stands(body: bytes) -> None:
    make_record(b"another").save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trials_registryrecord SET body = %s", [body])

    assert (stored(), RegistryRecord.objects.get().body) == (body, body)


def test_threads_do_not_get_into_each_others_way() -> None:
    bodies = [JSON * number for number in range(1, 40)]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda body: unpacked(packed(body)), bodies)) == bodies
