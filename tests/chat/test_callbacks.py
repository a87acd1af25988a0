"""Callback data: what is written is read back, everything else is nothing."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.callbacks import LIMIT_BYTES, ConfirmOn, SkipOn, TapOn, Unreadable, decode, encode

numbers = st.integers(0, 2**63 - 1)
pressed = st.one_of(
    st.builds(TapOn, numbers, numbers, numbers),
    st.builds(ConfirmOn, numbers, numbers),
    st.builds(SkipOn, numbers, numbers),
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
@example("2t:1:2:3")
def test_whatever_else_comes_is_either_exactly_ours_or_unreadable(text):
    read = decode(text)
    assert read == Unreadable() or encode(read) == text


def test_a_button_without_anything_is_unreadable():
    assert decode(None) == Unreadable()
