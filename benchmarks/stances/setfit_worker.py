"""Train SetFit and answer, in SetFit's own environment: nothing of parley is imported here. Started by `setfit`.

python -m benchmarks.stances.setfit_worker           prints the versions its answers hang on
python -m benchmarks.stances.setfit_worker FOLDER    reads asked.json, writes answered.json
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("setfit", "sentence-transformers", "transformers", "torch", "scikit-learn")


def main(folder: Path) -> None:
    """Its defaults but for the seed: contrastive pairs, one epoch, then logistic regression."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    texts, labels = zip(*asked["train"], strict=True)
    classes = sorted(set(labels))
    model = SetFitModel.from_pretrained(asked["model"], labels=classes)
    wanted = TrainingArguments(
        seed=asked["seed"], output_dir=str(folder / "out"), save_strategy="no", report_to="none", show_progress_bar=False
    )  # fmt: skip
    train = Dataset.from_dict({"text": list(texts), "label": [classes.index(label) for label in labels]})
    Trainer(model=model, args=wanted, train_dataset=train).train()
    shares = model.predict_proba(asked["test"], as_numpy=True)
    answer = {"classes": classes, "shares": [[float(share) for share in row] for row in shares]}
    (folder / "answered.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        import setfit  # noqa: F401  that an environment in which it cannot even be imported be told now

        print(json.dumps({package: version(package) for package in PACKAGES}))
