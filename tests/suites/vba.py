#!/usr/bin/env python3
"""Macros: the modules that `assay look` gives for every file, by name and whole text, against
a reader of MS-OVBA of the suite's own on olefile (_ovba.py), and, more loosely, against gsf-vba-dump.

	tests/suites/vba.py BUILD"""
import collections
import hashlib
import os
import re
import shutil
import subprocess
import sys
import warnings

sys.path.insert(0, os.path.dirname(__file__))
import _files
import _letters

try:
    import _ovba
except ImportError:
    print("python3-olefile is not there")
    sys.exit(77)

LOCKED = "locked with Excel's own password, which assay tries and the oracle does not"
OFFSET = "its list tells a wrong place for the text, which assay finds by looking"
ENCRYPTED = "oletools/tests/test-data/encrypted/autostart-encrypt-standardpassword"
DERAILED = "gsf-vba-dump derails in the third chunk of a long text"
EXCEPTIONS = {
    f"{ENCRYPTED}.{kind} {module}": LOCKED for kind in ("xlsb", "xlsm")
    for module in ("DieseArbeitsmappe.cls", "Modul1.bas", "Tabelle1.cls")
} | {
    "poi/test-data/document/60279.doc ThisDocument.cls": OFFSET,
    "poi/test-data/document/60279.doc gap": OFFSET,
}
GSF_EXCEPTIONS = {
    "didier/NetworkMashup.xls Module1": DERAILED,
    "didier/TaskManager.xls ThisWorkbook": DERAILED,
    "poi/test-data/document/60279.doc ThisDocument": OFFSET,
    "poi/test-data/spreadsheet/31749.xls UW_Code": DERAILED,
    "poi/test-data/spreadsheet/31749.xls frmSummaryOptions": DERAILED,
    "poi/test-data/spreadsheet/57181.xlsm CCSInfo": DERAILED,
}
DUMPED = re.compile(rb'<module name="([^"]*)">\n<!\[CDATA\[(.*?)\]\]>\n</module>\n', re.DOTALL)


def digest(text):
    return hashlib.sha256(text).hexdigest() if text else ""


def ours_of(rows):
    """{name: [(size, digest), ...]} of one file's modules."""
    found = collections.defaultdict(list)
    for row in rows:
        if row["type"] == "vba":
            found[row["name"]].append((row["size"], row.get("sha256", "")))
    return found


def text_shown(row):
    """The text of a module is what its digest says, where it is such as JSON can hold."""
    shown = row.get("script", "").encode()
    return "\ufffd" in row.get("script", "") or digest(shown) == row.get("sha256", "")


def by_the_specification(tally, name, octets, rows, complaints):
    modules, faults = _ovba.modules_of(octets)
    want = collections.defaultdict(list)
    for module in modules:
        want[module.file_name].append((len(module.source), digest(module.source)))
    got = ours_of(rows)
    for module in sorted(want.keys() | got.keys()):
        tally.check(f"{name} {module}", sorted(want[module]) == sorted(got[module]),
                    sorted(want[module]), sorted(got[module]))
    told = complaints or any(row["seen"] != "whole" for row in rows)
    if faults:
        tally.check(f"{name} gap", told, "a gap: " + "; ".join(faults), "none")
    for row in rows:
        if row["type"] == "vba":
            tally.check(f"{name} {row['name']} shown", text_shown(row), row["sha256"],
                        "another text")


def latin(text):
    """Letters of the project's code page are not told apart."""
    return re.sub("[^\0-\x7f]+", "?", text)


def by_gsf(tally, name, path, rows):
    """It puts what its buffer still held behind the end of a text, so a text of ours need
    only be the beginning of it."""
    ours = collections.defaultdict(list)
    for row in rows:
        if row["type"] == "vba":
            ours[row["name"].rpartition(".")[0]].append(latin(row.get("script", "")))
    dump = subprocess.run(["gsf-vba-dump", path], capture_output=True, check=False).stdout
    for module, text in DUMPED.findall(dump):
        module, text = module.decode(errors="replace"), latin(text.decode(errors="replace"))
        tally.check(f"{name} {module}", any(text.startswith(x) if x else not text for x in ours[module]),
                    f"{len(text)} characters", f"{[len(x) for x in ours[module]]}")


def main():
    warnings.simplefilter("ignore")  # olefile warns of each odd field
    paths = _files.all_files("")
    if not paths:
        print("files is not there")
        return 77
    answers = _files.look(sys.argv[1], paths)
    tally = _letters.Tally("vba", EXCEPTIONS)
    for path in paths:
        with open(path, "rb") as f:
            by_the_specification(tally, _files.name_of(path), f.read(), *answers[path])
    met = tally.end()
    if not shutil.which("gsf-vba-dump"):
        print("suite vba, gsf: gsf-vba-dump is not there")
        return 0 if met else 1
    second = _letters.Tally("vba, gsf", GSF_EXCEPTIONS)
    for path in paths:
        rows = answers[path][0]
        if any(row["type"] == "vba" for row in rows):
            by_gsf(second, _files.name_of(path), path, rows)
    return 0 if second.end() and met else 1


if __name__ == "__main__":
    sys.exit(main())
