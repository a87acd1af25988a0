"""Plots: one function a kind, ``(figures, words, *, width) -> Sheet``, for reports (``svg``) and pictures (``png``).

The exact question is the title, base and everybody who is not in it stand below, and what is not shown is said.
1080 pixels are made for a phone; the letters keep their size, so a wider sheet has smaller ones in print: 1600 pixels
across 170 mm make 9 points. Texts are drawn as they are given: ``quoted_question`` puts the webinar's title in.
"""

from bot.render.plots.dots import dots
from bot.render.plots.funnel import funnel, told_funnel
from bot.render.plots.notes import told_webinars
from bot.render.plots.questions import bars, diverging, quoted_question, told
from bot.render.plots.three import three_bars, told_three
from bot.render.plots.trend import trend

__all__ = [
    "bars",
    "diverging",
    "dots",
    "funnel",
    "quoted_question",
    "three_bars",
    "told",
    "told_funnel",
    "told_three",
    "told_webinars",
    "trend",
]
