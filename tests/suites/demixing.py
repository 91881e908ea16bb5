#!/usr/bin/env python3
"""Demixing of a case whose answer is known: what bench/demix measures must not get worse.

	tests/suites/demixing.py BUILD"""
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).parents[2] / "bench/demix"
sys.exit(subprocess.run([BENCH, sys.argv[1], "--folds", "12", "--hold", "0.95", "0.98"], check=False).returncode)
