#!/usr/bin/python3
"""YARA rules of the user's own through the whole program: compiled once, kept, told.

    rules.py BUILD [--sandbox=none]"""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv[1]).resolve()
SANDBOX = sys.argv[2:]
RULE = 'rule told { meta: author = "Ann" strings: $a = "hello-4711" condition: $a }\n'


class Rules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        self.rules, self.cache = self.top / "rules", self.top / "cache"
        self.rules.mkdir()
        self.cache.mkdir()
        (self.rules / "a.yar").write_text(RULE)
        self.thing = self.top / "thing.txt"
        self.thing.write_text("hello-4711\n")

    def check(self, *more):
        environment = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(self.cache)}
        return subprocess.run([BUILD / "src/assay", "check", "--offline", "--json", *SANDBOX,
                               "--rules", self.rules, *more, self.thing],
                              capture_output=True, check=False, env=environment, timeout=60)

    def kept(self):
        return sorted((self.cache / "assay").glob("*.yarc"))

    def test_a_rule_is_told_with_its_author(self):
        report = json.loads(self.check().stdout)
        hits = [f for f in report["findings"] if f["code"] == "file.rule"]
        self.assertEqual([(f["args"]["rule"], f["args"]["author"]) for f in hits], [("told", "Ann")])

    def test_the_compiled_form_is_kept_and_used(self):
        self.check()
        (kept,) = self.kept()
        self.assertEqual(stat.S_IMODE(kept.stat().st_mode), 0o600)
        before = kept.stat().st_ino
        self.assertEqual(self.check().returncode, 1)
        self.assertEqual(self.kept()[0].stat().st_ino, before)

    def test_changed_rules_are_compiled_anew(self):
        self.check()
        (self.rules / "a.yar").write_text(RULE.replace("hello-4711", "nothing-of-it"))
        self.assertEqual(self.check().returncode, 0)
        self.assertEqual(len(self.kept()), 2)

    def test_what_others_may_write_is_not_used(self):
        self.check()
        (kept,) = self.kept()
        os.chmod(kept, 0o666)
        self.assertEqual(self.check().returncode, 1)
        self.assertEqual(stat.S_IMODE(self.kept()[0].stat().st_mode), 0o600)

    def test_a_mistake_is_told_with_its_line(self):
        (self.rules / "b.yar").write_text("\nrule bad { condition: $nope }\n")
        done = self.check()
        self.assertEqual(done.returncode, 69)
        self.assertIn(b"b.yar:2", done.stderr)
        self.assertEqual(done.stdout, b"")

    def test_a_slow_rule_is_a_gap(self):
        (self.rules / "a.yar").write_text(
            "rule slow { condition: for all i in (1..2000000000) : ( uint8(i % 8) != 999 ) }\n")
        self.thing.write_bytes(b"x" * 100)
        report = json.loads(self.check().stdout)
        self.assertEqual(report["verdict"], "undecided")
        self.assertTrue(any(g["code"] in ("file.rule", "job.ended") for g in report["unchecked"]), report)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
