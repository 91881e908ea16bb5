#!/usr/bin/env python3
"""Clusters by shared inputs in raw blocks of Bitcoin, against a union-find in Python.

	tests/suites/clusters.py BUILD

The ledger knows whose an output is where it was made in one of the blocks. Every cluster of two addresses or
more is asked for by one of its members, and so are some addresses that stand alone. All members, and no others, must be
named; and each piece of evidence must be a transaction in which both were inputs."""
import collections
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from _blocks import Blocks

DATA = pathlib.Path(os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data")))
BLOCKS = DATA / "funds/btc-raw-blocks"
ALONE = 100


def is_coinjoin(outputs, payers):
    """Equal outputs with change for each but one at most, as many payers as these."""
    common, equal = outputs.most_common(1)[0]
    return equal >= 3 and (outputs.total() + 1) // 2 == equal and payers >= equal and common > 2730


def read(rows):
    """Whose each output is; the inputs of each transaction, and its outputs' amounts."""
    owner, inputs, outputs = {}, collections.defaultdict(list), collections.defaultdict(collections.Counter)
    for r in rows:
        if r["kind"] == "own":
            owner[r["from"]] = r["to"]
        elif r["kind"] == "spend":
            inputs[r["to"]].append(r["from"])
        elif r["kind"] == "make" and r["amount"] != "0":
            outputs[r["from"]][round(float(r["amount"]) * 1e8)] += 1
    return owner, inputs, outputs


def clusters(owner, inputs, outputs):
    up = {a: a for a in set(owner.values())}

    def top(a):
        while up[a] != a:
            up[a] = up[up[a]]
            a = up[a]
        return a
    together = {}
    for tx, spent in inputs.items():
        known = {owner[o] for o in spent if o in owner}
        unknown = sum(o not in owner for o in spent)
        if not outputs[tx] or is_coinjoin(outputs[tx], len(known) + unknown):
            continue
        together[tx] = known
        for a in known:
            up[top(a)] = top(min(known))
    groups = collections.defaultdict(set)
    for a in up:
        groups[top(a)].add(a)
    return sorted(groups.values(), key=min), together


def main():
    assay = pathlib.Path(sys.argv[1]) / "src/assay"
    if not BLOCKS.is_dir():
        return 77
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        subprocess.run([assay, "ledger", "import", "--no-progress", "--into", top / "ledger", Blocks(BLOCKS).lay(top)],
                       check=True, stdout=subprocess.DEVNULL)
        out = subprocess.run([assay, "ledger", "export", top / "ledger"], check=True, capture_output=True, text=True).stdout
        groups, together = clusters(*read(csv.DictReader(io.StringIO(out))))
        asked = [g for g in groups if len(g) > 1] + [g for g in groups if len(g) == 1][:ALONE]
        wrong, members = 0, 0
        for group in asked:
            first = min(group)
            done = subprocess.run([assay, "cluster", "--json", "--in", top / "ledger", first], check=True, capture_output=True)
            told = json.loads(done.stdout)
            found = {m["address"] for m in told["members"]}
            proved = all({m["address"], m["with"]} <= together.get(m["through"], set()) for m in told["members"])
            members += len(found)
            if found | {first} != group or not proved or not told["whole"]:
                wrong += 1
                print(f"DIFFERS: {first}: {len(found)} of {len(group) - 1}, proved: {proved}")
    many = sum(len(g) > 1 for g in asked)
    print(f"clusters: {many} of two and more, the largest of {max(map(len, groups))}, {members} members, {len(asked) - many} "
          f"alone, {wrong} differ")
    return 0 if not wrong and many > 10 else 1


if __name__ == "__main__":
    sys.exit(main())
