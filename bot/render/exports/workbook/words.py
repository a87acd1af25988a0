"""Every word of the workbook, by language. A language is complete or absent; a test compares keys and placeholders."""

from __future__ import annotations

from collections.abc import Mapping

WORKBOOK_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "overview": "Overview",
        "tables": "Tables",
        "answers": "Answers",
        "codebook": "Codebook",
        "held": "Webinar on {on}; counted on {at}",
        "participation": "Who answered",
        "glance": "Questions at a glance",
        "what": "Answer",
        "count": "Number",
        "base": "n",
        "percent": "Percent",
        "share": "Share",
        "low": "95\u00a0% from",
        "high": "95\u00a0% to",
        "question": "Question",
        "headline": "Headline",
        "leading": "Most often: {label}",
        "registered": "Registered",
        "attended": "Attended, of those registered",
        "entered": "Entered the survey, of those who attended",
        "started": "Began to answer, of those who entered",
        "finished": "Finished, of those who began",
        "response_rate": "Response rate: finished and attended, of those who attended",
        "registration_rate": "Finished and attended, of those registered",
        "outside": "{label} (not in n)",
        "skipped": "Skipped",
        "left": "Left at this question",
        "answered": "Answered",
        "box": "{name}: {labels}",
        "mean": "Mean",
        "mean_scale": "Mean, from {best} (best) to 1",
        "median": "Median",
        "themes": "Themes: shares are of all mentions ({people} people)",
        "theme_people": "Themes in people: n are those whose answer was coded",
        "other_wording": "Version {version} of the survey asked this otherwise; its answers stand alone.",
        "withheld": "Withheld so that nobody can be recognised: fewer than {limit} answers.",
        "nobody": "No answers to count yet.",
        "how": "How to read this",
        "method_share": "Shares are of n: the people whose answer counts. Change a number and the shares follow.",
        "method_interval": (
            "95\u00a0% from–to: the interval of chance alone (Wilson; of the Net Promoter Score adjusted Wald)."
            " It says nothing of who chose to answer."
        ),
        "method_attended": (
            "In the tables only those count who say that they attended: rows whose answer to “attended” is"
            " neither missing nor “no”."
        ),
        "method_marks": (
            "In the sheet of answers, an empty cell was skipped, “-” was not shown, “?” was shown last and left."
        ),
        "quantile": "Standard normal quantile for 95\u00a0%",
        "absent": "Finished, but say that they did not attend",
        "unsaid": "Finished, but do not say whether they attended",
        "with_partials": "The same with those who began and did not finish",
        "invitation_rate": "Finished and attended, of those invited by a personal link",
        "funnel": "Where people left",
        "least": "At least",
        "most": "At most",
        "bottom": "worst: {labels}",
        "nonresponse": "Not answered, of those shown it",
        "missing": "Attended and did not answer this",
        "apart": "Not counted here: do not say that they attended",
        "method_bounds": (
            "At least, at most: the share of all who attended, if nobody or everybody of those who did not"
            " answer had said so."
        ),
    },
    "fr": {
        "overview": "Synthèse",
        "tables": "Tableaux",
        "answers": "Réponses",
        "codebook": "Codes",
        "held": "Webinaire du {on}\u00a0; état au {at}",
        "participation": "Qui a répondu",
        "glance": "Les questions en bref",
        "what": "Réponse",
        "count": "Nombre",
        "base": "n",
        "percent": "Pour cent",
        "share": "Part",
        "low": "95\u00a0% de",
        "high": "95\u00a0% à",
        "question": "Question",
        "headline": "Chiffre clé",
        "leading": "Le plus souvent\u00a0: {label}",
        "registered": "Inscrits",
        "attended": "Présents, parmi les inscrits",
        "entered": "Entrés dans l’enquête, parmi les présents",
        "started": "Ont commencé à répondre, parmi les personnes entrées",
        "finished": "Ont terminé, parmi les personnes qui ont commencé",
        "response_rate": "Taux de réponse\u00a0: ont terminé et étaient présents, parmi les présents",
        "registration_rate": "Ont terminé et étaient présents, parmi les inscrits",
        "outside": "{label} (hors n)",
        "skipped": "Question passée",
        "left": "Abandon à cette question",
        "answered": "Ont répondu",
        "box": "{name}\u00a0: {labels}",
        "mean": "Moyenne",
        "mean_scale": "Moyenne, de {best} (meilleure note) à 1",
        "median": "Médiane",
        "themes": "Thèmes\u00a0: parts de toutes les mentions ({people} personnes)",
        "theme_people": "Thèmes en personnes\u00a0: n sont celles dont la réponse a été codée",
        "other_wording": (
            "La version {version} de l’enquête posait cette question autrement\u00a0; ses réponses sont à part."
        ),
        "withheld": "Non montré, pour que personne ne soit reconnu\u00a0: moins de {limit} réponses.",
        "nobody": "Aucune réponse à compter pour l’instant.",
        "how": "Comment lire ces chiffres",
        "method_share": (
            "Les parts sont calculées sur n\u00a0: les personnes dont la réponse compte. Modifiez un nombre,"
            " les parts suivent."
        ),
        "method_interval": (
            "95\u00a0% de–à\u00a0: intervalle dû au seul hasard (Wilson\u00a0; pour le Net Promoter Score, Wald"
            " ajusté). Il ne dit rien de qui a choisi de répondre."
        ),
        "method_attended": (
            "Dans les tableaux ne comptent que les personnes qui disent avoir été présentes\u00a0: les"
            " lignes dont la réponse à « attended » n’est ni absente ni « no »."
        ),
        "method_marks": (
            "Dans la feuille des réponses, une cellule vide\u00a0: question passée\u00a0;"
            " «\u00a0-\u00a0»\u00a0: non montrée\u00a0; «\u00a0?\u00a0»\u00a0: montrée en dernier, puis"
            " abandon."
        ),
        "quantile": "Quantile de la loi normale pour 95\u00a0%",
        "absent": "Ont terminé, mais disent ne pas avoir été présents",
        "unsaid": "Ont terminé, mais ne disent pas s’ils étaient présents",
        "with_partials": "Le même, avec celles et ceux qui ont commencé sans terminer",
        "invitation_rate": "Ont terminé et étaient présents, parmi les personnes invitées par un lien personnel",
        "funnel": "Où l’on s’est arrêté",
        "least": "Au moins",
        "most": "Au plus",
        "bottom": "les moins bonnes\u00a0: {labels}",
        "nonresponse": "Sans réponse, parmi les personnes à qui la question a été montrée",
        "missing": "Présents, sans réponse à cette question",
        "apart": "Non comptés ici\u00a0: ne disent pas avoir été présents",
        "method_bounds": (
            "Au moins, au plus\u00a0: la part parmi tous les présents, si aucune ou si toutes les personnes"
            " sans réponse avaient répondu ainsi."
        ),
    },
    "de": {
        "overview": "Überblick",
        "tables": "Tabellen",
        "answers": "Antworten",
        "codebook": "Codebuch",
        "held": "Webinar am {on}; Stand {at}",
        "participation": "Wer geantwortet hat",
        "glance": "Die Fragen auf einen Blick",
        "what": "Antwort",
        "count": "Anzahl",
        "base": "n",
        "percent": "Prozent",
        "share": "Anteil",
        "low": "95\u00a0% von",
        "high": "95\u00a0% bis",
        "question": "Frage",
        "headline": "Kennzahl",
        "leading": "Am häufigsten: {label}",
        "registered": "Angemeldet",
        "attended": "Teilgenommen, von den Angemeldeten",
        "entered": "In die Umfrage gekommen, von den Teilnehmenden",
        "started": "Zu antworten begonnen, von den Gekommenen",
        "finished": "Abgeschlossen, von denen, die begonnen haben",
        "response_rate": "Rücklaufquote: abgeschlossen und dabei gewesen, von den Teilnehmenden",
        "registration_rate": "Abgeschlossen und dabei gewesen, von den Angemeldeten",
        "outside": "{label} (nicht in n)",
        "skipped": "Übersprungen",
        "left": "Hier abgebrochen",
        "answered": "Beantwortet",
        "box": "{name}: {labels}",
        "mean": "Mittelwert",
        "mean_scale": "Mittelwert, von {best} (beste) bis 1",
        "median": "Median",
        "themes": "Themen: Anteile an allen Nennungen ({people} Personen)",
        "theme_people": "Themen in Personen: n sind die, deren Antwort kodiert wurde",
        "other_wording": "Version {version} der Umfrage hat dies anders gefragt; ihre Antworten stehen für sich.",
        "withheld": "Nicht gezeigt, damit niemand erkannt wird: weniger als {limit} Antworten.",
        "nobody": "Noch keine Antworten, die zählen.",
        "how": "So sind die Zahlen zu lesen",
        "method_share": (
            "Anteile beziehen sich auf n: die Personen, deren Antwort zählt. Ändert man eine Anzahl, folgen die"
            " Anteile."
        ),
        "method_interval": (
            "95\u00a0% von–bis: das Intervall des Zufalls allein (Wilson; beim Net Promoter Score Wald,"
            " angepasst). Es sagt nichts darüber, wer antworten wollte."
        ),
        "method_attended": (
            "In den Tabellen zählen nur die, die sagen, dass sie dabei waren: Zeilen, deren Antwort auf"
            " „attended“ weder fehlt noch „no“ ist."
        ),
        "method_marks": (
            "Im Blatt der Antworten heißt eine leere Zelle übersprungen, „-“ nicht gezeigt, „?“ zuletzt gezeigt"
            " und dort abgebrochen."
        ),
        "quantile": "Quantil der Normalverteilung für 95\u00a0%",
        "absent": "Abgeschlossen, aber nach eigenen Angaben nicht dabei",
        "unsaid": "Abgeschlossen, aber ohne Angabe, ob sie dabei waren",
        "with_partials": "Dasselbe mit denen, die begonnen und nicht abgeschlossen haben",
        "invitation_rate": "Abgeschlossen und dabei gewesen, von den mit persönlichem Link Eingeladenen",
        "funnel": "Wo Leute abgebrochen haben",
        "least": "Mindestens",
        "most": "Höchstens",
        "bottom": "schlechteste: {labels}",
        "nonresponse": "Nicht beantwortet, von denen, die die Frage sahen",
        "missing": "Teilgenommen und dies nicht beantwortet",
        "apart": "Hier nicht gezählt: sagen nicht, dass sie dabei waren",
        "method_bounds": (
            "Mindestens, höchstens: der Anteil an allen Teilnehmenden, wenn niemand oder alle, die nicht"
            " geantwortet haben, dies gesagt hätten."
        ),
    },
    "es": {
        "overview": "Resumen",
        "tables": "Tablas",
        "answers": "Respuestas",
        "codebook": "Códigos",
        "held": "Seminario web del {on}; datos del {at}",
        "participation": "Quién respondió",
        "glance": "Las preguntas de un vistazo",
        "what": "Respuesta",
        "count": "Número",
        "base": "n",
        "percent": "Porcentaje",
        "share": "Proporción",
        "low": "95\u00a0% desde",
        "high": "95\u00a0% hasta",
        "question": "Pregunta",
        "headline": "Dato principal",
        "leading": "Lo más frecuente: {label}",
        "registered": "Inscritos",
        "attended": "Asistieron, de los inscritos",
        "entered": "Entraron en la encuesta, de los asistentes",
        "started": "Empezaron a responder, de quienes entraron",
        "finished": "Terminaron, de quienes empezaron",
        "response_rate": "Tasa de respuesta: terminaron y asistieron, de los asistentes",
        "registration_rate": "Terminaron y asistieron, de los inscritos",
        "outside": "{label} (no incluida en n)",
        "skipped": "Omitida",
        "left": "Abandono en esta pregunta",
        "answered": "Respondieron",
        "box": "{name}: {labels}",
        "mean": "Media",
        "mean_scale": "Media, de {best} (la mejor) a 1",
        "median": "Mediana",
        "themes": "Temas: proporciones de todas las menciones ({people} personas)",
        "theme_people": "Temas en personas: n son aquellas cuya respuesta se codificó",
        "other_wording": "La versión {version} de la encuesta lo preguntaba de otro modo; sus respuestas van aparte.",
        "withheld": "No se muestra, para que no se reconozca a nadie: menos de {limit} respuestas.",
        "nobody": "Aún no hay respuestas que contar.",
        "how": "Cómo leer estas cifras",
        "method_share": (
            "Las proporciones son de n: las personas cuya respuesta cuenta. Si cambia un número, las"
            " proporciones cambian con él."
        ),
        "method_interval": (
            "95\u00a0% desde–hasta: intervalo debido solo al azar (Wilson; en el Net Promoter Score, Wald"
            " ajustado). No dice nada de quién quiso responder."
        ),
        "method_attended": (
            "En las tablas solo cuentan quienes dicen que asistieron: las filas cuya respuesta a «attended»"
            " ni falta ni es «no»."
        ),
        "method_marks": (
            "En la hoja de respuestas, una celda vacía significa omitida; «-», no mostrada; «?», mostrada en"
            " último lugar y abandonada."
        ),
        "quantile": "Cuantil de la distribución normal para el 95\u00a0%",
        "absent": "Terminaron, pero dicen que no asistieron",
        "unsaid": "Terminaron, pero no dicen si asistieron",
        "with_partials": "Lo mismo, con quienes empezaron y no terminaron",
        "invitation_rate": "Terminaron y asistieron, de las personas invitadas con un enlace personal",
        "funnel": "Dónde se abandonó",
        "least": "Al menos",
        "most": "Como máximo",
        "bottom": "las peores: {labels}",
        "nonresponse": "Sin respuesta, de quienes vieron la pregunta",
        "missing": "Asistieron y no respondieron a esto",
        "apart": "No se cuentan aquí: no dicen que asistieran",
        "method_bounds": (
            "Al menos, como máximo: la proporción de todos los asistentes, si ninguna o todas las personas que"
            " no respondieron lo hubieran dicho."
        ),
    },
}


def workbook_words(language: str) -> Mapping[str, str]:
    """The words in ``language`` ("fr-CA" is French), or in English where there are none."""
    return WORKBOOK_WORDS.get(language) or WORKBOOK_WORDS.get(language.split("-")[0]) or WORKBOOK_WORDS["en"]
