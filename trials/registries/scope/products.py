"""Products by name, alias or code, in any writing: KYV-101, KYV 101 and kyv101 are one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from trials.registries.scope.patterns import LONGEST_KEPT
from trials.text import compact, fold

# Longer names describe a product ("CD19 CAR-T, allogeneic (a hospital)") and stand in no record.
_WORDS = 5
_SHORTEST = 3
_MOST_TEXTS = 8192


@dataclass(frozen=True)
class Product:
    """A product as the register knows it: every name it goes by, a Modality where known, and its targets' slugs."""

    names: tuple[str, ...]
    modality: str | None = None
    targets: tuple[str, ...] = ()


class ProductNames:
    """Finds products in texts."""

    def __init__(self, products: Iterable[Product]) -> None:
        """A name that two products share finds the first."""
        self._by_name: dict[str, Product] = {}
        for product in products:
            for name in product.names:
                if len(compact(name)) >= _SHORTEST and len(fold(name).split()) <= _WORDS:
                    self._by_name.setdefault(compact(name), product)
        self._kept = lru_cache(maxsize=_MOST_TEXTS)(self._named)
        # What the first words of a name can be.
        self._beginnings = {name[:end] for name in self._by_name for end in range(1, len(name) + 1)}

    def named(self, text: str) -> tuple[tuple[Product, str], ...]:
        """The products that a folded text names, each with the words; the longest name first where two begin alike."""
        return self._kept(text) if len(text) <= LONGEST_KEPT else self._named(text)

    def _named(self, text: str) -> tuple[tuple[Product, str], ...]:
        words = text.split()
        return () if self._beginnings.isdisjoint(words) else tuple(self._in(words))

    def _in(self, words: list[str]) -> Iterator[tuple[Product, str]]:
        for start in [place for place, word in enumerate(words) if word in self._beginnings]:
            product, end = self._longest(words, start)
            if product:
                yield product, " ".join(words[start:end])

    def _longest(self, words: list[str], start: int) -> tuple[Product | None, int]:
        """The product whose name begins with the word at `start` and goes on longest, and where it ends."""
        found, after, name = None, start, ""
        for end, word in enumerate(words[start : start + _WORDS], start + 1):
            name += word
            if name not in self._beginnings:
                break
            if product := self._by_name.get(name):
                found, after = product, end
        return found, after
