#!/usr/bin/env python3
"""Screening against the dated timeline of OFAC's addresses, and OFAC's own tables.

	tests/suites/screening.py BUILD

Every address of the timeline on every day on which anything changed; and all addresses of a real
sdn.csv with its comments, against the same join made here; and TagPacks, against PyYAML."""
import csv
import glob
import os
import re
import subprocess
import sys
import tempfile

import yaml

DATA = os.path.join(os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data")), "knowledge")
TIMELINE = os.path.join(DATA, "ofac-crypto", "ofac_crypto_timeline.csv")
SDN = os.path.join(DATA, "moov-watchman", "test_testdata_bench_sdn.csv")
COMMENTS = os.path.join(DATA, "moov-watchman", "test_testdata_bench_sdn_comments.csv")
PACKS = os.path.join(DATA, "..", "funds", "lists", "tagpacks", "packs")
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


def left_on(row):
    """The day from which on it was away; of one known by its month, the last of it."""
    return row["absent_from"].replace("<=2024-11", "2024-11-30")


def check_timeline(assay):
    with open(TIMELINE, encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    days = sorted({r["first_seen"] for r in rows} | {left_on(r) for r in rows} - {""})
    asked, wrong = "\n".join(r["address"] for r in rows), 0
    for day in days:
        run = subprocess.run([assay, "screen", "--as-of", day, "--max-age", "100000", "-"], input=asked,
                             capture_output=True, text=True, env=ENV, check=False)
        for row, line in zip(rows, run.stdout.splitlines(), strict=True):
            away = left_on(row)
            want = "danger" if row["first_seen"] <= day and (not away or day < away) else "caution"
            if line.split("\t")[1] != want:
                wrong += 1
                print(f"{day}: wanted {want}: {line}")
    print(f"screening: {len(rows)} addresses on {len(days)} days, {wrong} of {len(rows) * len(days)} wrong")
    return wrong


def joined_addresses():
    remarks = {}
    for path, column in ((SDN, 11), (COMMENTS, 1)):
        with open(path, encoding="utf-8", errors="replace") as f:
            for row in csv.reader(f):
                if len(row) > column and row[0].strip().isdigit():
                    said = "" if row[column].strip() == "-0-" else row[column]
                    remarks[row[0]] = remarks.get(row[0], "") + said
    return {a.rstrip(".") for text in remarks.values()
            for a in re.findall(r"Digital Currency Address - \w+ (\w+)", text)}


def check_tables(assay):
    with tempfile.TemporaryDirectory() as top:
        subprocess.run([assay, "known", "import", "--known", top, "--list", "sdn", "--source", "OFAC", "--date",
                        "2022-09-15", SDN, COMMENTS], env=ENV, check=True, stderr=subprocess.DEVNULL)
        with open(os.path.join(top, "sdn.csv"), encoding="utf-8") as f:
            ours = {row[0] for row in csv.reader(f) if len(row) == 8} - {"address"}
    theirs = joined_addresses()
    print(f"screening: {len(ours)} addresses out of OFAC's tables, {len(theirs)} by the join, "
          f"{len(ours ^ theirs)} differ {sorted(ours ^ theirs)}")
    return len(ours ^ theirs) + (not theirs)


def told(pack, tag, *names):
    """The first of these that the tag has, else the first that the pack has, as text."""
    for name in names:
        for place in (tag, pack):
            if place.get(name) not in (None, "", []):
                return str(place[name]).strip()
    return ""


def check_tagpacks(assay):
    packs, rows, wrong = sorted(glob.glob(os.path.join(PACKS, "**", "*.yaml"), recursive=True)), 0, 0
    with tempfile.TemporaryDirectory() as top:
        for path in packs:
            with open(path, encoding="utf-8") as f:
                pack = yaml.load(f, yaml.CBaseLoader)
            want = [(str(t["address"]).strip(), told(pack, t, "label", "actor"), told(pack, t, "abuse", "category"),
                     told(pack, t, "lastmod")[:10]) for t in pack["tags"] if t.get("address")]
            if not want:
                continue
            run = subprocess.run([assay, "known", "import", "--known", top, "--list", "pack", "--date", "2026-11-01",
                                  path], env=ENV, check=False, capture_output=True, text=True)
            if run.returncode:
                wrong += 1
                print(f"{path}: {run.stderr}")
                continue
            with open(os.path.join(top, "pack.csv"), encoding="utf-8", newline="") as f:
                got = [(r[0], r[2], r[3], r[5]) for r in csv.reader(f) if len(r) == 8][1:]
            os.unlink(os.path.join(top, "pack.csv"))
            rows += len(want)
            if [(*w[:3], w[3] or "2026-11-01") for w in want] != got:
                wrong += 1
                print(f"{path}: {len(want)} tags, {len(got)} rows",
                      next(((w, g) for w, g in zip(want, got) if (*w[:3], w[3] or "2026-11-01") != g), ""))
    print(f"screening: {len(packs)} TagPacks, {rows} tags, {wrong} packs differ from PyYAML's reading")
    return wrong


def main():
    assay = os.path.join(sys.argv[1], "src/assay")
    if not os.path.exists(TIMELINE):
        print("screening: skipped, no knowledge data")
        return 77
    return check_timeline(assay) + check_tables(assay) + check_tagpacks(assay) > 0


if __name__ == "__main__":
    sys.exit(main())
