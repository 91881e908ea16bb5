#!/usr/bin/env python3
"""ARC chains of others: the 171 validation cases of ValiMail's suite in its three editions,
mail-auth's and mailauth's letters.

	tests/suites/arc.py BUILD"""
import glob
import os
import sys

import yaml

sys.path.insert(0, os.path.dirname(__file__))
import _letters

C_NA = ("no c= is simple/simple (RFC 8617 section 4.1.2 with RFC 6376 section 3.5), the letter "
        "is signed relaxed; Mail::DKIM's edition of the suite wants Fail too")
SHA1 = "a=rsa-sha1 must not verify (RFC 8301 section 3.1); the other two editions want Fail"
EXCEPTIONS = {
    "arc/ams_fields_c_na": C_NA,
    "mailauth/arc/ams_fields_c_na": C_NA,
    "mail-dkim/t/arc_test_suite/ams_fields_a_sha1": SHA1,
    "mail-dkim/t/arc_test_suite/as_fields_a_sha1": SHA1,
}
# An empty cv: where the newest cv= is "fail", which RFC 8617 section 5.2 step 2 makes the
# result.
WANTED = {"Pass": "pass", "Fail": "fail", "None": "none", "": "fail", None: "none"}


def add_yaml(letters, folder, part):
    with open(f"{folder}/{part}/arc-draft-validation-tests.yml", encoding="utf-8") as f:
        for scenario in yaml.safe_load_all(f):
            world = letters.world(scenario["txt-records"].items())
            for name, case in scenario["tests"].items():
                letters.ask(world, case["message"].encode())
                yield f"{part}/{name}", WANTED[case["cv"]], None


def add_mail_auth(letters, folder):
    for path in sorted(glob.glob(f"{folder}/mail-auth/arc/*.txt")):
        with open(path, "rb") as f:
            head, _, letter = f.read().partition(b"\n\n")
        letters.ask(letters.world(r.split(" ", 1) for r in head.decode().split("\n")), letter)
        yield f"mail-auth/{os.path.basename(path)}", "pass", None


def add_mailauth(letters, folder):
    with open(f"{folder}/signed/arc.txt", encoding="ascii") as f:
        world = letters.world([line.rstrip("\n").split("\t") for line in f])
    # Of arc-fail's and arc-fail2's the second seal was altered, of arc-fail3 its cv=.
    for name, wanted, sets in (
            ("arc-pass", "pass", 2), ("arc-pass2", "pass", 2), ("arc-fail", "fail", 2),
            ("arc-fail2", "fail", 2), ("arc-fail3", "fail", 2), ("authtest", "pass", 1),
            ("bimi", "pass", 1), ("zbimi", "pass", 1), ("message3", "pass", 1),
            ("message1", "none", 0), ("message4", "none", 0)):
        letters.ask(world, f"{folder}/mailauth/{name}.eml")
        yield f"mailauth/{name}", wanted, sets


def main():
    folder = _letters.suite_folder("arc", "mailauth", "mail-dkim", "mail-auth", "signed")
    letters = _letters.Letters(sys.argv[1], "arc")
    tally = _letters.Tally("arc", EXCEPTIONS)
    wanted = []
    for part in ("arc", "mailauth/arc", "mail-dkim/t/arc_test_suite"):
        wanted += add_yaml(letters, folder, part)
    wanted += add_mail_auth(letters, folder)
    wanted += add_mailauth(letters, folder)
    for (name, want, sets), line in zip(wanted, letters.answers()):
        chain = _letters.Chain(line)
        ok = chain.result == want and sets in (None, chain.count)
        tally.check(name, ok, want, f"{chain.result} ({chain.problem})")
    return 0 if tally.end() else 1


if __name__ == "__main__":
    sys.exit(main())
