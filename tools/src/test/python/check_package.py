"""Runs the tests of the package in tools/python. Argument: the folder with the samples that they need."""

import contextlib
import os
import pathlib
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[3] / "python"
os.environ["TFPIPELINE_SAMPLES"] = sys.argv[1]
sys.path.insert(0, str(PACKAGE / "src"))

import pytest  # noqa: E402

import checks  # noqa: E402


class Outcomes:
  """The tests by name, with why each failed; one that is skipped lacks a sample."""

  def __init__(self):
    self.failures = {}

  def pytest_runtest_logreport(self, report):
    if report.when == "call" or not report.passed:
      failure = None if report.passed else f"{report.outcome}: {report.longreprtext}"
      self.failures[report.nodeid] = self.failures.get(report.nodeid) or failure

  def pytest_collectreport(self, report):
    if report.failed:
      self.failures[report.nodeid] = report.longreprtext


def raise_failure(failure):
  if failure:
    raise AssertionError(failure)


outcomes = Outcomes()
with contextlib.redirect_stdout(sys.stderr):
  pytest.main(["--rootdir", str(PACKAGE), "--config-file", str(PACKAGE / "pyproject.toml"), str(PACKAGE / "tests")],
              plugins=[outcomes])
checks.report((name, lambda failure=failure: raise_failure(failure)) for name, failure in outcomes.failures.items())
