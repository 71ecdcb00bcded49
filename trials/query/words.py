"""Words that clinicians use for a modality, beside its label, in Norwegian and English."""

from trials.choices import Modality

CAR_T = (
    "CAR-T, CAR-T-celle, CAR-T-celler, CAR-T cells, kimær antigenreseptor, chimeric antigen receptor, "
    "celleterapi, cell therapy"
)
ENGAGER = (
    "T-celle-engager, T-celleengager, T-celle-engagerer, T cell engager, T-cell-engager, TCE, BiTE, bispesifikk, "
    "antistoff, antibody"
)

MODALITY_WORDS = {
    Modality.AUTOLOGOUS_CAR_T: f"autolog, autologous, egne celler, {CAR_T}",
    Modality.ALLOGENEIC_CAR_T: f"allogen, allogeneic, donor, universal, off-the-shelf, UCAR-T, {CAR_T}",
    Modality.IN_VIVO_CAR_T: f"in vivo, {CAR_T}",
    Modality.CAR_NK: "CAR-NK, NK-celler, NK cells, naturlige drepeceller, natural killer, celleterapi, cell therapy",
    Modality.CAR_TREG: "CAR-Treg, regulatoriske T-celler, regulatory T cells, celleterapi, cell therapy",
    Modality.CAAR_T: "CAAR-T, kimær autoantistoffreseptor, chimeric autoantibody receptor, celleterapi, cell therapy",
    Modality.BISPECIFIC_T_CELL_ENGAGER: f"bispesifikt, bispecific, {ENGAGER}",
    Modality.TRISPECIFIC_T_CELL_ENGAGER: f"trispesifikt, trispecific, multispesifikt, multispecific, {ENGAGER}",
    Modality.OTHER_CELL_THERAPY: "annen celleterapi, annan celleterapi, other cell therapy",
}
