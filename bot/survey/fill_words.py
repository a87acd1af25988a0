"""What the filled options are called in each of the 24 official languages of the European Union.

Only words; ``fills`` says which options there are. A published survey version keeps the words that it came with. All
but the English ones are drafts: no speaker of the language has confirmed them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.survey.definitions import Wording

_KEYS = (
    *("other", "yes", "no", "agree", "disagree", "presentation", "recording", "resources"),
    *("good_practices", "briefing", "handbook", "contacts"),
)

_TABLE = """
bg | Друго | Да | Не | Съгласявам се | Не се съгласявам
   | Презентации | Записът | Списък с ресурси и връзки
   | Примери за добри практики | Кратко резюме | Наръчник | Списъкът с контакти
cs | Jiné | Ano | Ne | Souhlasím | Nesouhlasím
   | Prezentace | Záznam | Seznam zdrojů a odkazů
   | Příklady dobré praxe | Stručné shrnutí | Příručka | Seznam kontaktů
da | Andet | Ja | Nej | Jeg accepterer | Jeg accepterer ikke
   | Præsentationer | Optagelsen | En liste over ressourcer og links
   | Eksempler på god praksis | Et kort resumé | En håndbog | Kontaktlisten
de | Sonstiges | Ja | Nein | Ich stimme zu | Ich stimme nicht zu
   | Präsentationen | Die Aufzeichnung | Eine Liste mit Quellen und Links
   | Beispiele guter Praxis | Eine Zusammenfassung | Ein Handbuch | Die Kontaktliste
el | Άλλο | Ναι | Όχι | Συμφωνώ | Δεν συμφωνώ
   | Παρουσιάσεις | Η βιντεοσκόπηση | Κατάλογος πηγών και συνδέσμων
   | Παραδείγματα καλών πρακτικών | Συνοπτικό σημείωμα | Εγχειρίδιο | Ο κατάλογος επαφών
en | Other | Yes | No | I agree | I do not agree
   | Presentations | The recording | A list of resources and links
   | Good-practice examples | A summary briefing | A handbook | The contact list
es | Otra respuesta | Sí | No | Estoy de acuerdo | No estoy de acuerdo
   | Presentaciones | La grabación | Una lista de recursos y enlaces
   | Ejemplos de buenas prácticas | Un resumen | Un manual | La lista de contactos
et | Muu | Jah | Ei | Nõustun | Ei nõustu
   | Ettekanded | Salvestis | Materjalide ja linkide loend
   | Heade tavade näited | Lühikokkuvõte | Käsiraamat | Kontaktide loend
fi | Muu | Kyllä | Ei | Hyväksyn | En hyväksy
   | Esitykset | Tallenne | Lista lähteistä ja linkeistä
   | Esimerkkejä hyvistä käytännöistä | Tiivistelmä | Käsikirja | Yhteystietoluettelo
fr | Autre | Oui | Non | J’accepte | Je n’accepte pas
   | Les présentations | L’enregistrement | Une liste de ressources et de liens
   | Des exemples de bonnes pratiques | Une note de synthèse | Un guide pratique | La liste de contacts
ga | Eile | Tá | Níl | Aontaím | Ní aontaím
   | Na cuir i láthair | An taifeadadh | Liosta acmhainní agus nasc
   | Samplaí de dhea-chleachtas | Nóta achoimre | Lámhleabhar | Liosta na dteagmhálaithe
hr | Drugo | Da | Ne | Slažem se | Ne slažem se
   | Prezentacije | Snimka | Popis izvora i poveznica
   | Primjeri dobre prakse | Kratak sažetak | Priručnik | Popis kontakata
hu | Egyéb | Igen | Nem | Hozzájárulok | Nem járulok hozzá
   | Prezentációk | A felvétel | Források és linkek listája
   | Példák jó gyakorlatokra | Összefoglaló | Kézikönyv | Az elérhetőségek listája
it | Altro | Sì | No | Acconsento | Non acconsento
   | Presentazioni | La registrazione | Un elenco di risorse e link
   | Esempi di buone pratiche | Una sintesi | Un manuale | L’elenco dei contatti
lt | Kita | Taip | Ne | Sutinku | Nesutinku
   | Pateiktys | Įrašas | Išteklių ir nuorodų sąrašas
   | Gerosios patirties pavyzdžiai | Santrauka | Žinynas | Kontaktų sąrašas
lv | Cits variants | Jā | Nē | Piekrītu | Nepiekrītu
   | Prezentācijas | Ieraksts | Resursu un saišu saraksts
   | Labās prakses piemēri | Kopsavilkums | Rokasgrāmata | Kontaktu saraksts
mt | Oħrajn | Iva | Le | Naqbel | Ma naqbilx
   | Preżentazzjonijiet | Ir-rekording | Lista ta’ riżorsi u links
   | Eżempji ta’ prattika tajba | Sommarju | Manwal | Il-lista ta’ kuntatti
nl | Anders | Ja | Nee | Ik ga akkoord | Ik ga niet akkoord
   | Presentaties | De opname | Een lijst met bronnen en links
   | Voorbeelden van goede praktijken | Een korte samenvatting | Een handboek | De contactenlijst
pl | Inne | Tak | Nie | Zgadzam się | Nie zgadzam się
   | Prezentacje | Nagranie | Lista zasobów i linków
   | Przykłady dobrych praktyk | Krótkie podsumowanie | Podręcznik | Lista kontaktów
pt | Outra resposta | Sim | Não | Concordo | Não concordo
   | Apresentações | A gravação | Uma lista de recursos e ligações
   | Exemplos de boas práticas | Um resumo | Um manual | A lista de contactos
ro | Alt răspuns | Da | Nu | Sunt de acord | Nu sunt de acord
   | Prezentări | Înregistrarea | O listă de resurse și linkuri
   | Exemple de bune practici | Un rezumat | Un ghid | Lista de contacte
sk | Iné | Áno | Nie | Súhlasím | Nesúhlasím
   | Prezentácie | Záznam | Zoznam zdrojov a odkazov
   | Príklady dobrej praxe | Stručné zhrnutie | Príručka | Zoznam kontaktov
sl | Drugo | Da | Ne | Soglašam | Ne soglašam
   | Predstavitve | Posnetek | Seznam virov in povezav
   | Primeri dobre prakse | Kratek povzetek | Priročnik | Seznam stikov
sv | Annat | Ja | Nej | Jag samtycker | Jag samtycker inte
   | Presentationer | Inspelningen | En lista med resurser och länkar
   | Exempel på god praxis | En sammanfattning | En handbok | Kontaktlistan
"""
"""Three lines a language: its code, then a word for each of the keys, in their order."""


def _wordings() -> Mapping[str, Wording]:
    cells = [[cell.strip() for cell in line.split("|")] for line in _TABLE.strip().splitlines()]
    rows = [cells[place] + cells[place + 1][1:] + cells[place + 2][1:] for place in range(0, len(cells), 3)]
    words = {row[0]: dict(zip(_KEYS, row[1:], strict=True)) for row in rows}
    return {key: Wording({language: said[key] for language, said in words.items()}) for key in _KEYS}


FILL_WORDS: Mapping[str, Wording] = _wordings()
"""The wording of each filled option, by the word's key."""
