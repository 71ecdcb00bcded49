"""What the registries say. Pure: no database, no settings, no clock; only http.py opens a connection.

A registry is one module, with what base.Registry has, and one entry here.
"""

from trials.registries import clinicaltrials_gov, ctis, ictrp
from trials.registries.base import Registry

REGISTRIES: dict[str, Registry] = {module.NAME: module for module in (clinicaltrials_gov, ctis, ictrp)}


def lookup(name: str) -> Registry:
    """The registry of that name; KeyError when we have none."""
    return REGISTRIES[name]
