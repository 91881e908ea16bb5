#!/usr/bin/env python3
"""Real letters with the real keys of their signers: 1,600 DKIM signatures and 600 ARC
chains, each with the result that another verifier had.

	tests/suites/signed.py BUILD"""
import datetime
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import _letters

WANTED = {"pass": [("pass", "none")], "bodyhash": [("fail", "body-hash")],
          "sigfail": [("fail", "signature")]}
# The tables say "None" where a set's own cv= ends the chain; RFC 8617 section 5.2 step 2
# says "fail" for that.
CHAINS = {"pass": "pass", "fail": "fail", "None": "fail"}


def records(folder, name):
    with open(os.path.join(folder, name), encoding="ascii") as f:
        return [line.rstrip("\n").split("\t", 1) for line in f if "\t" in line]


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]


def clock_of(text):
    if text == "-":
        return None
    at = datetime.datetime.fromtimestamp(int(text), datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def run_dkim(build, folder):
    letters = _letters.Letters(build, "dkim")
    tally = _letters.Tally("signed-dkim", {})
    keys = records(folder, "gmail.txt")
    table = rows(folder, "expected-dkim.tsv")
    for file, _, _, _, clock in table:
        letters.ask(letters.world(keys, clock_of(clock)), f"{folder}/letters/{file}")
    for (file, selector, index, wanted, _), line in zip(table, letters.answers()):
        found = _letters.signatures(line)
        s = found[int(index)] if int(index) < len(found) else None
        ok = s and s.selector == selector and (s.result, s.why) in WANTED[wanted]
        tally.check(f"{file}#{index}", ok, wanted, s)
    return tally.end()


def run_arc(build, folder):
    letters = _letters.Letters(build, "arc")
    tally = _letters.Tally("signed-arc", {})
    keys = records(folder, "arc.txt") + records(folder, "gmail.txt")
    table = rows(folder, "expected-arc.tsv")
    for file, *_ in table:
        letters.ask(letters.world(keys), f"{folder}/letters/{file}")
    for (file, cv, count, domains, _), line in zip(table, letters.answers()):
        chain = _letters.Chain(line)
        ok = chain.result == CHAINS[cv] and chain.count == int(count)
        tally.check(file, ok, f"{cv} {count}", f"{chain.result} {chain.count} {chain.problem}")
    return tally.end()


def main():
    folder = os.path.join(_letters.suite_folder("signed"), "signed")
    done = [run_dkim(sys.argv[1], folder), run_arc(sys.argv[1], folder)]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
