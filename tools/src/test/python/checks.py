"""Runs checks and prints, as JSON, which failed and why."""

import json
import sys
import traceback


def run(module_name):
  """Runs every function called check_* of a module."""
  functions = list(vars(sys.modules[module_name]).items())
  report((name, function) for name, function in functions if name.startswith("check_"))


def report(named_checks):
  """Runs functions, given with their names."""
  results = []
  for name, check in named_checks:
    failure = None
    try:
      check()
    except Exception:  # Reported to the Java test, which fails with it.
      failure = traceback.format_exc()
    results.append({"name": name, "failure": failure})
  print(json.dumps(results))
