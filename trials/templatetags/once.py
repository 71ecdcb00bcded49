"""What every page says alike is rendered once."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class Once(template.Node):
    """A part of a page that depends on nothing but the language and a few values; what it became is kept."""

    def __init__(self, part: NodeList, values: list[FilterExpression]) -> None:
        self.part = part
        self.values = values
        self.rendered: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """The part, made at the first call for these values."""
        key = (get_language(), *(value.resolve(context) for value in self.values))
        if key not in self.rendered:
            self.rendered[key] = self.part.render(context)
        return self.rendered[key]


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """`{% once %}` or `{% once value %}` to `{% endonce %}`; the values must be few, since each is kept for good."""
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    part = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(part, values)
