#!/usr/bin/env python3
"""The links of the phishing set against those that Python's standard parsers find.

	tests/suites/links.py BUILD

Python's email, html.parser and a plain search for "http(s)://" and "www." give each letter's
links; both sides are compared by their hosts. What differs on purpose is in REASONS; every
other difference is printed and fails the suite."""
import email
import email.policy
import html.parser
import json
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
LETTERS = os.path.join(DATA, "letters", "phish")
IN_TEXT = re.compile(r"(?i)(?:\bhttps?://|\bwww\.(?=[a-z0-9]))[^\s<>\"\x00-\x20]+")
# Letters in which the two differ on purpose.
REASONS = {
    "sample-3144.eml": "a quoted letter's links are not its author's",
    "sample-5452.eml": "a host with a no-break space is none (URL Standard 3.5)",
    "sample-5604.eml": "\"https:///x\" leads to the host x (URL Standard 4.4)",
}
TRAILING = ".,;:!?)]}'\""


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.targets = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = {"a": "href", "area": "href", "form": "action"}.get(tag)
        if name and attrs.get(name):
            self.targets.append(attrs[name])

    handle_startendtag = handle_starttag


def own_parts(message):
    """Text parts of the letter itself, not those of letters within it."""
    if message.get_content_type() == "message/rfc822":
        return
    if message.is_multipart():
        for part in message.iter_parts() if hasattr(message, "iter_parts") else message.get_payload():
            yield from own_parts(part)
    elif message.get_content_disposition() != "attachment":
        yield message


def text_of(part):
    raw = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "windows-1252", "latin-1"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return ""


def by_python(path):
    with open(path, "rb") as f:
        message = email.message_from_binary_file(f, policy=email.policy.compat32)
    found = []
    for part in own_parts(message):
        kind = part.get_content_type()
        if kind == "text/html":
            page = Page()
            page.feed(text_of(part))
            found += page.targets
        elif kind == "text/plain":
            found += [m.group().rstrip(TRAILING) for m in IN_TEXT.finditer(text_of(part))]
    return found


def key(link):
    """What two extractors should agree upon: the host that stands there."""
    link = re.sub(r"[\t\r\n]", "", link).strip()
    if link.lower().startswith("www."):
        link = "http://" + link
    if link.startswith("//"):
        link = "http:" + link
    if not re.match(r"(?i)https?:[/\\]{2}", link):
        return None
    try:
        parts = urlsplit(link.replace("\\", "/"))
        return parts.hostname
    except ValueError:
        return None


def main():
    build = sys.argv[1]
    if not os.path.isdir(LETTERS):
        return 77
    paths = sorted(os.path.join(LETTERS, n) for n in os.listdir(LETTERS) if n.endswith(".eml"))
    run = subprocess.run([os.path.join(build, "tests/probe"), "links"], check=True,
                         input="".join(p + "\n" for p in paths).encode(), stdout=subprocess.PIPE)
    same, explained, differ = 0, [], []
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        ours = json.loads(line)
        a = {link[1] for link in ours.get("links", [])}
        b = {k for k in map(key, by_python(ours["path"])) if k}
        if a == b:
            same += 1
            continue
        name = os.path.basename(ours["path"])
        if name in REASONS:
            explained.append(name)
        else:
            differ.append((name, sorted(a - b), sorted(b - a)))
    left = set(REASONS) - set(explained)
    if left:
        differ.append((min(left), ["no longer differs"], []))
    for name, more, less in differ:
        print(f"DIFFERS {name}: only ours {more[:4]}, only theirs {less[:4]}")
    print(f"links: {same} of {len(paths)} letters the same, {len(explained)} differ on purpose, {len(differ)} "
          "without a reason")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
