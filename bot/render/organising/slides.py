"""The last slide: the webinar's title, one sentence what to do, and a QR code that the back row can scan.

Set from ``templates/slides/invitation.typ``, which an organisation's own folder overrides, as a PDF or as a picture.
The size rule: phones read a code from up to ten times its width (delivr.com/faq/1289), and rooms are furnished so
that nobody sits farther away than eight times the picture's height (AVIXA's 4/6/8 rule). So the code has four fifths
of the slide's height.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from bot.render.invitations import Invitation, short, what_to_do
from bot.render.lettering import font_folder, legible
from bot.render.organising.qr import code_modules, code_svg
from bot.render.texts import SHIPPED, Texts
from bot.render.typesetting import layout_in, typeset

LAYOUT = "slides/invitation.typ"

PICTURE = (1920, 1080)
"""Pixels of the picture: 16:9."""


class WrongLayout(Exception):  # noqa: N818  the name says what it is
    """The layout cannot be set. The text says where, and what is wrong."""


class Slides:
    """Makes slides. ``folders`` are searched for the layout in order; the shipped one is always the last."""

    def __init__(self, texts: Texts, folders: Sequence[Path] = ()) -> None:
        self._texts = texts
        self.folders = (*folders, SHIPPED)

    def pdf(self, invitation: Invitation, language: str) -> bytes:
        """A PDF of one page, 16:9, tagged for screen readers; its link can be tapped.

        Raises:
            WrongLayout: it cannot be set.
        """
        return self._made(invitation, language, "pdf")

    def png(self, invitation: Invitation, language: str) -> bytes:
        """The same page as a picture of ``PICTURE`` pixels.

        Raises:
            WrongLayout: it cannot be set.
        """
        return self._made(invitation, language, "png")

    def _made(self, invitation: Invitation, language: str, form: Literal["pdf", "png"]) -> bytes:
        spoken = self._texts.speak(language)
        values = {
            "language": spoken.split("_")[0],
            "title": legible(invitation.title),
            "ask": what_to_do(self._texts, invitation, spoken),
            "link": invitation.link,
            "short": short(invitation.link),
            "modules": code_modules(invitation.link),
        }
        files = {"code.svg": code_svg(invitation.link)}
        layout = layout_in(self.folders, LAYOUT)
        try:
            return typeset(layout, values, files, form=form, fonts=(font_folder(),))
        except RuntimeError as fault:  # typst.TypstError is one
            raise WrongLayout(f"{layout}: {str(fault).splitlines()[0]}") from fault
