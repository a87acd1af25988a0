"""Whether two questions ask the same: only then may their answers be counted together, or compared."""

from __future__ import annotations

from collections.abc import Collection

from bot.survey.definitions import ANY_LANGUAGE, Option, Question, Wording


def agree(one: Question, other: Question | None, *, languages: Collection[str]) -> bool:
    """Whether answers to both may be counted together: key, kind, options, and what people read, are the same.

    What counts is the wording in ``languages``, as nobody there reads another. A language that only one
    version has changes nothing for who read the others, so adding one keeps answers together, and so does confirming
    a draft without changing it. One word changed in a language on offer keeps them apart in all languages: a figure
    that mixes two wordings measures neither.
    """
    if other is None or (one.key, one.kind) != (other.key, other.kind) or len(one.options) != len(other.options):
        return False
    pairs = zip(one.options, other.options, strict=True)
    return _same(one.ask, other.ask, languages) and all(_fit(left, right, languages) for left, right in pairs)


def worded_alike(one: Wording | None, other: Wording) -> bool:
    """Whether both say the same in some language that both have, and differ in none; of None nobody knows."""
    return one is not None and _same(one, other, {*one.by_language, *other.by_language})


def _fit(one: Option, other: Option, languages: Collection[str]) -> bool:
    if (one.key, one.substantive) != (other.key, other.substantive):
        return False
    return _same(one.label, other.label, languages)


def _same(one: Wording, other: Wording, languages: Collection[str]) -> bool:
    """Whether both say the same in every one of ``languages`` that both have, of which there is one at least.

    A text for every language counts as one more language; beside a map of languages it agrees with any text in it.
    """
    read = {ANY_LANGUAGE, *languages}
    texts, others = ({k: v for k, v in each.by_language.items() if k in read} for each in (one, other))
    shared = texts.keys() & others.keys()
    if shared:
        return all(texts[language] == others[language] for language in shared)
    return texts.get(ANY_LANGUAGE) in others.values() or others.get(ANY_LANGUAGE) in texts.values()
