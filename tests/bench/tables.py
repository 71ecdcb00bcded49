"""The figures as tables, ratios first: a figure of one machine says little, a ratio of one run says much."""

from typing import Any

_PAGES = f"{'':<34}{'× empty':>9}{'median ms':>11}{'p95 ms':>10}{'CPU ms':>9}{'a second':>10}{'kB':>8}"


def print_case(engine: str, figures: dict[str, Any]) -> None:
    """One size on one engine."""
    print(f"\n{engine}, {figures['studies']:,} studies at {figures['study_sites']:,} study sites")
    print(_PAGES)
    empty = figures["costs"]["an empty page"]["median_ms"]
    for name, cost in figures["costs"].items():
        print(
            f"{name:<34}{cost['median_ms'] / empty:>9.1f}{cost['median_ms']:>11.2f}{cost['p95_ms']:>10.2f}"
            f"{cost['cpu_ms']:>9.2f}{cost['per_second']:>10.0f}{cost['kb']:>8.0f}"
        )
    print(f"p95 of random questions, × empty: {_p95(figures) / empty:.1f}")
    for name, spent in figures.get("peer", {}).items():
        own = figures["costs"][name]["median_ms"]
        print(f"{f'Datasette, {name}':<34}{spent / own:>9.0f} × ours, {spent:,.0f} ms")
    _print_rest(figures)


def _p95(figures: dict[str, Any]) -> float:
    return float(figures["costs"]["random filters and words"]["p95_ms"])


def _print_rest(figures: dict[str, Any]) -> None:
    whole, usual = figures["files"].values()
    print(
        f"{'CSV of everything':<34}{whole['rows_per_second'] / usual['rows_per_second']:>9.1f} × from model objects, "
        f"{whole['rows_per_second']:,.0f} rows a second, {whole['mb']:.0f} MB; memory + {whole['growth_mb']:.0f} MB"
    )
    saved, seen = figures["edit"]["saved_ms"], figures["edit"]["visible_ms"]
    print(f"{'an edit':<34}saved after {saved:.0f} ms, on the next page after {seen:.0f} ms")
    memory = figures["memory_mb"] - figures["empty_memory_mb"]
    cold = f"first page {figures['cold_seconds']:.1f} s after its start"
    print(f"{'a worker':<34}{memory:.0f} MB above an empty one; {cold}")
    made = f"loaded in {figures['load_seconds']:.0f} s, indexed in {figures['index_seconds']:.0f} s"
    print(f"{'the register':<34}{figures['disk_mb']:,.0f} MB on disk; {made}")
    if exact := figures.get("exact"):
        print(f"{'counts':<34}{len(exact['differences'])} differences in {exact['asked']} random questions")
        print(*exact["differences"][:20], sep="\n")


def print_growth(engine: str, by_size: dict[int, dict[str, Any]]) -> None:
    """How the cost of each page grows from the smallest register to the larger ones."""
    smallest, *larger = sorted(by_size)
    if not larger:
        return
    print(f"\n{engine}: median, as a multiple of that with {smallest:,} studies")
    print(f"{'':<34}" + "".join(f"{size:>12,}" for size in larger))
    for name, cost in by_size[smallest]["costs"].items():
        ratios = [by_size[size]["costs"][name]["median_ms"] / cost["median_ms"] for size in larger]
        print(f"{name:<34}" + "".join(f"{ratio:>12.2f}" for ratio in ratios))
