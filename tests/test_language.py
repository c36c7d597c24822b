import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.language import Language, negotiate

ZH, ZH_TW, EN = Language.ZH, Language.ZH_TW, Language.EN


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh", ZH),
        ("zh-CN", ZH),
        ("zh-CN,zh;q=0.9", ZH),
        ("zh-Hans-CN", ZH),
        ("zh-SG", ZH),
        ("ZH-cn", ZH),
        ("zh-TW", ZH_TW),
        ("zh-HK", ZH_TW),
        ("zh-MO", ZH_TW),
        ("zh-Hant", ZH_TW),
        ("zh-Hant-TW", ZH_TW),
        ("en", EN),
        ("en-US,en;q=0.9,zh;q=0.8", EN),
        ("fr", EN),
        ("ja, de;q=0.5", EN),
        ("zhx", EN),
        ("english", EN),
        ("fr, zh;q=0.5", ZH),
        ("en;q=0.5, zh;q=0.8", ZH),
        ("zh;q=0.5, en;q=0.5", ZH),
        ("en;q=0.5, zh;q=0.5", EN),
        ("zh;q=0, en", EN),
        ("zh;q=0", EN),
        ("zh; q=0.8, en;q=0.9", EN),
        ("zh;Q=0.8, en;q=0.7", ZH),
        ("zh;q=x, en;q=0.1", EN),
        ("zh;q=, en;q=0.1", EN),
        ("zh;q=nan, en;q=0.1", EN),
        ("zh;q=-1, en;q=0.1", EN),
        (", ,zh", ZH),
    ],
)
@pytest.mark.parametrize("default", [ZH, EN])
def test_the_first_wish_that_can_be_met_is_met_else_english(
    header: str, language: Language, default: Language
) -> None:
    assert negotiate(header, default) is language


@pytest.mark.parametrize("header", [None, "", " ", ",", ";q=1", "*", "*;q=0.5", "fr, *;q=0.1"])
@pytest.mark.parametrize("default", Language)
def test_who_says_nothing_or_takes_anything_gets_the_default(header: str | None, default: Language) -> None:
    assert negotiate(header, default) is default


@given(
    st.text()
    | st.lists(st.sampled_from(["zh", "en", "*", ",", ";", "q", "=", "0.5", "nan", "1e999", "-", "TW"])).map(
        "".join
    )
)
def test_no_header_raises(header: str) -> None:
    assert negotiate(header, ZH) in Language
