"""The registry's text in the paragraphs and lists that its writer meant."""

from trials.outputs.check_before import Block, Item, blocks

TEXT = """Inclusion Criteria:

* Age \\>= 18 years
* Active disease:
  * class III
  - class IV

1. Signed consent
12) No <script>alert(1)</script>
Exclusion Criteria"""


def test_paragraphs_and_lists_are_told_apart() -> None:
    assert list(blocks(TEXT)) == [
        Block("Inclusion Criteria:"),
        Block(
            items=(
                Item("", "Age >= 18 years", is_inner=False),
                Item("", "Active disease:", is_inner=False),
                Item("", "class III", is_inner=True),
                Item("", "class IV", is_inner=True),
                Item("1.", "Signed consent", is_inner=False),
                Item("12)", "No <script>alert(1)</script>", is_inner=False),
            )
        ),
        Block("Exclusion Criteria"),
    ]


def test_a_hyphen_within_a_line_makes_no_list() -> None:
    assert list(blocks("IL-6 - or TNF-inhibitors\n-5 to 3 points")) == [
        Block("IL-6 - or TNF-inhibitors"),
        Block("-5 to 3 points"),
    ]


def test_no_text_has_no_blocks() -> None:
    assert list(blocks(" \n\r\n")) == []
