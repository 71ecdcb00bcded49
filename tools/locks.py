"""Do the locks in requirements/ say what pyproject.toml asks for? Needs no network; ./run lock mends them."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,]+\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)

Pins = dict[str, str]


def read_lock(path: Path) -> tuple[Pins, list[str]]:
    """The versions a lock pins, by canonical name, and what is wrong with the lock in itself."""
    pins: Pins = {}
    faults = []
    text = path.read_text(encoding="utf-8")
    starts = [*PIN.finditer(text)]
    for pin, end in zip(starts, [*(later.start() for later in starts[1:]), len(text)], strict=True):
        name = canonicalize_name(pin["name"])
        if name in pins:
            faults.append(f"{path.name}: {name} has two versions; every Python gets the same one")
        if "--hash=sha256:" not in text[pin.start() : end]:
            faults.append(f"{path.name}: {name} has no hash")
        pins[name] = pin["version"]
    if "://" in text:
        faults.append(f"{path.name}: holds an address; where packages come from is each machine's own matter")
    return pins, faults


def unmet(asked: list[str], pins: Pins, lock: str) -> list[str]:
    """The requirements of pyproject.toml that a lock does not pin at a version they allow."""
    faults = []
    for line in asked:
        requirement = Requirement(line)
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            faults.append(f"{lock}: {line} is asked for, {version or 'nothing'} is locked")
    return faults


def unasked(asked: list[str], path: Path) -> list[str]:
    """The packages a lock says pyproject.toml asks for, and it does not."""
    names = {canonicalize_name(Requirement(line).name) for line in asked}
    direct = set()
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            name = canonicalize_name(pin["name"])
        elif line.startswith("    #") and "(pyproject.toml" in line:
            direct.add(name)
    return [f"{path.name}: {name} is locked and not asked for" for name in sorted(direct - names)]


def main() -> int:
    """Print every fault; 1 if there is one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    base_asked = project["project"]["dependencies"]
    dev_asked = base_asked + project["dependency-groups"]["dev"]
    base_path, dev_path = (ROOT / "requirements" / name for name in ("base.txt", "dev.txt"))
    base, base_faults = read_lock(base_path)
    dev, dev_faults = read_lock(dev_path)
    moved = [name for name in base if dev.get(name) != base[name]]
    faults = [
        *base_faults,
        *dev_faults,
        *unmet(base_asked, base, base_path.name),
        *unmet(dev_asked, dev, dev_path.name),
        *unasked(base_asked, base_path),
        *unasked(dev_asked, dev_path),
        *(f"dev.txt: {name} is {dev.get(name)}, base.txt says {base[name]}" for name in moved),
    ]
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
