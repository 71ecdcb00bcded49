import pytest

from trials.actions.catalogue.study_sites import SourceFacts, source_of_status


@pytest.mark.parametrize(
    ("sources", "as_of", "chosen"),
    [
        pytest.param([], "2026-08-22", None, id="no source"),
        pytest.param([(1, "MIRROR", "2026-08-22"), (2, "REGISTRY", "2026-08-22")], "2026-08-22", 2, id="registry"),
        pytest.param([(1, "MIRROR", "2026"), (2, "REGISTRY", None)], "2026", 1, id="the one with the date"),
        pytest.param([(1, "ARTICLE", "2026"), (2, "MIRROR", "2026")], "2026", None, id="two with the date"),
        pytest.param([(1, "REGISTRY", "2026"), (2, "REGISTRY", "2026")], "2026", None, id="two registries"),
        pytest.param([(1, "MIRROR", None), (2, "REGISTRY", None)], "2026-02", None, id="undated registry among others"),
        pytest.param([(1, "REGISTRY", None), (2, "REGISTRY", None)], "2026-02", None, id="two undated registries"),
        pytest.param([(1, "ARTICLE", None)], None, 1, id="only source"),
        pytest.param([(1, "ARTICLE", None), (2, "MIRROR", None)], None, None, id="two undated"),
        pytest.param([(1, "REGISTRY", "2025-01-01")], "2026-08-22", None, id="a registry of another day"),
        pytest.param([(1, "REGISTRY", "2025-01-01")], None, None, id="a status without a day"),
    ],
)
def test_a_status_comes_from_a_source_only_where_that_is_certain(
    sources: list[SourceFacts], as_of: str | None, chosen: int | None
) -> None:
    assert source_of_status(sources, as_of) == chosen
