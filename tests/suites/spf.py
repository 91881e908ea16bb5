#!/usr/bin/env python3
"""SPF suites of others: RFC 7208 in three editions, mail-auth's vectors, and the older RFC
4408 suite where RFC 7208 does not say otherwise.

	tests/suites/spf.py BUILD

Every vector that is not met is printed; the ones in EXCEPTIONS contradict the RFC in force
and are listed with the section."""
import os
import re
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, os.path.dirname(__file__))
import _worlds

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
EXCEPTIONS = {
    ("spf-mail-auth", "All test #1"):
        'the record holds "ip:10.0.0.1", which is no mechanism: an error anywhere in the '
        "record is PermError (RFC 7208 section 4.6)",
    ("spf-mail-auth", "DNS Lookup Limits #1"):
        "ten targets that do not exist: more than two void lookups are PermError (4.6.4)",
    ("spf-mail-auth", "DNS Lookup Limits #6"):
        "eleven MX records: PermError whichever host matches (4.6.4, 5.4), since answers come "
        "in any order",
    ("spf-mail-auth", "Exists #2"):
        'the name has AAAA only, and "exists" asks for A whatever the client is (5.7)',
    ("spf-mail-auth", "Macro expansion 2 #2"):
        'the name has AAAA only, and "exists" asks for A whatever the client is (5.7)',
    ("spf-mail-auth", "IPv6 match #4"):
        'an IPv4 client never matches "ip6", mapped networks included (5, 5.6)',
}


class Probe:
    """One process answers every question; each scenario is a world file."""

    def __init__(self, build):
        self.process = subprocess.Popen(
            [os.path.join(build, "tests", "probe"), "spf"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder = tempfile.TemporaryDirectory(prefix="assay-spf-")
        self.worlds = 0

    def world(self, rows):
        path = os.path.join(self.folder.name, f"world-{self.worlds}.txt")
        self.worlds += 1
        with open(path, "w", encoding="ascii") as f:
            f.write("\n".join(rows) + "\n")
        self.process.stdin.write(f"world {path}\n".encode())

    def ask(self, ip, helo, mail_from, receiver=""):
        fields = [ip.encode()] + [_worlds.escaped(x) for x in (helo, mail_from, receiver)]
        self.process.stdin.write(b"\t".join(fields) + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().decode("ascii").rstrip("\n").split("\t")
        if len(answer) != 5:
            sys.exit(f"the probe said {answer!r} to {fields!r}")
        return answer


def scenarios(path):
    """The openspf form: documents of tests and zonedata."""
    with open(path, encoding="utf-8") as f:
        for document in yaml.safe_load_all(f):
            if not document:
                continue
            tests = [
                (name, str(t["host"]), str(t["helo"]), str(t["mailfrom"]),
                 t["result"] if isinstance(t["result"], list) else [t["result"]],
                 t.get("explanation"))
                for name, t in document["tests"].items()]
            yield list(_worlds.rows(document.get("zonedata"))), tests


def mail_auth_rows(records):
    for name in ("_dns_error.org", "_dns_error.test.org"):
        yield f"dns {name} SERVFAIL"
    for n, (kind, rest) in enumerate(records):
        name, _, value = rest.strip().partition(" ")
        value = value.strip()
        if kind in ("spf", "exp", "txt"):
            yield f"dns {name} TXT {_worlds.quoted(value)}"
        elif kind == "mx":
            for i, address in enumerate(value.split(",")):
                address = address.strip()
                host = f"mx{n}-{i}.{name}"
                yield f"dns {name} MX {i} {host}"
                yield f"dns {host} {'AAAA' if ':' in address else 'A'} {address}"
        elif kind in ("a", "aaaa"):
            for address in value.split(","):
                yield f"dns {name} {kind.upper()} {address.strip()}"
        elif kind == "ptr":
            for target in value.split(","):
                yield f"dns {_worlds.reverse_name(name)} PTR {target.strip()}"
        else:
            sys.exit(f"no such kind of record: {kind}")


def mail_auth_scenarios(path):
    """The form of mail-auth: keys repeat and are read in order; an "expect" asks with what
    was said before it, and a record in a test replaces the one of its kind and name."""
    with open(path, encoding="utf-8") as f:
        documents = re.split(r"(?m)^---\s*$", f.read())
    for document in documents:
        records, state, title, in_tests, n = [], {}, "?", False, 0
        for line in document.splitlines():
            if not (m := re.match(r"( *)(- )?([a-z]+): *(.*?) *$", line)):
                continue
            indent, item, key, value = m.groups()
            if not indent:
                title, in_tests = (value if key == "name" else title), key == "tests"
            elif key in ("a", "aaaa", "mx", "ptr", "spf", "exp", "txt"):
                name = value.split()[0]
                if in_tests:
                    records = [r for r in records if r[0] != key or r[1].split()[0] != name]
                records.append((key, value))
            elif key == "expect":
                n += 1
                result, _, text = value.partition(" ")
                yield list(mail_auth_rows(records)), [
                    (f"{title} #{n}", state["ip"], state["domain"], state.get("sender", ""),
                     [result], text.strip() or None)]
            else:
                if item and key == "domain":
                    state = {}
                state[key] = value.strip("'\"")


class Tally:
    def __init__(self):
        self.met = self.all = self.excepted = 0
        self.missed, self.notes = [], []

    def judge(self, suite, test, answer):
        name, ip, helo, mail_from, results, explanation = test
        got, text = answer[0], answer[1].replace("\\\\", "\\")
        want_text = "" if explanation in (None, "DEFAULT") else str(explanation)
        self.all += 1
        good = got in results
        if good and explanation is not None and text != want_text:
            good = text.lower() == want_text.lower()
            if good:
                self.notes.append(f"{suite} {name}: hexadecimal digits of the explanation are "
                                  "lower case, as in RFC 7208 section 7.4")
        if good:
            self.met += 1
        elif (suite, name) in EXCEPTIONS:
            self.excepted += 1
            self.notes.append(f"{suite} {name}: {EXCEPTIONS[suite, name]}")
        else:
            self.missed.append(f"{suite} {name}: {ip} {helo} {mail_from}: want {results} "
                               f"{explanation!r}, got {answer}")


def main():
    probe = Probe(sys.argv[1])
    bad = False
    suites = [
        ("spf-rfc7208", scenarios, ["suites/spf/rfc7208-tests.yml"]),
        ("spf-mailauth", scenarios, ["suites/mailauth/spf/rfc7208-tests.yml",
                                     "suites/mailauth/spf/rfc7208-tests-2014-05.yml"]),
        ("spf-mail-auth", mail_auth_scenarios,
         [f"suites/mail-auth/spf/{n}.yml" for n in (
             "a", "all", "basic", "examples", "exists", "exp", "include", "ip", "macro", "mx",
             "ptr", "redirect")]),
        ("spf-rfc4408", scenarios, ["suites/spf/rfc4408-tests.yml"]),
    ]
    for suite, reader, paths in suites:
        tally = Tally()
        for path in paths:
            path = os.path.join(DATA, path)
            if not os.path.exists(path):
                print(f"suite spf: {path} is not there")
                sys.exit(77)
            for rows, tests in reader(path):
                probe.world(rows)
                for test in tests:
                    answer = probe.ask(*test[1:4])
                    if suite == "spf-mail-auth":  # its runner asks for the HELO name first
                        by_helo = probe.ask(test[1], test[2], "")
                        answer = answer if by_helo[0] == "pass" else by_helo
                    tally.judge(suite, test, answer)
        print(f"suite {suite}: {tally.met} of {tally.all}"
              + (f", {tally.excepted} excepted" if tally.excepted else ""))
        for line in tally.notes:
            print("  " + line)
        for line in tally.missed:
            print("  MISSED " + line)
            bad = True
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
