#!/usr/bin/env python3
"""`assay hop` as its users run it.

    tests/system/hop.py BUILD SOURCE [unittest arguments]"""
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
SCHEMA = json.loads((SOURCE / "docs/schema/hop-1.json").read_text())


def run(*args):
    return subprocess.run([ASSAY, *map(str, args)], capture_output=True, timeout=120, check=False)


def swaps():
    """Swaps of BTC into two coins, a service's two accounts, and one deposit that never became anything."""
    rnd, rows = random.Random(9), []
    for i in range(60):
        at, coin = 1580000000 + i * 700, rnd.choice(["ETH", "XMR"])
        amount = rnd.randrange(10**6, 10**9)
        out = int(amount * {"ETH": 48.5, "XMR": 140}[coin] * (1 + rnd.random() / 500))
        rows += [(at, f"in{i}", "till", amount, "BTC", 2 * i + 1),
                 (at + 200 + rnd.randrange(900), "safe", f"out{i}", out, coin, 2 * i + 2)]
    return rows + [(1590000000, "late", "till", 5 * 10**8, "BTC", 1000)]


def table(rows):
    lines = ["time,from,to,amount,asset,id,position"]
    lines += [f"{t},{a},{b},{n // 10**8}.{n % 10**8:08d},{c},0x{i:064x},{i}" for t, a, b, n, c, i in rows]
    return "\n".join(lines) + "\n"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-hop-"))
        cls.addClassCleanup(shutil.rmtree, cls.top)
        cls.services = cls.top / "services"
        cls.services.write_text("# of the service\ntill\nsafe\nunused\n")
        cls.ledger = cls.make("whole", swaps())

    @classmethod
    def make(cls, name, *parts):
        for i, rows in enumerate(parts):
            path = cls.top / f"{name}-{i}.csv"
            path.write_text(table(rows))
            done = run("ledger", "import", "--chain", "swaps", "--decimals", "8", "--into", cls.top / name, path)
            assert done.returncode == 0, done.stderr
        return cls.top / name

    def hop(self, *args, ledger=None):
        done = run("hop", "--in", ledger or self.ledger, "--services", self.services, *args)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b"does not know 1 of the services", done.stderr)
        return done.stdout.decode()

    def test_names_payouts_and_is_right_where_it_is_certain(self):
        answers = [json.loads(line) for line in self.hop("--json").splitlines()]
        for answer in answers:
            jsonschema.validate(answer, SCHEMA)
            self.assertLess(sum(p["probability"] for p in answer["payouts"]), 1.001)
            best = max(answer["payouts"], key=lambda p: p["probability"], default=None)
            if answer["answer"] == "certain":
                self.assertEqual(best["party"][3:], answer["deposit"]["party"][2:])
        self.assertEqual(len(answers), 61)
        self.assertGreater(sum(a["answer"] == "certain" for a in answers), 50)
        self.assertEqual([a["deposit"]["party"] for a in answers if a["answer"] == "none"], ["late"])

    def test_a_deposit_is_asked_for_by_payer_or_transaction(self):
        text = self.hop("in7")
        self.assertIn(" BTC from in7, ", text)
        self.assertIn(" to out7, ", text)
        self.assertIn("no proof", text)
        self.assertEqual(text, self.hop(f"0x{15:064x}"))
        self.assertIn("no payout in another asset followed in time", self.hop("late"))
        self.assertIn("among ", self.hop("--window", "10080", "in7"))

    def test_same_bytes_whatever_was_imported_first(self):
        rows = swaps()
        other = self.make("halves", rows[50:], rows[:50])
        self.assertEqual(self.hop("--json"), self.hop("--json", ledger=other))

    def test_errors_name_the_thing(self):
        none = self.top / "none"
        none.write_text("nobody\n")
        for args, status, words in (
                (["--in", self.ledger], 64, b"--services FILE"),
                (["--in", self.ledger, "--services", none], 66, b"knows none of the services"),
                (["--in", self.ledger, "--services", self.services, "nobody"], 66, b"nobody: the ledger knows no"),
                (["--in", self.ledger, "--services", self.services, "out3"], 66, b"paid nothing to the services"),
                (["--in", self.ledger, "--services", self.top / "gone"], 66, b"No such file")):
            done = run("hop", *args)
            self.assertEqual((done.returncode, done.stdout), (status, b""), args)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
