"""Runs every function called check_* of a module and prints, as JSON, which failed and why."""

import json
import sys
import traceback


def run(module_name):
  results = []
  for name, check in vars(sys.modules[module_name]).items():
    if name.startswith("check_"):
      failure = None
      try:
        check()
      except Exception:  # Reported to the Java test, which fails with it.
        failure = traceback.format_exc()
      results.append({"name": name, "failure": failure})
  print(json.dumps(results))
