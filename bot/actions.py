"""The vocabulary of the logs: every line of this program's own has an ``action``, and it is one of these words.

A search, an alert or a metric (``afterword_events_total``) may rely on them. What goes with a word are numbers of rows,
updates, webinars, materials and bulletins, as they stand in the database; never a name, a text, a chat or a token.
"""

from __future__ import annotations

from collections.abc import Mapping

_THE_BOT = {
    "migrated": "the database was given the newest schema",
    "copy_removed": "a copy that was made before an update is older than a month, and was removed",
    "serving": "it has met Telegram and begins to work",
    "stopping": "it was told to stop",
    "stopped": "all that was in hand has ended",
    "left_hanging": "a request hung when it stopped; it will be in doubt at the next start",
    "crashed": "a bug ended it",
    "unraisable": "something broke where nobody could be told",
    "waiting": "Telegram cannot be reached at the start; it goes on trying",
    "token_refused": "Telegram does not know the token any more",
    "presented": "Telegram was given its commands and descriptions",
    "presenting_refused": "Telegram did not take one of them",
    "not_presented": "they could not be given; the next start tries again",
    "clock_silent": "a rehearsal's clock does not answer",
    "knock_failed": "a round failed; it is made again",
    "knock_broken_off": "a round was under way when it stopped",
    "unanswered": "a request to its porch could not be answered",
    "key_renewed": "a new key was made, since nothing needed the old one",
    "key_readable": "other accounts of the machine can read the key",
}
_WHAT_COMES_IN = {
    "intake_waits": "updates cannot be fetched or stored; it goes on trying",
    "intake_recovered": "updates come in again",
    "unnumbered": "an update without a number was thrown away",
    "webhook_set": "Telegram brings updates to the webhook from now on",
    "webhook_lost": "somebody took the webhook away; it is set again",
    "webhook_failing": "Telegram does not get through to the webhook",
    "webhook_recovered": "it gets through again",
    "stranger": "somebody without the secret came to the webhook's address",
    "webhook_removed": "a webhook stood in the way of polling and was taken away",
    "webhook_stays": "it could not be taken away yet",
    "store_waits": "an update waits for the database",
    "failed": "an update failed; it is tried again",
    "left_undone": "an update was left for the next start, because of a bug",
    "buried": "an update became a dead letter",
    "done_delayed": "updates that are done could not be marked so yet",
    "not_told": "somebody could not be told that their update failed",
}
_WHAT_GOES_OUT = {
    "sent": "an owed message arrived",
    "put_back": "it goes again later",
    "doubt": "it was perhaps sent",
    "gave_up": "it will not be sent",
    "unreachable": "they have blocked the bot, or are gone",
    "moved": "their chat has another number now",
    "let_go": "it was cancelled or held just before it was sent",
    "lost": "another run has it by now",
    "settled_late": "what became of it could be written down at last",
    "ledger_away": "what became of it cannot be written down yet",
    "unprepared": "it could not be put into words or files, because of a bug",
    "unpacked": "it could not be put together, because of a bug",
    "bug": "it could not be carried, because of a bug",
    "show_waits": "a screen waits for Telegram",
    "toast_failed": "a tap could not be acknowledged",
    "buttons_stay": "old buttons could not be taken away",
    "told": "an organiser was told something unasked",
    "untold": "an organiser could not be told",
    "card_not_edited": "a live card could not be edited",
    "menu_not_told": "somebody's list of commands could not be set",
    "composed": "a document was made of figures",
    "uncomposed": "a document could not be made",
    "slide_not_drawn": "a slide could not be drawn",
    "printed_without_pictures": "a report was printed without its pictures",
}
_WHAT_IS_KEPT = {
    "mixed": "answers of an anonymous survey were moved away from who gave them",
    "mixing_failed": "they could not be, because a draft is spoiled",
    "purged": "answers were deleted at the time that was promised",
    "purge_failed": "they could not be",
    "erased": "somebody was erased, as they asked",
    "erased_again": "people were erased again from an older database",
    "backup_made": "a backup was made, and read again",
    "backup_failed": "none could be made",
    "backup_broken_off": "one was under way when it stopped",
    "backup_stays": "an old one could not be taken away",
    "log_stays": "the write-ahead log is being read and is emptied later",
}
ACTIONS: Mapping[str, str] = {**_THE_BOT, **_WHAT_COMES_IN, **_WHAT_GOES_OUT, **_WHAT_IS_KEPT}
"""Each word, and what has happened."""
