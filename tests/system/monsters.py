#!/usr/bin/python3
"""Letters made to break a reader, through the real program: each must give a verdict (one
valid line of JSON) or a named error, in time, and what was not read must never be called
"nothing found".

    tests/system/monsters.py BUILD [--none]       --none: without the sandbox (sanitizers)"""
import json
import pathlib
import subprocess
import sys
import time

BUILD = pathlib.Path(sys.argv[1])
SANDBOX = "none" if "--none" in sys.argv else "full"
SECONDS_MAX = 60 if SANDBOX == "full" else 240

HEAD = b"From: Ann <ann@example.com>\r\nTo: Ben <ben@example.org>\r\nSubject: Hello\r\n" \
       b"Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n"
MULTI = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"


def nested(depth):
    """Multiparts within multiparts, each with a boundary of its own."""
    parts = [HEAD]
    for i in range(depth):
        parts.append(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i))
    parts.append(b"\r\ndeep\r\n")
    parts += [b"--b%d--\r\n" % i for i in reversed(range(depth))]
    return b"".join(parts)


def forwards(depth):
    """Letters within letters."""
    return (HEAD + b"Content-Type: message/rfc822\r\n\r\n") * depth + HEAD + b"\r\nend\r\n"


# name, bytes, whether it must be said that the letter was not fully read
MONSTERS = [
    ("empty", b"", None),
    ("one-byte", b"F", None),
    ("header-only", HEAD, False),
    ("no-line-end", HEAD[:-2], False),
    ("nuls", HEAD + b"\r\n" + b"\0" * 100_000, False),
    ("nul-in-header", HEAD.replace(b"Ann", b"A\0nn") + b"\r\nx\r\n", False),
    ("lone-crs", (HEAD + b"\r\nbody\r\n").replace(b"\r\n", b"\r"), None),
    ("lone-crs-mixed", HEAD + b"X: a\rb\rc\r\n\r\nbody\rbody\r", False),
    ("8-bit-everywhere", bytes(range(128, 256)) * 2000, None),
    ("8-bit-header", HEAD + b"X-\xff\xfe: \x80\x81\r\n\r\n" + bytes(range(256)) * 500, False),
    ("utf-7", HEAD.replace(b"Hello", b"=?utf-7?Q?+ADw-script+AD4-?=")
     + b"Content-Type: text/html; charset=utf-7\r\n\r\n+ADw-script+AD4-alert(1)", False),
    ("unterminated", MULTI + b"--b\r\n\r\none\r\n--b\r\n\r\ntwo", False),
    ("boundary-lines", MULTI + b"--b\r\n" * 200_000, True),
    ("boundary-almost", MULTI + b"--" * 500_000, False),
    ("nested-10000", nested(10_000), True),
    ("forwards-10000", forwards(10_000), True),
    ("million-headers", HEAD + b"X: y\r\n" * 1_000_000 + b"\r\nbody\r\n", True),
    ("one-long-header", HEAD + b"X: " + b"y" * 20_000_000 + b"\r\n\r\nbody\r\n", True),
    ("many-folds", HEAD + b"X: y\r\n" + b" z\r\n" * 100_000 + b"\r\nbody\r\n", None),
    ("many-addresses", HEAD.replace(b"ann@example.com>", b"ann@example.com>"
     + b", <a@example.com>" * 30_000) + b"\r\nx\r\n", None),
    ("deep-comments", HEAD.replace(b"Ann", b"(" * 100_000) + b"\r\nx\r\n", None),
    ("open-quote", HEAD.replace(b"Ann", b'"' + b"\\" * 99_999) + b"\r\nx\r\n", None),
    ("encoded-words", HEAD.replace(b"Hello", b"=?utf-8?Q?a?= " * 20_000) + b"\r\nx\r\n", None),
    ("signatures", (b"DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=from; "
     b"bh=AAAA; b=AAAA\r\n") * 1000 + HEAD + b"\r\nbody\r\n", None),
    ("received", b"Received: from a (b [192.0.2.1]) by c; x\r\n" * 5000 + HEAD + b"\r\nx\r\n", True),
    ("arc-sets", b"".join(b"ARC-Seal: i=%d; a=rsa-sha256; cv=pass; d=e.example; s=s; b=A\r\n"
     b"ARC-Message-Signature: i=%d; a=rsa-sha256; d=e.example; s=s; h=from; bh=A; b=A\r\n"
     b"ARC-Authentication-Results: i=%d; e.example; none\r\n" % (i, i, i)
     for i in range(1, 200)) + HEAD + b"\r\nx\r\n", None),
    ("100-mb", HEAD + b"\r\n" + b"line of text\r\n" * (100_000_000 // 14), True),
    ("100-mb-line", HEAD + b"\r\n" + b"x" * 100_000_000, True),
]


def check(name, letter, not_read):
    start = time.monotonic()
    done = subprocess.run(
        [BUILD / "src/assay", "check", "--json", "--offline", f"--sandbox={SANDBOX}", "-"],
        input=letter, capture_output=True, timeout=SECONDS_MAX, check=False)
    seconds = time.monotonic() - start
    faults = []
    if done.returncode not in (0, 1, 2) and not (done.returncode in range(64, 79) and done.stderr):
        faults.append(f"exit {done.returncode}")
    if b"Sanitizer" in done.stderr or b"must hold" in done.stderr:
        faults.append(done.stderr.decode(errors="replace")[:2000])
    lines = done.stdout.splitlines()
    verdicts = [json.loads(line) for line in lines]
    if len(verdicts) != 1 and done.returncode <= 2:
        faults.append(f"{len(verdicts)} verdicts")
    for v in verdicts:
        gaps = {u["gap"] for u in v["unchecked"]}
        if not_read and v["verdict"] == "nothing-found":
            faults.append("nothing found in what was not read")
        if not_read and not gaps & {"limit", "memory", "time"}:
            faults.append(f"does not say that it was not fully read: {sorted(gaps)}")
        if not_read is False and gaps & {"limit", "memory", "time", "died", "protocol"}:
            faults.append(f"a small letter was not read: {sorted(gaps)}")
        if gaps & {"died", "protocol"}:
            faults.append(f"the worker did not end well: {sorted(gaps)}")
    said = verdicts[0]["verdict"] if verdicts else done.stderr.decode(errors="replace").strip()[:60]
    print(f"{'FAIL' if faults else 'ok':4} {name:18} {len(letter):>10} bytes {seconds:6.2f} s  {said}")
    for fault in faults:
        print("     ", fault)
    return not faults


def slow_feed():
    """One byte at a time on standard input gives the same verdict as all at once."""
    letter = HEAD + b"\r\nHello.\r\n"
    command = [BUILD / "src/assay", "check", "--json", "--offline", f"--sandbox={SANDBOX}", "-"]
    whole = subprocess.run(command, input=letter, capture_output=True, check=False).stdout
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as p:
        for i in range(len(letter)):
            p.stdin.write(letter[i:i + 1])
            p.stdin.flush()
            if i % 16 == 0:
                time.sleep(0.001)
        p.stdin.close()
        slow = p.stdout.read()
    good = slow == whole and whole != b""
    print(f"{'ok' if good else 'FAIL':4} one byte at a time")
    return good


def truncated():
    """A letter with most of what there is, cut at every 7th byte, as a folder of letters."""
    import tempfile
    source = pathlib.Path(__file__).parents[2] / "examples/1-honest.eml"
    letter = source.read_bytes()
    with tempfile.TemporaryDirectory() as name:
        for cut in range(1, len(letter), 7):
            pathlib.Path(name, f"{cut:05}.eml").write_bytes(letter[:cut])
        count = len(list(pathlib.Path(name).iterdir()))
        done = subprocess.run([BUILD / "src/assay", "check", "--json", "--offline",
                               f"--sandbox={SANDBOX}", name], capture_output=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    good = len(lines) == count and b"Sanitizer" not in done.stderr and not any(
        u["gap"] in ("died", "protocol") for v in lines for u in v["unchecked"])
    print(f"{'ok' if good else 'FAIL':4} cut at every 7th byte: {len(lines)} of {count} verdicts")
    return good


results = [check(*monster) for monster in MONSTERS] + [slow_feed(), truncated()]
print(f"monsters: {sum(results)} passed, {len(results) - sum(results)} failed")
sys.exit(not all(results))
