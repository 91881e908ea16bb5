#!/usr/bin/env python3
"""`assay demix` as its users run it.

    tests/system/demix.py BUILD SOURCE [unittest arguments]"""
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(sys.argv.pop(1))
ASSAY = str(BUILD / "src/assay")
SCHEMA = json.loads((SOURCE / "docs/schema/demix-1.json").read_text())


def run(*args):
    return subprocess.run([ASSAY, *map(str, args)], capture_output=True, timeout=120, check=False)


def rows():
    """A thief pays in thirty times and takes it out to five addresses; others are there too."""
    rnd, out = random.Random(5), []
    for i in range(30):
        out.append((1650000000 + i * 240, "thief", "pool", "100"))
    for i in range(60):
        out.append((1649990000 + i * 500, f"other{i}", "pool", "100"))
    for i in range(30):
        at = 1650015000 + i * 900 + rnd.randrange(600)
        out += [(at, "pool", f"fresh{i % 5}", "99.6"), (at, "pool", "relayer", "0.4")]
    for i in range(20):
        out.append((1650000100 + i * 1500, "pool", f"other{i}", "100"))
    return sorted(out)


def table(some):
    """A transaction each moment: both parts of a withdrawal are in one."""
    lines = ["time,block,position,from,to,amount,id"]
    for i, (at, source, to, amount) in enumerate(some):
        lines.append(f"{at},{at % 10**9},{int(to == 'relayer')},{source},{to},{amount},0x{at * 100 + len(to) * 0:064x}"
                     if source == "pool" else f"{at},{at % 10**9},{i},{source},{to},{amount},0x{i + 1:064x}")
    return "\n".join(lines) + "\n"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-demix-"))
        cls.addClassCleanup(shutil.rmtree, cls.top)
        cls.ledger = cls.make("whole", [table(rows())])

    @classmethod
    def make(cls, name, tables):
        for i, text in enumerate(tables):
            path = cls.top / f"{name}-{i}.csv"
            path.write_text(text)
            done = run("ledger", "import", "--chain", "ethereum", "--asset", "ethereum", "--decimals", "18",
                       "--into", cls.top / name, path)
            assert done.returncode == 0, done.stderr
        return cls.top / name

    def good(self, *args):
        done = run("demix", *args)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def test_names_what_the_thief_took_out_and_no_more_than_he_put_in(self):
        answer = json.loads(self.good("--in", self.ledger, "--json", "pool", "thief"))
        jsonschema.validate(answer, SCHEMA)
        likely = {r["to"] for b in answer["batches"] for r in b["runs"] if r["probability"] >= 0.5}
        self.assertEqual(likely, {f"fresh{i}" for i in range(5)})
        self.assertEqual(answer["deposits"], 30)
        self.assertLessEqual(answer["batches"][0]["expected"], 30.01)
        fees = {w["fee"] for b in answer["batches"] for r in b["runs"] if r["to"] in likely
                for w in r["withdrawals"]}
        self.assertEqual(fees, {"0.4"})

    def test_text_tells_the_base_rate_and_the_limits(self):
        text = self.good("--in", self.ledger, "pool", "thief")
        for words in ("taken by chance", "is no proof", "Measured on one case", "6 to fresh0", "--all shows"):
            self.assertIn(words, text)
        self.assertNotIn("to other1,", text)
        self.assertIn("to other1,", self.good("--all", "--in", self.ledger, "pool", "thief"))

    def test_depositors_come_from_a_file_too(self):
        names = self.top / "names"
        names.write_text("# ours\nthief\nsomebody else\n")
        done = run("demix", "--in", self.ledger, "--depositors", names, "pool")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"does not know 1 of the depositors", done.stderr)
        self.assertEqual(done.stdout.decode(), self.good("--in", self.ledger, "pool", "thief"))

    def test_same_bytes_whatever_was_imported_first(self):
        text = table(rows()).splitlines(keepends=True)
        halves = ["".join(text[:1] + text[100:]), "".join(text[:100])]
        other = self.make("halves", halves)
        for form in ("--json", "--all"):
            self.assertEqual(self.good("--in", self.ledger, form, "pool", "thief"),
                             self.good("--in", other, form, "pool", "thief"))

    def test_errors_name_the_thing(self):
        model = self.top / "model"
        model.write_text("full 0.5\nnonsense\n")
        for args, status, words in (
                (["pool"], 64, b"who paid into it"),
                (["nobody", "thief"], 66, b"nobody: the ledger knows no such account"),
                (["pool", "nobody"], 66, b"nobody: the ledger knows no such account"),
                (["pool", "fresh1"], 66, b"none of the depositors paid into the pool"),
                (["thief", "other1"], 64, b"no pool of one amount"),
                (["--model", model, "pool", "thief"], 64, b"line 2 of the model"),
                (["--depositors", self.top / "none", "pool"], 66, b"No such file")):
            done = run("demix", "--in", self.ledger, *args)
            self.assertEqual((done.returncode, done.stdout), (status, b""), args)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
