"""The loaded backbone against TensorFlow's own loading of the SavedModel."""

import pathlib
import shutil
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfpipeline_backbone.backbone import Backbone, load_backbone
from tfpipeline_backbone.errors import InputError


def images(batch: int = 2, height: int = 96, width: int = 64) -> Any:
    return tf.constant(np.random.default_rng(0).random([batch, height, width, 3], np.float32))


def test_gives_what_the_saved_model_gives(saved_model: pathlib.Path, backbone: Backbone) -> None:
    plain = tf.saved_model.load(str(saved_model))
    outputs = backbone(images())
    assert outputs.keys() == {"patch_tokens", "embedding"}
    for key, value in plain(images()).items():
        np.testing.assert_array_equal(outputs[key], value)


def test_blocks_come_from_early_to_late(saved_model: pathlib.Path, backbone: Backbone) -> None:
    loaded = tf.saved_model.load(str(saved_model))
    plain = loaded.intermediate(images())
    assert backbone.taps == (3, 5, 7, 11)
    for tap, tokens in zip(backbone.taps, backbone.intermediate(images()), strict=True):
        np.testing.assert_array_equal(tokens, plain[f"block_{tap}"])


def test_no_images_give_no_tokens(backbone: Backbone) -> None:
    outputs = backbone(images(0))
    assert outputs["patch_tokens"].shape == (0, 6, 4, 24) and outputs["embedding"].shape == (0, 24)
    assert [tokens.shape for tokens in backbone.intermediate(images(0))] == [(0, 6, 4, 24)] * 4


def test_says_its_patch_size_and_width(backbone: Backbone) -> None:
    assert (backbone.patch_size, backbone.width, backbone.heads) == (16, 24, 3)


def test_shapes_are_known_before_it_runs(backbone: Backbone) -> None:
    symbolic = keras.Input([96, 64, 3])
    assert backbone(symbolic)["patch_tokens"].shape == (None, 6, 4, 24)
    assert backbone(symbolic)["embedding"].shape == (None, 24)
    assert [tokens.shape for tokens in backbone.intermediate(symbolic)] == [(None, 6, 4, 24)] * 4
    any_size = keras.Input([None, None, 3])
    assert backbone(any_size)["patch_tokens"].shape == (None, None, None, 24)


def test_all_weights_are_tracked_once(saved_model: pathlib.Path, backbone: Backbone) -> None:
    plain = tf.saved_model.load(str(saved_model))
    model = keras.Model(*_around(backbone))
    assert sorted(v.name for v in backbone.trainable_variables) == sorted(_name(v) for v in plain.variables)
    assert len(model.trainable_variables) == len(plain.variables) + 2
    backbone.trainable = False
    assert len(model.trainable_variables) == 2


def test_it_can_be_frozen(fresh: Backbone) -> None:
    model = keras.Model(*_around(fresh))
    fresh.trainable = False
    assert len(model.trainable_variables) == 2


def test_the_blocks_alone_leave_out_what_only_the_embedding_needs(samples: pathlib.Path) -> None:
    def names(method: str) -> set[str]:
        loaded = load_backbone(samples / method)
        used = {v.name for v in loaded.intermediate.trainable_variables}
        return {v.name for v in loaded.trainable_variables} - used

    assert names("dino") == set()
    aggregation = names("selfpatch")
    assert aggregation and all(name.startswith("ca_head.") for name in aggregation)


def test_gradients_reach_every_weight(backbone: Backbone) -> None:
    probes = [tf.random.stateless_normal([2, 6, 4, 24], [i, 0]) for i in range(4)]
    with tf.GradientTape() as tape:
        tokens = backbone.intermediate(images())
        loss = tf.add_n([tf.reduce_sum(t * probe) for t, probe in zip(tokens, probes, strict=True)])
    variables = backbone.intermediate.trainable_variables
    for variable, gradient in zip(variables, tape.gradient(loss, [v.value for v in variables]), strict=True):
        assert gradient is not None, variable.name
        assert np.abs(gradient).max() > 1e-7, variable.name


def test_fit_trains_all_of_it(fresh: Backbone) -> None:
    model = keras.Model(*_around(fresh))
    before = [v.numpy().copy() for v in fresh.trainable_variables]
    outputs = model(images()).numpy()
    model.compile(optimizer=keras.optimizers.Adam(1e-4), loss="mse", run_eagerly=True)
    targets = np.random.default_rng(1).random([2, 1], np.float32)
    history = model.fit(images(), targets, epochs=10, verbose=0).history["loss"]
    assert history[-1] < 0.9 * history[0], history
    assert np.abs(model(images()).numpy() - outputs).max() > 1e-3
    for variable, value in zip(fresh.trainable_variables, before, strict=True):
        # Softmax ignores what all scores share, so the key biases of SelfPatch's class token have no gradient.
        if not (variable.name.startswith("ca_head") and variable.name.endswith("attn.k.bias")):
            assert np.abs(variable.numpy() - value).max() > 0, variable.name


def test_weights_can_be_saved_and_loaded_again(samples: pathlib.Path, fresh: Backbone, tmp_path: pathlib.Path) -> None:
    trained, other = keras.Model(*_around(fresh)), keras.Model(*_around(load_backbone(samples / "selfpatch")))
    for variable in trained.variables:
        variable.assign(variable + 0.01 * tf.random.stateless_normal(variable.shape, [1, 2]))
    trained.save_weights(tmp_path / "trained.weights.h5")
    other.load_weights(tmp_path / "trained.weights.h5")
    np.testing.assert_array_equal(other(images()), trained(images()))


def test_a_model_with_it_becomes_a_saved_model(fresh: Backbone, tmp_path: pathlib.Path) -> None:
    model = keras.Model(*_around(fresh))
    fresh.trainable_variables[0].assign_add(tf.ones(fresh.trainable_variables[0].shape))
    model.export(tmp_path / "exported", verbose=False)
    reloaded = tf.saved_model.load(str(tmp_path / "exported"))
    np.testing.assert_allclose(reloaded.serve(images()), model(images()), rtol=1e-5, atol=1e-6)


def test_half_precision_around_it_leaves_it_as_it_is(selfpatch: Backbone) -> None:
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = keras.Model(*_around(selfpatch))
    finally:
        keras.config.set_dtype_policy("float32")
    assert model(images()).dtype == tf.float16
    assert selfpatch(images())["embedding"].dtype == tf.float32


@pytest.mark.parametrize("height,width", [(64, 70), (40, 64)])
def test_a_wrong_image_size_is_named(backbone: Backbone, height: int, width: int) -> None:
    sentence = f"multiples of the patch size 16, and the images are {height} high and {width} wide"
    for call in (backbone, backbone.intermediate):
        with pytest.raises(InputError, match=sentence):
            call(images(1, height, width))
        with pytest.raises(InputError, match=sentence):
            call(keras.Input([height, width, 3]))


def test_a_wrong_image_size_is_named_where_it_shows_only_when_run(backbone: Backbone) -> None:
    run = tf.function(backbone, input_signature=[tf.TensorSpec([None, None, None, 3], tf.float32)])
    assert run(images())["patch_tokens"].shape == (2, 6, 4, 24)
    with pytest.raises(tf.errors.InvalidArgumentError, match="multiples of the patch size 16"):
        run(images(1, 64, 70))


def test_images_of_bytes_are_refused(selfpatch: Backbone) -> None:
    with pytest.raises(InputError, match=r"float32 in \[0, 1\], not uint8"):
        selfpatch(tf.zeros([1, 64, 64, 3], tf.uint8))
    with pytest.raises(InputError, match="batch, height, width, 3"):
        selfpatch(tf.zeros([64, 64, 3]))


def test_folders_that_hold_no_backbone_are_refused(saved_model: pathlib.Path, tmp_path: pathlib.Path) -> None:
    with pytest.raises(InputError, match=r"There is no folder .*nowhere"):
        load_backbone(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"has no saved_model.pb, so it is no SavedModel"):
        load_backbone(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run/saved_model").symlink_to(saved_model, target_is_directory=True)
    with pytest.raises(InputError, match=r"did you mean .*run/saved_model\?"):
        load_backbone(tmp_path / "run")
    other = tf.Module()
    other.weight = tf.Variable(1.0)
    tf.saved_model.save(other, str(tmp_path / "other"))
    with pytest.raises(InputError, match="not of a backbone that tfpipeline exported"):
        load_backbone(tmp_path / "other")


def test_a_model_that_python_saved_again_is_loaded(saved_model: pathlib.Path, tmp_path: pathlib.Path) -> None:
    tf.saved_model.save(tf.saved_model.load(str(saved_model)), str(tmp_path / "again"))
    again, first = load_backbone(tmp_path / "again"), load_backbone(saved_model)
    assert again.taps == first.taps and again.heads == first.heads
    for actual, expected in zip(again.intermediate(images()), first.intermediate(images()), strict=True):
        np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize(
    "damage", ["variables/variables.data-00000-of-00001", "variables/variables.index", "", "empty"]
)
def test_damaged_models_are_named(saved_model: pathlib.Path, tmp_path: pathlib.Path, damage: str) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(saved_model, folder)
    kept = {"": 50, "empty": 0}.get(damage, 1000)
    file = folder / (damage if kept == 1000 else "saved_model.pb")
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(InputError, match="is a damaged SavedModel; export it again"):
        load_backbone(folder)


def test_files_of_keras_are_refused(fresh: Backbone, tmp_path: pathlib.Path) -> None:
    with pytest.raises(InputError, match=r"does not go into a \.keras file; use save_weights"):
        keras.Model(*_around(fresh)).save(tmp_path / "model.keras")


def _around(backbone: Backbone) -> tuple[Any, Any]:
    """Inputs and outputs of a model to which every weight matters."""
    inputs = keras.Input([96, 64, 3])
    features = backbone(inputs)
    pooled = keras.layers.GlobalAveragePooling2D()(features["patch_tokens"])
    return inputs, keras.layers.Dense(1)(keras.layers.Concatenate()([pooled, features["embedding"]]))


def _name(variable: Any) -> str:
    return str(variable.name).removesuffix(":0")
