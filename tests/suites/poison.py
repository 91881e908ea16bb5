#!/usr/bin/env python3
"""Imitators of addresses and tokens: what bench/poison measures must not get worse.

	tests/suites/poison.py BUILD"""
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).parents[2] / "bench/poison"
sys.exit(subprocess.run([BENCH, sys.argv[1], "--hold", "1", "0.95"], check=False).returncode)
