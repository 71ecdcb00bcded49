"""Makes the files in static/vendored/ from pinned npm packages, and says where each comes from.

    python tools/vendor.py           fetches the packages, verifies them, writes the files anew
    python tools/vendor.py --check   says, offline, whether the files are those that were written

Designsystemet (Digdir, MIT): the theme and the components in COMPONENTS, joined to one stylesheet. Its
`data:` pictures become files, because the site's Content-Security-Policy allows no `data:`.
Inter (rsms, OFL 1.1): the variable roman, once with Latin only, for every page, and once whole;
static/trials/tokens.css asks for the whole one only where a page holds Greek, Latin Extended or signs like ≥.
To take a new version: set version and integrity (`npm view NAME dist.integrity`), run, look at the site.
"""

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from urllib.parse import unquote_to_bytes

HERE = Path(__file__).resolve().parent.parent / "static" / "vendored"
SUMS = HERE / "SHA256SUMS"

# name -> (version, sha512 as npm gives it)
PACKAGES = {
    "@digdir/designsystemet-css": (
        "1.22.0",
        "f/+YOK1Gvl7ypdeRh0TDGs28eu8DkOPDAR+T8yLpnys9FxNWX05UNuhXJwYwRuzF9WUgjAhpJ5JKdodTDxWMEA==",
    ),
    "inter-ui": (
        "4.1.1",
        "451h0J29HyOmA+JXgSi/6M12tL7ZCZ8arYKZUXiOXTJpJbAKqJvFh3k5SiV3x7tKe0C0KyrKUUiQIvvZ2PQDcA==",
    ),
}
# our file -> (package, its file): taken as it is
COPIES = {
    "designsystemet/LICENSE": ("@digdir/designsystemet-css", "LICENSE"),
    "inter/LICENSE.txt": ("inter-ui", "LICENSE.txt"),
    "inter/InterVariable.woff2": ("inter-ui", "variable/InterVariable.woff2"),
    "inter/InterVariable-latin.woff2": ("inter-ui", "variable-latin/InterVariable-subset.woff2"),
}
# component of Designsystemet -> its cascade layer, in the order of its own index.css
COMPONENTS = {
    "base": "ds.base",
    "validation-message": "ds.base",
    "button": "ds.components",
    "input": "ds.components",
    "label": "ds.base",
    "field": "ds.components",
    "fieldset": "ds.components",
    "skip-link": "ds.components",
    "chip": "ds.components",
    "pagination": "ds.components",
}
PICTURE = re.compile(r"""url\((["'])data:image/svg\+xml;charset=utf-8,(?P<svg>.*?)\1\)""")


def fetch(name: str, version: str, integrity: str) -> dict[str, bytes]:
    """The files of one npm package by path; SystemExit when it is not the one that was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, capture_output=True)
        (archive,) = Path(folder).iterdir()
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != integrity:
            sys.exit(f"{name} {version} is not the package that was pinned: its sha512 differs.")
        with tarfile.open(archive) as tar:
            return {
                member.name.removeprefix("package/"): stream.read()
                for member in tar
                if (stream := tar.extractfile(member)) is not None
            }


def stylesheet(package: dict[str, bytes], version: str) -> dict[str, bytes]:
    """Designsystemet's theme and our COMPONENTS as one stylesheet, and its pictures as files, by our path."""
    parts = [
        f"/* Designsystemet {version}, Digdir, MIT: see LICENSE. Made by tools/vendor.py; do not edit. */",
        "@layer ds.theme, ds.base, ds.components;",
        package["dist/theme/designsystemet.css"].decode(),
    ]
    for component, layer in COMPONENTS.items():
        parts.append(f"@layer {layer}{{{package[f'dist/src/{component}.css'].decode()}}}")
    pictures: dict[str, bytes] = {}

    def to_file(match: re.Match[str]) -> str:
        svg = unquote_to_bytes(match["svg"])
        name = f"pictures/{hashlib.sha256(svg).hexdigest()[:12]}.svg"
        pictures[f"designsystemet/{name}"] = svg
        return f'url("{name}")'

    css = PICTURE.sub(to_file, "\n".join(parts) + "\n")
    if "data:" in css or "sourceMappingURL" in css or "@import" in css:
        sys.exit("The stylesheet refers to something that is not a file beside it.")
    return {"designsystemet/designsystemet.css": css.encode(), **pictures}


def make() -> dict[str, bytes]:
    """Every vendored file by its path below static/vendored/, from the pinned packages."""
    packages = {name: fetch(name, *pin) for name, pin in PACKAGES.items()}
    design = "@digdir/designsystemet-css"
    copies = {ours: packages[name][theirs] for ours, (name, theirs) in COPIES.items()}
    return copies | stylesheet(packages[design], PACKAGES[design][0])


def present() -> dict[str, bytes]:
    """The vendored files as they lie there, by their path below static/vendored/."""
    folders = {path.partition("/")[0] for path in [*COPIES, "designsystemet/"]}
    paths = (path for folder in folders for path in (HERE / folder).rglob("*") if path.is_file())
    return {path.relative_to(HERE).as_posix(): path.read_bytes() for path in paths}


def sums(files: dict[str, bytes]) -> str:
    """The files' SHA-256 in the format of sha256sum, sorted by path."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))


def main() -> None:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description="Make the vendored files from pinned npm packages.")
    parser.add_argument("--check", action="store_true", help="compare the files with SHA256SUMS, offline")
    if parser.parse_args().check:
        wrong = set(SUMS.read_text().splitlines()) ^ set(sums(present()).splitlines())
        names = sorted({line.partition("  ")[2] for line in wrong})
        sys.exit("Not as vendored: " + ", ".join(names) if names else 0)
    files = make()
    for stale in present().keys() - files.keys():
        (HERE / stale).unlink()
    for path, content in files.items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(content)
    SUMS.write_text(sums(files))
    sys.stdout.write(f"{len(files)} files written.\n")


if __name__ == "__main__":
    main()
