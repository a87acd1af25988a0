"""Every word of the charts, by language. A language is complete or absent; a test compares the keys and placeholders.

Each phrase avoids plural forms ("Skipped: 3"), so that one form serves every count. ``box:KEY`` names the boxes of the
shipped surveys; other boxes go by their key.
"""

from __future__ import annotations

from collections.abc import Mapping

CHART_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "percent": "{value}\u00a0%",
        "interval": "[{low}–{high}]",
        "net_interval": "[{low} to {high}]",
        "base": "n = {base}",
        "several": "several answers possible",
        "outside": "{label}: {count} (not in n)",
        "skipped": "skipped: {count}",
        "left": "left at this question: {count}",
        "box": "{name}: {labels}",
        "box:satisfied": "satisfied",
        "box:at_all": "at all",
        "box:improved": "improved",
        "box:used": "used",
        "box:top2": "best two",
        "net": "Net Promoter Score: promoters less detractors, from −100 to 100",
        "promoters": "Promoters",
        "passives": "Passives",
        "detractors": "Detractors",
        "withheld": "Withheld so that nobody can be recognised: fewer than {limit} answers.",
        "nobody": "No answers to count yet.",
        "nothing": "This survey has no questions with answers to choose from.",
        "more": "Questions not drawn here: {count}",
        "finished_of": "Finished: {finished} of {attendees} attendees",
        "finished": "Finished: {finished} of {entered} who entered",
        "rate": "response rate {percent}",
        "method": "Percentages are of n, the people whose answer counts; in grey: how many they are.",
        "method_box": "[ ]: 95\u00a0% interval of chance (Wilson).",
        "method_net": "[ ] of the Net Promoter Score: 95\u00a0% interval of chance (adjusted Wald).",
    },
    "fr": {
        "percent": "{value}\u00a0%",
        "interval": "[{low}–{high}]",
        "net_interval": "[{low} à {high}]",
        "base": "n = {base}",
        "several": "plusieurs réponses possibles",
        "outside": "{label}\u00a0: {count} (hors n)",
        "skipped": "question passée\u00a0: {count}",
        "left": "abandon à cette question\u00a0: {count}",
        "box": "{name}\u00a0: {labels}",
        "box:satisfied": "satisfaits",
        "box:at_all": "au moins un peu",
        "box:improved": "améliorée",
        "box:used": "mis en pratique",
        "box:top2": "deux meilleures réponses",
        "net": "Net Promoter Score\u00a0: promoteurs moins détracteurs, de −100 à 100",
        "promoters": "Promoteurs",
        "passives": "Passifs",
        "detractors": "Détracteurs",
        "withheld": "Non publié pour que personne ne soit reconnu\u00a0: moins de {limit} réponses.",
        "nobody": "Aucune réponse à compter pour l'instant.",
        "nothing": "Ce questionnaire ne contient aucune question à choix.",
        "more": "Questions non représentées ici\u00a0: {count}",
        "finished_of": "Terminés\u00a0: {finished} sur {attendees} participants",
        "finished": "Terminés\u00a0: {finished} sur {entered} personnes entrées",
        "rate": "taux de réponse {percent}",
        "method": "Pourcentages de n, les personnes dont la réponse compte\u00a0; en gris\u00a0: leur nombre.",
        "method_box": "[ ]\u00a0: intervalle du hasard à 95\u00a0% (Wilson).",
        "method_net": "[ ] du Net Promoter Score\u00a0: intervalle du hasard à 95\u00a0% (Wald ajusté).",
    },
}


def chart_words(language: str) -> Mapping[str, str]:
    """The words in ``language`` ("fr-CA" is French), or in English where there are none."""
    return CHART_WORDS.get(language) or CHART_WORDS.get(language.split("-")[0]) or CHART_WORDS["en"]
