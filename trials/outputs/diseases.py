"""The tree of diseases with the studies of each, and the page of one disease."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trials.choices import IndicationGroup, Region
from trials.localised import Localised
from trials.models import Indication, Publication
from trials.outputs.overview import Count, count, with_shares
from trials.outputs.things import Detail, Fact
from trials.query.index.held import Index
from trials.query.studies import StudyList
from trials.query.tree import IndicationTree
from trials.text import sort_key

# SNOMED CT is not shown: each organisation that installs the register must confirm its own licence first.
MESH_PAGE = "https://meshb.nlm.nih.gov/record/ui?ui={}"
ORPHA_PAGE = "https://www.orpha.net/en/disease/detail/{}"


@dataclass(frozen=True)
class Node:
    """A disease with its studies, and the narrower ones of the same group below it."""

    count: Count
    below: list["Node"]


@dataclass(frozen=True)
class Branch:
    """The diseases of one group."""

    code: str
    name: str
    diseases: list[Node]


def disease_count(pk: int, index: Index, tree: IndicationTree, language: str) -> Count:
    """The studies of a disease (primary key) and of all narrower ones."""
    slug = tree.by_id[pk].slug
    studies = index.of("indication", [slug])
    return count(tree.name(pk, language), f"indication={slug}", studies, index, slug=slug)


def disease_tree(index: Index, tree: IndicationTree, language: str) -> list[Branch]:
    """All diseases by group, those without a study too; one whose wider disease is of another group stands on top."""
    branches = []
    for group in IndicationGroup:
        inside = {pk for pk, one in tree.by_id.items() if one.group == group}
        top = [pk for pk in inside if tree.by_id[pk].parent_id not in inside]
        if nodes := _nodes(top, inside, index, tree, language):
            branches.append(Branch(group.value, str(group.label), nodes))
    return branches


def _nodes(pks: list[int], inside: set[int], index: Index, tree: IndicationTree, language: str) -> list[Node]:
    by_name = sorted(pks, key=lambda pk: (sort_key(str(tree.name(pk, language)), language), pk))
    return [
        Node(
            disease_count(pk, index, tree, language),
            _nodes([one for one in tree.children.get(pk, []) if one in inside], inside, index, tree, language),
        )
        for pk in by_name
    ]


def wider(disease: Indication, studies: StudyList, language: str) -> list[Count]:
    """The wider diseases, nearest first."""
    _self, *above = studies.tree.ancestors(disease.pk)
    return [disease_count(pk, studies.index, studies.tree, language) for pk in above]


def narrower(disease: Indication, studies: StudyList, language: str) -> list[Count]:
    """The diseases next below, by name."""
    below = studies.tree.children.get(disease.pk, [])
    counts = [disease_count(pk, studies.index, studies.tree, language) for pk in below]
    return sorted(counts, key=lambda one: (sort_key(str(one.name), language), one.slug))


def family(disease: Indication, tree: IndicationTree) -> list[Indication]:
    """The disease and all narrower ones."""
    return [one for pk, one in tree.by_id.items() if disease.pk in tree.ancestors(pk)]


def by_place(disease: Indication, studies: StudyList, language: str) -> list[Count]:
    """The studies of the disease in Norway, in the Nordic countries, in Europe and everywhere."""
    index, found = studies.index, studies.found
    places = [
        (_("Norway"), "&country=NO", index.of("country", ["NO"])),
        (_("Nordic countries"), "&region=NORDIC", index.of("region", [Region.NORDIC])),
        (_("Europe"), "&region=EUROPE", index.of("region", [Region.EUROPE])),
        (_("All countries"), "", index.everything),
    ]
    return with_shares(
        [
            count(Localised(name, language), f"indication={disease.slug}{query}", found & held, index)
            for name, query, held in places
        ]
    )


def publications_on(diseases: list[Indication]) -> list[Publication]:
    """The publications on any of the diseases, newest first."""
    found = Publication.objects.filter(indications__in=diseases).distinct()
    return sorted(found, key=lambda one: (-(one.year or 0), one.slug))


def names_and_codes(disease: Indication, language: str) -> list[Fact]:
    """What the disease is called in each language, the words that find it, and its codes; what is blank is left out."""
    names = {
        _("Bokmål"): (disease.name_nb, "nb"),
        _("Nynorsk"): (disease.name_nn, "nn"),
        _("English"): (disease.name_en, "en"),
    }
    facts = [Fact(label, _in_language([name], code, language)) for label, (name, code) in names.items()]
    facts += [
        Fact(_("Search words (Norwegian)"), _in_language(disease.synonyms_nb, "nb", language)),
        Fact(_("Search words (English)"), _in_language(disease.synonyms_en, "en", language)),
        Fact("ICD-10", _in_language(disease.icd10, language, language)),
        Fact("MeSH", _linked(disease.mesh, MESH_PAGE, language)),
        Fact("ORPHA", _linked(disease.orpha, ORPHA_PAGE, language)),
    ]
    return [fact for fact in facts if fact.values]


def _in_language(texts: list[str], code: str, language: str) -> list[Detail]:
    return [Detail(Localised(text, code, "" if code == language else code)) for text in texts if text]


def _linked(code: str, page: str, language: str) -> list[Detail]:
    return [Detail(Localised(code, language), page.format(code))] if code else []
