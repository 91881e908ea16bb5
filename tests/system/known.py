#!/usr/bin/env python3
"""`assay known`, `assay screen` and `assay check ADDRESS` as their users run them: lists taken over,
days, kinds, lists too old to tell, dealings in a ledger, and bulk.

    tests/system/known.py BUILD SOURCE [unittest arguments]"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

LOCKS = [sys.argv.pop(i) for i, arg in enumerate(sys.argv) if arg.startswith("--sandbox=")]
BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(sys.argv.pop(1))
ASSAY = str(BUILD / "src/assay")
LAZARUS = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
TORNADO = "0x03893a7c7463AE47D46bc7f091665f1893656003"  # on the list until 2025-03-22
BYBIT = "0x51E9d833Ecae4E8D9D8Be17300AEE6D3398C135D"
NOBODY = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
FRESH = ("--as-of", "2026-08-25")


class Case(unittest.TestCase):
    def setUp(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-known-"))
        self.addCleanup(shutil.rmtree, self.top)

    def run_assay(self, *args, text=None):
        return subprocess.run([ASSAY, *map(str, args)], input=text, capture_output=True, text=True, timeout=60,
                              check=False, env={"PATH": "/usr/bin", "XDG_DATA_HOME": str(self.top / "data")})

    def file(self, name, text):
        path = self.top / name
        path.write_text(text)
        return path

    def importing(self, *args, expect=0):
        run = self.run_assay("known", "import", *args)
        self.assertEqual(run.returncode, expect, run.stderr)
        return run.stderr

    def objects(self, name, *args, **more):
        run = self.run_assay(*args, "--json", **more)
        schema = json.loads((SOURCE / "docs/schema" / name).read_text())
        found = [json.loads(line) for line in run.stdout.splitlines()]
        for one in found:
            jsonschema.validate(one, schema)
        return run.returncode, found

    # --- what has been told of thefts

    def test_what_is_told_of_a_theft_comes_with_who_told_it(self):
        run = self.run_assay("known", "about", "RONIN", "axie")
        self.assertEqual(run.returncode, 0)
        for words in ("2022-03-23  Ronin bridge (Axie Infinity), 620000000 USD", "FBI (government US), 2022-04-14: Lazarus Group",
                      "; grade A1; source: ", "Nothing here says who is behind what you have before you"):
            self.assertIn(words, run.stdout)
        code, found = self.objects("facts-1.json", "known", "about", "ronin", "axie")
        self.assertEqual(code, 0)
        self.assertLessEqual({"incident", "attribution"}, {f["table"] for f in found})
        self.assertEqual({f["incident"] for f in found if f["table"] == "attribution"}, {"inc-20220323-ronin-bridge-axie-infinity"})

    def test_names_of_two_are_not_merged(self):
        run = self.run_assay("known", "about", "diamond sleet")
        self.assertIn("names of two are not the same group for that", run.stdout)
        self.assertGreater(run.stdout.count(" calls so "), 1)

    def test_nothing_told_proves_nothing(self):
        run = self.run_assay("known", "about", "xyzzy")
        self.assertEqual((run.returncode, run.stdout), (66, ""))
        self.assertIn("proves nothing", run.stderr)
        self.assertEqual(self.run_assay("known", "about").returncode, 64)

    # --- one address

    def test_listed_once_listed_stated_and_not_found(self):
        for address, verdict, states in ((LAZARUS, "danger", ["now"]), (TORNADO, "caution", ["once"]),
                                         (BYBIT, "danger", ["now"]), (NOBODY, "nothing", [])):
            code, found = self.objects("address-1.json", "check", *FRESH, address)
            self.assertEqual(found[0]["verdict"], verdict)
            self.assertEqual([f["state"] for f in found[0]["facts"]], states)
            self.assertEqual(code, 1 if states else 0)
        self.assertEqual(found[0]["unchecked"], ["ledger"])

    def test_an_old_list_cannot_say_who_is_not_on_it(self):
        code, found = self.objects("address-1.json", "check", "--as-of", "2026-11-28", NOBODY)
        self.assertEqual((code, found[0]["verdict"], found[0]["out_of_date"]), (2, "undecided", ["ofac"]))
        code, found = self.objects("address-1.json", "check", "--as-of", "2026-11-28", "--max-age", "400", NOBODY)
        self.assertEqual((code, found[0]["verdict"]), (0, "nothing"))
        # Who is on it, it still says; and of days before it began, nothing.
        code, found = self.objects("address-1.json", "check", "--as-of", "2026-11-28", LAZARUS)
        self.assertEqual(found[0]["verdict"], "danger")
        code, found = self.objects("address-1.json", "check", "--as-of", "2021-01-01", LAZARUS, NOBODY)
        self.assertEqual([(f["verdict"], f["out_of_date"]) for f in found],
                         [("caution", ["ofac"]), ("undecided", ["ofac"])])
        self.assertEqual(found[0]["facts"][0]["state"], "untold")

    def test_the_words(self):
        out = self.run_assay("check", *FRESH, LAZARUS).stdout
        self.assertIn("DANGER", out)
        self.assertIn('Listed as "LAZARUS GROUP" (DPRK3) by OFAC SDN List', out)
        for word in ("safe", "North Korea"):
            self.assertNotIn(word, out)
        out = self.run_assay("check", *FRESH, BYBIT).stdout
        self.assertIn("Named as", out)
        self.assertNotIn("Listed", out)

    def test_spellings(self):
        for spelling in (LAZARUS.lower(), "0x" + LAZARUS[2:].upper()):
            _, found = self.objects("screen-1.json", "known", "show", *FRESH, spelling)
            self.assertEqual(found[0]["verdict"], "danger")
        with open(SOURCE / "data/known/ofac.csv", encoding="utf-8") as rows:
            lost = next(r for r in csv.reader(rows) if len(r) == 8 and r[7].startswith("case"))[0]
        self.assertEqual(lost, lost.lower())
        _, found = self.objects("screen-1.json", "known", "show", *FRESH, lost[0].upper() + lost[1:])
        self.assertEqual(found[0]["facts"][0]["case_lost"], True)

    # --- lists

    def test_a_list_is_taken_over_with_its_days(self):
        made = ("--list", "ours", "--source", "our desk", "--kind", "listed", "--grade", "B2")
        first = self.file("a.txt", f"{NOBODY}\n1Archive1n2C579dMsAu3iC6tWzuQJz8dN # why\n")
        second = self.file("b.txt", "1Archive1n2C579dMsAu3iC6tWzuQJz8dN\n")
        self.assertIn("2 came, 0 left", self.importing(*made, "--date", "2026-08-01", first))
        diff = self.run_assay("known", "diff", "--list", "ours", "--date", "2026-08-10", second)
        self.assertEqual(diff.stdout, f"- {NOBODY}\t\n")
        self.assertIn("0 came, 1 left, 1 stayed", self.importing("--list", "ours", "--date", "2026-08-10", second))
        self.importing("--list", "ours", "--date", "2026-08-05", second, expect=65)
        for day, verdict in (("2026-07-31", "caution"), ("2026-08-01", "danger"), ("2026-08-09", "danger"),
                             ("2026-08-10", "caution")):
            _, found = self.objects("address-1.json", "check", "--as-of", day, NOBODY)
            self.assertEqual(found[0]["verdict"], verdict, day)
        _, found = self.objects("known-1.json", "known", "list", *FRESH)
        ours = next(f for f in found if f["list"] == "ours")
        self.assertEqual((ours["rows"], ours["standing"], ours["since"], ours["date"], ours["grade"]),
                         (2, 1, "2026-08-01", "2026-08-10", "B2"))
        self.assertEqual(self.run_assay("known", "forget", "ours").returncode, 0)
        self.assertEqual(self.run_assay("known", "forget", "ours").returncode, 66)

    def test_a_label_decides_nothing(self):
        labels = self.file("l.csv", f"address,name_tag\n{NOBODY},Suspicious\n")
        self.importing("--list", "tags", "--source", "a forum", "--date", "2026-08-20", labels)
        code, found = self.objects("address-1.json", "check", *FRESH, NOBODY)
        self.assertEqual((code, found[0]["verdict"], found[0]["facts"][0]["kind"], found[0]["facts"][0]["grade"]),
                         (0, "nothing", "label", "F6"))
        out = self.run_assay("check", *FRESH, NOBODY).stdout
        self.assertIn("only a label names it", out)
        self.assertNotIn("no list", out)

    def test_an_import_goes_on_from_the_list_that_came_with_it(self):
        with open(SOURCE / "data/known/ofac.csv", encoding="utf-8") as rows:
            now = [r[0] for r in csv.reader(rows) if len(r) == 8 and not r[6]]
        whole = self.file("now.txt", "\n".join(a for a in now if a != LAZARUS) + "\n")
        self.assertIn("0 came, 1 left, 960 stayed", self.importing("--list", "ofac", "--date", "2026-11-27", whole))
        for day, state in (("2026-11-26", "now"), ("2026-11-27", "once")):
            _, found = self.objects("screen-1.json", "known", "show", "--as-of", day, LAZARUS)
            self.assertEqual([f["state"] for f in found[0]["facts"]], [state])
        half = self.file("half.txt", "\n".join(now[:400]) + "\n")
        said = self.importing("--list", "ofac", "--date", "2026-11-28", half, expect=65)
        self.assertIn("is the file whole?", said)
        self.importing("--list", "ofac", "--date", "2026-11-28", "--yes", half)

    def test_what_cannot_be_taken_over_is_refused_and_nothing_changes(self):
        good = self.file("a.txt", NOBODY + "\n")
        for args in (("--list", "x", "--date", "2026-08-01", good),  # whose is it?
                     ("--list", "x", "--source", "s", good),  # of which day?
                     ("--list", "../x", "--source", "s", "--date", "2026-08-01", good),
                     ("--source", "s", "--date", "2026-08-01", good)):
            self.importing(*args, expect=64)
        for text in ("", "a,b\n1,2\n", "address,from\n" + NOBODY + ",soon\n"):
            self.importing("--list", "x", "--source", "s", "--date", "2026-08-01", self.file("b", text), expect=65)
        self.importing("--list", "x", "--source", "s", "--date", "2026-08-01", self.top / "none", expect=66)
        self.assertFalse((self.top / "data").exists())

    def test_a_damaged_list_is_named(self):
        folder = self.top / "data/assay/known"
        folder.mkdir(parents=True)
        (folder / "mine.csv").write_text("#assay-known-1\n#source,x\n")
        for command in (("check", NOBODY), ("screen", os.devnull), ("known", "list")):
            run = self.run_assay(*command)
            self.assertEqual(run.returncode, 65)
            self.assertIn("mine", run.stderr)

    # --- many

    def test_bulk(self):
        lines = f"address,customer\n{LAZARUS},1\n\"{TORNADO}\",2\n\n# a note\n{NOBODY}\n0x12,4\n{LAZARUS[:-1]}7\n" + \
            "9" * 10000 + "\n" + BYBIT
        run = self.run_assay("screen", *FRESH, "-", text=lines)
        self.assertEqual(run.returncode, 1)
        self.assertEqual([line.split("\t")[:2] for line in run.stdout.splitlines()], [
            [LAZARUS, "danger"], [TORNADO, "caution"], [NOBODY, "nothing"], ["0x12", "undecided"],
            [LAZARUS[:-1] + "7", "undecided"], ["9" * 4095, "undecided"], [BYBIT, "danger"]])
        self.assertIn("7 screened: 2 danger, 1 caution, 3 undecided (3 of them no address), 1 nothing found",
                      run.stderr)
        code, found = self.objects("screen-1.json", "screen", *FRESH, "-", text=lines)
        self.assertEqual(len(found), 7)
        self.assertIn("checksum", found[4]["trouble"])
        self.assertEqual(self.run_assay("screen", *FRESH, "-", text=NOBODY + "\n").returncode, 0)
        self.assertEqual(self.run_assay("screen", "--as-of", "2030-01-01", "-", text=NOBODY).returncode, 2)
        self.assertEqual(self.run_assay("screen", self.top / "none").returncode, 66)
        self.assertEqual(self.run_assay("screen").returncode, 64)

    def test_text_in_another_encoding_is_no_empty_file(self):
        text = f"address\n{LAZARUS}\n{NOBODY}\n"
        for encoding in ("utf-16", "utf-16-be"):
            path = self.top / encoding
            path.write_bytes(text.encode(encoding))
            run = self.run_assay("screen", *FRESH, path)
            self.assertEqual(run.returncode, 2)
            self.assertGreaterEqual(run.stdout.count("no address of a form"), 3)
        path.write_bytes(text.encode("utf-8-sig"))
        run = self.run_assay("screen", *FRESH, path)
        self.assertEqual([line.split("\t")[1] for line in run.stdout.splitlines()], ["danger", "nothing"])

    def test_a_label_that_no_other_source_shares_is_told(self):
        for name, label in (("one", "Binance 15"), ("two", "binance: hot wallet"), ("bad", "Suspicious, North Korea")):
            table = self.file(f"{name}.csv", f"address,name_tag\n{NOBODY},\"{label}\"\n")
            self.importing("--list", name, "--source", f"source {name}", "--date", "2026-08-20", table)
        _, found = self.objects("address-1.json", "check", *FRESH, NOBODY)
        self.assertEqual(found[0]["verdict"], "nothing")
        self.assertEqual(found[0]["labels"]["sources"], 3)
        self.assertEqual([found[0]["facts"][i]["name"] for i in found[0]["labels"]["alone"]], ["Suspicious, North Korea"])
        out = self.run_assay("check", *FRESH, NOBODY).stdout
        self.assertEqual(out.count("of 3 that label it, no other says so"), 1)
        _, found = self.objects("screen-1.json", "screen", *FRESH, "-", text=NOBODY + "\n" + TORNADO + "\n")
        self.assertEqual(len(found[0]["labels"]["alone"]), 1)
        self.assertNotIn("labels", found[1])

    def test_labels_crowd_nothing_out(self):
        labels = self.file("l.txt", TORNADO + "\n")
        for i in range(40):
            self.importing("--list", f"l{i}", "--source", "somebody", "--date", "2026-08-01", labels)
        code, found = self.objects("address-1.json", "check", *FRESH, TORNADO)
        self.assertEqual((code, found[0]["verdict"], found[0]["facts"][0]["list"]), (1, "caution", "ofac"))

    # --- in a letter

    def judged(self, text, *args):
        letter = self.file("letter.eml", "From: Ann <ann@fund.example>\nTo: bob@rcpt.example\nSubject: Payment\n"
                           f"Date: Tue, 25 Aug 2026 10:00:00 +0000\nMessage-ID: <1@fund.example>\n\n{text}\n")
        _, found = self.objects("check-1.json", "check", *LOCKS, "--all", "--offline", "--no-people", *args, letter)
        return next(f for f in found[0]["findings"] if f["code"] == "mail.listed"), found[0]["verdict"]

    def test_an_address_in_a_letter_goes_to_the_lists(self):
        never = ("--max-age", "100000")
        finding, verdict = self.judged(f"Please pay to {LAZARUS.lower()}", *never)
        self.assertEqual((finding["state"], finding["args"]["entry"]), ("hit", "LAZARUS GROUP"))
        self.assertIn(verdict, ("caution", "danger"))
        finding, _ = self.judged(f"Please pay to {TORNADO}", *never)
        self.assertEqual((finding["state"], finding["variant"]), ("hit", "then"))
        finding, _ = self.judged(f"Please pay to {NOBODY}", *never)
        self.assertEqual(finding["state"], "clear")
        finding, _ = self.judged(f"Please pay to {NOBODY}", "--max-age", "0")
        self.assertEqual((finding["state"], finding["gap"]), ("unknown", "old-list"))
        finding, _ = self.judged("Please pay")
        self.assertEqual(finding["state"], "clear")
        mine = self.file("mine.txt", NOBODY + "\n")
        self.importing("--list", "ours", "--source", "our desk", "--kind", "stated", "--date", "2026-08-01", mine)
        finding, _ = self.judged(f"Please pay to {NOBODY}", *never)
        self.assertEqual((finding["variant"], finding["args"]["source"]), ("stated", "our desk"))

    # --- names

    def names(self, *args, **more):
        return self.objects("names-1.json", "screen", "--names", *FRESH, *args, **more)

    def test_names_need_a_list_of_names(self):
        code, found = self.names("-", text="KIM Jong Un\n")
        self.assertEqual((code, found[0]["verdict"], found[0]["hits"]), (2, "undecided", []))
        self.assertIn("no list of names is here", self.run_assay("screen", "--names", "-", text="x\n").stderr)
        done = self.run_assay("check", "--names", "KIM Jong Un")
        self.assertEqual(done.returncode, 2)
        self.assertIn("NOT DECIDED", done.stdout)
        self.assertIn("no list of names is here", done.stdout)
        self.assertEqual(self.run_assay("check", "--names", "--model", self.top / "none", "x").returncode, 66)

    def test_names_of_ofac_and_of_tables_are_taken_over(self):
        sdn = self.file("sdn.csv", '1,"KIM, Jong Un","individual","DPRK3"' + ",-0- " * 8 + "\n"
                        '2,"LAZARUS GROUP",-0- ,"DPRK3"' + ",-0- " * 8 + "\n"
                        '3,"JON 7","vessel","DPRK"' + ",-0- " * 8 + "\n\x1a")
        alt = self.file("alt.csv", '2,9,"aka","HIDDEN COBRA",-0- \n')
        self.importing("--list", "ofac-names", "--form", "ofac-names", "--kind", "listed", "--source", "OFAC", "--date",
                       "2026-08-20", sdn, alt)
        table = self.file("targets.csv", "id,schema,name,aliases\nQ1,Person,Park Jin Hyok,Pak Chin-hyok;\ubc15\uc9c4\ud601\n")
        self.importing("--list", "more", "--kind", "listed", "--source", "a desk", "--date", "2026-08-20", table)
        code, found = self.names("-", text="name\n\uae40\uc815\uc740\nHidden Cobra\nPARK, Jin-Hyok\nAda Lovelace\n")
        self.assertEqual(code, 1)
        self.assertEqual([(f["verdict"], [h["fact"]["name"] for h in f["hits"]]) for f in found], [
            ("caution", ["KIM, Jong Un"]), ("caution", ["LAZARUS GROUP"]), ("caution", ["Park Jin Hyok"]),
            ("nothing", [])])
        self.assertEqual({p["asked"] for p in found[0]["hits"][0]["pairs"]}, {"kim", "jong", "un"})
        self.assertEqual(found[1]["hits"][0]["fact"]["reference"], "2")
        text = self.run_assay("screen", "--names", *FRESH, "-", text="Kim Jong Un Smith\n").stdout
        self.assertIn("kim = kim", text)
        self.assertNotIn("danger", text)
        code, found = self.objects("names-1.json", "check", "--names", *FRESH, "Hidden Cobra", "Ada Lovelace")
        self.assertEqual((code, [f["verdict"] for f in found]), (1, ["caution", "nothing"]))
        text = self.run_assay("check", "--names", *FRESH, "Hidden Cobra", "Ada Lovelace").stdout
        self.assertIn("Hidden Cobra\n  CAUTION - a listed name is like it.\n", text)
        self.assertIn("A name is no person", text)
        self.assertIn("Ada Lovelace\n  NOTHING FOUND - no listed name that is here is like it.\n", text)
        self.assertNotIn("DANGER", text)
        # a list of names tells nothing of addresses, however old it is
        code, found = self.objects("screen-1.json", "screen", "--as-of", "2026-08-25", "-", text=NOBODY + "\n")
        self.assertEqual(found[0]["out_of_date"], [])

    def test_other_names_of_another_day_are_refused(self):
        sdn = self.file("sdn.csv", '1,"KIM, Jong Un","individual","DPRK3"' + ",-0- " * 8 + "\n")
        alt = self.file("alt.csv", '7,9,"aka","SOMEBODY",-0- \n')
        told = self.importing("--list", "n", "--form", "ofac-names", "--source", "x", "--date", "2026-08-20", sdn, alt, expect=65)
        self.assertIn("they are of different days", told)

    def test_the_uns_list_is_taken_over_whole_or_not_at_all(self):
        one = ("<INDIVIDUAL><FIRST_NAME>JONG</FIRST_NAME><SECOND_NAME>Sample &amp; Co</SECOND_NAME>"
               "<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.1</REFERENCE_NUMBER>"
               "<INDIVIDUAL_ALIAS><ALIAS_NAME>Chong Sample</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL>")
        text = f'<CONSOLIDATED_LIST dateGenerated="2026-08-20T00:00:09Z"><INDIVIDUALS>{one}</INDIVIDUALS></CONSOLIDATED_LIST>'
        for end in range(20, len(text), 7):  # cut anywhere it is refused
            half = self.file("un.xml", text[:end])
            self.importing("--list", "un", "--form", "un", "--kind", "listed", "--source", "UN", half, expect=65)
        self.importing("--list", "un", "--kind", "listed", "--source", "UN", self.file("un.xml", text))
        _, found = self.names("-", text="Chong Sample\n")
        self.assertEqual((found[0]["hits"][0]["fact"]["name"], found[0]["hits"][0]["fact"]["reference"]),
                         ("JONG Sample & Co", "KPi.1"))
        old, _ = self.objects("names-1.json", "screen", "--names", "--as-of", "2026-11-28", "-", text="Ada Lovelace\n")
        self.assertEqual(old, 2)  # out of date: nobody can be said not to be on it

    # --- dealings

    def test_dealings_with_listed_ones_then_and_now(self):
        us = "0x" + "11" * 20
        table = self.file("t.csv", "date,from,to,amount\n"
                          f"2025-03-01,{us},{TORNADO},5\n2025-04-01,{us},{TORNADO},5\n"
                          f"2025-05-01,{LAZARUS},{us},7\n2025-05-02,{us},{NOBODY},1\n")
        ledger = self.top / "l"
        run = self.run_assay("ledger", "import", "--asset", "ETH", "--into", ledger, table)
        self.assertEqual(run.returncode, 0, run.stderr)
        code, found = self.objects("address-1.json", "check", *FRESH, "--in", ledger, us)
        self.assertEqual(found[0]["ledger"]["exposure"], {"in": 1, "in_then": 1, "out": 0, "out_then": 1})
        self.assertEqual((code, found[0]["verdict"], found[0]["facts"]), (1, "caution", []))
        out = self.run_assay("check", *FRESH, "--in", ledger, us).stdout
        self.assertIn("dealt with addresses", out)

    def test_what_transfers_look_like(self):
        us, many = "0x" + "11" * 20, ["0x" + f"{i:040x}" for i in range(1, 10)]
        table = self.file("t.csv", "date,from,to,amount\n" +
                          "".join(f"2025-03-01T10:00:0{i}Z,{us},{who},5\n" for i, who in enumerate(many)) +
                          f"2025-03-01T09:00:00Z,{NOBODY},{us},46\n")
        ledger = self.top / "l"
        self.run_assay("ledger", "import", "--chain", "ethereum", "--asset", "ETH", "--decimals", "18", "--into", ledger, table)
        _, found = self.objects("address-1.json", "check", *FRESH, "--in", ledger, us)
        self.assertEqual(found[0]["patterns"]["whole"], True)
        told = {f["pattern"]: f for f in found[0]["patterns"]["found"]}
        self.assertEqual(sorted(told), ["fan-out", "pass-through"])
        self.assertEqual((told["fan-out"]["count"], told["fan-out"]["from"]), (9, "2025-03-01T10:00:00Z"))
        self.assertAlmostEqual(told["pass-through"]["hours"], 1, 2)
        self.assertEqual(found[0]["verdict"], "nothing")  # a pattern accuses nobody
        out = self.run_assay("check", *FRESH, "--in", ledger, us).stdout
        self.assertIn("honest ones look so, too:", out)
        self.assertRegex(out, r"fan-out: it paid about the same amount to 9 accounts within 60 minutes, of ETH from "
                              r"2025-03-01T10:00:00Z \(measured at [0-9.]+ % of accounts in laundering cases")
        _, found = self.objects("address-1.json", "check", *FRESH, "--in", ledger, many[0])
        self.assertEqual(found[0]["patterns"]["found"], [])

    def test_transactions_with_the_form_of_a_coinjoin(self):
        ids = [c * 64 for c in "1234"]

        def tx(i, inputs, outputs):
            return {"type": "transaction", "hash": ids[i], "block_number": 600000 + i, "index": 0, "block_timestamp": 1600000000 + i,
                    "is_coinbase": not inputs, "inputs": [{"index": n, "spent_transaction_hash": ids[a], "spent_output_index": b, "value": v}
                                                          for n, (a, b, v) in enumerate(inputs)],
                    "outputs": [{"index": n, "type": "pubkeyhash", "addresses": [who], "value": v} for n, (who, v) in enumerate(outputs)]}
        rows = [tx(0, [], [(f"A{i}", 1000100) for i in range(5)]),
                tx(1, [(0, i, 1000100) for i in range(5)], [(f"B{i}", 1000000) for i in range(5)]),
                tx(2, [(1, 0, 1000000)], [("C", 600000), ("D", 399000)])]
        ledger = self.top / "l"
        run = self.run_assay("ledger", "import", "--into", ledger,
                             self.file("transactions.json", "".join(json.dumps(r) + "\n" for r in rows)))
        self.assertEqual(run.returncode, 0, run.stderr)
        _, found = self.objects("address-1.json", "check", *FRESH, "--in", ledger, *ids[:3])
        self.assertNotIn("join", found[0])  # it makes new coins
        self.assertEqual([found[1]["join"][k] for k in ("form", "inputs", "unknown", "payers", "outputs", "equal", "amount")],
                         ["whirlpool", 5, 0, 5, 5, 5, "0.01"])
        self.assertEqual(found[2]["join"]["form"], "none")
        self.assertEqual([f["patterns"]["found"] for f in found], [[], [], []])
        out = self.run_assay("check", *FRESH, "--in", ledger, ids[1]).stdout
        self.assertIn("It has the form of a CoinJoin, like those of Whirlpool: 5 of 5 outputs are 0.01 BTC each, of 5 inputs", out)

    def test_money_of_listed_ones_through_others(self):
        one, two, us, clean, far = ("0x" + c * 40 for c in "12345")
        table = self.file("t.csv", "date,from,to,amount\n"
                          f"2025-03-01,{LAZARUS},{one},100\n2025-03-02,{clean},{one},300\n2025-03-03,{one},{two},400\n"
                          f"2025-03-04,{two},{us},40\n2025-03-05,{clean},{us},60\n2025-03-06,{us},{far},1\n"
                          f"2025-03-07,{clean},{far},999\n")
        ledger = self.top / "l"
        self.run_assay("ledger", "import", "--chain", "ethereum", "--asset", "ETH", "--decimals", "18", "--into", ledger, table)

        def asked(who, *args):
            _, found = self.objects("address-1.json", "check", *FRESH, "--in", ledger, *args, who)
            return found[0]
        told = asked(us, "--rule", "haircut")
        self.assertEqual(told["verdict"], "caution")
        self.assertEqual(told["ledger"]["exposure"]["in"], 0)
        exposed = told["through_others"]
        self.assertEqual((exposed["rule"], exposed["whole"]), ("haircut", True))
        self.assertEqual([(s["tainted"], s["in"], s["nearest"], [p["to"] for p in s["path"]]) for s in exposed["sums"]],
                         [("10", "100", 3, [one, two, us])])
        self.assertEqual(exposed["sums"][0]["path"][0]["from"], LAZARUS.lower())
        text = self.run_assay("check", *FRESH, "--in", ledger, "--rule", "haircut", us).stdout
        self.assertIn("by the rule haircut 10 ETH that came in was at listed addresses before, 10.0 % of it; "
                      "the nearest is 3 payments away", text)
        self.assertIn(f"the largest part: {LAZARUS.lower()} -> {one} (2025-03-01)", text)
        # dust reaches everybody, and decides nothing; nor does what touched it
        self.assertEqual(asked(far, "--rule", "haircut")["verdict"], "nothing")
        self.assertEqual(asked(far, "--rule", "poison")["verdict"], "nothing")
        self.assertEqual(asked(us, "--rule", "haircut", "--hops", "1")["through_others"]["sums"], [])
        self.assertEqual(asked(clean, "--rule", "fifo")["through_others"]["sums"], [])
        self.assertNotIn("through_others", asked(us))
        self.assertEqual(self.run_assay("check", "--in", ledger, "--rule", "nonsense", us).returncode, 64)
        self.assertEqual(self.run_assay("check", "--rule", "fifo", us).returncode, 64)

    def test_dealings_of_a_transaction(self):
        tx = "0x" + "ab" * 32
        table = self.file("t.csv", "date,from,to,amount,id\n"
                          f"2025-05-01,{'0x' + '11' * 20},{LAZARUS},5,{tx}\n")
        ledger = self.top / "l"
        self.run_assay("ledger", "import", "--asset", "ETH", "--into", ledger, table)
        code, found = self.objects("address-1.json", "check", *FRESH, "--in", ledger, tx)
        self.assertEqual(found[0]["ledger"]["exposure"], {"in": 0, "in_then": 0, "out": 1, "out_then": 1})
        self.assertEqual((code, found[0]["verdict"]), (1, "caution"))

    def test_a_trace_names_the_listed_and_follows_on(self):
        us, end = "0x" + "11" * 20, "0x" + "22" * 20
        table = self.file("t.csv", f"date,from,to,amount\n2025-03-01,{us},{LAZARUS},5\n2025-04-01,{LAZARUS},{end},5\n")
        ledger = self.top / "l"
        self.run_assay("ledger", "import", "--asset", "ETH", "--into", ledger, table)
        out = self.run_assay("trace", "--in", ledger, "--from", "2025-01-01", f"{us}=5:ETH").stdout
        self.assertIn("listed as LAZARUS GROUP", out)
        self.assertIn("OFAC SDN List", out)
        self.assertIn(end, out)  # a list is no place where money stops
        labels = self.file("labels.csv", f"account,kind,label,source\n{LAZARUS},note,Our own name,us\n")
        out = self.run_assay("trace", "--in", ledger, "--labels", labels, "--from", "2025-01-01", f"{us}=5:ETH").stdout
        self.assertIn("Our own name", out)
        self.assertNotIn("LAZARUS", out)


if __name__ == "__main__":
    unittest.main()
