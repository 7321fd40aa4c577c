"""What the tests work on: SavedModels that Java exported and TFRecords that it converted.

The build makes them and names their folder in TFPIPELINE_SAMPLES: `selfpatch` and `dino`, SavedModels of a width of 24
and 12 blocks of patches of 16 pixels; `raccoon`, `bccd` and `objects`, records of the collections in ANNOTATED.
"""

import os
import pathlib

import pytest

from tfpipeline_backbone import records
from tfpipeline_backbone.backbone import Backbone, load_backbone

TOOLS = pathlib.Path(__file__).resolve().parents[2]
ANNOTATED = TOOLS / "src/test/resources/org/tfpipeline/tools/convert/annotated"


@pytest.fixture(scope="session")
def samples() -> pathlib.Path:
    folder = os.environ.get("TFPIPELINE_SAMPLES")
    if not folder:
        pytest.skip("TFPIPELINE_SAMPLES names no folder of samples; the build makes one (PythonPackageTest)")
    return pathlib.Path(folder)


@pytest.fixture(scope="session", params=["selfpatch", "dino"])
def saved_model(request: pytest.FixtureRequest, samples: pathlib.Path) -> pathlib.Path:
    return samples / request.param


@pytest.fixture(scope="session")
def backbone(saved_model: pathlib.Path) -> Backbone:
    """Of both methods in turn, and shared: tests that change it load their own."""
    return load_backbone(saved_model)


@pytest.fixture(scope="session")
def selfpatch(samples: pathlib.Path) -> Backbone:
    """Shared: tests that change it load their own."""
    return load_backbone(samples / "selfpatch")


@pytest.fixture
def fresh(samples: pathlib.Path) -> Backbone:
    """SelfPatch's again, to be changed."""
    return load_backbone(samples / "selfpatch")


@pytest.fixture(scope="session")
def raccoons(samples: pathlib.Path) -> list[records.Annotated]:
    return records.read_records(samples / "raccoon")


@pytest.fixture(scope="session")
def cells(samples: pathlib.Path) -> list[records.Annotated]:
    return records.read_records(samples / "bccd")
