"""The network that is fine-tuned: the bundled encoder, read just as CTranslate2 will run it, and a linear head a task."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import normalize
from transformers import AutoModel

from pipelines.pretraining.batches import Batch
from pipelines.pretraining.examples import TASKS, Task
from pipelines.stance_pairs import CLASSES

DROPOUT = 0.1


class StanceNetwork(nn.Module):
    """Features of a target are those of `models.stance.features`: the passage's unit vector beside the target's own.

    Word embeddings are not trained, so that what is shipped are the transformer's layers alone.
    """

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights, attn_implementation="sdpa", hidden_dropout_prob=DROPOUT, attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
        )  # fmt: skip
        self.encoder.embeddings.requires_grad_(False)
        dim = self.encoder.config.hidden_size
        self.scale = dim**0.5  # unit vectors have entries too small to learn from at the head's rate
        self.heads = nn.ModuleDict({task: nn.Linear(2 * dim, len(CLASSES)) for task in TASKS})
        self.dropout = nn.Dropout(DROPOUT)

    def features(self, batch: Batch) -> torch.Tensor:
        """Feature rows (targets, 2*dim)."""
        states = self.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
        mask = batch.mask[..., None].float()
        passage = normalize((states * mask).sum(1), dim=1)[batch.owner]
        target = normalize((states[batch.owner] * batch.own[..., None]).sum(1), dim=1)
        rows: torch.Tensor = torch.cat([passage, target], dim=1) * self.scale
        return rows

    def loss(self, batch: Batch, smoothing: float) -> torch.Tensor:
        """Mean cross-entropy over the batch's targets, each under the head of its task."""
        rows = self.dropout(self.features(batch))
        total: torch.Tensor = rows.new_zeros(())
        for task in TASKS:
            own = torch.tensor([name == task for name in batch.tasks])
            if own.any():
                logits = self.heads[task](rows[own])
                if task == "newsmtsc":
                    logits = logits[:, :-1]  # it knows no target that is not addressed
                total = total + nn.functional.cross_entropy(
                    logits, batch.labels[own], label_smoothing=smoothing, reduction="sum"
                )
        return total / len(batch.labels)

    def head(self, task: Task) -> nn.Linear:
        """The head of a task."""
        own = self.heads[task]
        assert isinstance(own, nn.Linear)
        return own

    def layers(self) -> dict[str, torch.Tensor]:
        """The trained tensors of the transformer, under the names of the bundled encoder's file."""
        return {f"encoder.{name}": tensor for name, tensor in self.encoder.encoder.state_dict().items()}
