#!/usr/bin/env python3
"""Patterns of accounts: those of launderers stay more often seen there than elsewhere.

	tests/suites/patterns.py BUILD"""
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).parents[2] / "bench/patterns"
HOLD = [["pass-through", "0.52", "0.21"], ["fan-out", "0", "0.01"], ["fan-in", "0", "0.003"],
        ["dormancy", "0", "0.06"], ["peel", "0", "0"], ["rhythm", "0", "0.001"]]
sys.exit(subprocess.run([BENCH, sys.argv[1], "--joins", "1", *(a for h in HOLD for a in ["--hold", *h])],
                        check=False).returncode)
