#!/usr/bin/env python3
"""`assay trace` as its users run it: the money of a bank robbery, every form of output, stops,
several origins, and the same bytes whatever was imported first.

    tests/system/trace.py BUILD SOURCE [unittest arguments]"""
import csv
import io
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom

import jsonschema

BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(sys.argv.pop(1))
ASSAY = str(BUILD / "src/assay")
RULES = ["poison", "haircut", "fifo", "lifo", "tiho", "taint-first", "clean-first"]
# The amounts of February 2016 (Bangladesh Bank); who else paid, and what went on, is invented.
ROBBERY = """date,from,to,amount,currency,reference
2016-01-10,Importer,Lagrosas,2000000,USD,C1
2016-02-04,NY Fed,Vasquez,25001573.88,USD,M1
2016-02-05,NY Fed,Lagrosas,30000039.12,USD,M2
2016-02-05,NY Fed,Cruz,6000029.12,USD,M3
2016-02-05,NY Fed,Vergara,19999990,USD,M4
2016-02-06,Lagrosas,Remitter,22735000,USD,P1
2016-02-08,Cruz,Remitter,6000029.12,USD,P2
2016-02-09,Vergara,Remitter,19999990,USD,P3
2016-02-09,Somebody,Remitter,1000000,USD,P0
2016-02-10,Remitter,Casino,29000000,USD,S1
2016-02-11,Remitter,Junket,15000000,USD,S2
"""
THIEVES = ["Lagrosas", "Cruz", "Vergara", "Vasquez"]


def run(*args):
    return subprocess.run([ASSAY, *map(str, args)], capture_output=True, timeout=120, check=False)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-trace-"))
        cls.addClassCleanup(shutil.rmtree, cls.top)
        cls.ledger = cls.make("robbery", ROBBERY)
        cls.labels = cls.top / "labels.csv"
        cls.labels.write_text('account,kind,label,source\nCasino,service,"A casino",test\n'
                              "Nobody at all,mixer,x,y\nJunket,note,Junket operator,test\n")

    @classmethod
    def make(cls, name, *tables, options=("--chain", "bank")):
        paths = []
        for i, text in enumerate(tables):
            paths.append(cls.top / f"{name}-{i}.csv")
            paths[-1].write_text(text)
        for path in paths:
            done = run("ledger", "import", *options, "--into", cls.top / name, path)
            assert done.returncode == 0, done.stderr
        return cls.top / name

    def good(self, *args):
        done = run("trace", *args)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def traces(self, *args):
        schema = json.loads((SOURCE / "docs/schema/trace-1.json").read_text())
        out = [json.loads(line) for line in self.good("--json", *args).splitlines()]
        for one in out:
            jsonschema.validate(one, schema)
        return out

    def ends(self, *args):
        return {e["account"]: (e["amount"], e["stop"]) for t in self.traces(*args) for e in t["ends"]}


class Robbery(Case):
    def test_every_cent_is_accounted_for(self):
        ends = self.ends("--in", self.ledger, "--from", "2016-02-01", "--labels", self.labels, *THIEVES)
        self.assertEqual(ends, {"Casino": ("27000000", "service"), "Vasquez": ("25001573.88", "held"),
                                "Junket": ("15000000", "held"), "Lagrosas": ("9265039.12", "held"),
                                "Remitter": ("4735019.12", "held")})

    def test_rules_stand_side_by_side(self):
        text = self.good("--in", self.ledger, "--rule", "all", "--from", "2016-02-01", *THIEVES)
        for rule in RULES:
            self.assertIn(f'By the rule "{rule}"', text)
        casino = next(line for line in text.splitlines() if line.startswith("  Casino:"))
        for want in ("fifo 27000000 USD", "lifo 28000000 USD", "taint-first 29000000 USD",
                     "clean-first 26000000 USD"):
            self.assertIn(want, casino)

    def test_text_names_amount_time_transaction_and_reason(self):
        text = self.good("--in", self.ledger, "--from", "2016-02-01", "--labels", self.labels, *THIEVES)
        self.assertIn("30000039.12 USD stolen from NY Fed by Lagrosas, 2016-02-05T00:00:00Z ", text)
        self.assertRegex(text, r"-> 27000000 USD to Casino \[A casino, says test\], 2016-02-10T00:00:00Z [0-9a-f]{64}\n")
        self.assertIn("Junket operator", text)
        self.assertIn("A service: what it pays out is not this money any more.", text)
        self.assertNotIn("safe", text)

    def test_an_amount_that_left_an_account(self):
        ends = self.ends("--in", self.ledger, "NY Fed=81000000:bank/USD")
        self.assertEqual(ends["Vasquez"], ("25001573.88", "held"))
        self.assertEqual(ends["Remitter"], ("4733387", "held"))
        self.assertEqual(self.ends("--in", self.ledger, "NY Fed=81000000"), ends)

    def test_a_transaction_is_an_origin(self):
        m3 = next(r for r in csv.DictReader(io.StringIO(run("ledger", "export", self.ledger).stdout.decode()))
                  if r["to"] == "Cruz")["id"]
        one, = self.traces("--in", self.ledger, m3)
        self.assertEqual(one["sums"][0]["stolen"], "6000029.12")
        self.assertEqual([e["to"] for e in one["transfers"]], ["Cruz", "Remitter", "Casino"])

    def test_stops_are_named(self):
        for options, account, stop in ((["--hops", "1"], "Casino", "hops"), (["--accounts", "2"], "Remitter", "limit"),
                                       (["--busy", "4"], "Remitter", "busy"), (["--dormant", "1"], "Remitter", "dormant"),
                                       (["--until", "2016-02-09"], "Remitter", "held"),
                                       (["--dust", "2"], "Casino", "dust")):
            ends = self.ends("--in", self.ledger, "--from", "2016-02-01", *options, "Cruz", "Vergara")
            self.assertEqual(ends.get(account, (0, None))[1], stop, (options, ends))

    def test_graphs_are_well_formed(self):
        page = xml.dom.minidom.parseString(self.good("--in", self.ledger, "--format", "graphml", "Cruz"))
        self.assertEqual(len(page.getElementsByTagName("edge")), 3)
        self.assertEqual(len(page.getElementsByTagName("node")), 4)
        dot = self.good("--in", self.ledger, "--format", "dot", "Cruz")
        self.assertIn('"Cruz" -> "Remitter" [label="6000029.12 USD\\n2016-02-08",penwidth=5.0]', dot)
        if shutil.which("dot"):
            svg = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True, check=True).stdout
            self.assertIn(b"Remitter", svg)
        rows = list(csv.DictReader(io.StringIO(self.good("--in", self.ledger, "--format", "csv", "Cruz"))))
        self.assertEqual([r["tainted"] for r in rows], ["6000029.12"] * 3)

    def test_errors_name_the_thing_and_the_way_out(self):
        for args, status, want in (
                (["Cruz"], 64, b"--in LEDGER"), (["--in", self.ledger], 64, b"--help"),
                (["--in", self.top / "no", "Cruz"], 66, b"no"), (["--in", self.ledger, "nobody"], 66, b"nobody"),
                (["--in", self.ledger, "--rule", "x", "Cruz"], 64, b'no rule "x"'),
                (["--in", self.ledger, "Cruz=1:gold"], 64, b"AMOUNT:ASSET"),
                (["--in", self.ledger, "Cruz=1.234"], 64, b"no amount"),
                (["--in", self.ledger, "--labels", "/no/such", "Cruz"], 66, b"/no/such")):
            done = run("trace", *args)
            self.assertEqual(done.returncode, status, (args, done.stderr))
            self.assertIn(want, done.stderr)


class Picture(Case):
    """What Graphviz is given: the largest accounts one by one, the others together."""

    def plunder(self, accounts):
        """One theft that is split up until so many have some of it."""
        r, rows, live = random.Random(7), ["victim,thief,10000000,0"], [("thief", 10 ** 7, 0)]
        while len(rows) < accounts:
            name, has, at = live.pop(r.randrange(min(len(live), 8)))
            cuts = [0, *sorted(r.sample(range(1, has), min(has, r.choice((1, 2, 3, 20))) - 1)), has]
            for low, high in zip(cuts, cuts[1:]):
                live.append((f"a{len(rows)}", high - low, at + r.randrange(60, 86400)))
                rows.append(f"{name},{live[-1][0]},{high - low},{live[-1][2]}")
        return self.make(f"plunder-{accounts}", "from,to,amount,time\n" + "\n".join(rows) + "\n",
                         options=("--chain", "bank", "--asset", "EUR"))

    def boxes(self, dot):
        """Name, how many it stands for, what stays there."""
        for name, label in re.findall(r'^  "([^"]+)" \[label="([^"]*)"', dot, re.M):
            many = re.match(r"(\d+) more accounts", label)
            stays = [int(n) for n in re.findall(r"\\nheld (\d+) EUR", label)]
            yield name, int(many[1]) if many else 1, sum(stays)

    def test_it_can_be_read_however_many_were_reached(self):
        for accounts, most in ((30, 60), (3000, 100)):
            dot = self.good("--in", self.plunder(accounts), "--format", "dot", "thief")
            boxes = list(self.boxes(dot))
            self.assertLessEqual(len(boxes), most)
            self.assertEqual(sum(stays for _, _, stays in boxes), 10 ** 7)
            reached = len({r["to"] for r in csv.DictReader(io.StringIO(
                self.good("--in", self.plunder(accounts), "--format", "csv", "thief")))})
            self.assertEqual(sum(n for _, n, _ in boxes), reached + 1)
            self.assertEqual("more accounts" in dot, accounts > 40)
            if shutil.which("dot"):
                svg = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True, check=True).stdout
                page = xml.dom.minidom.parseString(svg)
                drawn = [g for g in page.getElementsByTagName("g") if g.getAttribute("class") == "node"]
                self.assertEqual(len(drawn), len(boxes))

    def test_all_are_shown_where_that_is_wanted(self):
        dot = self.good("--in", self.plunder(300), "--format", "dot", "--nodes", "0", "thief")
        self.assertNotIn("more accounts", dot)
        few = list(self.boxes(self.good("--in", self.plunder(300), "--format", "dot", "--nodes", "1", "thief")))
        self.assertEqual([n for _, n, _ in few], [1, 1, len(list(self.boxes(dot))) - 2])

    def test_long_amounts_are_cut_and_shown_to_be(self):
        ledger = self.make("long", "from,to,amount,time\nx,a,1.23456789,1\n", options=("--chain", "c", "--decimals", "8"))
        self.assertIn("held 1.234... ", self.good("--in", ledger, "--format", "dot", "a"))

    def test_a_timeline(self):
        lines = self.good("--in", self.ledger, "--from", "2016-02-01", "--labels", self.labels, "--format", "timeline",
                          *THIEVES).splitlines()
        self.assertEqual([line.split()[0] for line in lines], sorted(line.split()[0] for line in lines))
        self.assertEqual(len(lines), 9)
        self.assertRegex(lines[0], r"^2016-02-04T00:00:00Z +25001573.88 USD stolen from NY Fed by Vasquez  [0-9a-f]{64}$")
        self.assertRegex(lines[-1], r"^2016-02-11T00:00:00Z +15000000 USD from Remitter to Junket \[Junket operator\]  "
                                    r"[0-9a-f]{64}$")

    def test_the_theft_from_ronin(self):
        """examples/ronin, as `make ronin` shows it."""
        picture = self.top / "ronin.svg"
        done = subprocess.run(["tools/demo-ronin", BUILD, picture], cwd=SOURCE, capture_output=True, text=True, timeout=60,
                              check=True)
        for want in ("stolen: 173600 ETH", "  171599 ETH  held  0x098b", "  2000 ETH  mixer  0xa160", "  1 ETH  held  0xbc25",
                     "  mix  2000 ETH, 2022-04-04, 20 transfers", "-> 2000 ETH to 0xa160cdab225685da1d56aa342ad8841c3b53f291 [Tornado Cash 100 ETH"):
            self.assertIn(want, done.stdout)
        if shutil.which("dot"):
            self.assertIn("Tornado Cash 100 ETH", picture.read_text())


class Exchange(Case):
    """Stolen dollars become ether at a market, and the ether goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [f"{i},{i},{a},{b},5,dollar,{i:064x}" for i in range(1, 31)
                for a, b in [("pool", "trader") if i % 2 else ("trader", "pool")]]
        rows += [f"100,100,victim,thief,1000,dollar,{100:064x}",
                 f"101,101,thief,pool,1000,dollar,{101:064x}", f"101,101,pool,thief,0.3,ether,{101:064x}",
                 f"102,102,thief,friend,0.1,ether,{102:064x}", f"103,103,pool,bystander,900,dollar,{103:064x}"]
        cls.swapped = cls.make("swapped", "time,block,from,to,amount,asset,id\n" + "\n".join(rows) + "\n",
                               options=("--chain", "c", "--decimals", "3"))

    def test_it_is_crossed(self):
        one, = self.traces("--in", self.swapped, "--until", "1970-01-01T00:02:00Z", "thief=1000:c/dollar", "--from",
                           "1970-01-01T00:01:40Z")
        self.assertEqual(one["sums"], [
            {"asset": "c/dollar", "stolen": "1000", "ended": "1000", "exchanged": "0"},
            {"asset": "c/ether", "stolen": "0.3", "ended": "0.3", "exchanged": "0.3"}])
        crossing, = [e for e in one["transfers"] if "exchange_of" in e]
        self.assertEqual((crossing["exchange_of"], crossing["from"], crossing["to"], crossing["asset"]),
                         ("thief", "pool", "thief", "c/ether"))
        self.assertEqual({(e["account"], e["asset"], e["amount"], e["stop"]) for e in one["ends"]},
                         {("pool", "c/dollar", "1000", "swap"), ("thief", "c/ether", "0.2", "held"),
                          ("friend", "c/ether", "0.1", "held")})

    def test_it_is_told_in_every_form(self):
        origin = ["--in", self.swapped, "--from", "1970-01-01T00:01:40Z", "thief=1000:c/dollar"]
        text = self.good(*origin)
        self.assertIn("\n  got by exchange: 0.3 ether; all of it", text)
        self.assertIn("\nthief\n  -> 1000 dollar to pool, ", text)
        self.assertIn("\n  -> 0.3 ether by exchange to thief, 1970-01-01T00:01:41Z", text)
        self.assertIn("Exchanged: what was got for it is followed instead", text)
        self.assertNotIn("bystander", text)
        self.assertIn('"thief" -> "thief" [label="0.3 ether\\nby exchange\\n1970-01-01",penwidth=5.0,style=dashed]',
                      self.good(*origin, "--format", "dot"))
        self.assertIn("0.3 ether by exchange of thief from pool to thief", self.good(*origin, "--format", "timeline"))
        row, = [r for r in csv.DictReader(io.StringIO(self.good(*origin, "--format", "csv"))) if r["exchange_of"]]
        self.assertEqual((row["exchange_of"], row["from"], row["tainted"]), ("thief", "pool", "0.3"))

    def test_the_other_ways(self):
        origin = ["--in", self.swapped, "--from", "1970-01-01T00:01:40Z", "thief=1000:c/dollar"]
        self.assertIn("bystander", self.ends(*origin, "--swaps", "both", "--rule", "taint-first"))
        self.assertNotIn("friend", self.ends(*origin, "--swaps", "off"))


class Bridge(Case):
    """Stolen ether goes into THORChain, and bitcoin comes out of it: two chains in one ledger, and a table of memos."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.id = [f"{i:064x}" for i in range(10)]
        one = "time,block,from,to,amount,id\n"
        cls.both = cls.make("both", f"{one}100,100,victim,thief,10,{cls.id[1]}\n101,101,thief,router,8,{cls.id[2]}\n",
                            options=("--chain", "ethereum", "--decimals", "18"))
        cls.make("both", f"{one}200,5,vault,bc1qthief,0.4,{cls.id[3]}\n201,6,bc1qthief,mixer,0.3,{cls.id[4]}\n",
                 options=("--chain", "bitcoin", "--decimals", "8"))
        cls.memos = cls.top / "memos.csv"

    def write(self, *rows):
        self.memos.write_text("tx,memo\n" + "".join(f"{i},{memo}\n" for i, memo in rows))
        return ["--in", self.both, "--memos", self.memos]

    def test_it_is_crossed(self):
        origin = self.write((self.id[2], "=:BTC.BTC:bc1qthief/0xabc:0/1/0"), ("0x" + self.id[3].upper(), f"OUT:{self.id[2]}"))
        ends = self.ends(*origin, "thief")
        self.assertEqual(ends, {"thief": ("2", "held"), "router": ("8", "bridge"), "bc1qthief": ("0.1", "held"),
                                "mixer": ("0.3", "held")})
        self.assertIn("-> 0.4 bitcoin by exchange to bc1qthief", self.good(*origin, "thief"))

    def test_stages_have_their_names(self):
        """Nine months in a wallet, through a mixer of ether, a bridge, a mixer of bitcoin, and to a desk."""
        day, one, i = 86400, "time,block,from,to,amount,id\n", self.id
        rows = [(0, "victim", "thief", 10, 1), (1, "thief", "pool", 4, 2), (270, "thief", "router", 6, 3)]
        ledger = self.make("stages", one + "".join(f"{day * (t + 1)},{t + 1},{a},{b},{n},{i[k]}\n" for t, a, b, n, k in rows),
                           options=("--chain", "ethereum", "--decimals", "18"))
        rows = [(271, "vault", "bc1qthief", 0.4, 4), (272, "bc1qthief", "joiner", 0.3, 5), (273, "bc1qthief", "desk", 0.1, 6)]
        self.make("stages", one + "".join(f"{day * (t + 1)},{t + 1},{a},{b},{n},{i[k]}\n" for t, a, b, n, k in rows),
                  options=("--chain", "bitcoin", "--decimals", "8"))
        self.write((i[3], "=:BTC.BTC:bc1qthief"), (i[4], f"OUT:{i[3]}"))
        labels = self.top / "stages.csv"
        labels.write_text("pool,mixer,A pool,x\njoiner,mixer,A joiner,x\ndesk,service,Somebody's OTC desk,x\n")
        origin = ["--in", ledger, "--memos", self.memos, "--labels", labels, "thief"]
        one, = self.traces(*origin)
        self.assertEqual([(s["stage"], s["amount"], s["transfers"]) for s in one["stages"]],
                         [("mix", "4", 1), ("bridge to BTC", "0.4", 1), ("rest in cold wallets", "6", 1),
                          ("mix again", "0.3", 1), ("OTC", "0.1", 1)])
        text = self.good(*origin)
        self.assertIn("no proof of who it was", text)
        self.assertIn("\n  bridge to BTC  0.4 bitcoin, 1970-09-30, 1 transfer\n", text)

    def test_who_is_not_named_is_not_reached(self):
        for rows in ([(self.id[2], "=:BTC.BTC:bc1qother"), (self.id[3], f"OUT:{self.id[2]}")],
                     [(self.id[3], f"OUT:{self.id[2]}")]):
            self.assertEqual(self.ends(*self.write(*rows), "thief"), {"thief": ("2", "held"), "router": ("8", "bridge")})
        self.assertEqual(self.ends(*self.write((self.id[2], "ADD:x")), "thief"), {"thief": ("2", "held"), "router": ("8", "held")})

    def test_what_an_import_saw_needs_no_table(self):
        """The ledger's own memos; what a broken import left there, half a line or one twice, is read over."""
        own = self.both / "memos"
        own.write_text(f"{self.id[2]},=:BTC.BTC:bc1qthief\n{self.id[3]},OUT:{self.id[2]}\n\0\n{self.id[3]},OUT:{self.id[2]}\n"
                       f"{self.id[3]},OUT:{self.id[2][:20]}")
        self.addCleanup(own.unlink)
        ends = self.ends("--in", self.both, "thief")
        self.assertEqual(ends["router"], ("8", "bridge"))
        self.assertEqual((ends["bc1qthief"], ends["mixer"]), (("0.1", "held"), ("0.3", "held")))
        self.assertEqual(run("ledger", "verify", self.both).returncode, 0)

    def test_a_broken_table_is_named(self):
        self.memos.write_text("tx,memo\n12,OUT:\n")
        done = run("trace", "--in", self.both, "--memos", self.memos, "thief")
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn(b"memos.csv: line 2", done.stderr)
        self.assertEqual(run("trace", "--in", self.both, "--memos", "/no/such", "thief").returncode, 66)


class Rank(Case):
    def ranks(self, *args):
        out, = self.good("--json", *args).splitlines()
        out = json.loads(out)
        jsonschema.validate(out, json.loads((SOURCE / "docs/schema/rank-1.json").read_text()))
        return {r["account"]: r for r in out["ranks"]}, out

    def test_the_nearest_come_first(self):
        for method in ("appr", "ttr"):
            ranks, out = self.ranks("--in", self.ledger, "--rank", method, "--from", "2016-02-01", *THIEVES)
            order = [a for a in ranks if a in ("Casino", "Junket", "Remitter")]
            self.assertEqual(order, ["Casino", "Junket", "Remitter"])  # what hands on keeps less
            self.assertAlmostEqual(sum(r["rank"] for r in ranks.values()) + out["left"], 1, 6)
            self.assertNotIn("Importer", ranks)

    def test_the_text_says_what_a_rank_is(self):
        text = self.good("--in", self.ledger, "--rank", "ttr", "--from", "2016-02-01", "--labels", self.labels, "--lines", "3",
                         *THIEVES)
        self.assertIn("It is no proof", text)
        self.assertRegex(text, r"\n  0\.\d{6}  Casino \[A casino\]  bank/USD, 2 payments away\n")
        self.assertRegex(text, r"\.\.\. and \d more")

    def test_what_cannot_be_ranked_is_said(self):
        m3 = next(r for r in csv.DictReader(io.StringIO(run("ledger", "export", self.ledger).stdout.decode()))
                  if r["to"] == "Cruz")["id"]
        for args, want in (([m3], b"begins at accounts"), (["--format", "dot", "Cruz"], b"text or json")):
            done = run("trace", "--in", self.ledger, "--rank", "ttr", *args)
            self.assertEqual(done.returncode, 64)
            self.assertIn(want, done.stderr)


class Hostile(Case):
    def test_names_cannot_command_the_reader(self):
        evil = 'a"b\\<c>&=HYPERLINK()'
        text = 'from,to,amount,time\nx,"=1+1",5,10\n"=1+1","' + evil.replace('"', '""') + '",5,11\n'
        ledger = self.make("evil", text)
        page = xml.dom.minidom.parseString(self.good("--in", ledger, "--format", "graphml", "=1+1"))
        self.assertIn(evil, [n.getAttribute("id") for n in page.getElementsByTagName("node")])
        row = list(csv.reader(io.StringIO(self.good("--in", ledger, "--format", "csv", "=1+1"))))[2]
        self.assertEqual(row[3:5], ["'=1+1", evil])
        self.assertEqual(self.traces("--in", ledger, "=1+1")[0]["ends"][0]["account"], evil)
        if shutil.which("dot"):
            subprocess.run(["dot", "-Tsvg"], input=self.good("--in", ledger, "--format", "dot", "=1+1").encode(),
                           capture_output=True, check=True)

    def test_amounts_that_are_too_large_to_count_are_refused(self):
        huge = 2 ** 256 - 1
        ledger = self.make("huge", f"from,to,amount,time\nx,a,{huge},1\ny,a,{huge},2\na,b,{huge},3\n")
        done = run("trace", "--in", ledger, "a")
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn(b"too large", done.stderr)
        one, = self.traces("--in", ledger, "b", "--from", "1971-01-01") or [None]
        self.assertEqual(one["sums"], [])

    def test_a_long_chain_and_a_loop_end(self):
        chain = "".join(f"n{i},n{i + 1},7,{i}\n" for i in range(20000)) + "n20000,n0,7,30000\n"
        ledger = self.make("chain", "from,to,amount,time\n" + chain)
        text = self.good("--in", ledger, "--lines", "0", "n1")
        self.assertEqual(text.count("->"), 20000)


class Order(Case):
    def test_the_same_bytes_whatever_came_first(self):
        r = random.Random(9)
        rows = [f"a{r.randrange(30)},a{r.randrange(30)},{r.randrange(10 ** 6)},{r.randrange(500)},t{r.randrange(2)}\n"
                for _ in range(4000)]
        head = "from,to,amount,time,asset\n"
        parts = [head + "".join(rows[i::4]) for i in range(4)]
        options = ("--chain", "x", "--decimals", "0")
        one = self.make("one", *parts, options=options)
        two = self.make("two", *parts[::-1], options=options)
        for form in ("text", "json", "csv", "dot", "graphml", "timeline"):
            args = ["--rule", "fifo", "--format", form, "--lines", "0", "--nodes", "7", "a3", "a17"]
            first = self.good("--in", one, *args)
            self.assertEqual(first, self.good("--in", two, *args))
            self.assertEqual(first, self.good("--in", one, *args))
        for method in ("appr", "ttr"):
            ranks = ["--rank", method, "--json", "--lines", "0", "a3", "a17"]
            self.assertEqual(self.good("--in", one, *ranks), self.good("--in", two, *ranks))
        every = ["--rule", "all", "a3"]
        self.assertEqual(self.good("--in", one, *every), self.good("--in", two, *every))


if __name__ == "__main__":
    unittest.main()
