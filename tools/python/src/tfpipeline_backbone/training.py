"""What fine-tuning detectors and segmenters has in common."""

import math
import time
from collections.abc import Callable
from typing import Any

import keras

from tfpipeline_backbone.errors import InputError


def adamw(model: Any, steps: int, learning_rate: float) -> Any:
    """AdamW for a model; its rate rises over a tenth of the steps and then falls to 0 as a cosine.

    Weights decay as in pretraining: biases and the scales of normalisations do not.
    """
    warmup = max(1, steps // 10)
    schedule = keras.optimizers.schedules.CosineDecay(
        # From 0 the first step would change nothing.
        initial_learning_rate=learning_rate / warmup,
        warmup_target=learning_rate,
        warmup_steps=warmup,
        decay_steps=max(1, steps - warmup),
    )
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.05, global_clipnorm=1.0)
    optimizer.exclude_from_weight_decay([v for v in model.trainable_variables if len(v.shape) < 2])
    return optimizer


def fit(model: Any, batches: Any, steps: int) -> tuple[list[float], float]:
    """Trains for so many steps, printing ten losses; returns the loss of every step, and the seconds it took."""
    started = time.monotonic()
    printed = PrintedLoss(steps, every=max(1, steps // 10))
    model.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0, callbacks=[printed])
    return printed.losses, time.monotonic() - started


class PrintedLoss(keras.callbacks.Callback):
    """Prints step and loss as training goes, and remembers every step's loss."""

    def __init__(self, steps: int, every: int, show: Callable[[str], None] = print) -> None:
        super().__init__()
        self.steps = steps
        self.every = every
        self.show = show
        self.losses: list[float] = []

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Takes one step's loss."""
        loss = float((logs or {})["loss"])
        # Keras would give the mean since training began.
        self.model.reset_metrics()
        if not math.isfinite(loss):
            raise InputError(f"The loss of step {batch + 1} is {loss}; try a smaller learning rate.")
        self.losses.append(loss)
        if (batch + 1) % self.every == 0 or batch + 1 == self.steps:
            recent = self.losses[-self.every :]
            self.show(f"  step {batch + 1}/{self.steps}  loss {sum(recent) / len(recent):.4f}")
