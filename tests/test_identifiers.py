import pytest
from django.utils.translation import override
from hypothesis import assume, given, strategies as st

from trials.choices import IdentifierScheme
from trials.identifiers import InvalidIdentifier, match_key, normalise, recognise, registry_url

CANONICAL = {
    IdentifierScheme.CTGOV: r"NCT[0-9]{8}",
    IdentifierScheme.CTIS: r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}(-[0-9]{2})?",
    IdentifierScheme.EUDRACT: r"20[0-9]{2}-[0-46-9][0-9]{5}-[0-9]{2}",
    IdentifierScheme.ISRCTN: r"ISRCTN[0-9]{8}",
    IdentifierScheme.DRKS: r"DRKS[0-9]{8}",
    IdentifierScheme.JRCT: r"jRCT([0-9]{10}|[abcs][0-9]{9})",
    IdentifierScheme.CHICTR: r"ChiCTR([0-9]{10}|-[A-Z]{2,6}-[0-9]{8})",
    IdentifierScheme.ANZCTR: r"ACTRN[0-9]{14}",
    IdentifierScheme.CTRI: r"CTRI/20[0-9]{2}/(0[1-9]|1[0-2]|091)/[0-9]{6}",
    IdentifierScheme.UTN: r"U1111-[0-9]{4}-[0-9]{4}",
}
SIGNS = st.text(alphabet=" -–\u2011/._:#\u00a0\u200b\t", max_size=2)
ANY_SCHEME = st.sampled_from(IdentifierScheme.values) | st.just("NO_SCHEME")
NUMBER_LIKE = st.text(alphabet="0123456789NCTEUDRAKjrcthisµ５ -/–", max_size=40)


@st.composite
def written_numbers(draw):
    """A scheme, a number as its registry writes it, and the same number in some other writing."""
    scheme = draw(st.sampled_from(sorted(CANONICAL)))
    number = draw(st.from_regex(CANONICAL[scheme], fullmatch=True))
    case = draw(st.sampled_from([str.lower, str.upper, str]))
    label = draw(st.sampled_from(["", " ", {"CTIS": "EU CT No.: ", "EUDRACT": "EudraCT "}.get(scheme, "")]))
    letters = [sign for sign in number if sign.isalnum()]
    return scheme, number, label + "".join(case(letter) + draw(SIGNS) for letter in letters)


@given(written_numbers())
def test_a_number_is_known_in_any_writing(case):
    scheme, number, writing = case
    assert recognise(writing) == [(scheme, number)]
    assert normalise(scheme, writing) == number
    assert match_key(scheme, writing) == match_key(scheme, number)


@given(st.text() | NUMBER_LIKE)
def test_what_is_recognised_is_written_as_its_registry_does(text):
    for scheme, number in recognise(text):
        assert normalise(scheme, number) == number
        assert recognise(number) in ([(scheme, number)], [])


def fault_of(action, scheme, text):
    """The InvalidIdentifier that the action raises, or None; any other error passes."""
    try:
        action(scheme, text)
    except InvalidIdentifier as error:
        return error
    return None


@given(ANY_SCHEME, st.text() | NUMBER_LIKE | st.text(min_size=150, max_size=400))
def test_odd_input_raises_nothing_but_invalid_identifier(scheme, text):
    fault = fault_of(normalise, scheme, text)
    assert (fault is None) == (fault_of(match_key, scheme, text) is None)
    assert fault is None or str(fault) != ""
    assert fault is None or registry_url(scheme, text) is None


@given(st.text(max_size=120))
def test_writing_a_protocol_number_again_changes_nothing_and_fits_its_column(text):
    assume(fault_of(normalise, "SPONSOR_PROTOCOL", text) is None)
    number = normalise("SPONSOR_PROTOCOL", text)
    key = match_key("SPONSOR_PROTOCOL", text)
    assert normalise("SPONSOR_PROTOCOL", number) == number
    assert match_key("SPONSOR_PROTOCOL", number) == key
    assert max(len(number), len(key)) <= 100


@pytest.mark.parametrize(
    ("writing", "scheme", "number"),
    [
        ("NCT 0658 1198", "CTGOV", "NCT06581198"),
        ("ClinicalTrials.gov Identifier: NCT06581198", "CTGOV", "NCT06581198"),
        ("ｎｃｔ０６５８１１９８", "CTGOV", "NCT06581198"),
        ("CTIS2023-508236-60-00", "CTIS", "2023-508236-60-00"),
        ("EU CT 2023-510150-17", "CTIS", "2023-510150-17"),
        ("EU CT number 2023–510150–17–00", "CTIS", "2023-510150-17-00"),
        ("20235101501700", "CTIS", "2023-510150-17-00"),
        ("2022-501515-14", "CTIS", "2022-501515-14"),
        ("EUCTR2020-000890-25-FR", "EUDRACT", "2020-000890-25"),
        ("2022-002568-62/ES", "EUDRACT", "2022-002568-62"),
        ("EUCTR2011-002379-73-Outside-EU/EEA", "EUDRACT", "2011-002379-73"),
        ("EudraCT-No.:2006-000284-28", "EUDRACT", "2006-000284-28"),
        ("isrctn 12345678", "ISRCTN", "ISRCTN12345678"),
        ("DRKS-ID: DRKS00032279", "DRKS", "DRKS00032279"),
        ("jrct2013240056", "JRCT", "jRCT2013240056"),
        ("JPRN-jRCTs031190106", "JRCT", "jRCTs031190106"),
        ("CHICTR2100047742", "CHICTR", "ChiCTR2100047742"),
        ("ChiCTR-OPh-17012133", "CHICTR", "ChiCTR-OPH-17012133"),
        ("actrn12620000123456", "ANZCTR", "ACTRN12620000123456"),
        ("CTRI/2021/05/033348", "CTRI", "CTRI/2021/05/033348"),
        ("ctri 2009 091 000104", "CTRI", "CTRI/2009/091/000104"),
        ("UTN: u1111 1234 5678", "UTN", "U1111-1234-5678"),
        ("REK sør-øst A 2015/0123", "REK", "2015/123"),
        ("2015/1234/REK vest", "REK", "2015/1234"),
        ("REK nord: 654321", "REK", "654321"),
    ],
)
def test_writings_seen_in_registries_and_letters_are_known(writing, scheme, number):
    assert recognise(writing) == [(scheme, number)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lupus",
        "NCT0658119",
        "NCT065811980",
        "NCT06581198 lupus",
        "2023-A01737-38",
        "2031240089",
        "2025",
        "2015/1234",
        "KYV101-006",
        "CTRI/2021/13/033348",
        "ChiCTR210004774",
        "NCT\u0660\u0666\u0665\u0668\u0661\u0661\u0669\u0668",
        "NCT06581198" + " " * 200,
    ],
)
def test_other_text_is_no_registry_number(text):
    assert recognise(text) == []


@pytest.mark.parametrize(("raw", "number"), [("2015/0123", "2015/123"), ("123456", "123456"), ("REK 4567", "4567")])
def test_an_ethics_committee_number_needs_no_label_where_its_scheme_is_said(raw, number):
    assert normalise("REK", raw) == number


@pytest.mark.parametrize(
    ("raw", "number"),
    [("  KYV101-006 ", "KYV101-006"), ("MB-CART\u00a019.1", "MB-CART 19.1"), ("임상-22", "임상-22")],
)
def test_a_protocol_number_is_kept_as_written_but_for_spaces(raw, number):
    assert normalise("SPONSOR_PROTOCOL", raw) == number


@pytest.mark.parametrize("raw", ["", " ", "--", "A\x00B", "A\u202eB", "1" * 101, "1" + "-" * 100, "Ⅷ" * 60])
def test_a_protocol_number_is_printable_short_and_has_a_letter_or_digit(raw):
    with pytest.raises(InvalidIdentifier):
        normalise("SPONSOR_PROTOCOL", raw)


@pytest.mark.parametrize(
    ("scheme", "value", "key"),
    [
        ("CTGOV", "nct 06581198", "NCT06581198"),
        ("CTIS", "2023-508143-51-01", "202350814351"),
        ("CTIS", "2023-508143-51", "202350814351"),
        ("EUDRACT", "2020-000890-25", "202000089025"),
        ("CTRI", "CTRI/2021/05/033348", "CTRI202105033348"),
        ("JRCT", "jRCTs031190106", "JRCTS031190106"),
        ("REK", "2019/12", "2019/12"),
        ("REK", "201912", "201912"),
        ("SPONSOR_PROTOCOL", "kyv-101 006", "KYV101006"),
        ("SPONSOR_PROTOCOL", "Ærø-1", "AERO1"),
        ("SPONSOR_PROTOCOL", "AA-101", "AA101"),
    ],
)
def test_the_key_is_the_same_for_every_writing_of_one_trial_and_no_other(scheme, value, key):
    assert match_key(scheme, value) == key


def test_an_eu_ct_number_is_no_eudract_number_and_the_other_way_round():
    with pytest.raises(InvalidIdentifier):
        normalise("EUDRACT", "2022-501515-14")
    with pytest.raises(InvalidIdentifier):
        normalise("CTIS", "2020-000890-25")


@pytest.mark.parametrize(
    ("scheme", "value", "message"),
    [
        ("UTN", "U1", f"{IdentifierScheme.UTN.label}: “U1” is not valid. Expected: U1111-1234-5678."),
        ("NOWHERE", "1", f"NOWHERE: “1” is not valid. Expected: {', '.join(IdentifierScheme.values)}."),
    ],
)
def test_the_fault_names_scheme_value_and_expected_form(scheme, value, message):
    with override("en"), pytest.raises(InvalidIdentifier) as fault:
        normalise(scheme, value)
    with override("en"):
        assert str(fault.value) == message


@pytest.mark.parametrize("scheme", IdentifierScheme.values)
def test_the_fault_of_every_scheme_shows_a_form_and_a_short_value(scheme):
    fault = InvalidIdentifier(scheme, "?" * 500)
    with override("en"):
        assert "Expected: " in str(fault)
        assert str(fault).count("?") == 100


@pytest.mark.parametrize(
    ("scheme", "value", "url"),
    [
        ("CTGOV", "NCT06581198", "https://clinicaltrials.gov/study/NCT06581198"),
        ("CTIS", "2023-510150-17-00", "https://euclinicaltrials.eu/ctis-public/view/2023-510150-17-00"),
        (
            "EUDRACT",
            "2020-000890-25",
            "https://www.clinicaltrialsregister.eu/ctr-search/search?query=2020-000890-25",
        ),
        ("ISRCTN", "ISRCTN12345678", "https://www.isrctn.com/ISRCTN12345678"),
        ("DRKS", "DRKS00032279", "https://drks.de/search/en/trial/DRKS00032279"),
        ("JRCT", "jRCT2013240056", "https://jrct.mhlw.go.jp/en-latest-detail/jRCT2013240056"),
        ("ANZCTR", "ACTRN12620000123456", "https://anzctr.org.au/ACTRN12620000123456.aspx"),
        ("CTIS", "2023-510150-17", None),
        ("CHICTR", "ChiCTR2100047742", None),
        ("CTRI", "CTRI/2021/05/033348", None),
        ("UTN", "U1111-1234-5678", None),
        ("REK", "2015/1234", None),
        ("SPONSOR_PROTOCOL", "KYV101-006", None),
        ("CTGOV", "../../etc", None),
        ("NOWHERE", "1", None),
    ],
)
def test_a_number_links_to_its_page_where_the_registry_has_one(scheme, value, url):
    assert registry_url(scheme, value) == url
