"""Ready-made plans: ``plan: classic`` brings its follow-ups, ``without`` leaves some out, one's own take their place.

A plan is a document of its own, ``plan: classic`` with ``follow_ups``. What does not fit the webinar is told in the
line that names the plan, with what to declare or to leave out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.survey.definitions import FollowUp, Survey
from bot.survey.facts import Times
from bot.survey.fields import Fields, Page
from bot.survey.findings import Findings, guess
from bot.survey.follow_ups import Plan, report_reminders
from bot.survey.languages import report_missing
from bot.survey.nodes import Listing, Scalar, Section, documents
from bot.survey.ransom import report_ransom
from bot.survey.surroundings import Library, Source

KNOWN = ("plan", "follow_ups")

SHIPPED_PLANS = ("classic", "light", "no_show", "discussion")


def read_follow_ups(
    fields: Fields,
    library: Library,
    *,
    materials: Collection[str],
    survey: Survey | None,
    languages: Sequence[str],
    times: Times | None,
) -> tuple[tuple[FollowUp, ...], Sequence[tuple[int, Survey]]]:
    """The follow-ups, a plan's among them, and the surveys that they ask with the lines where they are named."""
    plan = Plan(library, materials, survey, languages, times)
    found, keys = plan.read(fields, fields.listing("follow_ups") or ())
    ready = _ready(fields, plan, own=[each.key for each in found], languages=languages)
    line = fields.line_of("plan")
    told = [*keys, *((each.key, line) for each in ready)]
    merged = (*ready, *found)
    report_reminders(fields, merged, told)
    report_ransom(fields, merged, told)
    return merged, plan.asked


def read_plan(section: Section, findings: Findings, library: Library) -> None:
    """Record what is wrong with a plan that stands alone: which materials there will be is for its webinars to say."""
    fields = Fields(section, Page(findings), what="the plan", known=KNOWN)
    fields.text("plan")
    fields.need("follow_ups", "list what goes out, like {key: thanks, when: on finish, send: [slides]}")
    found, keys = Plan(library, None, None).read(fields, fields.listing("follow_ups") or ())
    report_reminders(fields, found, keys)


def sent_by(source: Source) -> tuple[str, ...]:
    """The keys of the materials that the plan in ``source`` sends, each once; empty if it cannot be read."""
    section = _document(documents(source.content, Findings(source.file)))
    listed = None if section is None else section.get("follow_ups")
    nodes = listed.children if isinstance(listed, Listing) else ()
    return tuple(dict.fromkeys(key for node in nodes if isinstance(node, Section) for key in _sends(node)))


def _ready(fields: Fields, plan: Plan, *, own: Sequence[str], languages: Sequence[str]) -> tuple[FollowUp, ...]:
    """The follow-ups of the plan that the webinar names, without those that it leaves out or has its ``own`` of."""
    name, without = fields.text("plan", longest=1000), fields.texts("without") or []
    if name is None:
        if without:
            message = (
                "`without` leaves out follow-ups of a plan, and none is named: write `plan: classic`, or take it out"
            )
            fields.fault(fields.line_of("without"), message)
        return ()
    line = fields.line_of("plan")
    source = plan.library.around.plan(name, beside=fields.page.findings.file)
    findings = Findings(name if source is None else source.file)
    section = None if source is None else _document(documents(source.content, findings))
    if section is None:
        remedy = f"write {', '.join(SHIPPED_PLANS)}, or a plan's file"
        fields.fault(line, f"no plan `{name[:80]}` can be read: {remedy}")
        return ()
    page = Page(findings)
    nodes = _chosen(fields, section, without=without, own=own)
    if nodes is None:
        return ()  # what is not left out as it was meant to be cannot be judged
    nodes = [node for node in nodes if _fits(fields, node, plan.materials or (), name=name)]
    before = len(plan.asked)
    found, _ = plan.read(Fields(section, page, what=f"the plan `{name}`", known=KNOWN), nodes)
    plan.asked[before:] = [(line, survey) for _, survey in plan.asked[before:]]
    report_missing(page.texts, languages, findings, fault=False)
    for each in findings.faults:
        fields.fault(line, f"the plan `{name}` does not fit (its line {each.line}): {each.message}")
    for each in findings.warnings:
        fields.page.findings.warn(line, f"the plan `{name}` (its line {each.line}): {each.message}")
    return found


def _document(nodes: Sequence[object]) -> Section | None:
    """The first plan among a file's documents."""
    return next((each for each in nodes if isinstance(each, Section) and each.get("plan") is not None), None)


def _chosen(fields: Fields, section: Section, *, without: Sequence[Scalar], own: Sequence[str]) -> list[Section] | None:
    """The plan's follow-ups that the webinar takes; None if one that it leaves out is not there, which is recorded."""
    listed = section.get("follow_ups")
    nodes = [each for each in listed.children if isinstance(each, Section)] if isinstance(listed, Listing) else []
    known = [_key(node) for node in nodes]
    unknown = [scalar for scalar in without if scalar.text not in known]
    for scalar in unknown:
        remedy = guess(scalar.text, known)
        fields.fault(scalar.line, f"the plan has no follow-up `{scalar.text}` to leave out: {remedy}")
    if unknown:
        return None
    left_out = {*own, *(scalar.text for scalar in without)}
    return [node for node in nodes if _key(node) not in left_out]


def _fits(fields: Fields, node: Section, materials: Collection[str], *, name: str) -> bool:
    """Whether the webinar has what this follow-up of the plan sends."""
    missing = [key for key in _sends(node) if key not in materials]
    if missing:
        wanted = ", ".join(f"`{key}`" for key in missing)
        remedy = f"declare it (without `file` and `url` it is still to come), or write `without: [{_key(node)}]`"
        message = f"follow-up `{_key(node)}` of the plan `{name}` sends {wanted}, which is no material here"
        fields.fault(fields.line_of("plan"), f"{message}: {remedy}")
    return not missing


def _sends(node: Section) -> list[str]:
    sends = node.get("send")
    return [each.text for each in sends.children if isinstance(each, Scalar)] if isinstance(sends, Listing) else []


def _key(node: Section) -> str:
    key = node.get("key")
    return key.text if isinstance(key, Scalar) else ""
