"""Sentence embeddings, if the operator has put a model into a folder: a static one, computed here and by nobody else.

The library could fetch models from a hub; it is never let: what it is given is a folder that is there and complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.services.errors import Refusal

_PARTS = ("config.json", "tokenizer.json", "model.safetensors")


class Embeddings:
    """A model in a folder, read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None

    def vectors(self, texts: Sequence[str]) -> Any:  # noqa: ANN401  a matrix of numpy's, which has no name without importing it
        """One vector for each text. Raises: Refusal, if the files are no model."""
        if self._model is None:
            from model2vec import StaticModel

            try:
                self._model = StaticModel.from_pretrained(self._folder.absolute(), force_download=False)
            except Exception as trouble:
                raise Refusal("The model in {folder} cannot be read.", folder=str(self._folder)) from trouble
        return self._model.encode(list(texts), use_multiprocessing=False)


def embeddings_in(folder: Path | None) -> Embeddings | None:
    """The model in ``folder``; None: no folder is set.

    Raises:
        Refusal: the folder is not there or has no model in it, or what reads it is not installed.
    """
    if folder is None:
        return None
    missing = [name for name in _PARTS if not (folder / name).is_file()]
    if missing:
        raise Refusal(
            "AFTERWORD_EMBEDDINGS has to be a folder with a model of model2vec; {folder} has no {missing}.",
            folder=str(folder),
            missing=", ".join(missing),
        )
    if find_spec("model2vec") is None:
        raise Refusal("AFTERWORD_EMBEDDINGS needs the extra “embeddings”: pip install 'afterword[embeddings]'.")
    return Embeddings(folder)
