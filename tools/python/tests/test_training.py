"""What detectors and segmenters are trained with."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.training import PrintedLoss, adamw


def test_the_rate_rises_from_its_first_step_and_falls_to_nothing() -> None:
    schedule = adamw(keras.Sequential([keras.Input([1])]), 100, 1e-3)._learning_rate
    rates = np.asarray([schedule(step) for step in range(101)])
    assert rates[0] == pytest.approx(1e-4) and rates[10] == pytest.approx(1e-3)
    assert (np.diff(rates[:11]) > 0).all() and (np.diff(rates[10:]) < 0).all()
    assert rates[100] == pytest.approx(0, abs=1e-9)


def test_matrices_decay_and_biases_and_scales_do_not() -> None:
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(3), keras.layers.LayerNormalization()])
    optimizer = adamw(model, 1, 0.1)
    before = [v.numpy() + 1 for v in model.trainable_variables]
    for variable, value in zip(model.trainable_variables, before, strict=True):
        variable.assign(value)
    # Without gradients AdamW does nothing but decay: by the rate, 0.1, times 0.05.
    optimizer.apply([tf.zeros(v.shape) for v in model.trainable_variables], model.trainable_variables)
    for variable, value in zip(model.trainable_variables, before, strict=True):
        factor = 0.995 if len(variable.shape) > 1 else 1
        np.testing.assert_allclose(variable.numpy(), factor * value, rtol=1e-6, err_msg=variable.path)


def test_a_loss_that_is_not_finite_ends_training() -> None:
    printed = PrintedLoss(1, every=1)
    printed.set_model(keras.Sequential([keras.layers.Dense(1)]))
    with pytest.raises(InputError, match="The loss of step 1 is nan"):
        printed.on_train_batch_end(0, {"loss": float("nan")})
