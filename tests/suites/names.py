#!/usr/bin/env python3
"""Names of one and of two: what bench/names measures must not get worse.

	tests/suites/names.py BUILD"""
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).parents[2] / "bench/names"
sys.exit(subprocess.run([BENCH, sys.argv[1], "--hold", "0.85", "0.01"], check=False).returncode)
