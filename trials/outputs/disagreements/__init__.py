"""Where the sources of a study disagree: each value with who says so and when, and which one the page uses.

`sources` holds what each says, `claims` gathers the values of a fact; `facts`, `countries` and `sites` compare.
"""

from trials.models import Study
from trials.outputs.disagreements.claims import Disagreement
from trials.outputs.disagreements.countries import of_countries
from trials.outputs.disagreements.facts import of_study
from trials.outputs.disagreements.sites import of_sites
from trials.outputs.disagreements.sources import Sources


def disagreements(study: Study, language: str) -> list[Disagreement]:
    """The facts on which the sources of a study, from `study_page.study_for_page`, disagree; three queries."""
    sources = Sources(study, language)
    return [*of_study(sources), *of_countries(sources), *of_sites(sources)]
