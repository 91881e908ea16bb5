#!/usr/bin/env python3
"""DMARC vectors of others, judged by RFC 9989.

	tests/suites/dmarc.py BUILD

Letters of authheaders, SpamAssassin and rspamd, with the policies their own tests publish;
and the rows of real aggregate reports (parsedmarc, mail-auth): what a receiver saw of SPF,
DKIM and the policy, and what it concluded of it. Vectors that are not met are printed; the
ones in EXCEPTIONS contradict RFC 9989 and are listed with the section."""
import email
import email.policy
import email.utils
import glob
import gzip
import io
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
SUITES = os.path.join(DATA, "suites")

BAD_TAG = 'the "reject" without a tag is left out (4.8), and p=none holds'
TWO_AUTHORS = "two author domains: validation is not possible and the process ends (5.3.1)"
EXCEPTIONS = {
    "authheaders test.bad.message": BAD_TAG,
    "authheaders test.message_multi": TWO_AUTHORS,
    "authheaders test.message_multi2": TWO_AUTHORS,
    "report 005.xml row 0": "it counts a pass of the HELO identity; DMARC takes MAIL FROM alone "
                            "(3.2.4, 4.4.2)",
    "report fastmail.com!example.com!1516060800!1516147199!102675056.xml.gz row 0":
        "redacted: it publishes a policy for indemed.com and names example.com as author, so no "
        "record applies (4.10.1)",
}

AUTHHEADERS_ZONE = {
    "example.com": "v=DMARC1; p=reject; rua=mailto:a@example.com; ruf=mailto:b@example.com",
    "example.org": "v=DMARC1; p=none",
    "example.net": "v=DMARC1; p=none; sp=reject",
    "example.biz": "v=DMARC1; p=none; sp=quarantine; np=reject",
    "nop.example.org": "v=DMARC1; sp=quarantine; np=reject",
    "bad.example.com": "v=DMARC1; p=none; reject",
}
# letter, what its test gives for DKIM, result and policy that the test wants
AUTHHEADERS = [
    ("test.message_signed", "example.com=pass", "pass", "reject"),
    ("testcomma.message", "example.com=pass", "pass", "reject"),
    ("test.bad.message", "", "permerror", "none"),
    ("test.nofrom.message", "", "permerror", "none"),
    ("test.message_multi", "example.com=fail example.org=pass", "fail", "reject"),
    ("test.message_multi2", "example.com=fail example.org=pass", "fail", "reject"),
    ("test.message_sub", "sub.example.net=fail", "fail", "reject"),
    ("test.message_np1", "sub.example.biz=fail", "fail", "reject"),
    ("test.message_np2", "sub2.example.biz=fail", "fail", "quarantine"),
    ("test_nop.message", "nop.example.org=fail", "none", "none"),
]
SPAMASSASSIN_ZONE = {
    "dmarc1.spamassassin.org": "v=DMARC1; p=none",
    "dmarc2.spamassassin.org": "v=DMARC1; p=quarantine",
    "dmarc3.spamassassin.org": "v=DMARC1; p=reject",
    "dmarc4.spamassassin.org": "v=DMARC1; p=reject; adkim=s; aspf=s",
}
SPAMASSASSIN = [
    ("nice/dmarc/noneok.eml", "pass", "pass", "none"),
    ("nice/dmarc/quarok.eml", "pass", "pass", "quarantine"),
    ("nice/dmarc/rejectok.eml", "pass", "pass", "reject"),
    ("nice/dmarc/strictrejectok.eml", "pass", "pass", "reject"),
    ("spam/dmarc/nodmarc.eml", "fail", "none", "none"),
    ("spam/dmarc/noneko.eml", "fail", "fail", "none"),
    ("spam/dmarc/quarko.eml", "fail", "fail", "quarantine"),
    ("spam/dmarc/rejectko.eml", "fail", "fail", "reject"),
    ("spam/dmarc/strictrejectko.eml", "fail", "fail", "reject"),
]


class Probe:
    def __init__(self, build):
        self.process = subprocess.Popen(
            [os.path.join(build, "tests", "probe"), "dmarc"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder = tempfile.TemporaryDirectory(prefix="assay-dmarc-")
        self.worlds = 0
        self.pending = ""

    def world(self, zone, extra=()):
        path = os.path.join(self.folder.name, f"world-{self.worlds}.txt")
        self.worlds += 1
        with open(path, "w", encoding="utf-8") as f:
            for domain, record in zone.items():
                f.write(f'dns _dmarc.{domain} TXT "{record}"\n')
            f.write("".join(row + "\n" for row in extra))
        self.pending = f"world {path}\n"

    def ask(self, author, spf, dkim):
        self.process.stdin.write(self.pending + f"{author}\t{spf}\t{dkim}\n")
        self.pending = ""
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n").split("\t")


class Score:
    def __init__(self):
        self.met = self.all = self.wrong = 0

    def add(self, name, got, want):
        self.all += 1
        if got == want:
            self.met += 1
        elif name in EXCEPTIONS:
            print(f"suite dmarc: exception {name}: {EXCEPTIONS[name]}")
        else:
            self.wrong += 1
            print(f"suite dmarc: {name}: got {got}, want {want}")


def author_domain(path):
    """The one domain of the From field, or nothing."""
    with open(path, "rb") as f:
        letter = email.message_from_binary_file(f, policy=email.policy.compat32)
    domains = {a.rpartition("@")[2].lower()
               for _, a in email.utils.getaddresses(letter.get_all("From", [])) if "@" in a}
    return domains.pop() if len(domains) == 1 else ""


def run_letters(probe, score):
    probe.world(AUTHHEADERS_ZONE, ["dns sub2.example.biz A 192.0.2.1"])
    for name, dkim, result, policy in AUTHHEADERS:
        author = author_domain(os.path.join(SUITES, "authheaders/test", name))
        answer = probe.ask(author, "unrelated.test=none", dkim)
        score.add("authheaders " + name, answer[:2], [result, policy])
    probe.world(SPAMASSASSIN_ZONE)
    for name, spf, result, policy in SPAMASSASSIN:
        author = author_domain(os.path.join(SUITES, "spamassassin", name))
        answer = probe.ask(author, f"{author}={spf}", "")
        score.add("spamassassin " + name, answer[:2], [result, policy])
    probe.world({}, ["dns dnssec-failed.org BOGUS", "dns _dmarc.dnssec-failed.org BOGUS"])
    author = author_domain(os.path.join(SUITES, "rspamd-messages/dmarc/dmarc_tmpfail.eml"))
    answer = probe.ask(author, "unrelated.test=none", "rspamd.tk=pass")
    score.add("rspamd dmarc_tmpfail.eml", answer[0], "temperror")


def attachments(octets):
    for part in email.message_from_bytes(octets).walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True) or b""


def documents(octets):
    """The XML documents in a file: bare, compressed, or attached to a letter."""
    if octets[:2] == b"\x1f\x8b":
        yield from documents(gzip.decompress(octets))
    elif octets[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(octets)) as z:
            for name in z.namelist():
                yield from documents(z.read(name))
    elif octets.lstrip()[:1] == b"<":
        yield octets


def reports():
    paths = sorted(glob.glob(SUITES + "/parsedmarc/samples/aggregate/*")
                   + glob.glob(SUITES + "/mail-auth/dmarc-feedback/*.[xe]ml"))
    for path in paths:
        with open(path, "rb") as f:
            octets = f.read()
        parts = attachments(octets) if path.endswith(".eml") else [octets]
        for part in parts:
            try:
                for document in documents(part):
                    root = ElementTree.fromstring(document)
                    for e in root.iter():
                        e.tag = e.tag.rpartition("}")[2]
                    yield os.path.basename(path), root
            except (ElementTree.ParseError, OSError, EOFError):
                continue


def text(element, path, otherwise=""):
    found = element.findtext(path) if element is not None else None
    return (found or otherwise).strip().lower()


def record_of(policy):
    tags = [(t, text(policy, t)) for t in ("p", "sp", "np", "adkim", "aspf")]
    return "; ".join(["v=DMARC1"] + [f"{t}={v}" for t, v in tags if v])


def known(result, words):
    return result if result in words else "none"


def run_report(probe, score, seen, name, root):
    policy = root.find("policy_published")
    domain = text(policy, "domain")
    if not domain or not text(policy, "p"):
        return
    probe.world({domain: record_of(policy)})
    for i, record in enumerate(root.iter("record")):
        evaluated = record.find("row/policy_evaluated")
        results = record.find("auth_results")
        author = text(record, "identifiers/header_from") or domain
        spf = "unrelated.test=none"
        for e in results.iter("spf") if results is not None else []:
            if text(e, "scope", "mfrom") == "mfrom":
                spf = (f"{text(e, 'domain') or 'unrelated.test'}="
                       + known(text(e, "result"), ("pass", "fail", "softfail", "neutral")))
        dkim = " ".join(
            f"{text(e, 'domain')}=" + known(text(e, "result"), ("pass", "fail", "neutral"))
            for e in (results.iter("dkim") if results is not None else [])
            if text(e, "domain"))
        passed = "pass" in (text(evaluated, "dkim"), text(evaluated, "spf"))
        situation = (domain, record_of(policy), author, spf, dkim, passed)
        if situation in seen:
            continue
        seen.add(situation)
        answer = probe.ask(author, spf, dkim)
        score.add(f"report {name} row {i}", answer[0], "pass" if passed else "fail")


def main():
    if not os.path.isdir(os.path.join(SUITES, "authheaders")):
        return 77
    probe, score = Probe(sys.argv[1]), Score()
    run_letters(probe, score)
    seen = set()  # a row that says the same again is no new vector
    for name, root in reports():
        run_report(probe, score, seen, name, root)
    print(f"suite dmarc: {score.met} of {score.all}")
    return score.wrong > 0


if __name__ == "__main__":
    sys.exit(main())
