"""Reads the rules of ``when`` and ``to``, and judges whether what they look at is there.

``{question: KEY, in: [OPTION, ...]}``, ``{all: [...]}``, ``{any: [...]}``, ``{not: {...}}``; in ``to`` also what
``audiences`` reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.survey.audiences import AUDIENCES, read_audience
from bot.survey.definitions import Question, Survey
from bot.survey.fields import Fields, Page
from bot.survey.fills import LISTING
from bot.survey.findings import guess
from bot.survey.nodes import Broken, Node, Scalar, Section
from bot.survey.ruling import All, AnyOf, Not, Picked, Rule

DEEPEST_RULE = 8
"""Rules inside each other."""

MOST_MENTIONS = 50
"""Answers that one rule looks at."""

_FORMS = ("question", "in", "all", "any", "not")
_OUT_OF_REACH = ("invited", "everyone_registered")


@dataclass(frozen=True, slots=True)
class Mention:
    """A question and options that a rule looks at, with their lines."""

    question: Scalar
    options: tuple[Scalar, ...]


@dataclass(slots=True)
class Condition:
    """One ``when`` or ``to`` being read. ``audience``: what is known of a person besides answers may be asked too.

    ``survey`` is the one whose answers an audience looks at; None: it cannot be read. ``languages`` are the webinar's,
    None: they are not known.
    """

    page: Page
    what: str
    audience: bool
    survey: Survey | None = None
    languages: Sequence[str] | None = None
    mentions: list[Mention] = field(default_factory=list)

    def read(self, node: Node, *, depth: int = 0) -> Rule | None:
        """The rule that ``node`` is, or None after recording what is wrong with it."""
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Section) or depth == DEEPEST_RULE:
            example = "a rule is a map such as {question: KEY, in: [OPTION]}"
            what = f"nested more than {DEEPEST_RULE} deep" if depth == DEEPEST_RULE else "not a rule"
            self.page.findings.fault(node.line, f"this is {what}: {example}")
            return None
        known = (*_FORMS, *AUDIENCES) if self.audience else _FORMS
        if self._out_of_reach(node):
            return None
        fields = Fields(node, self.page, what=self.what, known=known)
        forms = [key for key in known if key != "in" and fields.has(key)]
        if len(forms) != 1:
            if forms or all(name in known for name in node.entries):
                message = "a rule has one of question, all, any, not: write two rules as {all: [{...}, {...}]}"
                fields.fault(node.line, message)
            return None
        return self._of_form(forms[0], fields, depth=depth)

    def _of_form(self, form: str, fields: Fields, *, depth: int) -> Rule | None:
        if form != "question" and fields.has("in"):
            fields.fault(fields.line_of("in"), "`in` goes with `question`: take it out, or name the question")
        if form == "question":
            return self._picked(fields)
        if form in AUDIENCES:
            return read_audience(form, fields, self.survey, self.languages)
        if form == "not":
            node = fields.node("not")
            inner = None if node is None else self.read(node, depth=depth + 1)
            return None if inner is None else Not(inner)
        rules = self._several(form, fields, depth=depth)
        if rules is None:
            return None
        return All(rules) if form == "all" else AnyOf(rules)

    def _several(self, form: str, fields: Fields, *, depth: int) -> tuple[Rule, ...] | None:
        nodes = fields.listing(form)
        if nodes is None:
            return None
        if not nodes:
            fields.fault(fields.line_of(form), f"`{form}` lists no rule: write {{{form}: [{{...}}, {{...}}]}}")
        rules = [self.read(node, depth=depth + 1) for node in nodes]
        found = tuple(rule for rule in rules if rule is not None)
        return found if found and len(found) == len(rules) else None

    def _picked(self, fields: Fields) -> Picked | None:
        question = fields.node("question")
        fields.need("in", "name the options that count, as in: [OPTION, ...]")
        options = fields.texts("in")
        if fields.text("question") is None or not isinstance(question, Scalar) or options is None:
            return None
        if not options:
            fields.fault(fields.line_of("in"), "`in` lists no option: name those that count")
            return None
        if len(self.mentions) == MOST_MENTIONS:
            fields.fault(fields.line, f"{self.what} asks for more than {MOST_MENTIONS} answers: make it simpler")
        self.mentions.append(Mention(question, tuple(options)))
        return Picked(question.text, tuple(option.text for option in options))

    def _out_of_reach(self, node: Section) -> bool:
        for name in node.names:
            if name.text in _OUT_OF_REACH:
                message = "a bot cannot write first to someone who never opened it: leave `to` out for all who entered"
                self.page.findings.fault(name.line, f"`{name.text}` cannot be an audience here: {message}")
                return True
        return False


def sound(
    condition: Condition, questions: Mapping[str, Question | None], *, asked_before: Sequence[str] | None = None
) -> bool:
    """Whether every mention is of an option that is there, of a question asked before; what is not is recorded.

    ``questions`` maps a key to None where the question itself is faulty and nothing can be said about its options.
    ``asked_before`` None: every question counts as asked.
    """
    judged = [_fits(condition, mention, questions, asked_before) for mention in condition.mentions]
    return all(judged)


def _fits(
    condition: Condition, mention: Mention, questions: Mapping[str, Question | None], asked_before: Sequence[str] | None
) -> bool:
    findings, key = condition.page.findings, mention.question.text
    reachable = list(questions) if asked_before is None else asked_before
    looks, line = f"{condition.what} looks at `{key}`", mention.question.line
    if key not in questions:
        findings.fault(line, f"{looks}, which is no question: {guess(key, reachable)}")
        return False
    if key not in reachable:
        findings.fault(line, f"{looks}, which is not asked before it: look at an earlier question, or change the order")
        return False
    question = questions[key]
    if question is None:
        return False
    if not question.options:
        if question.kind not in LISTING:
            findings.fault(line, f"{looks}, which has no options ({question.kind}): look at one that has")
        return False
    known = [option.key for option in question.options]
    missing = [option for option in mention.options if option.text not in known]
    for option in missing:
        findings.fault(option.line, f"`{key}` has no option `{option.text}`: {guess(option.text, known)}")
    return not missing
