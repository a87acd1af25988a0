"""What people are told before they agree to something, as plain text that is kept with their yes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render.texts import Texts, unmarked
from bot.survey.definitions import Privacy, Survey


class Notices:
    """Implements ``services.consenting.Notices``."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def answering(
        self, privacy: Privacy, survey: Survey, language: str, wordings: Sequence[str], *, webinar: str
    ) -> str:
        """The line above the first question and what is one tap away from it."""
        values = {"name": "", "webinar": webinar, "answers": {}}
        purpose = self._texts.wording(privacy.purpose, (language, *wordings), values)
        told = [
            self._texts.render(
                f"messages/{part}.html.j2",
                language,
                privacy=privacy,
                purpose=purpose,
                identity=survey.identity,
                webinar=webinar,
            )
            for part in ("privacy", "privacy_details")
        ]
        return unmarked("\n\n".join(told))
