"""Two editors merge the same two things at once, on a database as production has it."""

import json

import pytest

from tests.databases import migrate, shell

MAKE = """
from django.contrib.auth.models import User
from tests.factories import make_sponsor, make_study
for number in range(2):
    User.objects.create_superuser(f"editor-{number}")
one, other = make_sponsor("one", name="One"), make_sponsor("other", name="Other")
for sponsor in (one, other):
    for number in range(20):
        make_study(primary_sponsor=sponsor, products=[], indications=[])
print(one.pk, other.pk)
"""
READ = """
import json
from trials.models import FormerAddress, Sponsor, Study
print(json.dumps({
    "sponsors": list(Sponsor.objects.filter(slug__in=["one", "other"]).values_list("name", "aliases")),
    "studies": sorted(set(Study.objects.values_list("primary_sponsor__name", flat=True))),
    "number": Study.objects.count(),
    "addresses": [[address.slug, address.thing.slug] for address in FormerAddress.objects.all()],
}))
"""
# By when the second asked: before the first was done, or after.
REFUSALS = (
    "is no longer there: it was merged or deleted meanwhile.",
    "One of them is no longer there: it was merged or deleted meanwhile. Nothing was done.",
)


@pytest.mark.django_db
def test_of_two_who_merge_each_into_the_other_one_does_and_one_is_told(database: str) -> None:
    migrate(database)
    one, other = shell(database, MAKE).split()

    code = f"from tests.admin.merges import merge_at_once; merge_at_once({one}, {other})"
    told = [" ".join(words) for words in json.loads(shell(database, code))]

    found = json.loads(shell(database, READ))
    kept, gone = ("One", "Other") if found["sponsors"][0][0] == "One" else ("Other", "One")
    assert found == {
        "sponsors": [[kept, [gone]]],
        "studies": [kept],
        "number": 40,
        "addresses": [[gone.lower(), kept.lower()]],
    }
    assert f"{gone} is now part of {kept}. 20 records were changed." in told
    (refusal,) = (words for words in told if "is now part of" not in words)
    assert refusal.endswith(REFUSALS)
