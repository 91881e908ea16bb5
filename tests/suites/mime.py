#!/usr/bin/env python3
"""MIME structure, addresses, dates and Received fields against what others expect.

	tests/suites/mime.py BUILD

mail-parser: 107 letters, each with its parts, types, nesting, names, charsets, decoded
contents, senders, recipients and subject; lists of address, date, received and plain
fields. mime4j: 80 letters with their parts. What differs on purpose is in EXCEPTIONS, with
the reason; every other difference is printed and fails the suite."""
import base64
import calendar
import glob
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
SUITES = os.path.join(DATA, "suites")

RAW = "raw 8-bit bytes are read as windows-1252 where they are no UTF-8; they give U+FFFD"
UU = "uuencoded contents are decoded; they are left as they are"
OUTER = "an outer boundary ends what is inside it (RFC 2046 5.1.2); they wait for the inner one"
FIRST = "the first Content-Type counts; theirs is the last"
WRONG64 = "not base64 though said to be: decoded as far as it goes; they fall back to the text"
COMMENT = "comments are kept apart from the name, and obsolete forms are unfolded (RFC 5322 4.4)"
SEALED = "an encoded message/rfc822 (forbidden by RFC 2046 5.2.1) is a leaf"
SPACES = "a boundary does not end in white space (RFC 2046 5.1.1)"
XML = "its XML is not well-formed"
NO_AT = "a lone word is a local part, not a name"
ZONE = "zone names of RFC 5322 4.3 are known, unknown ones count as -0000"
CENTURY = "two digits below 50 are of this century (RFC 5322 4.3)"
USER = "the address behind a user's name is read, too"
EXCEPTIONS = {}
for reason, names in {
    RAW: "legacy/010.eml legacy/016.eml legacy/020.eml legacy/022.eml legacy/023.eml legacy/027.eml legacy/052.eml",
    UU: "legacy/017.eml legacy/026.eml legacy/048.eml",
    OUTER: "malformed/001.eml malformed/008.eml malformed/009.eml malformed/011.eml malformed/012.eml "
           "malformed/013.eml malformed/014.eml malformed/016.eml thirdparty/015.eml",
    FIRST: "malformed/020.eml malformed/021.eml malformed/022.eml",
    WRONG64: "rfc/000.eml thirdparty/002.eml",
    COMMENT: "|address 8|address 9|address 10|address 11|address 13|address 14|address 22|address 56",
    "a name stands before the address; a comment only behind it": "|address 40|address 45|address 55",
    NO_AT: "rfc/001.eml rfc/004.eml",
    ZONE: "|date 30|received 67|received 163",
    USER: "|received 97|received 119",
    "a month has a name (RFC 5322 3.3)": "|date 10|date 12",
    "that is a whole Received field, no date": "|date 28",
    "comments nest (RFC 5322 3.2.2); they see an open one": "|date 14",
    "no space is put between text and an encoded word": "|text 21|text 27|text 28",
    "seconds are kept where a fraction follows": "|received 144",
    "it is a comment as a whole": "|received 161",
}.items():
    for name in names.split("|")[1:] if names.startswith("|") else names.split():
        EXCEPTIONS["mail-parser " + name] = reason
for name, reason in {
    "legacy/049.eml": "a CR behind the last line is content, too; they drop it",
    "malformed/000.eml": "parts without an empty line are parts; they give up",
    "malformed/004.eml": "a boundary that goes on without white space is another one",
    "malformed/007.eml": "a boundary directly behind the header that names it opens a part",
    "malformed/017.eml": "a file name is read whatever the disposition's first word is",
    "malformed/019.eml": "a part that begins with no field is all body; they drop those lines",
    "rfc/008.eml": SEALED,
    "thirdparty/005.eml": "a boundary stands at the beginning of a line (RFC 2046 5.1.1)",
    "received 13": "ctime order is read; their year is 10",
    "received 89": CENTURY,
    "received 90": CENTURY,
    "received 128": CENTURY,
}.items():
    EXCEPTIONS["mail-parser " + name] = reason
for reason, names in {
    SEALED: "multi-2gifs-base64 bad-newlines-multiple-parts-base64 base64encoded-rfc822message-nested "
            "base64encoded-rfc822message",
    SPACES: "very-long-boundary very-very-long-boundary weird-boundary",
    XML: "2002_06_12_doublebound twopart",
}.items():
    for name in names.split():
        EXCEPTIONS[f"mime4j {name}.msg"] = reason


class Probe:
    def __init__(self, build):
        self.path = os.path.join(build, "tests", "probe")

    def mails(self, files):
        out = subprocess.run([self.path, "mail", *files], stdout=subprocess.PIPE, check=True).stdout
        return [json.loads(line) for line in out.splitlines()]

    def fields(self, kind, values):
        lines = "".join(v.encode("utf-8", "surrogateescape").hex() + "\n" for v in values)
        out = subprocess.run([self.path, "field", kind], input=lines.encode(), stdout=subprocess.PIPE,
                             check=True).stdout
        return [json.loads(line) for line in out.splitlines()]


def squeeze(text):
    return re.sub(r"\s+", " ", text or "").strip()


def tree(parts, index=0):
    """Ours: (type, name, charset, children or content)."""
    part = parts[index]
    inner = [i for i in range(1, len(parts)) if parts[i]["parent"] == index]
    if inner:
        below = [tree(parts, i) for i in inner]
    else:
        below = base64.b64decode(part.get("content", ""))
    return part["type"], part["name"], part["charset"].lower(), below


# ---- mail-parser

def header_of(part, name):
    found = [h["value"] for h in part["headers"] if h["name"] == name]
    return found


def content_type(part, default):
    for value in header_of(part, "content_type"):
        if isinstance(value, dict) and "ContentType" in value:
            value = value["ContentType"]
            return ((value["c_type"] + "/" + (value["c_subtype"] or "")).lower(),
                    {a["name"].lower(): a["value"] for a in value["attributes"] or []})
    return default, {}


def disposition(part):
    for value in header_of(part, "content_disposition"):
        if isinstance(value, dict) and "ContentType" in value:
            return {a["name"].lower(): a["value"] for a in value["ContentType"]["attributes"] or []}
    return {}


def their_tree(mail, index=0, default="text/plain"):
    part = mail["parts"][index]
    kind, attributes = content_type(part, default)
    name = disposition(part).get("filename") or attributes.get("name") or ""
    body = part["body"]
    key = next(iter(body))
    if key == "Multipart":
        digest = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        below = [their_tree(mail, i, digest) for i in body[key]]
    elif key == "Message":
        below = [their_tree(body[key])] if isinstance(body[key], dict) else []
    elif isinstance(body[key], str):
        below = body[key].encode("utf-8", "surrogatepass")
    else:
        below = bytes(body[key])
    return kind, name, (attributes.get("charset") or "").lower(), below


def differences(ours, theirs, where="mail"):
    if ours[0] != theirs[0]:
        yield f"{where}: type {ours[0]!r}, wanted {theirs[0]!r}"
    if squeeze(ours[1]) != squeeze(theirs[1]):
        yield f"{where}: name {ours[1]!r}, wanted {theirs[1]!r}"
    if ours[2] != theirs[2]:
        yield f"{where}: charset {ours[2]!r}, wanted {theirs[2]!r}"
    a, b = ours[3], theirs[3]
    if isinstance(a, list) != isinstance(b, list):
        yield f"{where}: parts {len(a) if isinstance(a, list) else 'none'}, wanted " \
              f"{len(b) if isinstance(b, list) else 'none'}"
    elif isinstance(a, list):
        if len(a) != len(b):
            yield f"{where}: {len(a)} parts, wanted {len(b)}"
        for i, (x, y) in enumerate(zip(a, b), 1):
            yield from differences(x, y, f"{where}/{i}")
    elif a.replace(b"\r\n", b"\n").rstrip(b"\n") != b.replace(b"\r\n", b"\n").rstrip(b"\n"):
        yield f"{where}: content {a[:60]!r}.. ({len(a)}), wanted {b[:60]!r}.. ({len(b)})"


def flat(value):
    """Addresses of theirs as (group, name, address)."""
    value = value.get("Address", value) if isinstance(value, dict) else {}
    for kind, items in value.items():
        for item in items:
            group = (item["name"] or "") if kind == "Group" else ""
            for one in item["addresses"] if kind == "Group" else [item]:
                yield squeeze(group), squeeze(one["name"]), one["address"] or ""


def our_flat(items):
    for one in items:
        address = one["local"] + ("@" + one["domain"] if one["domain"] else "")
        yield squeeze(one["group"]), squeeze(one["name"]), address


def quoted(address):
    return address.replace('"', "").replace("\\", "").rstrip(".")


def same_addresses(ours, theirs):
    ours = [(g, n, quoted(a)) for g, n, a in our_flat(ours)]
    theirs = [(g, n, quoted(a)) for g, n, a in flat(theirs)]
    return ours == theirs, ours, theirs


def mail_parser_letters(probe):
    files = sorted(glob.glob(os.path.join(SUITES, "mail-parser/eml/*/*.eml")))
    for path, ours in zip(files, probe.mails(files)):
        with open(path[:-4] + ".json", encoding="utf-8") as f:
            theirs = json.load(f)
        wrong = list(differences(tree(ours["parts"]), their_tree(theirs)))
        root = theirs["parts"][0]
        for name in ("from", "to"):
            want = header_of(root, name)
            if want:
                same, a, b = same_addresses(ours.get(name, []), want[0])
                if not same:
                    wrong.append(f"{name}: {a}, wanted {b}")
        want = header_of(root, "subject")
        if want and isinstance(want[0], dict) and "Text" in want[0]:
            if squeeze(ours.get("subject", "")) != squeeze(want[0]["Text"]):
                wrong.append(f"subject: {ours.get('subject')!r}, wanted {want[0]['Text']!r}")
        yield "mail-parser " + os.path.relpath(path, os.path.join(SUITES, "mail-parser/eml")), wrong


def load(name):
    with open(os.path.join(SUITES, "mail-parser", name + ".json"), encoding="utf-8") as f:
        return json.load(f)


def moment(d):
    """Unix time; None where a month of 0 or a year below 100 says that they gave up."""
    if not d or not 1 <= d["month"] <= 12 or d["year"] < 100:
        return None
    seconds = calendar.timegm((d["year"], d["month"], d["day"], d["hour"], d["minute"], d["second"]))
    zone = (d["tz_hour"] * 60 + d["tz_minute"]) * 60
    return seconds + (zone if d["tz_before_gmt"] else -zone)


def address(text):
    return re.sub("^::ffff:(?=[0-9.]+$)", "", text or "")


def host(value):
    if not value:
        return ""
    return next(iter(value.values())).rstrip(".").strip("[]").lower()


def mail_parser_fields(probe):
    rows = load("address")
    for i, (row, ours) in enumerate(zip(rows, probe.fields("address", [r["header"] for r in rows]))):
        same, a, b = same_addresses(ours, row["expected"])
        yield f"mail-parser address {i}", [] if same else [f"{row['header']!r}: {a}, wanted {b}"]
    rows = load("date")
    for i, (row, ours) in enumerate(zip(rows, probe.fields("date", [r["header"] for r in rows]))):
        want = moment(row["expected"])
        yield f"mail-parser date {i}", [] if ours == want else [f"{row['header']!r}: {ours}, wanted {want}"]
    rows = load("unstructured")
    for i, (row, ours) in enumerate(zip(rows, probe.fields("text", [one_field(r["header"]) for r in rows]))):
        same = squeeze(ours) == squeeze(row["expected"])
        yield f"mail-parser text {i}", [] if same else [f"{row['header']!r}: {ours!r}, wanted {row['expected']!r}"]
    rows = load("received")
    for i, (row, ours) in enumerate(zip(rows, probe.fields("received", [r["header"] for r in rows]))):
        want, wrong = row["expected"], []
        client, date = address(want.get("from_ip")), moment(want.get("date"))
        # they leave alone an address that is the name itself, or that a user stands before
        if not client and (ours["client"] == host(want.get("from")) or f"@{ours['client']})" in row["header"]):
            client = ours["client"]
        for key, a, b in (("by", ours["by"].strip("[]<>").lower(), host(want.get("by"))),
                          ("client", ours["client"], client),
                          ("date", ours.get("date"), date)):
            if a != b and not (key == "date" and date is None):
                wrong.append(f"{row['header']!r}: {key} {a!r}, wanted {b!r}")
        yield f"mail-parser received {i}", wrong


def one_field(text):
    """Some rows go on into the next field, or are a whole Received."""
    return re.split(r"\r?\n(?![ \t])", text)[0]


# ---- mime4j

def xml_tree(node, default="text/plain"):
    header = node.find("header")
    fields = {}
    for field in header.findall("field") if header is not None else []:
        name, _, value = (field.text or "").strip().partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    kind = re.match(r"\s*([^\s;(]+/[^\s;(]+)", fields.get("content-type", "") or "")
    kind = kind.group(1).lower() if kind else default
    multipart = node.find("multipart")
    message = node.find("message")
    if multipart is not None:
        digest = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        return kind, [xml_tree(x, digest) for x in multipart if x.tag in ("body-part", "message")]
    if message is not None:
        return kind, [xml_tree(message)]
    return kind, []


def shape(part):
    return part[0], [shape(x) for x in part[3]] if isinstance(part[3], list) else []


def mime4j(probe):
    files = sorted(glob.glob(os.path.join(SUITES, "mime4j/**/*.msg"), recursive=True))
    for path, ours in zip(files, probe.mails(files)):
        try:
            want = xml_tree(ElementTree.parse(path[:-4] + ".xml").getroot())
        except ElementTree.ParseError as error:
            yield "mime4j " + os.path.basename(path), [f"its XML cannot be read: {error}"]
            continue
        have = shape(tree(ours["parts"]))
        yield "mime4j " + os.path.basename(path), [] if have == want else [f"{have}, wanted {want}"]


def main():
    probe = Probe(sys.argv[1] if len(sys.argv) > 1 else "build")
    if not os.path.isdir(os.path.join(SUITES, "mail-parser")):
        sys.exit(77)
    good = total = failed = 0
    for source in (mail_parser_letters, mail_parser_fields, mime4j):
        for name, wrong in source(probe):
            total += 1
            good += not wrong
            reason = EXCEPTIONS.get(name)
            if wrong and reason:
                print(f"  exception {name}: {reason}")
            elif wrong:
                failed += 1
                for line in wrong:
                    print(f"  {name}: {line}")
            elif reason:
                print(f"  {name}: no exception any more")
                failed += 1
    print(f"suite mime: {good} of {total}, {total - good - failed} exceptions")
    sys.exit(1 if failed else 0)


main()
