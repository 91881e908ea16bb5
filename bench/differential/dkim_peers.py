#!/usr/bin/python3
"""DKIM beside two other implementations: dkimpy (python3-dkim) and OpenDKIM's
opendkim-testmsg, over real letters.

  kept      letters as they came, where a key of a signature is known (suites/signed)
  resigned  letters stripped of their signatures, signed by dkimpy with a key made for this
            run in all four canonicalizations, then changed in one of several ways

Each letter gets a pass or a fail from each; every disagreement is printed, with the reason
where it is a known one. opendkim-testmsg asks the system's resolver, so all of this runs in
a network and mount namespace of its own, with a name server that knows these keys only.

    bench/differential/dkim_peers.py BUILD [LETTERS]"""
import collections
import os
import pathlib
import random
import re
import socket
import socketserver
import subprocess
import sys
import tempfile
import textwrap
import threading

import dkim
import dns.flags
import dns.message
import dns.rcode
import dns.rdata
import dns.rrset

BUILD = pathlib.Path(sys.argv[1])
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdigit() else 1500
INSIDE = "--inside" in sys.argv
KEYS = {}  # name -> TXT
DOMAIN, SELECTOR = "resigned.example", "diff"


# ---- the name server of the namespace

def answer(wire, limit):
    query = dns.message.from_wire(wire)
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.RA
    question = query.question[0]
    text = KEYS.get(question.name.to_text(omit_final_dot=True).lower())
    if text is None:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    elif question.rdtype == dns.rdatatype.TXT:
        quoted = " ".join(f'"{part}"' for part in textwrap.wrap(text, 200))
        reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", quoted))
    wire = reply.to_wire()
    if len(wire) > max(limit, query.payload or 0):
        reply.answer.clear()
        reply.flags |= dns.flags.TC
        wire = reply.to_wire()
    return wire


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        wire, server = self.request
        server.sendto(answer(wire, 512), self.client_address)


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        size = self.rfile.read(2)
        if len(size) == 2:
            wire = answer(self.rfile.read(int.from_bytes(size, "big")), 65535)
            self.wfile.write(len(wire).to_bytes(2, "big") + wire)


def enter_namespace():
    """Runs this script again where only loopback exists and resolv.conf names it."""
    done = subprocess.run(["unshare", "--map-root-user", "--mount", "--net", "--",
                           sys.executable, __file__, *sys.argv[1:], "--inside"], check=False)
    sys.exit(done.returncode)


def serve_names(folder):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    conf = folder / "resolv.conf"
    conf.write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")
    target = os.path.realpath("/etc/resolv.conf")
    subprocess.run(["mount", "--bind", conf, target], check=True)
    for kind, handler in ((socketserver.ThreadingUDPServer, Udp),
                          (socketserver.ThreadingTCPServer, Tcp)):
        server = kind(("127.0.0.1", 53), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()


# ---- the three verifiers

def by_dkimpy(letter):
    def find(name, timeout=5):
        text = KEYS.get(name.decode().rstrip(".").lower())
        return text.encode() if text is not None else None
    count = sum(1 for name, _ in dkim.rfc822_parse(letter)[0]
                if name.lower() == b"dkim-signature")
    results = []
    for i in range(count):
        try:
            results.append(bool(dkim.DKIM(letter).verify(idx=i, dnsfunc=find)))
        except Exception:  # it raises many kinds on hostile input; each is "not verified"
            results.append(False)
    return results


def by_opendkim(letter):
    """One answer for the whole letter: silence is a pass."""
    done = subprocess.run(["opendkim-testmsg"], input=letter.replace(b"\r\n", b"\n"),
                          capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode(errors="replace").strip()
    return done.returncode == 0 and not said, said.replace("opendkim-testmsg: ", "")


def by_assay(files, world):
    asked = "".join(f"{world}\t{f}\n" for f in files)
    done = subprocess.run([BUILD / "tests/probe", "dkim"], input=asked, text=True,
                          capture_output=True, check=True)
    answers = []
    for line in done.stdout.splitlines():
        parts = [p.split("\t") for p in line.split("|")] if line else []
        answers.append([(p[0] == "pass", p[1] if len(p) > 1 else p[0]) for p in parts])
    return answers


# ---- the letters

def known_keys(data):
    for name in ("gmail.txt", "arc.txt"):
        for line in (data / "suites/signed" / name).read_text().splitlines():
            if "\t" in line:
                key, text = line.split("\t", 1)
                KEYS[key.lower()] = text


def has_known_key(letter):
    for name, value in dkim.rfc822_parse(letter)[0]:
        if name.lower() == b"dkim-signature":
            tags = {k.strip(): v.strip() for k, _, v in
                    (t.partition(b"=") for t in value.split(b";"))}
            key = tags.get(b"s", b"") + b"._domainkey." + tags.get(b"d", b"")
            if key.decode(errors="replace").lower() in KEYS:
                return True
    return False


def crlf(raw):
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def without_signatures(letter):
    headers, body = dkim.rfc822_parse(letter)
    kept = [(n, v) for n, v in headers if n.lower() not in (b"dkim-signature",)]
    return b"".join(n + b":" + v for n, v in kept) + b"\r\n" + body


def change(letter, how, rng):
    """The signed letter with one thing done to it on the way."""
    head, _, body = letter.partition(b"\r\n\r\n")
    if how == "body-byte" and body:
        at = rng.randrange(len(body))
        body = body[:at] + (b"#" if body[at:at + 1] != b"#" else b"%") + body[at + 1:]
    elif how == "blank-lines-behind":
        body += b"\r\n" * rng.randrange(1, 4)
    elif how == "space-at-line-end":
        body = body.replace(b"\r\n", b" \t\r\n", 1)
    elif how == "space-doubled":
        body = body.replace(b" ", b"  ", 1)
    elif how == "subject-space":
        head = head.replace(b"\r\nSubject: ", b"\r\nSubject:  ", 1)
    elif how == "subject-case":
        head = head.replace(b"\r\nSubject:", b"\r\nSUBJECT:", 1)
    elif how == "header-added":
        head = b"X-Relay: one\r\n" + head
    elif how == "subject-added":
        head = b"Subject: another\r\n" + head
    elif how == "from-added":
        head = b"From: another@example.com\r\n" + head
    elif how == "body-behind":
        body += b"one more line\r\n"
    elif how == "refolded":
        head = head.replace(b"\r\nTo: ", b"\r\nTo:\r\n ", 1)
    return head + b"\r\n\r\n" + body


CHANGES = ("none", "body-byte", "blank-lines-behind", "space-at-line-end", "space-doubled",
           "subject-space", "subject-case", "header-added", "subject-added", "from-added",
           "body-behind", "refolded")
CANONS = (b"simple", b"relaxed")


def kept_letters(data, count):
    files = sorted((data / "letters").rglob("*.eml")) + sorted(
        (data / "suites/signed/letters").glob("*.eml"))
    random.Random(6376).shuffle(files)
    chosen = []
    for f in files:
        letter = crlf(f.read_bytes())
        try:
            if has_known_key(letter):
                chosen.append((f.name, "kept", letter))
        except dkim.MessageFormatError:
            continue
        if len(chosen) == count:
            break
    return chosen


def resigned_letters(data, count, folder):
    key = folder / "key.pem"
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], stderr=subprocess.DEVNULL,
                   check=True)
    der = subprocess.run(["openssl", "rsa", "-in", key, "-pubout", "-outform", "DER"],
                         capture_output=True, check=True).stdout
    import base64
    KEYS[f"{SELECTOR}._domainkey.{DOMAIN}"] = "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()
    rng = random.Random(8301)
    files = sorted((data / "letters").rglob("*.eml"))
    rng.shuffle(files)
    chosen = []
    for f in files:
        how = CHANGES[len(chosen) % len(CHANGES)]
        canon = (rng.choice(CANONS), rng.choice(CANONS))
        length = rng.random() < 0.15
        try:
            letter = without_signatures(crlf(f.read_bytes()))
            names = {n.lower() for n, _ in dkim.rfc822_parse(letter)[0]}
            wanted = [h for h in (b"from", b"to", b"subject", b"date", b"message-id", b"cc",
                                  b"mime-version", b"content-type") if h in names]
            if b"from" not in wanted or b"\r\n\r\n" not in letter:
                continue
            if rng.random() < 0.3:
                wanted.append(b"subject")  # signed once more than it stands
            sign = dkim.sign(letter, SELECTOR.encode(), DOMAIN.encode(), key.read_bytes(),
                             canonicalize=canon, include_headers=wanted, length=length)
        except (dkim.DKIMException, ValueError):
            continue
        note = f"{how} {canon[0].decode()}/{canon[1].decode()}{' l=' if length else ''}"
        chosen.append((f.name, note, change(sign + letter, how, rng)))
        if len(chosen) == count:
            break
    return chosen


# ---- why they may disagree

def bare_cr(letter):
    return b"\r" in letter.replace(b"\r\n", b"")


def reason(letter, note, assay_why, peer, said):
    """A known reason for a disagreement, or None."""
    head = letter.partition(b"\r\n\r\n")[0]
    if peer == "dkimpy" and head.lower().count(b"\nfrom:") + head.lower().startswith(
            b"from:") > 1:
        return ("several From fields: dkimpy hashes one more than h= names; RFC 6376 section "
                "5.4.2 does not. assay passes it and reports mail.dkim.added/from")
    if b"\0" in letter:
        return "NUL in the letter: the others stop at it (RFC 5322 section 4 allows reading it)"
    if bare_cr(letter):
        return "lone CR: the others read it as a line end, RFC 6376 section 3.4.3 does not"
    if assay_why == "algorithm" and b"rsa-sha1" in head:
        return "rsa-sha1: RFC 8301 section 3.1 forbids to verify it"
    if assay_why in ("expired", "times"):
        return "x= has passed: RFC 6376 section 3.5 lets a verifier refuse"
    if "Syntax error" in said and breaks_header_counts(letter):
        return ("OpenDKIM refuses a header that breaks the counts of RFC 5322 section 3.6 "
                "before judging its signature; assay judges both, apart")
    if "Syntax error" in said and names_no_author(letter):
        return ("OpenDKIM refuses a From field without an address (RFC 5322 section 3.6.2) "
                "before judging the signature; assay judges both, apart")
    return None


def names_no_author(letter):
    """No user@host in From once its comments are taken out."""
    author = next((v for n, v in dkim.rfc822_parse(letter)[0] if n.lower() == b"from"), b"")
    return not re.search(rb"[^\s<>@]@[^\s<>@]", re.sub(rb"\([^()]*\)", b"", author))


SINGLETONS = (b"from", b"date", b"subject", b"to", b"cc", b"bcc", b"sender", b"reply-to",
              b"message-id", b"in-reply-to", b"references")


def breaks_header_counts(letter):
    names = collections.Counter(n.lower() for n, _ in dkim.rfc822_parse(letter)[0])
    return (any(names[n] > 1 for n in SINGLETONS)
            or names[b"from"] == 0 or names[b"date"] == 0)


def world_file(folder):
    rows = []
    for name, text in KEYS.items():
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        rows.append(f'dns {name} TXT "{escaped}"')
    path = folder / "world.txt"
    path.write_text("\n".join(rows) + "\n")
    return path


def main():
    data = os.environ.get("ASSAY_DATA")
    if not data or not pathlib.Path(data, "letters").is_dir():
        print("differential dkim: skipped, no letters ($ASSAY_DATA)")
        sys.exit(77)
    if not INSIDE:
        enter_namespace()
    data = pathlib.Path(data)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        serve_names(folder)
        known_keys(data)
        letters = kept_letters(data, COUNT) + resigned_letters(data, COUNT, folder)
        files = []
        for i, (_, _, letter) in enumerate(letters):
            files.append(folder / f"{i}.eml")
            files[-1].write_bytes(letter)
        ours = by_assay(files, world_file(folder))
        tally, explained = collections.Counter(), collections.Counter()
        unexplained = 0
        for (origin, note, letter), mine in zip(letters, ours):
            group = "kept" if note == "kept" else "resigned"
            theirs = by_dkimpy(letter)
            whole, said = by_opendkim(letter)
            agree_py = [m[0] for m in mine] == theirs
            agree_od = any(m[0] for m in mine) == whole
            tally[group, "letters"] += 1
            tally[group, "signatures"] += len(mine)
            tally[group, "passes"] += sum(m[0] for m in mine)
            tally[group, "dkimpy agrees"] += agree_py
            tally[group, "opendkim agrees"] += agree_od
            for peer, agree, result in (("dkimpy", agree_py, theirs),
                                        ("opendkim", agree_od, said or whole)):
                if agree:
                    continue
                why = next((w for ok, w in mine if not ok), "")
                known = reason(letter, note, why, peer, said if peer == "opendkim" else "")
                if known:
                    explained[peer, known] += 1
                    continue
                unexplained += 1
                print(f"UNEXPLAINED {origin} ({note}): assay {mine}, {peer} {result}")
        for group in ("kept", "resigned"):
            print(f"differential dkim, {group}: " + ", ".join(
                f"{tally[group, k]} {k}" for k in ("letters", "signatures", "passes",
                                                   "dkimpy agrees", "opendkim agrees")))
        for (peer, why), count in sorted(explained.items()):
            print(f"  {count:5} x {peer}: {why}")
        print(f"differential dkim: {unexplained} disagreements without a known reason")
        sys.exit(unexplained > 0)


socket.setdefaulttimeout(10)
main()
