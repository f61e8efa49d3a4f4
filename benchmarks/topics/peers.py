"""The peers, each as its documentation sets it up, with the vectors given and a seed so that runs can be repeated.

Runs in the peers' own environment, so each library is imported by the method that needs it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.topics.methods import NONE, Filing, Fit, Fitted, Predict, Rows


class GivenVectors:
    """Stands for an encoder whose work is done: texts that it was given get their vectors.

    Other texts are single words of the vocabulary, which serve to describe topics, never to file texts: a vector drawn
    by the word itself will do.
    """

    def __init__(self, texts: list[str], rows: Rows) -> None:
        self.rows = dict(zip(texts, rows, strict=True))
        self.dim = rows.shape[1]

    def encode(self, texts: list[str], **_: Any) -> Rows:
        return np.stack([self.rows[text] if text in self.rows else self._drawn(text) for text in texts])

    def _drawn(self, text: str) -> Rows:
        row: Rows = np.random.default_rng(zlib.crc32(text.encode())).normal(size=(self.dim,)).astype(np.float32)
        return row


def bertopic() -> Fit:
    """Its defaults; saved as safetensors, as its documentation advises."""
    return _bertopic(lambda model, texts, rows, filing: filing)


def bertopic_reduced() -> Fit:
    """The same, and outliers go to the topic whose vector is nearest, among new texts as among those fitted on."""

    def reduced(model: Any, texts: list[str], rows: Rows, filing: list[int]) -> list[int]:
        if NONE not in filing:
            return filing
        topics: list[int] = model.reduce_outliers(texts, filing, strategy="embeddings", embeddings=rows)
        return topics

    return _bertopic(reduced)


def _bertopic(finish: Callable[[Any, list[str], Rows, list[int]], list[int]]) -> Fit:
    from bertopic import BERTopic
    from umap import UMAP

    def predict(model: Any) -> Predict:
        return lambda texts, rows: _whole(finish(model, texts, rows, list(model.transform(texts, embeddings=rows)[0])))

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        layout = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        model = BERTopic(umap_model=layout)
        filing = finish(model, texts, rows, list(model.fit_transform(texts, embeddings=rows)[0]))

        def reload(folder: Path) -> Predict:
            model.save(str(folder), serialization="safetensors", save_ctfidf=True)
            return predict(BERTopic.load(str(folder)))

        return Fitted(_whole(filing), predict(model), reload)

    return fit


def top2vec() -> Fit:
    """Its defaults. It takes no vectors, only a function that makes them, so that it is handed one that looks them up."""
    from top2vec import Top2Vec

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        layout = {"n_neighbors": 15, "n_components": 5, "metric": "cosine", "random_state": seed}
        given = GivenVectors(texts, rows)
        model = Top2Vec(texts, embedding_model=given.encode, umap_args=layout, verbose=False)

        def reload(folder: Path) -> Predict:
            model.save(str(folder / "model"))
            return _nearest_topic(Top2Vec.load(str(folder / "model")))

        return Fitted(_whole(model.doc_top), _nearest_topic(model), reload)

    return fit


def _nearest_topic(model: Any) -> Predict:
    return lambda texts, rows: _whole([model.search_topics_by_vector(row, num_topics=1)[3][0] for row in rows])


def topeax() -> Fit:
    """Its defaults. It cannot file new texts."""
    from turftopic import Topeax

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        model = Topeax(encoder=GivenVectors(texts, rows), random_state=seed)
        model.fit_transform(texts, embeddings=rows)
        return Fitted(_whole(model.labels_))

    return fit


def senstopic() -> Fit:
    """Its defaults, the number of topics chosen by itself; a text is filed under its strongest topic."""
    from turftopic import SensTopic, load_model

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        model = SensTopic(encoder=GivenVectors(texts, rows), random_state=seed)
        shares = model.fit_transform(texts, embeddings=rows)

        def reload(folder: Path) -> Predict:
            model.to_disk(folder)
            return _strongest(load_model(str(folder)))

        return Fitted(_whole(shares.argmax(axis=1)), _strongest(model), reload)

    return fit


def _strongest(model: Any) -> Predict:
    return lambda texts, rows: _whole(model.transform(texts, embeddings=rows).argmax(axis=1))


def evoc() -> Fit:
    """Its defaults. It cannot file new texts."""
    from evoc import EVoC

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        return Fitted(_whole(EVoC(random_state=seed).fit_predict(rows)))

    return fit


def kmeans() -> Fit:
    """Best of ten starts, told how many themes people see."""
    import joblib
    from sklearn.cluster import KMeans

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        model = KMeans(n_clusters=true or 2, n_init=10, random_state=seed).fit(rows)

        def reload(folder: Path) -> Predict:
            joblib.dump(model, folder / "model")
            loaded = joblib.load(folder / "model")
            return lambda texts, rows: _whole(loaded.predict(rows))

        return Fitted(_whole(model.labels_), lambda texts, rows: _whole(model.predict(rows)), reload)

    return fit


def _whole(filing: Any) -> Filing:
    return np.asarray(filing).astype(np.int64)
