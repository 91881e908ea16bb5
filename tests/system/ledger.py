#!/usr/bin/env python3
"""`assay ledger` as its users run it: imports that are killed, broken off and begun again, rows
set aside, damage, roll-back.

    tests/system/ledger.py BUILD SOURCE [unittest arguments]"""
import csv
import gzip
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(sys.argv.pop(1))
ASSAY = str(BUILD / "src/assay")
KILLS = 25


def run(*args, data=None):
    return subprocess.run([ASSAY, "ledger", *map(str, args)], input=data, capture_output=True,
                          timeout=120, check=False)


class Case(unittest.TestCase):
    def setUp(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-ledger-"))
        self.addCleanup(shutil.rmtree, self.top)
        self.ledger = self.top / "money.ledger"

    def write(self, name, data):
        path = self.top / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def good(self, *args, **more):
        done = run(*args, **more)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def rows(self, ledger=None):
        return list(csv.DictReader(io.StringIO(self.good("export", ledger or self.ledger))))

    def info(self):
        return self.object("info", self.ledger)

    def object(self, *args):
        """What --json writes, as docs/schema/ledger-1.json has it."""
        found = json.loads(self.good(*args, "--json"))
        jsonschema.validate(found, json.loads((SOURCE / "docs/schema/ledger-1.json").read_text()))
        return found


def table(count, seed=3):
    """Transfers among few, many at one moment, amounts of all sizes."""
    r = random.Random(seed)
    lines = ["from,to,amount,time,asset"]
    for i in range(count):
        amount = r.choice([r.randrange(1000), r.randrange(2 ** 70), r.randrange(2 ** 250)])
        lines.append(f"a{r.randrange(500)},a{r.randrange(500)},{amount},{1000 + i // 7},t{i % 3}")
    return "\n".join(lines) + "\n"


class Imports(Case):
    def test_json_of_every_act(self):
        source = self.write("t.csv", table(50))
        self.assertEqual(self.object("import", "--chain", "x", "--into", self.ledger, source),
                         {"schema": "assay-ledger-1", "rows": 50, "refused": 0, "repeated": 0})
        self.assertEqual(self.object("verify", self.ledger)["verified"], True)
        found = self.info()
        self.assertEqual((found["transfers"], found["imports"][0]["rows"]), (50, 50))

    def test_all_rows_come_out_again(self):
        text = table(5000)
        self.good("import", "--decimals", "0", "--chain", "x", "--into", self.ledger, self.write("a.csv", text))
        want = list(csv.DictReader(io.StringIO(text)))
        got = self.rows()
        self.assertEqual([(r["from"], r["to"], r["amount"], "x/" + r["asset"]) for r in want],
                         [(r["from"], r["to"], r["amount"], r["asset"]) for r in got])
        self.assertEqual(self.good("verify", self.ledger), "every byte is as it was written\n")

    def test_an_export_is_imported_again(self):
        self.good("import", "--decimals", "0", "--into", self.ledger, self.write("a.csv", table(3000)))
        first = self.good("export", self.ledger)
        other = self.top / "other"
        self.good("import", "--decimals", "0", "--into", other, "-", data=first.encode())
        self.assertEqual(self.good("export", other), first)

    def test_any_order_of_sources_gives_the_same_ledger(self):
        files = [self.write(f"{i}.csv", table(700, i)) for i in range(4)]
        self.good("import", "--decimals", "0", "--into", self.ledger, *files)
        other = self.top / "other"
        for path in reversed(files):
            self.good("import", "--decimals", "0", "--into", other, path)
        self.assertEqual(self.good("export", self.ledger), self.good("export", other))

    def test_a_source_comes_in_once(self):
        path = self.write("a.csv", table(50))
        self.good("import", "--decimals", "0", "--into", self.ledger, path)
        self.assertIn("is in already", self.good("import", "--decimals", "0", "--into", self.ledger, path))
        self.assertEqual(self.info()["transfers"], 50)

    def test_packed_sources_and_standard_input_are_read(self):
        text = table(50)
        for data in (gzip.compress(text.encode()), text.encode()):
            with self.subTest(packed=data[:2]):
                shutil.rmtree(self.ledger, ignore_errors=True)
                self.good("import", "--decimals", "0", "--into", self.ledger, "-", data=data)
                self.assertEqual(self.info()["transfers"], 50)

    def test_rows_that_are_not_understood_are_set_aside(self):
        path = self.write("a.csv", "from,to,amount,time\na,b,1,5\na,b,\x1b[31m,5\n" + "a,b,-,5\n" * 20)
        done = run("import", "--chain", "x", "--into", self.ledger, path)
        self.assertEqual(done.returncode, 65)
        self.assertNotIn(b"\x1b", done.stderr)
        self.assertIn(b"a.csv:3: set aside: no amount", done.stderr)
        self.assertIn(b"21 rows were set aside in all", done.stderr)
        aside = (self.ledger / "refused").read_text().splitlines()
        self.assertEqual(len(aside), 21)
        self.assertEqual(aside[1].split("\t")[1], "4")
        self.assertEqual(aside[0].split("\t")[3], "a,b,\\x1B[31m,5")
        self.assertEqual(self.info()["imports"][0]["refused"], 21)

    def test_errors_name_the_thing_and_the_way_out(self):
        for args, status, want in (
                (["import", "--into", self.ledger], 64, b"--into LEDGER"),
                (["import", "--into", self.ledger, "/no/such"], 66, b"/no/such"),
                (["import", "--into", self.ledger, self.write("e.csv", "x,y\n1,2\n")], 64, b"--map from="),
                (["import", "--form", "abc", "--into", self.ledger, self.write("f.csv", "x")], 64, b"--form"),
                (["import", "--into", self.ledger, self.write("g.csv", "from,to,amount\n")], 64, b"--chain"),
                (["info", self.top / "none"], 66, b"none"),
                (["info", self.top], 66, b"no ledger"),
                (["brew"], 64, b"brew"), ([], 64, b"--help")):
            done = run(*args)
            self.assertEqual(done.returncode, status, (args, done.stderr))
            self.assertIn(want, done.stderr)

    def test_a_bank_keeps_its_order_within_a_day_and_a_reference_comes_once(self):
        text = ("date,from,to,amount,currency,reference\n2016-02-04,a,b,9.50,USD,R1\n"
                "2016-02-04,b,c,3,USD,R2\n2016-02-04,a,c,1,JPY,R3\n")
        self.good("import", "--chain", "bank", "--into", self.ledger, self.write("a.csv", text))
        self.assertEqual([r["amount"] for r in self.rows()], ["9.5", "3", "1"])
        more = text + "2016-02-05,a,b,4,USD,R4\n"
        self.good("import", "--chain", "bank", "--into", self.ledger, self.write("b.csv", more))
        self.assertEqual([r["amount"] for r in self.rows()], ["9.5", "3", "1", "4"])
        self.assertEqual(self.info()["imports"][1]["repeated"], 3)


class Ends(Case):
    """Whatever ends an import, the ledger is that of its last commit, and the next goes on."""

    def start(self, path):
        return subprocess.Popen([ASSAY, "ledger", "import", "--decimals", "0", "--commit-every", "100000",
                                 "--into", self.ledger, path], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, start_new_session=True)

    def transfers(self):
        return [tuple(r[k] for k in ("time", "from", "to", "amount", "asset", "kind")) for r in self.rows()]

    def test_what_one_table_of_ethereum_lacks_those_beside_it_tell(self):
        h = ["0x" + c * 64 for c in "abcd"]
        a, b, token, miner, made = ("0x" + c * 40 for c in "12345")
        zero = "0x" + "0" * 40
        files = {
            "blocks_1.csv": f"number,miner,timestamp,gas_used\n7,{miner},1600000000,9\n",
            "transactions_1.csv": "hash,block_number,transaction_index,from_address,to_address,value,gas_price\n"
                                  f"{h[0]},7,0,{a},{b},1000000000000000000,2\n"
                                  f"{h[1]},7,1,{a},{b},5,2\n"
                                  f"{h[2]},7,2,{a},,3,2\n",
            "receipts_1.csv": "transaction_hash,transaction_index,block_number,gas_used,contract_address,status\n"
                              f"{h[0]},0,7,100,,1\n{h[1]},1,7,50,,0\n{h[2]},2,7,10,{made},1\n",
            "tokens_1.csv": f"address,symbol,name,decimals,total_supply\n{token},TOK,Tok,6,1\n",
            "token_transfers_1.csv": "token_address,from_address,to_address,value,transaction_hash,log_index,"
                                     f"block_number\n{token},{a},{b},1500000,{h[0]},3,7\n"
                                     f"{token},{zero},{b},1,{h[0]},4,7\n{token},{b},{zero},0,{h[0]},5,7\n"
                                     f"{token},{a},{b},{2**256 - 1},{h[0]},6,7\n"
                                     f"{token},{a},{b},{2**256},{h[0]},7,7\n",
            "traces_1.csv": "block_number,transaction_hash,transaction_index,from_address,to_address,value,"
                            "trace_type,call_type,error,status\n"
                            f"7,{h[0]},0,{a},{b},1000000000000000000,call,call,,1\n"
                            f"7,{h[0]},0,{b},{made},8,call,call,,1\n"
                            f"7,{h[0]},0,{b},{made},9,call,delegatecall,,1\n"
                            f"7,{h[0]},0,{b},{made},9,call,call,Reverted,0\n",
        }
        folder = self.top / "export"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
        done = run("import", folder, "--into", self.ledger)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn(b"token_transfers_1.csv:6: set aside: no value", done.stderr)
        when, coin, unit = "2020-09-13T12:26:40Z", "ethereum", f"ethereum/{token}"
        self.assertEqual(sorted(self.transfers()), sorted([
            (when, a, b, "1", coin, "native"),
            (when, b, made, "0.000000000000000008", coin, "internal"),
            (when, a, miner, "0.0000000000000002", coin, "fee"),
            (when, a, miner, "0.0000000000000001", coin, "fee"),
            (when, a, made, "0.000000000000000003", coin, "native"),
            (when, a, miner, "0.00000000000000002", coin, "fee"),
            (when, a, b, "1.5", unit, "token"),
            (when, zero, b, "0.000001", unit, "mint"),
            (when, b, zero, "0", unit, "burn"),
            (when, a, b, f"{2**256 - 1}"[:-6] + "." + f"{2**256 - 1}"[-6:], unit, "token"),
        ]))

    def test_logs_tell_tokens_from_things(self):
        h, token = "0x" + "a" * 64, "0x" + "3" * 40
        transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
        one, two = ("0x" + "0" * 24 + c * 40 for c in "12")
        weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
        rows = [
            {"log_index": 0, "address": token, "topics": [transfer, one, two], "data": "0x" + f"{77:064x}"},
            {"log_index": 1, "address": token, "topics": [transfer, one, two, "0x" + f"{9:064x}"], "data": "0x"},
            {"log_index": 2, "address": token, "topics": [transfer, one, two], "data": "0x"},
            {"log_index": 3, "address": weth, "data": "0x" + f"{5 * 10**18:064x}", "topics": [
                "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c", one]},
            {"log_index": 4, "address": token, "data": "0x" + f"{5:064x}", "topics": [
                "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c", one]},
        ]
        source = self.top / "logs.json"
        source.write_text("".join(json.dumps({
            "type": "log", "transaction_hash": h, "transaction_index": 0, "block_number": 7,
            "block_timestamp": 1600000000, **r}) + "\n" for r in rows) + '{"type": "log", "addr\n')
        done = run("import", source, "--into", self.ledger)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn(b"logs.json:3: set aside: no amount in the log", done.stderr)
        self.assertIn(b"logs.json:6: set aside: not a whole record", done.stderr)
        when, a, b = "2020-09-13T12:26:40Z", "0x" + "1" * 40, "0x" + "2" * 40
        self.assertEqual(sorted(self.transfers()), sorted([
            (when, a, b, "77", f"ethereum/{token}", "token"),
            (when, a, b, "1", f"ethereum/{token}#9", "nft"),
            (when, "0x" + "0" * 40, a, "5", f"ethereum/{weth}", "mint"),
        ]))

    def test_unspent_outputs_are_told_by_bitcoin_etl(self):
        one, two = "1" * 64, "2" * 64
        rows = [
            {"type": "transaction", "hash": one, "block_number": 9, "index": 0, "block_timestamp": 1600000000,
             "is_coinbase": True, "inputs": [], "outputs": [
                 {"index": 0, "type": "pubkeyhash", "addresses": ["A"], "value": 5000000000}]},
            {"type": "transaction", "hash": two, "block_number": 9, "index": 1, "block_timestamp": 1600000000,
             "is_coinbase": False, "inputs": [
                 {"index": 0, "spent_transaction_hash": one, "spent_output_index": 0, "value": 5000000000}],
             "outputs": [{"index": 0, "addresses": ["B", "C"], "value": 4999999990},
                         {"index": 1, "type": "nulldata", "addresses": [], "value": 0}]},
            {"type": "transaction", "hash": "3" * 64, "block_number": 9, "index": 2,
             "block_timestamp": 1600000000, "is_coinbase": False, "inputs": [
                 {"index": 0, "spent_transaction_hash": two, "spent_output_index": 0}], "outputs": []},
            {"type": "block", "hash": "4" * 64, "number": 9},
        ]
        source = self.write("transactions.json", "".join(json.dumps(r) + "\n" for r in rows))
        done = run("import", source, "--into", self.ledger)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn(b"transactions.json:3: set aside: what an input spends is not told", done.stderr)
        when = "2020-09-13T12:26:40Z"
        self.assertEqual(sorted(self.transfers()), sorted([
            (when, "bitcoin:new", one, "50", "bitcoin", "mint"),
            (when, one, one + ":0", "50", "bitcoin", "make"),
            (when, one + ":0", "A", "50", "bitcoin", "own"),
            (when, one + ":0", two, "50", "bitcoin", "spend"),
            (when, two, two + ":0", "49.9999999", "bitcoin", "make"),
            (when, two + ":0", "B+C", "49.9999999", "bitcoin", "own"),
            (when, two, two + ":1", "0", "bitcoin", "make"),
            (when, two, "bitcoin:fees", "0.0000001", "bitcoin", "fee"),
        ]))

    def test_an_address_is_checked_by_itself_and_in_a_ledger(self):
        good, wrong = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        tx = "0x" + "a" * 64
        self.good("import", "--chain", "ethereum", "--decimals", "2", "--into", self.ledger, self.write(
            "a.csv", f"from,to,amount,time,id\nA,{good.lower()},1.5,1600000000,{tx}\n{good},B,0.25,1600000060,{tx}b\n"))

        def check(*args):
            return subprocess.run([ASSAY, "check", *map(str, args)], capture_output=True, timeout=60, check=False)
        done = check("--in", self.ledger, good)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(b"checksum proved", done.stdout)
        self.assertIn(b"1 transfers in, 1 out, from 2020-09-13T12:26:40Z to 2020-09-13T12:27:40Z", done.stdout)
        self.assertIn(b"ethereum: in 1.5, out 0.25", done.stdout)
        known = json.loads(check("--json", "--in", self.ledger, good).stdout)
        self.assertEqual((known["verdict"], known["ledger"]["assets"]),
                         ("undecided", [{"asset": "ethereum", "in": "1.5", "out": "0.25"}]))
        self.assertIn(b"1 payments, on 2020", check("--in", self.ledger, tx).stdout)
        self.assertIn(b"no transfer", check("--in", self.ledger, "0x" + "9" * 40).stdout)
        done = check(wrong)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"mistyped or altered", done.stdout)
        self.assertEqual(check("--in", self.top / "none", good).returncode, 66)
        self.assertEqual(check(good, "letter.eml").returncode, 64)

    def test_etherscans_tables_are_read(self):
        h = ["0x" + c * 64 for c in "abc"]
        a, b, token = ("0x" + c * 40 for c in "123")
        head = '"Transaction Hash","Blockno","UnixTimestamp","DateTime (UTC)",'
        when = '"7","1600000000","2020-09-13 12:26:40",'
        self.write("txs.csv", head + '"From","To","ContractAddress","Value_IN(ETH)","Value_OUT(ETH)",'
                   '"CurrentValue @ $1/Eth","TxnFee(ETH)","TxnFee(USD)","Historical $Price/Eth","Status","ErrCode"\n'
                   f'"{h[0]}",{when}"{a}","{b}","","0","1.5","","0.001","","","",""\n'
                   f'"{h[1]}",{when}"{a}","{b}","","0","2","","0.002","","","Error(0)","Reverted"\n')
        self.write("internal.csv", head + '"ParentTxFrom","ParentTxTo","ParentTxETH_Value","From","TxTo",'
                   '"ContractAddress","Value_IN(ETH)","Value_OUT(ETH)","Status","ErrCode","Type"\n'
                   f'"{h[0]}",{when}"{a}","{b}","1.5","{b}","{a}","","0.25","0","0","","call"\n')
        self.write("tokens.csv", f"address,symbol,decimals\n{token},TOK,6\n")
        self.write("erc20.csv", head + '"From","To","TokenValue","USDValueDayOfTx","ContractAddress","TokenName",'
                   f'"TokenSymbol"\n"{h[2]}",{when}"{a}","{b}","1,234.5","","{token}","Tok","TOK"\n'
                   f'"{h[2]}",{when}"{a}","{b}","0.0000001","","{token}","Tok","TOK"\n')
        for name in ("txs.csv", "internal.csv"):
            self.good("import", "--into", self.ledger, self.top / name)
        done = run("import", "--into", self.ledger, self.top / "erc20.csv")
        self.assertEqual(done.returncode, 65)
        self.assertIn(b"erc20.csv:3: set aside: no amount, or one with more places", done.stderr)
        t = "2020-09-13T12:26:40Z"
        self.assertEqual(sorted(self.transfers()), sorted([
            (t, a, b, "1.5", "ethereum", "native"), (t, a, "ethereum:fees", "0.001", "ethereum", "fee"),
            (t, a, "ethereum:fees", "0.002", "ethereum", "fee"), (t, b, a, "0.25", "ethereum", "internal"),
            (t, a, b, "1234.5", f"ethereum/{token}", "token")]))

    def test_killed_at_random_points(self):
        path = self.write("a.csv", table(600000))
        whole = self.top / "whole"
        start = time.monotonic()
        self.good("import", "--decimals", "0", "--commit-every", "100000", "--into", whole, path)
        took = time.monotonic() - start
        chance, partial = random.Random(11), 0
        for _ in range(KILLS):
            child = self.start(path)
            time.sleep(chance.random() * took * 0.9)
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            if (self.ledger / "state").exists():
                self.good("verify", self.ledger)
                partial += 0 < self.info()["transfers"] < 600000
            if chance.random() < .3:
                shutil.rmtree(self.ledger, ignore_errors=True)
        self.assertGreater(partial, 0, "no import was killed between two commits")
        self.good("import", "--decimals", "0", "--commit-every", "100000", "--into", self.ledger, path)
        self.assertEqual(self.good("export", self.ledger), self.good("export", whole))

    def test_broken_off_by_hand(self):
        path = self.write("a.csv", table(600000))
        child = self.start(path)
        time.sleep(.15)
        os.killpg(child.pid, signal.SIGINT)
        self.assertIn(child.wait(), (130, 0))
        self.good("verify", self.ledger)
        self.good("import", "--decimals", "0", "--into", self.ledger, path)
        self.assertEqual(self.info()["transfers"], 600000)

    def test_two_at_once_do_not_meet(self):
        fifo = self.top / "fifo"
        os.mkfifo(fifo)
        child = self.start(fifo)
        with open(fifo, "w", encoding="ascii") as pipe:
            pipe.write("from,to,amount,time\n")
            pipe.flush()
            for _ in range(100):
                if (self.ledger / "state").exists():
                    break
                time.sleep(.05)
            done = run("import", "--into", self.ledger, self.write("a.csv", table(5)))
            self.assertEqual(done.returncode, 75, done.stderr)
            self.assertIn(b"another program", done.stderr)
        child.wait()


class Damage(Case):
    def test_any_spoiled_file_is_told_and_nothing_crashes(self):
        self.good("import", "--decimals", "0", "--into", self.ledger, self.write("a.csv", table(300)))
        chance = random.Random(5)
        for name in sorted(os.listdir(self.ledger)):
            if name == "refused":
                continue
            path = self.ledger / name
            data = path.read_bytes()
            for _ in range(12):
                spoiled = bytearray(data)
                spoiled[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                path.write_bytes(spoiled)
                for act in ("info", "export", "verify"):
                    done = run(act, self.ledger)
                    self.assertIn(done.returncode, (0, 65), (name, act, done.stderr))
            for n in (0, 1, len(data) // 2, len(data) - 1):
                path.write_bytes(data[:n])
                done = run("verify", self.ledger)
                self.assertEqual(done.returncode, 65, (name, n, done.stderr))
            path.write_bytes(data)
        self.good("verify", self.ledger)

    def test_blocks_are_rolled_back(self):
        text = "from,to,amount,time,block,tx_index,id\n" + "".join(
            f"a,b,{i},{100 + i},{i // 3},{i % 3},{i:064x}\n" for i in range(30))
        self.good("import", "--chain", "x", "--into", self.ledger, self.write("a.csv", text))
        self.good("import", "--chain", "y", "--into", self.ledger, self.write("b.csv", text.replace("a,b", "c,d")))
        self.assertIn("9 transfers", self.good("rollback", self.ledger, "x", "7"))
        self.good("verify", self.ledger)
        self.assertEqual([int(r["block"]) for r in self.rows() if r["asset"] == "x"], [i // 3 for i in range(21)])
        self.assertEqual(len([r for r in self.rows() if r["asset"] == "y"]), 30)


if __name__ == "__main__":
    unittest.main()
