import pytest

from tests.factories import make_indication
from trials.choices import IndicationGroup
from trials.query.tree import indication_tree

pytestmark = pytest.mark.django_db


def test_diseases_stand_by_group_then_by_name_each_above_its_narrower_ones() -> None:
    make_indication(slug="ms", name_en="A disease of nerves", group=IndicationGroup.NEUROLOGICAL)
    lupus = make_indication(slug="lupus", name_en="Lupus", group=IndicationGroup.CONNECTIVE_TISSUE_DISEASE)
    make_indication(slug="nephritis", name_en="Nephritis", parent=lupus, group=IndicationGroup.OTHER)
    make_indication(slug="aps", name_en="Antibodies", group=IndicationGroup.CONNECTIVE_TISSUE_DISEASE)

    walked = [(indication.slug, depth) for indication, depth in indication_tree().walk("en")]

    assert walked == [("aps", 0), ("lupus", 0), ("nephritis", 1), ("ms", 0)]
