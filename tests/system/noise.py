#!/usr/bin/env python3
"""What anybody can make says nothing: transfers of nothing, counterfeit tokens, look-alike addresses; in
`assay ledger noise`, `assay check ADDRESS --in` and `assay trace`.

    tests/system/noise.py BUILD SOURCE [unittest arguments]"""
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
# The account of the theft from Ronin stands on OFAC's list.
LISTED = "0x098b716b8aaf21512996dc57eb0615e2383e2f96"
ASKED, FRIEND = "0x" + "7" * 40, "0xabc1" + "5" * 32 + "dddd"
FALSE_FRIEND = "0xabc2" + "6" * 32 + "dddd"
FAKE_ETH, ADVERT, USDT = "0x" + "e" * 40, "0x" + "a" * 40, "0xdac17f958d2ee523a2206206994597c13d831ec7"
ETHER = [  # from, to, amount
    (ASKED, FRIEND, "50"), (FRIEND, ASKED, "20"), (FALSE_FRIEND, ASKED, "0.00001"), (LISTED, ASKED, "0")]
TOKENS = [  # from, to, amount, contract, symbol
    (ASKED, FALSE_FRIEND, "50", FAKE_ETH, "\u0415TH"), (LISTED, ASKED, "9000", FAKE_ETH, "\u0415TH"),
    (ASKED, LISTED, "1", ADVERT, "Claim https://claim.example"), (ASKED, FRIEND, "5", USDT, "USDT")]


def schema(name):
    return json.loads((SOURCE / "docs/schema" / name).read_text())


def run(*args):
    return subprocess.run([ASSAY, *map(str, args)], capture_output=True, timeout=120, check=False)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-noise-"))
        cls.addClassCleanup(shutil.rmtree, cls.top)
        cls.ledger = cls.top / "ledger"
        own, tokens = cls.top / "own.csv", cls.top / "tokens.csv"
        own.write_text("time,from,to,amount,id\n" + "".join(
            f"{1700000000 + i},{a},{b},{n},0x{i + 1:064x}\n" for i, (a, b, n) in enumerate(ETHER)))
        tokens.write_text(
            "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),From,To,TokenValue,USDValueDayOfTx,"
            "ContractAddress,TokenName,TokenSymbol\n" + "".join(
                f"0x{i + 100:064x},7,{1700001000 + i},,{a},{b},{n},,{c},,{s}\n"
                for i, (a, b, n, c, s) in enumerate(TOKENS)))
        for path, options in ((own, ("--asset", "ethereum", "--decimals", "18", "--chain", "ethereum")), (tokens, ())):
            done = run("ledger", "import", *options, "--into", cls.ledger, path)
            assert done.returncode == 0, done.stderr

    def test_the_ledger_tells_what_is_made_to_be_taken_for_others(self):
        done = run("ledger", "noise", "--json", self.ledger)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        for row in rows:
            jsonschema.validate(row, schema("noise-1.json"))
        self.assertEqual({(r["asset"].split("/")[1], r["is"], r["like"]) for r in rows if "asset" in r},
                         {(FAKE_ETH, "counterfeit", "ETH"), (ADVERT, "advert", "")})
        self.assertEqual([(r["imitator"], r["genuine"], r["through"], r["by"]) for r in rows if "imitator" in r],
                         [(FALSE_FRIEND, FRIEND, ASKED, "amount")])
        text = run("ledger", "noise", self.ledger).stdout.decode()
        self.assertIn("is not ETH", text)
        self.assertIn(f"{FALSE_FRIEND} is made to look like {FRIEND}; both dealt with {ASKED}", text)
        self.assertIn("1 accounts imitate others", text)

    def test_noise_is_no_exposure(self):
        done = run("check", "--json", "--in", self.ledger, ASKED)
        answer = json.loads(done.stdout)
        jsonschema.validate(answer, schema("address-1.json"))
        self.assertEqual(answer["ledger"]["exposure"], {"in": 0, "out": 0, "in_then": 0, "out_then": 0})
        self.assertEqual(answer["ledger"]["noise"], {
            "nothing": 1, "counterfeit": 3,
            "imitators": [{"imitator": FALSE_FRIEND, "genuine": FRIEND, "by": "amount"}]})
        text = run("check", "--in", self.ledger, ASKED).stdout.decode()
        self.assertIn("1 transfers of nothing and 3 of counterfeit tokens say nothing of it", text)
        self.assertIn(f"{FALSE_FRIEND} dealt with it and is made to look like {FRIEND}", text)

    def test_a_trace_follows_no_counterfeit(self):
        origin = [json.loads(line) for line in run("trace", "--json", "--in", self.ledger, ASKED).stdout.splitlines()]
        jsonschema.validate(origin[0], schema("trace-1.json"))
        self.assertEqual(origin[0]["left_out"], 1)
        self.assertEqual({s["asset"] for s in origin[0]["sums"]}, {"ethereum/ethereum"})
        kept = json.loads(run("trace", "--json", "--noise", "keep", "--in", self.ledger, ASKED).stdout)
        self.assertEqual(kept["left_out"], 0)
        self.assertIn(f"ethereum/{FAKE_ETH}", {s["asset"] for s in kept["sums"]})
        self.assertIn(b"left out: 1 transfers to the origins", run("trace", "--in", self.ledger, ASKED).stdout)


if __name__ == "__main__":
    unittest.main(verbosity=1)
