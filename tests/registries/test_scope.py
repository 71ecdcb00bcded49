import json
from pathlib import Path
from typing import Any

import pytest

import trials
from tests.registries.records import ctgov
from trials.registries.clinicaltrials_gov import parse
from trials.registries.scope import Material, Product, ProductNames, Proposal, classify, material_of
from trials.registries.scope.diseases import SLUGS
from trials.registries.scope.treatments import target_name

PRODUCTS = ProductNames(
    [
        Product(("SYS6020",), "IN_VIVO_CAR_T", ("bcma",)),
        Product(("LUCAR-G79D",), "ALLOGENEIC_CAR_T"),
        Product(("relmacabtagene autoleucel", "relma-cel"), "AUTOLOGOUS_CAR_T", ("cd19",)),
        Product(("mivocabtagene autoleucel", "KYV-101"), "AUTOLOGOUS_CAR_T", ("cd19",)),
        Product(("PIT565",), "TRISPECIFIC_T_CELL_ENGAGER", ("cd19", "cd3")),
        Product(("CART19 (a hospital)", "CART19"), "AUTOLOGOUS_CAR_T", ("cd19",)),
    ]
)
CATALOGUE = Path(trials.__file__).parent / "catalogue"


def proposed(title: str, conditions: str, interventions: str, **more: Any) -> Proposal:
    return classify(Material(title, tuple(conditions.split("|")), tuple(interventions.split("|")), **more), PRODUCTS)


@pytest.mark.parametrize(
    ("title", "conditions", "interventions"),
    [
        ("CD19 CAR-T in refractory lupus", "Systemic Lupus Erythematosus", "CD19 CAR-T cells"),
        ("Car T cell treatment of myositis", "Myositis", "Infusion"),
        ("Chimeric antigen receptor T cells in NMOSD", "NMOSD", "Cells"),
        ("UCART in autoimmune disease", "Autoimmune Diseases", "UCART"),
        ("DSG3-CAART in pemphigus", "Pemphigus Vulgaris", "DSG3-CAART"),
        ("CAR-Treg cells in type 1 diabetes", "T1DM", "CAR Treg"),
        ("CAR-NK cells in lupus", "SLE", "CD19 CAR-NK"),
        ("Engineered regulatory T cells in Crohn's disease", "Crohn Disease", "XY-1 engineered regulatory T cells"),
        ("A study of SYS6020 Injection", "Lupus", "SYS6020"),
        ("A study in lupus", "Lupus Nephritis", "LUCAR-G79D T cells"),
        ("A study in lupus", "Lupus Nephritis", "relma-cel"),
        ("A study of newcabtagene autoleucel", "Systemic Sclerosis", "newcabtagene autoleucel"),
        ("Newco-cel in systemic sclerosis", "Systemic Sclerosis", "newco-cel"),
        ("Long-term follow-up after CAR-T", "Lupus", "CAR-T"),
        ("Teclistamab in rheumatoid arthritis", "Rheumatoid Arthritis", "Teclistamab"),
        ("A CD19xCD3 bispecific antibody", "Sjogren's Syndrome", "ABC-12"),
        ("A BiTE in rheumatoid arthritis", "Rheumatoid Arthritis", "ABC-12"),
        ("CAR-T for GvHD and systemic sclerosis", "Chronic GVHD|Systemic Sclerosis", "CAR-T"),
        ("BCMA CAR-T in POEMS syndrome and CIDP", "POEMS Syndrome|CIDP", "BCMA CAR-T"),
        ("KYV-101 in myasthenia gravis", "Myasthenia Gravis", "KYV 101"),
        ("Targeted BCMA in vivo injection", "Autoimmune Diseases", "V001"),
        ("ABC-12 in refractory lupus", "SLE", "ABC-12|Cyclophosphamide|Fludarabine"),
        ("ABC12 in active disease", "SLE", "CD4+ CAR+ Foxp3+ cells"),
    ],
)
def test_engineered_cells_and_engagers_in_autoimmune_disease_are_ours(title, conditions, interventions):
    assert proposed(title, conditions, interventions).in_scope == "yes"


@pytest.mark.parametrize(
    ("title", "conditions", "interventions"),
    [
        ("CD19 CAR-T in lymphoma", "Lymphoma", "CD19 CAR-T cells"),
        ("KYV-101 in lymphoma", "Lymphoma", "KYV-101"),
        ("CAR-T in myeloma", "Multiple Myeloma|Immune System Diseases", "BCMA CAR-T"),
        ("Carotid intima thickness in lupus", "Lupus", "Ultrasound of the carotid artery"),
        ("Cardiac care in lupus", "Lupus", "Care team"),
        ("A cart for training in rheumatoid arthritis", "Rheumatoid Arthritis", "Walking with a cart"),
        ("Treatment of a scar that is tight", "Scleroderma", "Scar T-plasty"),
        ("cART and thrombocytopenia", "HIV|Immune Thrombocytopenia", "cART"),
        ("Bite force in rheumatoid arthritis", "Rheumatoid Arthritis", "Bite splint"),
        ("Tick bites and autoimmunity", "Autoimmune Diseases", "Questionnaire"),
        ("Inebilizumab in IgG4-related disease", "IgG4-related Disease", "Inebilizumab, an anti-CD19 antibody"),
        ("Rituximab in refractory gMG", "Myasthenia Gravis", "Rituximab"),
        ("An anti-CD20 antibody in MS", "Multiple Sclerosis", "Ocrelizumab"),
        ("Teplizumab in type 1 diabetes", "Type 1 Diabetes", "Teplizumab, an anti-CD3 antibody"),
        ("NK cells with rituximab in lupus", "SLE", "AB-101 NK cells|Fludarabine|Rituximab"),
        ("Stem cells in systemic sclerosis", "Systemic Sclerosis", "Stem cell transplantation|Fludarabine"),
        ("Mesenchymal cells in refractory lupus", "SLE", "UC-MSC 100 cells"),
        ("Polyclonal Tregs in type 1 diabetes", "Type 1 Diabetes", "Autologous polyclonal Treg cells"),
        ("CAR-T for GvHD", "Chronic Graft Versus Host Disease", "CD19 CAR-T cells"),
        ("BCMA CAR-T in POEMS syndrome", "POEMS Syndrome", "BCMA CAR-T"),
        ("CAR-T in glioblastoma, anti-GBM", "Glioblastoma", "CAR-T"),
        ("A device in lymphoma", "Lymphoma", "CAR-T|Device"),
        ("Upadacitinib in lupus", "Lupus", "ABT-494 15 mg"),
    ],
)
def test_what_only_sounds_like_it_is_not_ours(title, conditions, interventions):
    assert proposed(title, conditions, interventions).in_scope == "no"


@pytest.mark.parametrize(
    ("title", "conditions", "interventions"),
    [
        (
            "Long-term follow-up of participants treated with gene-modified T cells",
            "Follow-up",
            "Gene-modified T cells",
        ),
        ("A study of XYZ123 in refractory lupus", "Lupus", "XYZ123"),
        ("A bispecific antibody in lupus", "Lupus", "XYZ"),
        ("A study of XYZ 12 cell injection", "Lupus", "XYZ-12 cell injection"),
    ],
)
def test_what_the_words_leave_open_is_unsure(title, conditions, interventions):
    assert proposed(title, conditions, interventions).in_scope == "unsure"


def test_a_neoplasm_among_the_ancestors_of_myasthenia_gravis_is_not_looked_at() -> None:
    record = ctgov(
        identificationModule__briefTitle="ABC-101 in myasthenia gravis",
        conditionsModule__conditions=["Myasthenia Gravis"],
    )

    assert classify(material_of(parse(record).study), PRODUCTS).in_scope == "yes"


def test_criteria_are_never_looked_at() -> None:
    record = ctgov(
        identificationModule__briefTitle="ABC-101 in lymphoma",
        identificationModule__officialTitle="ABC-101 in lymphoma",
        conditionsModule__conditions=["Lymphoma"],
        eligibilityModule__eligibilityCriteria="No lupus",
    )

    assert classify(material_of(parse(record).study), PRODUCTS).in_scope == "no"


def test_keywords_and_other_names_are_looked_at() -> None:
    assert proposed("A study of X", "Lupus", "X", keywords=("CAR-T",)).in_scope == "yes"
    assert proposed("A study of X", "Lupus", "X", other_names=("relma-cel",)).in_scope == "yes"
    assert proposed("A study of X", "Lupus", "X", arms=("Chimeric antigen receptor T cells",)).in_scope == "yes"


@pytest.mark.parametrize(
    ("title", "interventions", "modality"),
    [
        ("Autologous CD19 CAR-T", "CAR-T", "AUTOLOGOUS_CAR_T"),
        ("Universal CD19 CAR-T", "UCAR-T", "ALLOGENEIC_CAR_T"),
        ("In vivo CAR-T", "LNP", "IN_VIVO_CAR_T"),
        ("CAR-NK", "CD19 CAR-NK", "CAR_NK"),
        ("CAR Treg", "CAR-Treg", "CAR_TREG"),
        ("MuSK-CAART", "MuSK-CAART", "CAAR_T"),
        ("Bispecific T-cell engager", "X", "BISPECIFIC_T_CELL_ENGAGER"),
        ("Trispecific T cell engager", "X", "TRISPECIFIC_T_CELL_ENGAGER"),
        ("PIT565, a T-cell engager", "PIT565", "TRISPECIFIC_T_CELL_ENGAGER"),
        ("CAR-T", "CD19 CAR-T", None),
        ("A study", "KYV-101", "AUTOLOGOUS_CAR_T"),
        ("Allogeneic CART19", "CART19", "ALLOGENEIC_CAR_T"),
    ],
)
def test_the_kind_is_proposed_where_the_words_or_the_product_say_it(title, interventions, modality):
    assert proposed(f"{title} in lupus", "Lupus", interventions).modality == modality


@pytest.mark.parametrize(
    ("interventions", "targets"),
    [
        ("CD19/BCMA CAR-T", ("BCMA", "CD19")),
        ("CD19/70 CAR-T", ("CD19", "CD70")),
        ("P-CD19CD20-ALLO1 cells", ("CD19", "CD20")),
        ("anti-CD19 CD3 bispecific T cell engager", ("CD19",)),
        ("BAFF-R CAR-T", ("BAFF-R",)),
        ("KYV-101", ("CD19",)),
        ("CAR-T", ()),
    ],
)
def test_targets_are_those_named_else_the_products(interventions, targets):
    assert proposed("A study", "Lupus", interventions).targets == targets


@pytest.mark.parametrize(
    ("conditions", "slugs"),
    [
        ("Lupus Nephritis", ("lupus-nephritis",)),
        ("SLE - Systemic Lupus Erythematosus|Sjögren&#39;s", ("systemic-lupus-erythematosus", "sjogrens-disease")),
        (
            "SLE|Sclerosis|MS|MG",
            ("systemic-lupus-erythematosus", "systemic-sclerosis", "multiple-sclerosis", "myasthenia-gravis"),
        ),
        ("Autoimmune Diseases", ("autoimmune-disease-unspecified",)),
        ("Autoimmune Diseases|Myositis", ("idiopathic-inflammatory-myopathy",)),
        ("Lymphoma", ()),
    ],
)
def test_diseases_are_proposed_the_narrow_before_the_wide(conditions, slugs):
    assert proposed("A study", conditions, "CAR-T").indications == slugs


def test_every_answer_comes_with_the_words_it_rests_on() -> None:
    proposal = proposed("Autologous CD19 CAR-T in lupus", "Lupus", "CAR-T", sponsor_type="INDUSTRY")

    assert proposal.because == {
        "in_scope": ["cd19 car t", "lupus"],
        "modality": ["autologous"],
        "targets": ["cd19"],
        "indications": ["lupus"],
        "sponsor_type": ["INDUSTRY"],
    }
    assert proposal.sponsor_type == "INDUSTRY"


def test_every_disease_proposed_is_one_of_the_catalogue() -> None:
    known = {one["slug"] for one in json.loads((CATALOGUE / "indications.json").read_text(encoding="utf-8"))}

    assert known >= SLUGS


def test_every_target_of_the_catalogue_has_a_name() -> None:
    slugs = [one["slug"] for one in json.loads((CATALOGUE / "targets.json").read_text(encoding="utf-8"))]

    assert [target_name(slug).lower() for slug in slugs] == slugs


def test_a_name_is_found_in_any_writing_and_not_inside_another() -> None:
    found = [words for _, words in PRODUCTS.named("kyv 101 and kyv101 but not kyv 1011 or sys 6020x")]

    assert found == ["kyv 101", "kyv101"]
