#!/usr/bin/env python3
"""assay-rdap before an HTTP server on the loopback that answers as registries do (RFC 7480, RFC 9083), and as those
do that fail: by itself, in the packets of ask/message.h, and behind `assay check --rdap`.

    tests/system/rdap.py BUILD [--sandbox=MODE] [unittest arguments]"""
import collections
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
SANDBOX = [sys.argv.pop(1)] if sys.argv[1:] and sys.argv[1].startswith("--sandbox=") else []
ASSAY, RDAP = str(BUILD / "src/assay"), str(BUILD / "src/assay-rdap")
REGISTERED, TXT = 0xFF00, 16
OK, NODATA, NXDOMAIN, SERVFAIL, TIMEOUT = range(5)
TIMEOUT_MS = 1500
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
LETTER = """From: Ann Lee <ann@{domain}>
To: Bob <bob@rcpt.example>
Subject: Hello
Date: Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: <1@{domain}>

Hello Bob, the minutes of our meeting are on their way to you. http://linked.test/minutes
"""


def domain(name, *events):
    return {"objectClassName": "domain", "ldhName": name.upper(),
            "events": [{"eventAction": action, "eventDate": date} for action, date in events]}


class Registry(http.server.BaseHTTPRequestHandler):
    """What stands behind the first label of the domain's name says how it answers."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def say_domain(self, name, *events):
        self.say(200, json.dumps(domain(name, *events)).encode(), **{"Content-Type": "application/rdap+json"})

    def do_GET(self):
        self.server.seen[self.path] += 1
        self.server.accepts.add(self.headers.get("Accept"))
        name = self.path.rsplit("/", 1)[-1]
        kind = name.split(".")[0]
        other = f"http://127.0.0.1:{self.server.server_address[1]}"
        if kind == "new":
            self.say_domain(name, ("registration", "2026-11-12T08:00:00Z"))
        elif kind == "untold":
            self.say_domain(name, ("last changed", "2026-11-12T08:00:00Z"))
        elif kind == "swapped":
            self.say_domain("new.test", ("registration", "2026-11-12T08:00:00Z"))
        elif kind == "nobody":
            self.say(404, b'{"errorCode":404}')
        elif kind == "busy":
            self.say(429, b'{"errorCode":429}')
        elif kind == "away" and not self.path.startswith("/registry/"):
            self.say(302, Location=f"{other}/registry/domain/{name}")
        elif kind == "away":
            self.say_domain(name, ("registration", "2026-11-13T08:00:00Z"))
        elif kind == "loop":
            self.say(302, Location=f"{other}/x{self.path}")
        elif kind == "file":
            self.say(302, Location="file:///etc/passwd")
        elif kind == "slow":
            time.sleep(4)
            self.close_connection = True
        elif kind == "waits":
            time.sleep(0.5)
            self.say_domain(name, ("registration", "2026-11-12T08:00:00Z"))
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                for _ in range(4096):
                    self.wfile.write(b" " * 4096)
            except OSError:
                pass
        elif kind == "broken":
            self.say(200, json.dumps(domain(name, ("registration", "2026-11-12"))).encode()[:-3])
        else:
            self.say_domain(name, ("registration", "1999-01-02T00:00:00Z"))


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        """A client that has heard enough hangs up."""


def serve(tls=None):
    server = Quiet(("127.0.0.1", 0), Registry)
    server.seen, server.accepts = collections.Counter(), set()
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def url_of(server, scheme="http"):
    return f"{scheme}://127.0.0.1:{server.server_address[1]}"


class Asker:
    """One run of assay-rdap, with the other end of its socket."""

    def __init__(self, *arguments, enter=()):
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(20)
        self.theirs = theirs.fileno()
        self.process = subprocess.Popen([*enter, RDAP, f"--timeout-ms={TIMEOUT_MS}", *arguments], preexec_fn=self.give,
                                        close_fds=False, stderr=subprocess.PIPE, text=True)
        theirs.close()
        self.number = 0

    def give(self):
        os.dup2(self.theirs, 3)

    def put(self, name, kind=REGISTERED, soon=0):
        self.number += 1
        self.socket.send(b"Q" + struct.pack("<IHB", self.number, kind, soon) + name.encode())
        return self.number

    def take(self):
        packet = self.socket.recv(1 << 17)
        kind, number, status, secure, ttl, count = struct.unpack_from("<cIBBIH", packet)
        assert (kind, secure, ttl, count) == (b"A", 0, 0, int(status == OK)), packet
        day = None
        if count:
            preference, length = struct.unpack_from("<HH", packet, 13)
            day = packet[17:].decode()
            assert preference == 0 and length == len(day) == 10, packet
        return number, (status, day)

    def ask(self, name):
        number = self.put(name)
        answered, answer = self.take()
        assert answered == number
        return answer

    def end(self):
        self.socket.close()
        complaint = self.process.communicate(timeout=20)[1]
        return self.process.returncode, complaint


class Answers(unittest.TestCase):
    def setUp(self):
        self.server = serve()
        self.asker = Asker(url_of(self.server))

    def tearDown(self):
        self.assertEqual(self.asker.end(), (0, ""))
        self.server.shutdown()
        self.server.server_close()

    def test_status(self):
        for name, answer in {"new.test": (OK, "2026-11-12"), "OLD.test": (OK, "1999-01-02"),
                             "untold.test": (NODATA, None), "nobody.test": (NXDOMAIN, None),
                             "busy.test": (SERVFAIL, None), "swapped.test": (SERVFAIL, None),
                             "broken.test": (SERVFAIL, None), "endless.test": (SERVFAIL, None),
                             "away.test": (OK, "2026-11-13"), "loop.test": (SERVFAIL, None),
                             "file.test": (SERVFAIL, None)}.items():
            self.assertEqual(self.asker.ask(name), answer, name)
        self.assertEqual(self.server.seen["/domain/new.test"], 1)
        self.assertEqual(self.server.seen["/domain/old.test"], 1)
        self.assertEqual(self.server.accepts, {"application/rdap+json"})
        self.assertEqual(sum(n for path, n in self.server.seen.items() if path.endswith("loop.test")), 6)

    def test_late(self):
        start = time.monotonic()
        self.assertEqual(self.asker.ask("slow.test"), (TIMEOUT, None))
        self.assertTrue(1 < time.monotonic() - start < 3.5)

    def test_kept(self):
        """What was told is kept; a failure is not."""
        for name, asked in {"new.test": 1, "untold.test": 1, "nobody.test": 1, "busy.test": 3}.items():
            answers = {self.asker.ask(name) for _ in range(3)}
            self.assertEqual(len(answers), 1, name)
            self.assertEqual(self.server.seen[f"/domain/{name}"], asked, name)

    def test_at_once(self):
        """A slow one keeps no other waiting, and those who ask the same wait together."""
        slow = [self.asker.put("waits.test") for _ in range(5)]
        quick = self.asker.put("new.test")
        self.assertEqual(self.asker.take(), (quick, (OK, "2026-11-12")))
        self.assertEqual(sorted(self.asker.take() for _ in slow), [(n, (OK, "2026-11-12")) for n in slow])
        self.assertEqual(self.server.seen["/domain/waits.test"], 1)

    def test_too_many(self):
        """Past what may be in flight a question fails at once; all are answered."""
        wanted = [self.asker.put(f"waits.x{i}.test") for i in range(100)]
        answers = dict(self.asker.take() for _ in wanted)
        self.assertEqual(sorted(answers), wanted)
        statuses = collections.Counter(status for status, _ in answers.values())
        self.assertEqual(statuses[SERVFAIL], 36)
        self.assertEqual(statuses[OK] + statuses[TIMEOUT], 64)
        self.assertGreater(statuses[OK], 7)

    def test_names(self):
        """Nothing but a domain's name is written into an address, and names of this machine are not asked."""
        for name in ("a/b.test", "a?b.test", "a%2fb.test", "a b.test", "\u00e4.test", "test", "x.onion", "x.local",
                     "x.invalid"):
            self.assertEqual(self.asker.ask(name), (NXDOMAIN, None), name)
        self.assertEqual(self.server.seen, {})

    def test_nonsense(self):
        """What is no question of its own is dropped."""
        for packet in (b"Q", b"A" * 30, b"Q" * 600, b"Q\1\0\0\0\0\xff\2new.test"):
            self.asker.socket.send(packet)
        self.asker.put("new.test", TXT)
        self.asker.put("new.test", soon=1)
        self.assertEqual(self.asker.ask("old.test"), (OK, "1999-01-02"))
        self.assertEqual(self.server.seen, {"/domain/old.test": 1})


class Addresses(unittest.TestCase):
    def test_refused(self):
        for address in ("http://192.0.2.1/", "http://rdap.example/", "ftp://127.0.0.1/", "https://u:p@127.0.0.1/",
                        "https://127.0.0.1/?x=", "nonsense://"):
            asker = Asker(address)
            code, complaint = asker.end()
            self.assertEqual(code, 1, address)
            self.assertIn("assay-rdap: ", complaint)

    def test_by_hand(self):
        for arguments in ((), ("https://rdap.example",), ("--timeout-ms=0", "https://rdap.example")):
            done = subprocess.run([RDAP, *arguments], capture_output=True, text=True, timeout=20, check=False)
            self.assertEqual(done.returncode, 2)

    def test_nobody_there(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            asker = Asker(f"http://127.0.0.1:{s.getsockname()[1]}")
            self.assertEqual(asker.ask("new.test"), (SERVFAIL, None))
            self.assertEqual(asker.end(), (0, ""))



@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Certificates(unittest.TestCase):
    """A registry with TLS (RFC 7481 section 3.4), whose certificate the machine trusts or not."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.certificate = f"{self.folder.name}/cert"
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-keyout", f"{self.folder.name}/key", "-out", self.certificate, "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], capture_output=True, check=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.certificate, f"{self.folder.name}/key")
        self.server = serve(tls)

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def test_not_trusted(self):
        """A certificate that nobody signed is no proof of a registry; nor is its name asked in the clear."""
        asker = Asker(url_of(self.server, "https"))
        self.assertEqual(asker.ask("new.test"), (SERVFAIL, None))
        self.assertEqual(self.server.seen, {})
        self.assertEqual(asker.end(), (0, ""))

    def test_trusted(self):
        """The machine's authorities are those of a mount namespace, where the test's own stands in their place."""
        enter = ["unshare", "--map-root-user", "--mount", "sh", "-ec", f'mount --bind "$0" {AUTHORITIES}; exec "$@"',
                 self.certificate]
        if subprocess.run([*enter, "true"], capture_output=True, check=False).returncode:
            self.skipTest("no mount namespace may be made here")
        asker = Asker(url_of(self.server, "https"), enter=enter)
        self.assertEqual(asker.ask("new.test"), (OK, "2026-11-12"))
        self.assertEqual(asker.ask("swapped.test"), (SERVFAIL, None))
        self.assertEqual(self.server.seen, {"/domain/new.test": 1, "/domain/swapped.test": 1})
        self.assertEqual(asker.end(), (0, ""))


class Program(unittest.TestCase):
    """`assay check --rdap`, with a name server that is not there."""

    def setUp(self):
        self.server = serve()
        self.unused = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.unused.bind(("127.0.0.1", 0))
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()
        self.unused.close()
        self.server.shutdown()
        self.server.server_close()

    def check(self, domain_name, *options, env=None):
        path = pathlib.Path(self.folder.name) / f"{domain_name}.eml"
        path.write_text(LETTER.format(domain=domain_name))
        done = subprocess.run(
            [ASSAY, "check", "--json", "--all", "--no-people", "--now=2026-11-21", "--dns-timeout=600",
             f"--resolver=127.0.0.1@{self.unused.getsockname()[1]}", *SANDBOX, *options, str(path)],
            capture_output=True, text=True, timeout=60, check=False, env=env)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return {f["code"]: f for f in json.loads(done.stdout)["findings"]}.get("mail.young")

    def test_young(self):
        found = self.check("mail.new.test", "--rdap", url_of(self.server))
        self.assertEqual((found["state"], found["args"]), ("hit", {"domain": "new.test", "days": 9}))
        self.assertEqual(self.server.seen, {"/domain/new.test": 1})

    def test_old(self):
        self.assertEqual(self.check("old.test", "--rdap", url_of(self.server) + "/v1/")["state"], "clear")
        self.assertEqual(self.server.seen, {"/v1/domain/old.test": 1})

    def test_gaps(self):
        for name, gap in {"busy.test": "dns-servfail", "untold.test": "registry", "slow.test": "dns-timeout"}.items():
            found = self.check(name, "--rdap", url_of(self.server))
            self.assertEqual((found["state"], found["gap"]), ("unknown", gap))

    def test_off(self):
        """Nothing is asked, and nothing said, where the user did not want it, or wants no network."""
        self.assertIsNone(self.check("new.test"))
        found = self.check("new.test", "--rdap", url_of(self.server), "--offline")
        self.assertEqual((found["state"], found["gap"]), ("unknown", "offline"))
        self.assertEqual(self.server.seen, {})

    def test_wrong_address(self):
        for address in ("http://rdap.example/", "rdap.example", "http://127.0.0.1.example/", "https://", "https:///x",
                        "https://u@rdap.example/", "ftp://127.0.0.1/"):
            done = subprocess.run([ASSAY, "check", "--rdap", address, os.devnull], capture_output=True, text=True,
                                  timeout=20, check=False)
            self.assertEqual(done.returncode, os.EX_USAGE, address)
            self.assertIn("rdap", done.stderr)

    def test_missing_program(self):
        """A program that is not there is told at once, by name."""
        programs = pathlib.Path(self.folder.name) / "programs"
        programs.mkdir()
        for name in ("assay-worker", "assay-broker"):
            (programs / name).symlink_to(BUILD / "src" / name)
        done = subprocess.run([ASSAY, "check", f"--programs={programs}", "--rdap", url_of(self.server), *SANDBOX,
                               os.devnull], capture_output=True, text=True, timeout=20, check=False)
        self.assertNotIn(done.returncode, (0, 1, 2))
        self.assertIn("assay-rdap", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
