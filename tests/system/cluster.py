#!/usr/bin/env python3
"""`assay cluster` as its users run it.

    tests/system/cluster.py BUILD SOURCE [unittest arguments]"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(sys.argv.pop(1))
ASSAY = str(BUILD / "src/assay")
SCHEMA = json.loads((SOURCE / "docs/schema/cluster-1.json").read_text())
IDS = [c * 64 for c in "1234"]


def run(*args):
    return subprocess.run([ASSAY, *map(str, args)], capture_output=True, text=True, timeout=120, check=False)


def tx(i, inputs, outputs):
    return {"type": "transaction", "hash": IDS[i], "block_number": 600000 + i, "index": 0, "block_timestamp": 1600000000 + i,
            "is_coinbase": not inputs, "inputs": [{"index": n, "spent_transaction_hash": IDS[a], "spent_output_index": b, "value": v}
                                                  for n, (a, b, v) in enumerate(inputs)],
            "outputs": [{"index": n, "type": "pubkeyhash", "addresses": [who], "value": v} for n, (who, v) in enumerate(outputs)]}


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-cluster-"))
        cls.addClassCleanup(shutil.rmtree, cls.top)
        rows = [tx(0, [], [("A", 100), ("B", 200), ("C", 300), ("D", 400)]),
                tx(1, [(0, 0, 100), (0, 1, 200)], [("E", 290)]),
                tx(2, [(1, 0, 290), (0, 2, 300), (0, 3, 400)], [("F", 900)]),
                tx(3, [(2, 0, 900)], [("3shop", 700), ("Fleft", 190)])]
        source = cls.top / "transactions.json"
        source.write_text("".join(json.dumps(r) + "\n" for r in rows))
        cls.ledger = cls.top / "l"
        done = run("ledger", "import", "--into", cls.ledger, source)
        assert done.returncode == 0, done.stderr

    def asked(self, *args):
        done = run("cluster", "--json", "--in", self.ledger, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        jsonschema.validate(told, SCHEMA)
        return told

    def test_each_stands_with_what_brought_it_in(self):
        told = self.asked("C")
        self.assertEqual(told["of"], ["C"])
        self.assertEqual([(m["address"], m["by"], m["with"], m["through"], m["tx"], m["time"]) for m in told["members"]],
                         [(who, "inputs", "C", IDS[2], IDS[2], "2020-09-13T12:26:42Z") for who in ("E", "D")])
        self.assertEqual((told["coinjoins"], told["unknown"], told["busy"], told["whole"]), (0, 0, 0, True))
        self.assertEqual([m["address"] for m in self.asked("A", "C")["members"]], ["B", "E", "D"])
        self.assertEqual(self.asked("F")["members"], [])

    def test_what_was_left_of_a_payment(self):
        self.assertEqual(self.asked("F")["members"], [])
        told = self.asked("--change", "F")
        self.assertEqual([(m["address"], m["by"], m["through"]) for m in told["members"]], [("Fleft", "change", IDS[3])])
        self.assertIn("got what seems to be left of a payment of F", run("cluster", "--in", self.ledger, "--change", "F").stdout)

    def test_what_is_left_out(self):
        without = self.top / "without"
        without.write_text(f"# not this\n{IDS[2]}\nnobody\n")
        done = run("cluster", "--in", self.ledger, "--without", without, "C")
        self.assertEqual(done.returncode, 0)
        self.assertIn("0 addresses are consistent with the same owner", done.stdout)
        self.assertIn("the ledger does not know 1 of its lines", done.stderr)
        self.assertEqual(self.asked("--without", without, "A")["members"][0]["address"], "B")
        told = self.asked("--accounts", "2", "C")
        self.assertEqual((len(told["members"]), told["whole"]), (1, False))

    def test_people_read_it(self):
        out = run("cluster", "--in", self.ledger, "C").stdout
        self.assertTrue(out.startswith(f"C\n  was asked about\nE\n  was spent in one transaction with C: {IDS[2]}, 2020-09-13\n"), out)
        self.assertIn("2 addresses are consistent with the same owner. Each stands with what brought it\nin, which can be wrong", out)

    def test_what_is_wrong_is_named(self):
        for args, status, words in ((("C",), 64, "cluster wants --in LEDGER"), (("--in", self.ledger), 64, "an address"),
                                    (("--in", self.ledger, "Z"), 66, "Z"), (("--in", self.top / "none", "C"), 66, "none"),
                                    (("--in", self.ledger, "--without", self.top / "none", "C"), 66, "none")):
            done = run("cluster", *args)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
