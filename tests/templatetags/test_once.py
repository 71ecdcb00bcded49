"""What is rendered once: again for another language, and for another value."""

from django.template import Context, engines
from django.utils.translation import override


def test_a_part_is_made_once_for_each_language_and_value() -> None:
    source = "{% load i18n once %}{% once page %}{% translate 'Studies' %} {{ page }} {{ time }}{% endonce %}"
    template = engines["django"].from_string(source).template  # type: ignore[attr-defined]

    def shown(language: str, page: str, time: int) -> str:
        with override(language):
            return str(template.render(Context({"page": page, "time": time})))

    first = [shown("en", "a", 1), shown("nb", "a", 2), shown("en", "b", 3)]

    assert first == ["Studies a 1", "Studier a 2", "Studies b 3"]
    assert [shown("en", "a", 4), shown("nb", "a", 5), shown("en", "b", 6)] == first
