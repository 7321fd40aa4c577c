"""Checks of an exported SavedModel. Arguments: the SavedModel, a JSON file with what Java computed
with it, a folder to write to, and the method: selfpatch or dino."""

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import onnxruntime
import PIL.Image
import tensorflow as tf

import checks
import numpy_networks

SAVED_MODEL, EXPECTED, FOLDER, METHOD = sys.argv[1:]
WIDTH, DEPTH, HEADS, PATCH, GRID = 24, 12, 3, 16, 4

with open(EXPECTED, encoding="utf-8") as file:
  JAVA = json.load(file)


def load(path=SAVED_MODEL):
  return tf.saved_model.load(path)


def image_batch(batch, height, width):
  n, y, x, c = np.ogrid[:batch, :height, :width, :3]
  return ((31 * n + 7 * y + 13 * x + 29 * c + x * y) % 256).astype(np.float32) / np.float32(255)


def assert_close(actual, expected, tolerance=1e-5):
  actual, expected = np.asarray(actual), np.asarray(expected)
  assert actual.shape == expected.shape, (actual.shape, expected.shape)
  error = np.abs(actual - expected).max() / max(1, np.abs(expected).max())
  assert error <= tolerance, f"largest error {error} of values up to {np.abs(expected).max()}"


def expected_shapes():
  """The names of the official PyTorch model, linear weights as [in, out]."""
  shapes = {}

  def layer(name, *weight):
    shapes[name + ".weight"] = weight
    shapes[name + ".bias"] = weight[-1:]

  def rest_of_block(name):
    layer(name + "norm1", WIDTH)
    layer(name + "attn.proj", WIDTH, WIDTH)
    layer(name + "norm2", WIDTH)
    layer(name + "mlp.fc1", WIDTH, 4 * WIDTH)
    layer(name + "mlp.fc2", 4 * WIDTH, WIDTH)

  layer("patch_embed.proj", PATCH, PATCH, 3, WIDTH)
  for i in range(DEPTH):
    layer(f"blocks.{i}.attn.qkv", WIDTH, 3 * WIDTH)
    rest_of_block(f"blocks.{i}.")
  if METHOD == "dino":
    shapes["cls_token"] = (1, 1, WIDTH)
    shapes["pos_embed"] = (1, 1 + GRID * GRID, WIDTH)
    layer("norm", WIDTH)
    return shapes
  shapes["pos_embed"] = (1, GRID * GRID, WIDTH)
  shapes["ca_head.cls_token"] = (1, 1, WIDTH)
  for i in range(2):
    for part in "qkv":
      layer(f"ca_head.cls_blocks.{i}.attn.{part}", WIDTH, WIDTH)
    rest_of_block(f"ca_head.cls_blocks.{i}.")
  layer("ca_head.norm", WIDTH)
  return shapes


def weights_of(model):
  return {variable.name.removesuffix(":0"): variable for variable in model.variables}


def all_outputs(model, images):
  return {**model(images), **model.intermediate(images), **model.attention(images)}


def check_variables_have_the_official_names_and_shapes():
  model = load()
  shapes = {name: tuple(variable.shape) for name, variable in weights_of(model).items()}
  assert shapes == expected_shapes(), set(shapes.items()) ^ set(expected_shapes().items())
  assert len(model.variables) == len(model.trainable_variables) == len(shapes)
  assert all(variable.trainable for variable in model.trainable_variables)


def check_variables_are_attributes_along_their_names():
  model = load()
  by_name = weights_of(model)
  assert model.blocks[11].attn.qkv.weight is by_name["blocks.11.attn.qkv.weight"]
  if METHOD == "dino":
    assert model.norm.bias is by_name["norm.bias"]
    assert model.cls_token is by_name["cls_token"]
  else:
    assert model.ca_head.cls_blocks[1].norm2.bias is by_name["ca_head.cls_blocks.1.norm2.bias"]
  assert model.pos_embed is by_name["pos_embed"]
  assert len(model.blocks) == DEPTH


def check_functions_give_what_java_gives_at_every_size():
  model = load()
  for case in JAVA["cases"]:
    images = image_batch(*case["images"])
    for function, outputs in case["outputs"].items():
      assert_are_javas(getattr(model, function)(images), outputs)
      if function != "serve":
        assert_are_javas(model.signatures[function](images=tf.constant(images)), outputs)


def assert_are_javas(actual, outputs):
  assert actual.keys() == outputs.keys(), (actual.keys(), outputs.keys())
  for key, expected in outputs.items():
    assert_close(actual[key], np.reshape(expected["values"], expected["shape"]))


def check_files_are_seen_as_in_java_and_as_pillow_shows_them():
  model = load()
  files = [tf.io.read_file(name) for name in JAVA["files"]]
  assert_are_javas(model.encoded_images(files), JAVA["encodedOutputs"])
  outputs = model.signatures["encoded_images"](encoded=tf.stack(files))
  assert_are_javas(outputs, JAVA["encodedOutputs"])
  views = np.stack([pillow_view(name) for name in JAVA["files"]])
  for key, expected in model(views).items():
    # Pillow rounds to whole levels after each of its two passes.
    assert_close(outputs[key], expected, tolerance=0.02)


def pillow_view(name, size=GRID * PATCH):
  """The arithmetic of torchvision's Resize and CenterCrop."""
  image = PIL.Image.open(name).convert("RGB")
  shorter = min(image.size)
  image = image.resize([size * 256 // 224 * side // shorter for side in image.size], PIL.Image.BICUBIC)
  left, top = (round((side - size) / 2) for side in image.size)
  return np.asarray(image.crop((left, top, left + size, top + size)), np.float32) / 255


def check_a_file_that_is_no_image_is_refused():
  model = load()
  try:
    model.encoded_images(tf.constant([b"no image"]))
  except tf.errors.InvalidArgumentError as error:
    assert "Unknown image file format" in str(error), error
  else:
    raise AssertionError("it was taken for an image")


def check_functions_give_what_numpy_computes_from_the_weights():
  model = load()
  weights = {name: variable.numpy() for name, variable in weights_of(model).items()}
  images = image_batch(2, GRID * PATCH, GRID * PATCH)
  network = numpy_networks.Dino if METHOD == "dino" else numpy_networks.SelfPatch
  expected = network(weights, HEADS)(images)
  actual = all_outputs(model, images)
  assert set(actual) == {
      "patch_tokens", "embedding", "attention", "block_3", "block_5", "block_7", "block_11"}
  for key, value in actual.items():
    assert_close(value, expected[key])


def check_signatures_serve_like_the_functions():
  model = load()
  assert set(model.signatures) == {
      "serving_default", "serve", "intermediate", "attention", "encoded_images"}
  images = tf.constant(image_batch(1, 96, 64))
  for key in ["serving_default", "serve"]:
    outputs = model.signatures[key](images=images)
    assert set(outputs) == {"patch_tokens", "embedding"}
    for name, value in model(images).items():
      assert_close(outputs[name], value, tolerance=0)
  shapes = model.signatures["intermediate"].structured_outputs
  assert shapes["block_3"].shape.as_list() == [None, None, None, WIDTH], shapes
  shapes = model.signatures["attention"].structured_outputs
  assert shapes["attention"].shape.as_list() == [None, HEADS, None, None], shapes
  shapes = model.signatures["serve"].structured_outputs
  assert shapes["embedding"].shape.as_list() == [None, WIDTH], shapes


def check_gradients_reach_every_weight_and_are_right():
  model = load()
  images = image_batch(2, 96, 64)
  generator = tf.random.Generator.from_seed(1)
  directions = [generator.normal(v.shape) for v in model.trainable_variables]
  probes = {key: generator.normal(value.shape) for key, value in all_outputs(model, images).items()}

  def loss():
    outputs = all_outputs(model, images)
    return tf.add_n([tf.reduce_sum(outputs[key] * probe) for key, probe in probes.items()])

  with tf.GradientTape() as tape:
    value = loss()
  gradients = tape.gradient(value, model.trainable_variables)
  for variable, gradient in zip(model.trainable_variables, gradients):
    assert gradient is not None, variable.name
    # Softmax ignores what all scores share, so the key biases of a class token have none.
    if not variable.name.startswith("ca_head") or ".attn.k.bias" not in variable.name:
      assert tf.reduce_max(tf.abs(gradient)) > 1e-6, variable.name

  step = 1e-3
  originals = [tf.identity(v) for v in model.trainable_variables]
  moved = []
  for sign in [1, -1]:
    for v, original, direction in zip(model.trainable_variables, originals, directions):
      v.assign(original + sign * step * direction)
    moved.append(loss())
  numeric = (moved[0] - moved[1]) / (2 * step)
  analytic = tf.add_n([tf.reduce_sum(g * d) for g, d in zip(gradients, directions)])
  assert abs(numeric - analytic) <= 0.01 * abs(analytic), (numeric, analytic)


def check_assignment_changes_the_output():
  model = load()
  images = image_batch(1, 64, 64)
  before = model(images)["patch_tokens"]
  # Not the same for all channels: a normalisation would take that out again.
  model.blocks[0].mlp.fc2.bias.assign_add(tf.range(WIDTH, dtype=tf.float32))
  assert np.abs(model(images)["patch_tokens"] - before).max() > 0.1


def check_fine_tuning_inside_a_tf_function_lowers_a_loss():
  model = load()
  images = tf.constant(image_batch(2, 96, 64))
  # Outputs of a normalisation are small, and so are their gradients.
  optimizer = tf.keras.optimizers.SGD(0.1 if METHOD == "dino" else 1e-3)

  @tf.function(input_signature=[tf.TensorSpec([None, None, None, 3], tf.float32)])
  def train(batch):
    with tf.GradientTape() as tape:
      loss = tf.reduce_mean(model.intermediate(batch)["block_11"] ** 2)
    # The head has no part in this output.
    variables = [v for v in model.trainable_variables if not v.name.startswith("ca_head.")]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss

  before = model(images)["patch_tokens"]
  losses = [float(train(images)) for _ in range(10)]
  assert losses == sorted(losses, reverse=True) and losses[-1] < 0.99 * losses[0], losses
  assert np.abs(model(images)["patch_tokens"] - before).max() > 1e-3


def check_it_can_be_saved_again():
  model = load()
  model.blocks[0].mlp.fc2.bias.assign(tf.zeros([WIDTH]))
  again = os.path.join(FOLDER, "saved_again")
  tf.saved_model.save(model, again)
  images = image_batch(1, 64, 64)
  reloaded = load(again)
  for key, value in all_outputs(model, images).items():
    assert_close(all_outputs(reloaded, images)[key], value, tolerance=0)
  assert len(reloaded.trainable_variables) == len(model.trainable_variables)


def check_keras_layer_runs_and_trains():
  layer = tf.keras.layers.TFSMLayer(SAVED_MODEL)
  model = load()
  images = image_batch(2, 96, 64)
  outputs = layer(images)
  for key, value in model(images).items():
    assert_close(outputs[key], value, tolerance=0)
  assert len(layer.trainable_weights) == len(model.trainable_variables)
  with tf.GradientTape() as tape:
    loss = tf.reduce_sum(layer(images)["embedding"] ** 2)
  gradients = tape.gradient(loss, layer.trainable_weights)
  assert all(gradient is not None for gradient in gradients)


def classifier(saved_model=SAVED_MODEL):
  """A Keras model of two classes on our features."""
  images = tf.keras.Input([None, None, 3])
  embedding = tf.keras.layers.TFSMLayer(saved_model)(images)["embedding"]
  return tf.keras.Model(images, tf.keras.layers.Dense(2)(embedding))


def check_keras_fits_the_layer_and_exports_the_model():
  model = classifier()
  images, labels = image_batch(4, 64, 64), np.array([0, 1, 0, 1])
  backbone = model.layers[1]
  before = [weight.numpy() for weight in backbone.trainable_weights]
  loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
  model.compile(tf.keras.optimizers.Adam(1e-3), loss)
  # Inside fit, Keras 3.12 refuses the names of any SavedModel's variables, which have colons.
  model.optimizer.build(model.trainable_variables)
  losses = model.fit(images, labels, epochs=10, verbose=0).history["loss"]
  assert losses[-1] < losses[0], losses
  moved = [np.abs(a - b).max() for a, b in zip(backbone.trainable_weights, before)]
  assert all(by > 0 for by in moved), moved
  folder = os.path.join(FOLDER, "exported")
  model.export(folder, verbose=False)
  exported = load(folder)
  assert_close(exported.serve(images), model(images), tolerance=1e-5)


def check_a_keras_file_needs_the_saved_model_in_its_place():
  """What the README tells of."""
  place = os.path.join(FOLDER, "place")
  shutil.copytree(SAVED_MODEL, place)
  model = classifier(place)
  weight = model.layers[1].trainable_weights[0]
  weight.assign(weight + 1)
  file = os.path.join(FOLDER, "classifier.keras")
  model.save(file)
  images = image_batch(1, 64, 64)
  again = tf.keras.models.load_model(file, safe_mode=False)
  assert_close(again(images), model(images), tolerance=0)
  try:
    tf.keras.models.load_model(file)
  except ValueError as error:
    assert "safe_mode=False" in str(error), error
  else:
    raise AssertionError("Keras has become less careful: change the README")
  shutil.rmtree(place)
  try:
    tf.keras.models.load_model(file, safe_mode=False)
  except OSError as error:
    assert place in str(error), error
  else:
    raise AssertionError("the SavedModel is not needed any more: change the README")


def check_tf2onnx_converts_it():
  model = load()
  for signature in ["serving_default", "intermediate", "attention"]:
    file = os.path.join(FOLDER, signature + ".onnx")
    command = [sys.executable, "-m", "tf2onnx.convert", "--saved-model", SAVED_MODEL]
    command += ["--signature_def", signature, "--opset", "18", "--output", file]
    subprocess.run(command, check=True, capture_output=True)
    session = onnxruntime.InferenceSession(file)
    keys = [output.name for output in session.get_outputs()]
    for size in [(2, 64, 64), (1, 96, 160)]:
      images = image_batch(*size)
      expected = model.signatures[signature](images=tf.constant(images))
      for key, value in zip(keys, session.run(keys, {"images": images})):
        assert_close(value, expected[key])


def check_checkpoint_is_readable_by_name():
  reader = tf.train.load_checkpoint(os.path.join(SAVED_MODEL, "variables", "variables"))
  value = reader.get_tensor("pos_embed/.ATTRIBUTES/VARIABLE_VALUE")
  assert_close(value, load().pos_embed, tolerance=0)


def check_images_of_a_wrong_size_are_refused_with_the_reason():
  model = load()
  for function in [model, model.intermediate, model.attention, model.signatures["serve"]]:
    for shape in [(1, 64, 70), (1, 40, 64)]:
      try:
        function(tf.constant(image_batch(*shape)))
      except tf.errors.InvalidArgumentError as error:
        assert "must be multiples of the patch size 16" in str(error), error
        assert f"[1 {shape[1]} {shape[2]} 3]" in str(error), error
      else:
        raise AssertionError(f"{function} took images of shape {shape}")


checks.run(__name__)
