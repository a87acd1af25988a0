"""Callback data: what is written is read back, everything else is nothing."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.callbacks import (
    LIMIT_BYTES,
    BackOn,
    Chosen,
    ConfirmOn,
    EditOn,
    KeepOn,
    PageOn,
    PrivacyOf,
    SkipOn,
    StandOf,
    TapOn,
    Unreadable,
    decode,
    encode,
)

numbers = st.integers(0, 2**63 - 1)
pressed = st.one_of(
    *(st.builds(kind, numbers, numbers, numbers) for kind in (TapOn, PageOn)),
    *(st.builds(kind, numbers, numbers) for kind in (ConfirmOn, SkipOn, BackOn, KeepOn, EditOn)),
    *(st.builds(kind, numbers) for kind in (PrivacyOf, StandOf)),
    st.builds(
        Chosen, st.from_regex("[a-z]{1,12}", fullmatch=True), st.from_regex("[A-Za-z0-9:._-]{0,48}", fullmatch=True)
    ),
)


@settings(deadline=None)
@given(pressed)
@example(TapOn(2**63 - 1, 2**63 - 1, 2**63 - 1))
def test_a_button_says_what_was_written_into_it_and_fits_into_64_bytes(button):
    written = encode(button)
    assert len(written.encode()) <= LIMIT_BYTES
    assert decode(written) == button


@settings(deadline=None)
@given(st.text())
@example("")
@example("1t:1:2")
@example("1t:1:2:3:4")
@example("1t:01:2:3")
@example("1t:-1:2:3")
@example("1t:١:2:3")
@example("1t:1:2:3\n")
@example(f"1t:{2**63}:0:0")
@example("1x:1")
@example("1p:1:2")
@example("2T:1")
@example("2stop:é")
@example("3t:1:2:3")
def test_whatever_else_comes_is_either_exactly_ours_or_unreadable(text):
    read = decode(text)
    assert read == Unreadable() or encode(read) == text


def test_a_button_without_anything_is_unreadable():
    assert decode(None) == Unreadable()
