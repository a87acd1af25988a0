"""A survey for people without Telegram: on paper to print, or as a web page of its own, with the same keys.

Every word and number of both is made here as plain values; the layouts (``templates/forms``) only arrange them. What
comes back is typed into a sheet with the same columns, or saved by the page, and ``import`` reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, assert_never

from bot.render.lettering import font_folder
from bot.render.quoting import quoted
from bot.render.texts import SHIPPED, Texts, unmarked
from bot.render.typesetting import layout_in, typeset
from bot.survey.definitions import OTHER, Identity, Question, Survey, Webinar, Wording
from bot.survey.ruling import All, AnyOf, Attended, Begun, CameBy, Not, Picked, Progress, Registered, Rule, Speaks

PAPER, PAGE = "forms/paper.typ", "forms/page.html.j2"
LINES = 4
"""Empty lines for what somebody writes in their own words."""

Values = dict[str, Any]


class WrongLayout(Exception):  # noqa: N818  the name says what it is
    """The layout cannot be set. The text says where, and what is wrong."""


class Forms:
    """Makes forms. ``folders`` are searched for layouts in order; the shipped one is always the last."""

    def __init__(self, texts: Texts, folders: Sequence[Path] = ()) -> None:
        self._texts = texts
        self._folders = (*folders, SHIPPED)

    def paper(self, webinar: Webinar, survey: Survey, language: str) -> bytes:
        """A PDF to print. Raises: WrongLayout."""
        layout = layout_in(self._folders, PAPER)
        try:
            return typeset(layout, form_values(self._texts, webinar, survey, language), {}, fonts=(font_folder(),))
        except RuntimeError as fault:  # typst.TypstError is one
            raise WrongLayout(f"{layout}: {str(fault).splitlines()[0]}") from fault

    def page(self, webinar: Webinar, survey: Survey, language: str, *, action: str | None, risky: str) -> str:
        """A page that needs nothing beside it. It saves a file for ``import``, or sends its fields to ``action``.

        ``risky`` is the pattern of texts that must not stand in a spreadsheet's cell as they are.
        """
        values = form_values(self._texts, webinar, survey, language)
        return self._texts.render(PAGE, language, it=values, action=action, risky=risky)


def form_values(texts: Texts, webinar: Webinar, survey: Survey, language: str) -> Values:
    """All that a form says in ``language``; the privacy line is the one of the chat."""
    return _Writer(texts, webinar, survey, language).values()


class _Writer:
    def __init__(self, texts: Texts, webinar: Webinar, survey: Survey, language: str) -> None:
        self._texts = texts
        self._webinar = webinar
        self._survey = survey
        self._language = language
        asked = [each for each in survey.questions if each.kind != "statement"]
        self._numbers = {each.key: place for place, each in enumerate(asked, start=1)}

    def values(self) -> Values:
        webinar, privacy = self._webinar, self._webinar.privacy
        return {
            "language": self._language,
            "key": webinar.key,
            "title": self._worded(self._survey.title),
            "webinar": webinar.title,
            "privacy": self._privacy(self._survey.identity),
            "contact": privacy.contact if privacy else "",
            "questions": [self._question(each) for each in self._survey.questions],
            "words": {
                "save": self.say("Save my answers"),
                "send": self.say("Send my answers"),
                "saved": self.say("Your answers are in the file %(file)s.", file="{file}"),
                "mail": self.say("Please send it to %(contact)s.", contact=privacy.contact) if privacy else "",
                "missing": self.say("Please answer this question."),
                "too_many": self.say("Please choose fewer."),
                "too_few": self.say("Please choose more."),
                "back": self.say("Please give this sheet back to the organisers."),
                "page": self.say("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
            },
        }

    def _question(self, question: Question) -> Values:
        several = question.picks_several
        return {
            "key": question.key,
            "kind": question.kind,
            "number": self._numbers.get(question.key),
            "ask": self._worded(question.ask),
            "hint": self._hint(question),
            "only": self._only(question.when),
            "when": _as_json(question.when),
            "required": not question.optional,
            "several": several,
            "least": question.least,
            "most": question.most,
            "options": [{"key": each.key, "label": self._worded(each.label)} for each in question.options],
            "other": OTHER if question.other else "",
            "in_a_row": question.kind == "nps",
            "lines": LINES if question.kind == "open" else 1,
        }

    def _hint(self, question: Question) -> str:
        if question.picks_several:
            least, most = question.least, question.most
            if least and most:
                return self.say("Choose %(least)s to %(most)s.", least=f"{least:g}", most=f"{most:g}")
            if most:
                return self.say("Choose up to %(n)s.", n=f"{most:g}")
            return self.say("Choose all that apply.")
        return self.say("Choose one.") if question.options else ""

    def _only(self, rule: Rule | None) -> str:
        """Who is to answer, in words; what is too involved for words leaves it to whoever reads."""
        if rule is None:
            return ""
        told = [self._told(each) for each in (rule.rules if isinstance(rule, All) else (rule,))]
        if all(told):
            return " ".join(told)
        return self.say("Leave it empty if it does not fit you.")

    def _told(self, rule: Rule) -> str:
        if isinstance(rule, Picked):
            return self.say("Only if you chose %(answers)s at question %(number)s.", **self._choice(rule))
        if isinstance(rule, Not) and isinstance(rule.rule, Picked):
            return self.say("Not if you chose %(answers)s at question %(number)s.", **self._choice(rule.rule))
        return ""

    def _choice(self, picked: Picked) -> Values:
        question = self._survey.question(picked.question)
        options = question.options if question else ()
        labels = [f"“{self._worded(each.label)}”" for each in options if each.key in picked.options]
        return {"answers": " / ".join(labels), "number": self._numbers.get(picked.question, "")}

    def _privacy(self, identity: Identity) -> str:
        privacy = self._webinar.privacy
        if privacy is None:
            return ""
        purpose = privacy.purpose.spoken(self._language, *self._webinar.languages)
        told = self._texts.render(
            "messages/privacy.html.j2", self._language, privacy=privacy, purpose=purpose, identity=identity
        )
        return unmarked(told)

    def _worded(self, wording: Wording) -> str:
        return quoted(wording.spoken(self._language, *self._webinar.languages), webinar=self._webinar.title)

    def say(self, sentence: str, **values: object) -> str:
        """The translation of an English sentence."""
        return self._texts.say(sentence, self._language, **values)


def _as_json(rule: Rule | None) -> list[object] | None:
    """The rule as a page's script reads it: ``["picked", KEY, [...]]``, ``["all"|"any", [...]]``, ``["not", ...]``."""
    match rule:
        case None:
            return None
        case Picked():
            return ["picked", rule.question, list(rule.options)]
        case All():
            return ["all", [_as_json(each) for each in rule.rules]]
        case AnyOf():
            return ["any", [_as_json(each) for each in rule.rules]]
        case Not():
            return ["not", _as_json(rule.rule)]
        case Progress() | Begun() | Attended() | Registered() | Speaks() | CameBy():
            raise AssertionError("a question's rule is about answers")
        case _:
            assert_never(rule)
