"""The bot to compare with: the same survey as python-telegram-bot's documentation and examples would have one write it.

``ConversationHandler``, one state a question, inline keyboards, ``query.answer()`` and then ``edit_message_text``,
answers in ``user_data``, ``PicklePersistence`` as it comes (it writes every 60 seconds), the stock HTTP backend,
``run_polling``. Updates are taken one after the other, as ConversationHandler's documentation demands. It imports
nothing of Afterword: the questions come as JSON, ``[{"key", "ask", "several", "options": [[key, label], ...]}, ...]``.
"""

from __future__ import annotations

import argparse
import json
import logging
from html import escape
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

QUESTIONS: list[dict] = []


def text_of(place: int) -> str:
    return f"<i>{place + 1} of {len(QUESTIONS)}</i>\n<b>{escape(QUESTIONS[place]['ask'])}</b>"


def keyboard_of(place: int, picked: list[str]) -> InlineKeyboardMarkup:
    question = QUESTIONS[place]
    rows = []
    for number, (key, label) in enumerate(question["options"]):
        tick = ("☑ " if key in picked else "☐ ") if question["several"] else ""
        rows.append([InlineKeyboardButton(tick + label, callback_data=f"{place}:{number}")])
    last = [InlineKeyboardButton(f"Done ({len(picked)})", callback_data=f"{place}:done")] if question["several"] else []
    rows.append([*last, InlineKeyboardButton("Skip", callback_data=f"{place}:skip")])
    return InlineKeyboardMarkup(rows)


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    context.user_data["answers"] = {}
    await update.message.reply_text(text_of(0), reply_markup=keyboard_of(0, []), parse_mode=ParseMode.HTML)
    return 0


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    await query.answer()
    place, _, pressed = query.data.partition(":")
    place = int(place)
    question, answers = QUESTIONS[place], context.user_data["answers"]
    if question["several"] and pressed.isdigit():
        picked = answers.setdefault(question["key"], [])
        key = question["options"][int(pressed)][0]
        if key in picked:
            picked.remove(key)
        else:
            picked.append(key)
        await query.edit_message_reply_markup(keyboard_of(place, picked))
        return place
    if pressed == "skip":
        answers[question["key"]] = None
    elif pressed.isdigit():
        answers[question["key"]] = question["options"][int(pressed)][0]
    if place + 1 == len(QUESTIONS):
        await query.edit_message_text("Thank you, your answers are stored.")
        return ConversationHandler.END
    await query.edit_message_text(
        text_of(place + 1), reply_markup=keyboard_of(place + 1, []), parse_mode=ParseMode.HTML
    )
    return place + 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True, help="PicklePersistence's file")
    given = parser.parse_args()
    QUESTIONS.extend(json.loads(given.questions.read_text(encoding="utf-8")))
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    application = (
        Application.builder()
        .token(given.token)
        .base_url(f"{given.url}/bot")
        .base_file_url(f"{given.url}/file/bot")
        .persistence(PicklePersistence(filepath=given.kept))
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={
                place: [CallbackQueryHandler(tapped, pattern=rf"^{place}:([0-9]+|skip|done)$")]
                for place in range(len(QUESTIONS))
            },
            fallbacks=[CommandHandler("start", start)],
            name="survey",
            persistent=True,
        )
    )
    application.run_polling()


if __name__ == "__main__":
    main()
