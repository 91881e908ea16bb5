#!/usr/bin/env python3
"""Chain hops whose answer is known: what bench/hop measures must not get worse.

	tests/suites/hops.py BUILD"""
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).parents[2] / "bench/hop"
sys.exit(subprocess.run([BENCH, sys.argv[1], "--hold", "0.97", "0.99"], check=False).returncode)
