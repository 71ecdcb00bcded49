"""Content that exists in several languages, and what a reader of each language is shown."""

from dataclasses import dataclass

# Nynorsk readers get bokmål before English, marked as such; English readers get what English there is.
FALLBACKS = {"nb": ("nb", "nn", "en"), "nn": ("nn", "nb", "en"), "en": ("en", "nb", "nn")}


@dataclass(frozen=True)
class Localised:
    """A text and the language it is in; `foreign` is that language when it is not the reader's, else empty."""

    text: str
    language: str
    foreign: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def localised(thing: object, field: str, language: str) -> Localised:
    """The content of columns `field_nb`, `field_nn` and `field_en` of `thing` for a reader of `language`.

    A blank column shows the next language of FALLBACKS; all blank is an empty text.
    """
    for candidate in FALLBACKS[language]:
        text = getattr(thing, f"{field}_{candidate}", "")
        if text:
            return Localised(text, candidate, "" if candidate == language else candidate)
    return Localised("", language)
