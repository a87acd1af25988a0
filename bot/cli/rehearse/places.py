"""Where in the definition files a webinar, its follow-ups and its materials stand, and how their moments are written.

Read again from the files' nodes, because definitions as values know nothing of lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.survey.definitions import Webinar
from bot.survey.nodes import Listing, Scalar, Section
from bot.survey.sheets import opened
from bot.survey.surroundings import Source, Surroundings


@dataclass(frozen=True, slots=True)
class Places:
    """Of one webinar: ``FILE:LINE`` of its follow-ups, materials and own keys, and each ``when`` as it is written."""

    whole: str | None = None
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    whens: Mapping[str, str] = field(default_factory=dict)

    def follow_up(self, key: str) -> str | None:
        """Where it stands; of one that stands elsewhere (a ready-made plan), where the webinar does."""
        return self.follow_ups.get(key, self.keys.get("plan", self.whole))

    def key(self, name: str) -> str | None:
        """Where this key of the webinar stands, or the webinar."""
        return self.keys.get(name, self.whole)


def places_in(sources: Sequence[Source], webinar: Webinar, around: Surroundings) -> Places:
    """Where ``webinar`` stands in ``sources``; what a ready-made plan writes is found through ``around``."""
    for source in sources:
        for section in opened(source).webinars:
            key = section.get("key")
            if isinstance(key, Scalar) and key.text == webinar.key:
                return _places(source.file, section, around)
    return Places()


def _places(file: str, section: Section, around: Surroundings) -> Places:
    follow_ups = dict(_named(section, "follow_ups"))
    return Places(
        whole=f"{file}:{section.line}",
        follow_ups={key: f"{file}:{each.line}" for key, each in follow_ups.items()},
        materials={key: f"{file}:{each.line}" for key, each in _named(section, "materials")},
        keys={name.text: f"{file}:{name.line}" for name in section.names},
        whens={**_planned(file, section, around), **_whens(follow_ups)},
    )


def _planned(file: str, section: Section, around: Surroundings) -> Mapping[str, str]:
    """How the plan that the webinar names writes its moments."""
    name = section.get("plan")
    source = around.plan(name.text, beside=file) if isinstance(name, Scalar) else None
    plans = opened(source).plans if source is not None else []
    return _whens(dict(_named(plans[0], "follow_ups"))) if plans else {}


def _whens(follow_ups: Mapping[str, Section]) -> Mapping[str, str]:
    return {key: when.text for key, each in follow_ups.items() if isinstance(when := each.get("when"), Scalar)}


def _named(section: Section, name: str) -> Iterator[tuple[str, Section]]:
    listing = section.get(name)
    for node in listing.children if isinstance(listing, Listing) else ():
        key = node.get("key") if isinstance(node, Section) else None
        if isinstance(node, Section) and isinstance(key, Scalar):
            yield key.text, node
