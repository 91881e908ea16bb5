#!/usr/bin/env python3
"""Writes the signed letters, worlds and wants of the cases of mail.dkim*, mail.arc and
mail.known.unproved, with
dkimpy (Debian: python3-dkim) and the keys beside this file. What is signed by another hand
than ours tests more than our own signing would.

	tests/keys/sign_cases.py"""
import base64
import os
import re

import dkim
from cryptography.hazmat.primitives import serialization

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "cases")
CLOCK = "clock 2026-11-20T12:00:00Z"
BODY = b"Dear Bo,\r\n\r\nthe  minutes of Tuesday are on the shelf. \r\n\r\nAnn\r\n\r\n"
HEAD = (b"From: Ann <ann@example.com>\r\nTo: Bo <bo@example.net>\r\n"
        b"Subject: Minutes\r\nDate: Thu, 19 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <1@example.com>\r\n")
LIST = b"List-Id: <talk.example.org>\r\n"
dkim.time.time = lambda: 1795082400  # t= of every signature: 2026-11-19T10:00:00Z
FIELDS = [b"from", b"to", b"subject", b"date", b"message-id"]


def pem(name):
    with open(os.path.join(HERE, name + ".pem"), "rb") as f:
        return f.read()


def record(name):
    key = serialization.load_pem_private_key(pem(name), None).public_key()
    der = key.public_bytes(serialization.Encoding.DER,
                           serialization.PublicFormat.SubjectPublicKeyInfo)
    return "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()


def key_row(name="rsa2048", domain="example.com", selector="one"):
    return f'dns {selector}._domainkey.{domain} TXT "{record(name)}"'


def sign(letter, key="rsa2048", fields=None, length=False):
    line = dkim.sign(letter, b"one", b"example.com", pem(key),
                     canonicalize=(b"relaxed", b"relaxed"), include_headers=fields or FIELDS,
                     length=length)
    return line + letter


def seal(letter, domain=b"relay.example", results=None):
    results = results or (b"Authentication-Results: relay.example; dmarc=pass header.from="
                          b"example.com; spf=pass smtp.mailfrom=ann@example.com\r\n")
    lines = dkim.arc_sign(results + letter, b"one", domain, pem("rsa2048"), b"relay.example",
                          include_headers=FIELDS)
    return b"".join(lines) + letter


def case(code, name, letter, world, want):
    folder = os.path.join(CASES, code, name)
    os.makedirs(folder, exist_ok=True)
    for file, octets in (("in.eml", letter), ("world.txt", "\n".join([CLOCK] + world).encode()
                                              + b"\n"), ("want.txt", want.encode() + b"\n")):
        with open(os.path.join(folder, file), "wb") as f:
            f.write(octets)


def without_cr(letter):
    return letter.replace(b"\r\n", b"\n")


def dkim_cases():
    plain, signed = HEAD + b"\r\n" + BODY, sign(HEAD + b"\r\n" + BODY)
    slow = ["dns one._domainkey.example.com TIMEOUT"]
    case("mail.dkim", "clear", signed, [key_row()],
         "clear mail.dkim/proved\narg mail.dkim domain example.com\narg mail.dkim bits 2048")
    case("mail.dkim", "clear-saved-without-cr", without_cr(signed), [key_row()],
         "clear mail.dkim/proved")
    case("mail.dkim", "clear-none", plain, [], "clear mail.dkim/none")
    case("mail.dkim", "clear-key-gone", signed, [],
         "clear mail.dkim/unusable\narg mail.dkim why key-none")
    case("mail.dkim", "clear-several-records", signed,
         ['dns one._domainkey.example.com TXT "v=spf1 -all"', key_row("rsa1024"), key_row()],
         "clear mail.dkim/proved")
    case("mail.dkim", "hit", signed.replace(b"on the shelf", b"in this file"), [key_row()],
         "hit mail.dkim/broken\narg mail.dkim why body-hash")
    case("mail.dkim", "hit-header", signed.replace(b"Minutes\r", b"Invoice\r"), [key_row()],
         "hit mail.dkim/broken\narg mail.dkim why signature")
    case("mail.dkim", "hit-list", LIST + signed + b"--\r\ntalk list\r\n", [key_row()],
         "hit mail.dkim/list")
    case("mail.dkim", "unknown", signed, slow, "unknown mail.dkim dns-timeout")
    case("mail.dkim", "unknown-offline", signed, ["offline"], "unknown mail.dkim offline")
    case("mail.dkim", "unknown-cut", signed, [key_row()],
         "unknown mail.dkim limit\nlimit bytes %d" % (len(signed) - 30))
    case("mail.dkim", "clear-and-broken", sign(signed).replace(b"a=rsa", b"A=rsa", 1),
         [key_row()], "clear mail.dkim/proved\nclear mail.dkim/unusable")


def expiry_cases():
    # dkimpy writes no x=, so it is put among the fields before they are signed.
    class Expiring(dkim.DKIM):
        def gen_header(self, fields, *args, **kwargs):
            fields.insert(5, (b"x", b"1795262400"))  # 2026-11-21T12:00:00Z
            return super().gen_header(fields, *args, **kwargs)
    letter = HEAD + b"\r\n" + BODY
    line = Expiring(letter).sign(b"one", b"example.com", pem("rsa2048"),
                                 canonicalize=(b"relaxed", b"relaxed"), include_headers=FIELDS)
    received = (b"Received: from a.example.com ([192.0.2.1]) by mx.example.net with ESMTP;\r\n"
                b"\tThu, 19 Nov 2026 10:00:05 +0000\r\n")
    later = [key_row(), "clock 2026-12-24T00:00:00Z"]
    case("mail.dkim", "clear-expired", line + letter, later, "clear mail.dkim/expired")
    case("mail.dkim", "clear-not-yet-expired", line + letter, [key_row()],
         "clear mail.dkim/proved")
    case("mail.dkim", "clear-expired-in-the-mailbox", received + line + letter, later,
         "clear mail.dkim/proved")
    case("mail.dkim", "clear-expired-on-the-way", received + line + letter,
         later + ["set client-ip 192.0.2.1"], "clear mail.dkim/expired")


def partial_cases():
    letter = sign(HEAD + b"\r\n" + BODY, length=True)
    more = letter.rstrip(b"\r\n") + b"\r\nPay to this account: 12345\r\n"
    slow = ["dns one._domainkey.example.com SERVFAIL"]
    case("mail.dkim.partial", "hit", more, [key_row()],
         "hit mail.dkim.partial\narg mail.dkim.partial bytes 28\nclear mail.dkim/proved")
    case("mail.dkim.partial", "hit-list", LIST + more, [key_row()],
         "hit mail.dkim.partial/list")
    case("mail.dkim.partial", "clear", letter, [key_row()], "clear mail.dkim.partial")
    case("mail.dkim.partial", "clear-blank-lines", letter + b"\r\n \r\n", [key_row()],
         "clear mail.dkim.partial")
    case("mail.dkim.partial", "clear-covered", sign(more), [key_row()],
         "clear mail.dkim.partial")
    case("mail.dkim.partial", "unknown", more, slow, "unknown mail.dkim.partial dns-servfail")


def weak_cases():
    letter = HEAD + b"\r\n" + BODY
    case("mail.dkim.weak", "hit", sign(letter), [key_row("rsa512")],
         "hit mail.dkim.weak\narg mail.dkim.weak bits 512\nclear mail.dkim/unusable")
    case("mail.dkim.weak", "hit-short", sign(letter, "rsa1024"), [key_row("rsa1024")],
         "hit mail.dkim.weak/short\nclear mail.dkim/proved")
    case("mail.dkim.weak", "hit-sha1", sign(letter).replace(b"rsa-sha256", b"rsa-sha1"),
         [key_row()], "hit mail.dkim.weak/sha1\nclear mail.dkim/unusable")
    case("mail.dkim.weak", "clear", sign(letter), [key_row()], "clear mail.dkim.weak")
    case("mail.dkim.weak", "unknown", sign(letter), ["dns one._domainkey.example.com BOGUS"],
         "unknown mail.dkim.weak dns-bogus")


def added_cases():
    letter = HEAD + b"\r\n" + BODY
    signed, twice = sign(letter), sign(letter, fields=FIELDS + FIELDS)
    case("mail.dkim.added", "hit", b"Subject: Invoice, overdue\r\n" + signed, [key_row()],
         "hit mail.dkim.added\narg mail.dkim.added field Subject\nclear mail.dkim/proved")
    case("mail.dkim.added", "hit-from", b"From: Cy <cy@example.org>\r\n" + signed, [key_row()],
         "hit mail.dkim.added/from\nclear mail.dkim/proved\nverdict danger")
    case("mail.dkim.added", "hit-other", b"To: Cy <cy@example.org>\r\n" + signed, [key_row()],
         "hit mail.dkim.added/other")
    case("mail.dkim.added", "clear", b"Received: from x\r\nX-Spam: no\r\n" + signed,
         [key_row()], "clear mail.dkim.added")
    case("mail.dkim.added", "clear-oversigned", b"Subject: Invoice\r\n" + twice, [key_row()],
         "clear mail.dkim.added\nhit mail.dkim/broken")
    case("mail.dkim.added", "unknown", signed, ["dns one._domainkey.example.com TIMEOUT"],
         "unknown mail.dkim.added dns-timeout")


def arc_cases():
    letter = HEAD + b"\r\n" + BODY
    relay = key_row(domain="relay.example")
    once = seal(letter)
    case("mail.arc", "clear", once, [relay],
         "clear mail.arc/passed\narg mail.arc domain relay.example\narg mail.arc sets 1")
    case("mail.arc", "clear-trusted", once, [relay, "set sealer relay.example"],
         "clear mail.arc/trusted\narg mail.arc dmarc pass\narg mail.arc spf pass")
    case("mail.arc", "clear-other-trusted", once, [relay, "set sealer other.example"],
         "clear mail.arc/passed")
    case("mail.arc", "clear-none", letter, [], "clear mail.arc/none")
    case("mail.arc", "hit", once.replace(b"on the shelf", b"in this file"), [relay],
         "hit mail.arc")
    case("mail.arc", "hit-claim-changed", once.replace(b"dmarc=pass", b"dmarc=fail", 1), [relay],
         "hit mail.arc")
    case("mail.arc", "hit-set-missing", re.sub(rb"^ARC-Seal:.*?(?=^[A-Z])", b"", once,
                                               flags=re.S | re.M), [relay], "hit mail.arc")
    case("mail.arc", "unknown", once, ["dns one._domainkey.relay.example TIMEOUT"],
         "unknown mail.arc dns-timeout")
    case("mail.arc", "unknown-cut", once, [relay],
         "unknown mail.arc limit\nlimit bytes %d" % (len(once) - 30))


def unproved_cases():
    # Whose five letters were proved; now one with the seal, one whose seal is broken.
    days = ["2026-08-03", "2026-09-10", "2026-10-15"]
    world = ["me bob@rcpt.example"]
    world += [f"sent {day} ann@example.com id=s{i}@rcpt.example" for i, day in enumerate(days, 1)]
    days = ["2026-08-04", "2026-09-11", "2026-09-20", "2026-10-16", "2026-10-30"]
    world += [f"got {day} ann@example.com id=u{i}@example.com proved=example.com/one"
              for i, day in enumerate(days)]
    world += ["set client-ip 203.0.113.9", "set helo host.test", "set mail-from ann@example.com"]
    code, signed = "mail.known.unproved", sign(HEAD + b"\r\n" + BODY)
    case(code, "clear", signed, world + [key_row()], f"clear {code}\nnot {code}")
    case(code, "hit-header-changed", signed.replace(b"Minutes\r", b"Invoice\r"),
         world + [key_row()], f"hit {code}\nverdict danger")
    case(code, "clear-changed-on-the-way", signed.replace(b"on the shelf", b"in this file"),
         world + [key_row()], f"clear {code}\nnot {code}")
    case(code, "hit-key-gone", signed, world, f"hit {code}\nverdict danger")
    case(code, "unknown-key-timeout", signed,
         world + ["dns one._domainkey.example.com TIMEOUT"],
         f"unknown {code} dns-timeout\nnot {code}\nverdict undecided")


if __name__ == "__main__":
    dkim_cases()
    expiry_cases()
    partial_cases()
    weak_cases()
    added_cases()
    arc_cases()
    unproved_cases()
