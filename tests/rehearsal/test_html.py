"""Telegram's HTML: what it makes of a text, and what it will not parse."""

import contextlib
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.html import parsed
from bot.rehearsal.refusals import Refused


def entity(kind, offset, length, **more):
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a &lt; b &amp;&amp; c &gt; &quot;d&quot;", 'a < b && c > "d"', []),
        ("&#233;&#xe9;", "éé", []),
        ("<b>x</b> <strong>y</strong>", "x y", [entity("bold", 0, 1), entity("bold", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("😀<u>x</u>", "😀x", [entity("underline", 2, 1)]),
        ("<B>x</B>", "x", [entity("bold", 0, 1)]),
        ("<b ></b >x", "x", []),
        ("<s>a</s><del>b</del>", "ab", [entity("strikethrough", 0, 1), entity("strikethrough", 1, 1)]),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x",
         [entity("text_link", 0, 1, url="https://example.org/?a=1&b=2")]),
        ("<a href='tg://user?id=5'>x</a>", "x", [entity("text_link", 0, 1, url="tg://user?id=5")]),
        ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
        ("<code>x</code>", "x", [entity("code", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [entity("pre", 0, 1, language="py")]),
        ("  <b> x </b>  ", "x", [entity("bold", 0, 1)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source, text, entities):
    found = parsed(source)
    assert (found.text, list(found.entities)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("one<br>two", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("Q&A", "Unescaped character '&' at byte offset 1"),
        ("&nbsp;", "Unescaped character '&' at byte offset 0"),
        ('<b class="x">x</b>', 'Unsupported attribute "class" in the tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<a>x</a>", 'Tag "a" must have a valid "href"'),
        ('<a href="slides.pdf">x</a>', 'Tag "a" must have a valid "href"'),
        ('<a href="mailto:a@example.org">x</a>', 'Tag "a" must have a valid "href"'),
        ('<a href="https://example.org/?a=1&b=2">x</a>', "Unescaped character '&' in an attribute"),
        ('<b =">x</b>', "Empty attribute name"),
        ("<code><b>x</b></code>", 'Tag "b" must not stand inside "code"'),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier"),
    ],
)
def test_html_that_does_not_parse_is_refused(source, why):
    with pytest.raises(Refused) as refused:
        parsed(source)
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert why in refused.value.description


@given(st.text())
def test_whatever_is_escaped_comes_out_as_it_was(text):
    assert parsed(f"<b>{escape(text)}</b>").text == text.strip()


@given(st.text(alphabet="<>/&;=ab \"'"))
def test_nothing_that_is_written_breaks_the_reader(source):
    with contextlib.suppress(Refused):
        found = parsed(source)
        assert all(it["offset"] + it["length"] <= len(found.text) for it in found.entities)


async def test_a_message_that_does_not_parse_is_not_sent(client, ana):
    refusal = await client.refusal("sendMessage", chat_id=101, text="<b>x", parse_mode="HTML")
    assert refusal[1].startswith("Bad Request: can't parse entities: ")
    assert len(ana.messages) == 1
