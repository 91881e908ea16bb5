#!/usr/bin/env python3
"""DKIM letters of others: mail-auth, mailauth, DKIM Verifier, Mail::DKIM and dkimpy. What
each wants stands in its file names and their own tests; results here are "pass" or the
reason why not.

	tests/suites/dkim.py BUILD"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
import _letters

RFC6376_KEY = (
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/"
    "zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4O"
    "uKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB")
RFC8463_ED = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
RFC8463_RSA = (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6"
    "wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvH"
    "O9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB")
RFC_KEYS = [
    ("brisbane._domainkey.example.com", RFC6376_KEY),
    ("s.flags._domainkey.example.com", RFC6376_KEY + "; t=s"),
    ("brisbane._domainkey.football.example.com", RFC8463_ED),
    ("test._domainkey.football.example.com", RFC8463_RSA),
]

# Letters of Mail::DKIM that it calls good and that may not pass today.
SHA1 = "rsa-sha1 must not verify (RFC 8301 section 3.1)"
DRAFT = "v= of a draft, or none: it must be there and be 1 (RFC 6376 section 3.5)"
MAIL_DKIM_EXCEPTIONS = {
    "good_1878523": SHA1, "good_83176": SHA1, "good_qp_1": SHA1, "good_qp_2": SHA1,
    "good_qp_3": SHA1, "good_rfc4871_3": SHA1, "good_rfc4871_4": SHA1, "goodkey_1": SHA1,
    "goodkey_2": SHA1, "goodkey_3": SHA1, "goodkey_4": SHA1, "multiple_2": SHA1,
    "good_ietf00_1": DRAFT, "good_ietf00_2": DRAFT, "good_ietf00_3": DRAFT,
    "good_ietf00_4": DRAFT, "good_ietf00_5": DRAFT, "good_ietf01_1": DRAFT,
    "good_ietf01_2": DRAFT, "mine_ietf01_1": DRAFT, "mine_ietf01_2": DRAFT,
    "mine_ietf01_3": DRAFT, "mine_ietf01_4": DRAFT, "mine_ietf05_1": DRAFT,
    "multiple_1": DRAFT, "no_body_1": DRAFT, "no_body_2": DRAFT, "no_body_3": DRAFT,
}
# Where a bad letter of Mail::DKIM reaches the key or the hash, the reason is held too.
MAIL_DKIM_WHY = {
    "badkey1_ed25519": ["key-syntax"], "badkey2_ed25519": ["signature"],
    "badkey3_ed25519": ["body-hash"], "badkey4_ed25519": ["key-none"],
    "badkey5_ed25519": ["key-syntax"], "badkey_11": ["key-mismatch"],
    "ignore_1": ["version"],
}
# DKIM Verifier: the letters whose names do not say "pass".
DKIM_VERIFIER = {
    "rfc6376-A.2-body_modified": ["body-hash"],
    "rfc6376-A.2-header_subject_modified": ["signature"],
    "rfc6376-A.2-ill_formed-missing_v": ["missing-tag"],
    "rfc8463-A.3": ["pass", "pass"],
    "rfc8463-A.3-key_algo_mismatch": ["key-mismatch", "key-mismatch"],
    "flags_s-auid_is_subdomain_of_sdid": ["key-mismatch"],
}
DKIM_VERIFIER_ADDED = {"added_header-date": ["Date"], "added_header-from": ["From"],
                       "added_header-subject": ["Subject"], "added_header-to": ["To"]}
DKIMPY = {
    "rfc6376.signed.msg": ["pass", "pass"],
    "rfc6376.signed.rsa.msg": ["pass"],
    "rfc6376.signed.no_t.msg": ["signature"],  # dkimpy says False too
    "test.message.baddomain": ["syntax"],
}


def base(path):
    return os.path.splitext(os.path.basename(path))[0]


def add_mail_auth(letters, folder):
    for path in sorted(glob.glob(f"{folder}/mail-auth/dkim/*.txt")):
        with open(path, "rb") as f:
            head, _, letter = f.read().partition(b"\n\n")
        records = [r.split(" ", 1) for r in head.decode().split("\n")]
        letters.ask(letters.world(records, "2022-11-08T00:00:00Z"), letter)
        count = len(re.findall(rb"(?im)^dkim-signature:", letter))
        yield "mail-auth/" + base(path), ["pass"] * count, None


def add_dkim_verifier(letters, folder):
    world = letters.world(RFC_KEYS, "2026-01-01T00:00:00Z")
    for path in sorted(glob.glob(f"{folder}/dkim-verifier/*.eml") +
                       glob.glob(f"{folder}/dkim-verifier/[abd]*/*.eml")):
        with open(path, "rb") as f:
            if not re.search(rb"(?im)^dkim-signature:", f.read()):
                continue
        letters.ask(world, path)
        name = base(path)
        yield "dkim-verifier/" + name, DKIM_VERIFIER.get(name, ["pass"]), \
            DKIM_VERIFIER_ADDED.get(name, [])


def mail_dkim_world(folder):
    statuses = {"NXDOMAIN": "<NXDOMAIN>", "~~Query timed out~~": "<TIMEOUT>",
                "~~SERVFAIL~~": "<SERVFAIL>", '""': ""}
    with open(f"{folder}/mail-dkim/t/FAKE_DNS.dat", encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, text = line.strip().split(None, 1)
                yield name, statuses.get(text, text)


def add_mail_dkim(letters, folder):
    world = letters.world(list(mail_dkim_world(folder)))
    for path in sorted(glob.glob(f"{folder}/mail-dkim/t/corpus/*.txt")):
        name = base(path)
        letters.ask(world, path)
        if "_dk_" in name or name.startswith("dk_"):
            wanted = []  # DomainKeys (RFC 4870, historic) is not DKIM
        elif name.startswith(("bad", "ignore")):
            wanted = MAIL_DKIM_WHY.get(name, "no pass")
        else:
            wanted = ["pass"]
        yield "mail-dkim/" + name, wanted, None


def add_dkimpy(letters, folder):
    world = letters.world(RFC_KEYS)
    for name, wanted in DKIMPY.items():
        letters.ask(world, f"{folder}/dkimpy/tests/data/{name}")
        yield "dkimpy/" + name, wanted, None


def add_mailauth(letters, folder):
    with open(f"{folder}/signed/gmail.txt", encoding="ascii") as f:
        letters.ask(letters.world([line.rstrip("\n").split("\t") for line in f]),
                    f"{folder}/mailauth/zproov.eml")
    yield "mailauth/zproov", ["pass"], None


def main():
    folder = _letters.suite_folder("mail-auth", "mailauth", "dkim-verifier", "mail-dkim",
                                   "dkimpy", "signed")
    letters = _letters.Letters(sys.argv[1], "dkim")
    tally = _letters.Tally("dkim", {f"mail-dkim/{n}": why
                                    for n, why in MAIL_DKIM_EXCEPTIONS.items()})
    wanted = []
    for add in (add_mail_auth, add_dkim_verifier, add_mail_dkim, add_dkimpy, add_mailauth):
        wanted += add(letters, folder)
    for (name, want, added), line in zip(wanted, letters.answers()):
        found = _letters.signatures(line)
        got = ["pass" if s.result == "pass" else s.why for s in found]
        ok = bool(got) and "pass" not in got if want == "no pass" else got == want
        if added is not None and "pass" in got:
            ok = ok and added == sorted(set(sum((s.added for s in found), [])))
            got.append([s.added for s in found])
        tally.check(name, ok, want, got)
    return 0 if tally.end() else 1


if __name__ == "__main__":
    sys.exit(main())
