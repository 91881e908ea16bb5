#!/usr/bin/env python3
"""UTS 39's data: every pair of confusables.txt has one skeleton; a letter that looks like a
Latin one (confusablesWholeScript.txt) is seen inside a Latin word.

	tests/suites/spoof.py BUILD

Exceptions are counted by their reason: the table is of Unicode 16 and ICU may be older; and
section 4 decomposes before it maps, so that a row for a composed character never applies."""
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
FOLDER = os.path.join(DATA, "suites/unicode/icu-76.1")

# Rows that came after Unicode 15: ICU 72 maps these characters to themselves.
CHANGED = dict.fromkeys(["1E9E", "A7D6", "019B", "1734", "3126"],
                        "a row that is newer than ICU 72")


def ask(build, lines):
    run = subprocess.run([os.path.join(build, "tests", "probe"), "spoof"], check=True,
                         input="".join(x + "\n" for x in lines).encode(),
                         stdout=subprocess.PIPE)
    answers = run.stdout.decode().split("\n")[:-1]
    assert len(answers) == len(lines), (len(answers), len(lines))
    return [x.split("\t") for x in answers]


def text(codes):
    return "".join(chr(int(c, 16)) for c in codes.split())


def rows(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8-sig") as f:
        for line in f:
            cells = [c.strip() for c in line.split("#")[0].split(";")]
            if len(cells) >= 3:
                yield cells


def reason(pair):
    """Why the two skeletons may differ; None when they must not."""
    for side in pair:
        if any(unicodedata.category(c) == "Cn" for c in text(side)):
            return "assigned after ICU's version of Unicode"
        if unicodedata.normalize("NFD", text(side)) != text(side):
            return "composed: decomposed before it is mapped (UTS 39 section 4)"
    return CHANGED.get(pair[0])


def skeletons(build):
    pairs = [(c[0], c[1]) for c in rows("confusables.txt")]
    sources = ask(build, [text(a) for a, _ in pairs])
    targets = ask(build, [text(b) for _, b in pairs])
    wrong = [p for p, x, y in zip(pairs, sources, targets) if x[0] != y[0]]
    print(f"suite spoof: skeletons {len(pairs) - len(wrong)} of {len(pairs)}")
    for why, count in Counter(reason(p) for p in wrong).items():
        if why:
            print(f"  {count}: {why}")
    failed = [p for p in wrong if not reason(p)]
    for a, b in failed:
        print(f"  U+{a} and U+{b}: skeletons differ")
    return not failed


def looks_ascii(pairs):
    """By the newer table: what a letter looks like, where that is ASCII."""
    return {a: b for a, b in pairs if re.fullmatch(r"00[2-7][0-9A-F]", b)}


def mixed(build):
    ascii_twins = looks_ascii((c[0], c[1]) for c in rows("confusables.txt"))
    letters = sorted({c[0] for c in rows("confusablesWholeScript.txt")
                      if c[1] in ("Cyrl", "Grek", "Armn", "Cher", "Lisu", "Copt")
                      and c[2] == "Latn" and ".." not in c[0]} & set(ascii_twins))
    answers = ask(build, ["ex" + text(c) + "mple" for c in letters])
    missed = [c for c, x in zip(letters, answers) if "name" not in x or "label" not in x]
    print(f"suite spoof: mixed words {len(letters) - len(missed)} of {len(letters)}")
    for c in missed:
        print(f"  U+{c}: not seen in a Latin word")
    return not missed


def main():
    if not os.path.isdir(FOLDER):
        return 77
    good = skeletons(sys.argv[1])
    return 0 if mixed(sys.argv[1]) and good else 1


if __name__ == "__main__":
    sys.exit(main())
