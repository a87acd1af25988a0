"""What is suggested for themes: in every language of the Union as far as the libraries go, by words and by a model."""

import json
from importlib.resources import files

import pytest

from bot.cli.demo.casting import cast
from bot.cli.demo.satisfaction import shipped_survey
from bot.insight.likeness import gathered
from bot.insight.phrases import Said, phrases
from bot.render.texts import Texts
from bot.services.coding.embeddings import embeddings_in
from bot.services.coding.suggesting import Suggesting
from bot.services.coding.tongues import tongue_of
from bot.services.errors import Refusal
from tests.services.coding import Coders

INFLECTED = {
    "cs": ("delší přestávky", "více přestávek prosím"),
    "da": ("flere pauser", "en længere pause"),
    "de": ("Längere Pausen", "Bitte eine längere Pause"),
    "en": ("longer breaks", "a longer break, please"),
    "es": ("más descansos", "un descanso más"),
    "fi": ("pidempiä taukoja", "enemmän taukoja"),
    "fr": ("des pauses plus longues", "une pause plus longue"),
    "hu": ("hosszabb szünetek", "hosszabb szünet"),
    "it": ("più esempi pratici", "un esempio pratico"),
    "nl": ("langere pauzes", "meer pauzes"),
    "pt": ("mais intervalos", "um intervalo maior"),
    "ro": ("exemple practice", "un exemplu practic"),
    "sv": ("fler pauser", "en längre paus"),
}
"""Two answers that say the same in other forms of the words."""


@pytest.mark.parametrize("language", INFLECTED)
def test_forms_of_a_word_are_one_suggestion(language):
    found = phrases([Said(text, tongue_of(language)) for text in INFLECTED[language]])
    assert found
    assert found[0].answers == (0, 1)


@pytest.mark.parametrize("language", ["bg", "el", "et", "ga", "hr", "lt", "lv", "mt", "pl", "sk", "sl", "xx", "und"])
def test_any_language_is_compared_at_least_word_by_word(language):
    said = [Said(text, tongue_of(language)) for text in ("Žluťoučký koncert", "koncert", "концерт Ζάγκρεμπ", "Концерт")]
    assert [(each.label, each.answers) for each in phrases(said)] == [("koncert", (0, 1)), ("концерт", (2, 3))]


@pytest.mark.parametrize(("question", "least"), [("q2", 8), ("q7", 12), ("q8", 8)])
def test_the_themes_of_the_needs_survey_come_out_but_for_other(question, least):
    """The answers are invented around the published labels, so this is the easiest there can be: an upper bound."""
    source = json.loads(files("bot.cli.demo").joinpath("needs_survey.json").read_text(encoding="utf-8"))
    given = cast(shipped_survey("needs"), source["questions"], Texts(), people=source["respondents"]).themes[question]
    found = phrases([Said(text, tongue_of("en")) for text in given])
    coded: dict[str, set[int]] = {}
    for place, labels in enumerate(given.values()):
        for label in labels:
            coded.setdefault(label, set()).add(place)
    best = {
        label: max(2 * len(places & set(each.answers)) / (len(places) + len(each.answers)) for each in found)
        for label, places in coded.items()
    }
    assert sum(f >= 0.8 for f in best.values()) >= least
    assert best["Other"] < 0.5


def test_answers_are_gathered_around_the_one_with_the_most_like_it():
    east, north, both = (1.0, 0.0), (0.0, 1.0), (0.96, 0.28)
    assert gathered([east, north, both, east]) == [(0, 2, 3)]
    assert gathered([east, north]) == []
    assert gathered([]) == []
    assert gathered([(0.0, 0.0), (0.0, 0.0)]) == []


@pytest.fixture
def model(tmp_path):
    """A folder with a tiny model that knows three words and means the same by two of them."""
    np = pytest.importorskip("numpy")
    model2vec = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    words = {"[UNK]": 0, "coffee": 1, "espresso": 2, "chairs": 3, "tea": 4}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    vectors = np.array([[0, 0], [1, 0], [0.9, 0.1], [0, 1], [0.95, 0.05]], dtype="float32")
    folder = tmp_path / "model"
    model2vec.StaticModel(vectors, tokenizer).save_pretrained(folder)
    return folder


async def test_a_model_finds_what_no_word_has_in_common(office, model):
    coders = Coders(office)
    await coders.begin("Coffee", "Espresso", "Chairs", "Tea", "Rooms", "Lights")
    desk = await coders.desk()
    assert await Suggesting().of(desk) == ()
    (found,) = await Suggesting(embeddings_in(model)).of(desk)
    assert found.by_meaning
    assert {each.text for each in found.answers} == {"Coffee", "Espresso", "Tea"}
    assert await coders.everything() == dict.fromkeys(("Coffee", "Espresso", "Chairs", "Tea", "Rooms", "Lights"))


def test_a_folder_without_a_model_is_said_in_one_sentence(tmp_path):
    with pytest.raises(Refusal, match=r"has no config\.json, tokenizer\.json, model\.safetensors"):
        embeddings_in(tmp_path)
    assert embeddings_in(None) is None


def test_files_that_are_no_model_are_said_so_and_nothing_is_fetched(model):
    (model / "model.safetensors").write_bytes(b"not a model")
    with pytest.raises(Refusal, match="cannot be read"):
        embeddings_in(model).vectors(["coffee"])


def test_without_the_extra_it_is_named(model, monkeypatch):
    monkeypatch.setattr("bot.services.coding.embeddings.find_spec", lambda name: None)
    with pytest.raises(Refusal, match="embeddings"):
        embeddings_in(model)
