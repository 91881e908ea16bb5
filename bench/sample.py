"""The letters that speed is measured on: a fixed sample of $ASSAY_DATA/letters, every n-th
file of each folder in name order, letters under 100 kB (the size of the bars)."""
import os
import pathlib
import sys

FOLDERS = ("ham", "phish", "spam", "fraud")
SIZE_MAX = 100_000


def letters(per_folder):
    data = os.environ.get("ASSAY_DATA")
    root = pathlib.Path(data, "letters") if data else None
    if not root or not root.is_dir():
        print("skipped: no letters ($ASSAY_DATA)")
        sys.exit(77)
    chosen = []
    for folder in FOLDERS:
        files = sorted(p for p in (root / folder).rglob("*.eml")
                       if 0 < p.stat().st_size < SIZE_MAX)
        step = max(1, len(files) // per_folder)
        chosen += files[::step][:per_folder]
    return chosen
