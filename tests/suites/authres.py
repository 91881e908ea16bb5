#!/usr/bin/env python3
"""Authentication-Results of others: whose results are believed in which letter.

	tests/suites/authres.py BUILD

DKIM Verifier's letters, as its settings for a trusted "example.net" read them, and the one
letter of SpamAssassin. Each vector says which clauses of a letter are believed when its
server is pinned. Vectors that are not met are printed; EXCEPTIONS would name those
that contradict RFC 8601, with the section."""
import os
import subprocess
import sys

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
ARH = "suites/dkim-verifier/arh/"
SA = "suites/spamassassin/nice/authres"
D = "header.d=example.com"
I = "header.i=joe@football.example.com"
SPF = "spf=pass smtp.mailfrom=example.com"

# letter, pinned ids, believed clauses
VECTORS = [
    (ARH + "alignment-auid_not_in_sdid.eml", "example.net",
     ["dkim=pass header.d=example.net " + I]),
    (ARH + "alignment-from_not_in_sdid.eml", "example.net", ["dkim=pass header.d=unrelated.com"]),
    (ARH + "dkim-unknown_result.eml", "example.net", ["dkim=timeout " + D]),
    (ARH + "fakePayPal.eml", "example.net", ["dkim=pass header.d=unrelated.com"]),
    # no id: neither field is anybody's word
    (ARH + "multiple_arh-newest_no_authserv.eml", "example.net", []),
    # "none" is the newest word, and a stranger's field ends the block
    (ARH + "multiple_arh-newest_no_result.eml", "example.net", []),
    # nothing behind the broken property is believed, nor that clause
    (ARH + "multiple_arh-newest_parsing_error_01.eml", "example.net", []),
    # "example/net" is no id
    (ARH + "multiple_arh-newest_parsing_error_02.eml", "example.net,example/net", []),
    (ARH + "multiple_arh-newest_unknown_method.eml", "example.net", ["foo=pass"]),
    (ARH + "multiple_arh-same_and_different_authserv.eml", "example.net",
     ["spf=pass", "dkim=pass " + D, "dkim=pass header.d=football.example.com"]),
    (ARH + "multiple_dkim_results.eml", "example.net",
     ["dkim=fail " + D, "dkim=pass header.d=unrelated.org", "dkim=pass " + D, "dkim=fail " + D,
      "dkim=fail header.d=unrelated.org", "dkim=fail " + D, "dkim=pass header.d=example.org"]),
    (ARH + "multiple_spf_and_dmarc_results.eml", "example.net",
     ["spf=" + r for r in "fail pass none softfail policy neutral temperror permerror".split()]
     + ["dmarc=" + r for r in "fail pass permerror none temperror".split()]),
    (ARH + "rfc6376-A.2-arh-failed-no_reason.eml", "example.net", [SPF, "dkim=fail " + D]),
    (ARH + "rfc6376-A.2-arh-failed.eml", "example.net", [SPF, "dkim=fail " + D]),
    (ARH + "rfc6376-A.2-arh-valid-a_tag.eml", "example.net",
     [SPF, "dkim=pass " + D + " header.a=rsa-sha256"]),
    (ARH + "rfc6376-A.2-arh-valid-a_tag_sha1.eml", "example.net",
     [SPF, "dkim=pass " + D + " header.a=rsa-sha1"]),
    (ARH + "rfc6376-A.2-arh-valid-auid.eml", "example.net", [SPF, "dkim=pass " + I]),
    (ARH + "rfc6376-A.2-arh-valid-no_sdid_or_auid.eml", "example.net", [SPF, "dkim=pass"]),
    (ARH + "rfc6376-A.2-arh-valid-sdid_and_auid.eml", "example.net",
     [SPF, "dkim=pass " + D + " " + I]),
    (ARH + "rfc6376-A.2-arh-valid.eml", "example.net", [SPF, "dkim=pass " + D]),
    # the ";" at the end is taken: DKIM Verifier takes it only when told to be relaxed
    (ARH + "rfc6376-A.2-arh-valid_relaxed.eml", "example.net", [SPF, "dkim=pass " + D]),
    (SA, "authrestest1int",
     ["spf=pass smtp.mailfrom=bounce.example.org", "dkim=pass header.i=@example.org",
      "dkim=fail header.i=@another.signing.domain.example"]),
    (SA, "authrestest2int", ["dmarc=none header.from=ximian.com"]),
    (SA, "authrestest3int", ["spf=fail smtp.mailfrom=dogma.slashnull.org"]),
    (SA, "AUTHRESTEST5INT",
     ["dkim=pass header.d=gmail.com header.i=@gmail.com header.b=SI+iqkld"]),
    (SA, "authrestest6int",
     ['dkim=fail header.d=gmail.com header.i= foo bar "xyz"@gmail.com header.b=SI+iqkld']),
    # version 2 is nobody's: RFC 8601 section 2.2 knows 1 only
    (SA, "authrestest4int", []),
    # in the sender's part: not believed, and told to be forged
    (SA, "authrestest8ext", ["forged"]),
]
EXCEPTIONS = {}  # "letter ids": why


def main():
    if not os.path.isdir(os.path.join(DATA, ARH)):
        return 77
    lines = [f"{ids}\t{os.path.join(DATA, letter)}\n" for letter, ids, _ in VECTORS]
    answers = subprocess.run(
        [os.path.join(sys.argv[1], "tests", "probe"), "authres"], input="".join(lines),
        capture_output=True, text=True, check=True).stdout.splitlines()
    met = wrong = 0
    for (letter, ids, want), answer in zip(VECTORS, answers, strict=True):
        clauses, forged = answer.split("\t")
        got = (clauses.split("|") if clauses else []) + ([forged] if forged else [])
        name = os.path.basename(letter) + " " + ids
        if got == want:
            met += 1
        elif name in EXCEPTIONS:
            print(f"suite authres: exception {name}: {EXCEPTIONS[name]}")
        else:
            wrong += 1
            print(f"suite authres: {name}: got {got}, want {want}")
    print(f"suite authres: {met} of {len(VECTORS)}")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
