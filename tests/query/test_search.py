"""What words find, over the whole catalogue."""

import pytest
from pyroaring import BitMap

from tests import reference
from tests.query.questions import ask, slugs
from trials.models import Study
from trials.query.card_rows import cards
from trials.query.index.finding import Missing, StudySearch, search_studies
from trials.query.texts import SearchField

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

AUTOGRAPH = "nct06581198"


def found(words: str) -> set[str]:
    return set(slugs(ask(q=words)))


def search(words: str) -> StudySearch:
    answer = ask(q=words).search
    assert answer is not None
    return answer


def having(**question: list[str]) -> set[str]:
    return {study.slug for study in reference.members(question)}


@pytest.mark.parametrize(
    ("words", "indication"),
    [
        ("SLE", "systemic-lupus-erythematosus"),
        ("lupus", "systemic-lupus-erythematosus"),
        ("Systemic Lupus", "systemic-lupus-erythematosus"),
        ("lupusnefritt", "lupus-nephritis"),
        ("LN", "lupus-nephritis"),
        ("leddgikt", "rheumatoid-arthritis"),
        ("RA", "rheumatoid-arthritis"),
        ("revmatoid artritt", "rheumatoid-arthritis"),
        ("dermatomyositt", "dermatomyositis"),
        ("myositt", "idiopathic-inflammatory-myopathy"),
        ("GPA", "granulomatosis-with-polyangiitis"),
        ("Wegeners", "granulomatosis-with-polyangiitis"),
        ("vaskulitt", "vasculitis"),
        ("sklerodermi", "systemic-sclerosis"),
        ("Sjögren", "sjogrens-disease"),
        ("sjogren", "sjogrens-disease"),
        ("Sjøgrens sykdom", "sjogrens-disease"),
        ("MS", "multiple-sclerosis"),
        ("myasthenia gravis", "myasthenia-gravis"),
        ("ITP", "immune-thrombocytopenia"),
    ],
)
def test_a_disease_is_found_by_the_words_clinicians_have_for_it(words: str, indication: str):
    assert found(words) == having(indication=[indication])


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("KYV-101", {"product": ["mivocabtagene-autoleucel"]}),
        ("kyv101", {"product": ["mivocabtagene-autoleucel"]}),
        ("KYV 101", {"product": ["mivocabtagene-autoleucel"]}),
        ("rapcabtagene", {"product": ["rapcabtagene-autoleucel"]}),
        ("YTB 323", {"product": ["rapcabtagene-autoleucel"]}),
        ("obecel", {"product": ["obecabtagene-autoleucel"]}),
        ("bispesifikt", {"modality": ["BISPECIFIC_T_CELL_ENGAGER"]}),
        ("BiTE", {"modality": ["BISPECIFIC_T_CELL_ENGAGER", "TRISPECIFIC_T_CELL_ENGAGER"]}),
        ("T-celle-engager", {"modality": ["BISPECIFIC_T_CELL_ENGAGER", "TRISPECIFIC_T_CELL_ENGAGER"]}),
        ("Novartis", {"sponsor": ["novartis"]}),
        ("Norge", {"country": ["NO"]}),
        ("Noreg", {"country": ["NO"]}),
        ("Tyskland", {"country": ["DE"]}),
        ("Storbritannia", {"country": ["GB"]}),
        ("Østerrike", {"country": ["AT"]}),
        ("osterrike", {"country": ["AT"]}),
        ("Sør-Korea", {"country": ["KR"]}),
        ("Rikshospitalet", {"site": ["oslo-university-hospital-rikshospitalet"]}),
        ("OUS", {"site": ["oslo-university-hospital-rikshospitalet"]}),
        ("Tromsø", {"site": ["university-hospital-of-north-norway-tromso"]}),
        ("tromso", {"site": ["university-hospital-of-north-norway-tromso"]}),
        ("Aarhus", {"site": ["undisclosed-aarhus-dk"]}),
        ("Århus", {"site": ["undisclosed-aarhus-dk"]}),
        ("arhus", {"site": ["undisclosed-aarhus-dk"]}),
        ("København", {"site": ["undisclosed-copenhagen-dk"]}),
        ("Copenhagen", {"site": ["undisclosed-copenhagen-dk"]}),
        ("lupus Norge", {"indication": ["systemic-lupus-erythematosus"], "country": ["NO"]}),
        ("Norge, SLE", {"indication": ["systemic-lupus-erythematosus"], "country": ["NO"]}),
        ("leddgikt Tyskland", {"indication": ["rheumatoid-arthritis"], "country": ["DE"]}),
    ],
)
def test_a_product_a_treatment_a_sponsor_or_a_place_is_found(words: str, question: reference.Question):
    assert found(words) == having(**question)


@pytest.mark.parametrize("writing", ["CAR T", "CART", "cart", "CAR-T", "car t"])
def test_car_t_is_one_word_in_any_writing(writing: str):
    autologous = having(modality=["AUTOLOGOUS_CAR_T", "ALLOGENEIC_CAR_T", "IN_VIVO_CAR_T"])

    studies = found(writing)

    assert autologous <= studies
    assert studies == found("CAR-T")
    assert studies < found("CAR")


@pytest.mark.parametrize("writing", ["CD-19", "CD 19", "cd19"])
def test_a_target_is_found_in_any_writing(writing: str):
    assert having(target=["cd19"]) < found(writing) == found("CD19")


@pytest.mark.parametrize("writing", ["CD19/BCMA", "BCMA/CD19", "bcma cd19"])
def test_two_targets_are_found_in_either_order(writing: str):
    assert found(writing) == found("CD19 BCMA")


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("NCT06581198", AUTOGRAPH),
        ("nct06581198", AUTOGRAPH),
        ("NCT 06581198", AUTOGRAPH),
        ("NCT-0658-1198", AUTOGRAPH),
        ("ClinicalTrials.gov NCT06581198", AUTOGRAPH),
        ("2023-510150-17-00", AUTOGRAPH),
        ("2023-510150-17", AUTOGRAPH),
        ("2023-510150-17-01", AUTOGRAPH),
        ("2023 510150 17 00", AUTOGRAPH),
        ("EU CT 2023-510150-17-00", AUTOGRAPH),
        ("20235101501700", AUTOGRAPH),
        ("CYTB323J12201", AUTOGRAPH),
        ("cytb323j12201", AUTOGRAPH),
        ("CYTB323J-12201", AUTOGRAPH),
        ("jRCT2013240056", "nct06655896"),
        ("JRCT 2013240056", "nct06655896"),
        ("DRKS00032279", "nct06347718"),
        ("drks-00032279", "nct06347718"),
        ("EudraCT 2021-001565-20", "nct05155345"),
        ("KYV101-006", "nct06193889"),
        ("KYV-101-006", "nct06193889"),
        ("CT1190B-CG11002_03", "nct06822881"),
        ("23-40657", "nct06451159"),
        ("NCT06581198 lupus", AUTOGRAPH),
        ("NCT 06581198 lupus", AUTOGRAPH),
    ],
)
def test_a_study_is_found_by_its_number_in_any_writing(number: str, slug: str):
    assert found(number) == {slug}


def test_every_number_of_the_catalogue_finds_its_study():
    numbers = [(number["value"], slug) for slug, study in reference.RECORDS.items() for number in study["identifiers"]]
    unusual = [(number, slug) for number, slug in numbers if not number.startswith("NCT")]

    everything = BitMap(Study.objects.values_list("pk", flat=True))
    slugs_by_pk = dict(Study.objects.values_list("pk", "slug"))

    for number, slug in [*unusual, *numbers[::40]]:
        assert slug in {slugs_by_pk[pk] for pk in search_studies(number, everything).studies}, number


def test_a_number_that_no_study_has_finds_nothing_and_is_named():
    answer = search("nct 06581199")

    assert not answer.studies
    assert answer.number == "NCT06581199"


@pytest.mark.parametrize("words", ["!!!", "…", "🦠", "--", "/ /", "´"])
def test_words_without_a_letter_or_digit_find_nothing(words: str):
    assert found(words) == set()


def test_all_words_must_hit():
    lupus, norway = found("lupus"), found("Norge")

    assert found("lupus Norge") == lupus & norway
    assert found("lupus Norge sklerodermi") == set()


def test_short_words_are_taken_whole():
    assert found("sleep") == set()
    assert found("SLE") == having(indication=["systemic-lupus-erythematosus"])


@pytest.mark.parametrize(
    ("typed", "known", "same_as"),
    [
        ("lupsnefritt", "Lupusnefritt", "lupusnefritt"),
        ("leddgigt", "leddgikt", "leddgikt"),
        ("dermatomyosiit", "Dermatomyositt", "dermatomyositt"),
        ("sjøgrn", "Sjogren", "Sjøgren"),
        ("Novratis", "Novartis", "Novartis"),
        ("Tysklnad", "Tyskland", "Tyskland"),
        ("rapcabtagen3", None, None),
    ],
)
def test_one_typing_error_in_a_word_is_forgiven_and_told(typed: str, known: str | None, same_as: str | None):
    answer = search(typed)

    assert answer.corrections == (((typed, known),) if known else ())
    assert found(typed) == (found(same_as) if same_as else set())


def test_a_typing_error_is_forgiven_in_each_word():
    assert found("lupsnefritt Nroge") == {AUTOGRAPH}
    assert search("lupsnefritt Nroge").corrections == (("lupsnefritt", "Lupusnefritt"), ("Nroge", "Norge"))


@pytest.mark.parametrize("words", ["KYV-102", "YTB324", "CD91", "NCT06581189", "2023-510150-18"])
def test_a_typing_error_in_a_number_is_not_forgiven(words: str):
    assert found(words) == set()
    assert search(words).corrections == ()


@pytest.mark.parametrize("words", ["Bergen", "Førde", "Island", "Iceland", "polymyalgi", "Churg-Strauss"])
def test_a_known_word_without_a_study_is_no_typing_error(words: str):
    answer = search(words)

    assert not answer.studies
    assert answer.corrections == ()
    assert answer.missing == (Missing(words, ""),)


def test_words_that_nothing_has_are_named_as_typed():
    assert search("lupus Blåskjell").missing == (Missing("Blåskjell", ""),)


def test_a_whole_word_ranks_above_a_beginning():
    chinese = having(country=["CN"])

    ranked = slugs(ask(q="Kina"))

    assert set(ranked[: len(chinese)]) == chinese
    assert [reference.RECORDS[slug]["countries"] for slug in ranked[len(chinese) :]] == [["US"]]


def test_a_hit_in_number_or_acronym_ranks_above_one_in_a_title():
    assert slugs(ask(q="RESET-MS"))[0] == "nct07006805"
    assert slugs(ask(q="KYSA"))[:3] == ["nct06193889", "nct06588491", "nct07403188"]


def reasons(words: str, slug: str) -> list[tuple[str, str]]:
    studies = ask(q=words)
    [pk] = [pk for pk, name in zip(studies.studies, slugs(studies), strict=True) if name == slug]
    assert studies.search is not None
    return [(reason.field, reason.text) for reason in studies.search.reasons(cards([pk]).values())[pk]]


@pytest.mark.parametrize(
    ("words", "slug", "told"),
    [
        ("lupusnefritt", AUTOGRAPH, [(SearchField.INDICATION, "Lupusnefritt")]),
        ("Rikshospitalet", AUTOGRAPH, [(SearchField.SITE, "Oslo universitetssykehus, Rikshospitalet")]),
        ("Danmark", AUTOGRAPH, [(SearchField.COUNTRY, "Danmark")]),
        ("Århus", AUTOGRAPH, [(SearchField.CITY, "Aarhus")]),
        ("YTB323", AUTOGRAPH, [(SearchField.PRODUCT, "YTB323")]),
        ("cytb323j12201", AUTOGRAPH, [(SearchField.IDENTIFIER, "CYTB323J12201")]),
        ("autolog", AUTOGRAPH, [(SearchField.MODALITY, "autolog")]),
        ("autograph", AUTOGRAPH, []),
        ("YTB323 Danmark", AUTOGRAPH, [(SearchField.PRODUCT, "YTB323"), (SearchField.COUNTRY, "Danmark")]),
        ("NCT06581198", AUTOGRAPH, []),
    ],
)
def test_the_reason_for_a_hit_is_told_unless_the_acronym_says_it(
    words: str, slug: str, told: list[tuple[SearchField, str]]
):
    assert reasons(words, slug) == told
