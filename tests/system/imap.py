#!/usr/bin/python3
"""assay-fetch before a real mail server, Dovecot, started on loopback without any privilege,
and before servers that lie, dawdle and die; then `assay learn`, which starts it. Exit 77
naming what is missing.

    tests/system/imap.py ASSAY-FETCH [--sanitized]"""
import grp
import imaplib
import json
import os
import pathlib
import pty
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

FETCH = pathlib.Path(sys.argv[1])
ASSAY = FETCH.parent / "assay"
SANITIZED = "--sanitized" in sys.argv
USER, PASSWORD = "ann@example.com", 'pass "word" \\ with % signs'
SENT = "Sent Items"
MEMORY_KB = (600 if SANITIZED else 60) << 10
TIMEOUT_MS = 1500
SLOW = 4 if SANITIZED else 1

faults = []


def check(what, good, *seen):
    if not good:
        faults.append(what)
        print("FAILED:", what, *(str(s)[:600] for s in seen), flush=True)


class Result:
    """What one run of assay-fetch wrote, its packets taken apart."""

    def __init__(self, status, out, seconds, memory_kb):
        self.status, self.seconds, self.memory_kb = status, seconds, memory_kb
        self.letters, self.dates, self.lines, self.out = {}, {}, [], out
        self.count = 0
        folder = None
        while out:
            line, _, out = out.partition(b"\n")
            words = line.decode("ascii").split(" ")
            if words[0] == "letter":
                n = int(words[2])
                key = (folder, int(words[1]))
                check("each letter whole", n <= len(out), line)
                self.count += 1
                self.letters[key], self.dates[key] = out[:n], int(words[3])
                out = out[n:]
                continue
            if words[0] == "folder":
                folder = words[3]
            self.lines.append(line.decode("ascii"))

    def last(self):
        return self.lines[-1] if self.lines else ""

    def done(self):
        return [tuple(line.split(" ")[1:]) for line in self.lines if line.startswith("done ")]


def fetch(url, *options, password=PASSWORD, answers=("from 0",) * 9, timeout_ms=10000):
    text = "".join(line + "\n" for line in (password, *answers))
    start = time.monotonic()
    child = subprocess.Popen(
        [FETCH, "--timeout-ms", str(timeout_ms), *options, url], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env={**os.environ, "SSLKEYLOGFILE": "/nonexistent/keys"})
    child.stdin.write(text.encode())
    child.stdin.close()
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Result(child.returncode, out, time.monotonic() - start, usage.ru_maxrss)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def letter(i):
    """A letter, and its header section."""
    header = (f"From: Ann <{USER}>\r\nTo: Ben {i} <ben{i}@example.org>\r\n"
              f"Subject: Letter {{{i}}}\r\n with a fold and caf\u00e9 \"(\"\r\n"
              f"Message-ID: <{i}@example.com>\r\n" + "X-Long: " + "x" * (i % 41 * 97) + "\r\n\r\n")
    return (header + f"Body {i}\r\n\r\nEnd\r\n").encode(), header.encode()


# A real server.

def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"], check=True, capture_output=True)


def configure(folder, plain_port, tls_port):
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
    internal, login = ("nobody", "dovenull") if root else (owner.pw_name, owner.pw_name)
    group = grp.getgrgid(owner.pw_gid).gr_name
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (folder / "home").mkdir()
    os.chmod(folder, 0o755)
    if root:
        os.chown(folder / "home", owner.pw_uid, owner.pw_gid)
    unchrooted = "\n".join(f"service {name} {{\n chroot =\n}}" for name in
                           ("anvil", "imap-login", "stats", "auth", "auth-worker"))
    (folder / "conf").write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
 driver = passwd-file
 args = {folder}/users
}}
userdb {{
 driver = static
 args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/home
}}
mail_location = maildir:{folder}/home/Maildir
namespace inbox {{
 inbox = yes
 separator = /
 mailbox "{SENT}" {{
  special_use = \\Sent
  auto = create
 }}
 mailbox Sent {{
  auto = create
 }}
}}
{unchrooted}
service imap-login {{
 inet_listener imap {{
  port = {plain_port}
 }}
 inet_listener imaps {{
  port = {tls_port}
  ssl = yes
 }}
}}
""")


def start_dovecot(dovecot, folder, plain_port, tls_port):
    configure(folder, plain_port, tls_port)
    server = subprocess.Popen([dovecot, "-F", "-c", folder / "conf"], stderr=subprocess.PIPE)
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", tls_port)) == 0 or server.poll() is not None:
                break
        time.sleep(0.05)
    return server


class Mailbox:
    """The user's own mail program."""

    def __init__(self, folder, port):
        context = ssl.create_default_context(cafile=folder / "cert.pem")
        self.imap = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=context)
        self.imap.login(USER, PASSWORD)

    def append(self, folder, numbers, flags=""):
        for i in numbers:
            answer = self.imap.append(f'"{folder}"', flags,
                                      f'"{i % 28 + 1:02d}-Nov-2026 08:00:00 +0900"', letter(i)[0])
            assert answer[0] == "OK", answer

    def uids_and_flags(self, folder):
        self.imap.select(f'"{folder}"', readonly=True)
        found = self.imap.uid("FETCH", "1:*", "(FLAGS)")[1]
        self.imap.unselect()
        return found

    def renew(self, folder):
        self.imap.delete(f'"{folder}"')
        time.sleep(1.1)
        self.imap.create(f'"{folder}"')


def sent(numbers, folder="Sent%20Items"):
    return {(folder, uid): letter(i)[1] for uid, i in enumerate(numbers, 1)}


def check_whole(box, url, ca):
    box.append(SENT, range(30))
    box.append(SENT, [30], "\\Seen")
    box.append("INBOX", [100])
    before = box.uids_and_flags(SENT)
    got = fetch(url, *ca)
    check("all headers come", got.status == 0 and got.last() == "end", got.status, got.out)
    check("each letter once", got.count == 31, got.count)
    check("bit-exact", got.letters == sent(range(31)), got.letters)
    check("the date of arrival", got.dates.get(("Sent%20Items", 1)) == 1793487600, got.dates)
    check("flags are as they were", box.uids_and_flags(SENT) == before and
          sum(b"Seen" in f for f in before) == 1, before)
    check("the folder's line", got.lines and got.lines[0].split(" ")[::2] ==
          ["folder", "31"] and got.lines[0].endswith(" Sent%20Items"), got.lines)
    check("UID of the last", got.done() and got.done()[0][1:] == ("31", "Sent%20Items"),
          got.lines)
    check("memory", got.memory_kb < MEMORY_KB, got.memory_kb)
    return got.done()[0][0]


def check_increments(box, url, ca, validity):
    got = fetch(url, *ca, answers=["from 31"])
    check("nothing new", got.status == 0 and not got.letters and
          got.done() == [(validity, "31", "Sent%20Items")], got.lines)
    box.append(SENT, [31, 32])
    got = fetch(url, *ca, answers=["from 31"])
    check("only what is new", got.letters == {k: v for k, v in sent(range(33)).items()
                                              if k[1] > 31}, got.letters)
    box.renew(SENT)
    box.append(SENT, range(40, 43))
    got = fetch(url, *ca)
    check("another UIDVALIDITY", got.letters == sent(range(40, 43)) and
          got.done()[0][0] != validity and got.lines[0].split(" ")[1] == got.done()[0][0],
          got.lines)


def check_answers(url, ca):
    got = fetch(url, *ca, "--received", answers=["from 0"])
    check("no second answer is the end", got.status == 0 and got.lines[-2].startswith("folder ")
          and got.last() == "end" and len(got.done()) == 1, got.lines)
    got = fetch(url, *ca, answers=["from 4294967295"])
    check("above all UIDs", got.status == 0 and not got.letters and
          got.done()[0][1] == "4294967295", got.lines)
    for bad in ("from", "from x", "from 4294967296", "from -1", "from 1 2", "", "have x 1 2",
                "from " + "1" * 5000, "\0"):
        got = fetch(url, *ca, answers=[bad])
        check("the answer " + bad[:20], got.status == 69 and not got.letters and
              got.last().startswith("error "), got.status, got.lines)
    got = fetch(url, *ca, password="x" * 5000)
    check("a password too long", got.status == 69 and "too long" in got.last(), got.lines)


def check_folders(box, url, ca):
    got = fetch(url, *ca, "--received")
    check("--received", got.letters == {**sent(range(40, 43)), **sent([100], "INBOX")}, got.lines)
    box.imap.create('"R&-D &AOk- 100%"')
    box.append("R&-D &AOk- 100%", [7])
    got = fetch(url, *ca, "--folder", "R&D \u00e9 100%", "--folder", "INBOX")
    check("--folder", got.letters == {**sent([7], "R&-D%20&AOk-%20100%25"),
                                      **sent([100], "INBOX")}, got.lines)
    got = fetch(url, *ca, "--folder", "Nowhere \"\\")
    check("no such folder", got.status == 69 and got.last().startswith("error "), got.lines)
    box.append("Sent", range(620))
    box.imap.select("Sent")
    box.imap.store("2:90", "+FLAGS", "\\Deleted")
    box.imap.expunge()
    box.imap.unselect()
    got = fetch(url, *ca, "--folder", "Sent", timeout_ms=60000)
    check("in steps", got.letters == {k: v for k, v in sent(range(620), "Sent").items()
                                      if not 2 <= k[1] <= 90}, got.lines)


def check_logins(url, plain_url, ca, folder):
    got = fetch(url, *ca, password="wrong")
    check("a wrong password", got.status == 77 and got.last().startswith("error "), got.lines)
    got = fetch(url)
    check("an unknown authority", got.status == 69 and "certificate" in got.last(), got.lines)
    got = fetch(url.replace("127.0.0.1", "mail.localhost"), *ca)
    check("another's certificate", got.status == 69 and "certificate" in got.last(), got.lines)
    got = fetch(plain_url, *ca)
    check("STARTTLS", got.status == 0 and got.last() == "end", got.lines)
    got = fetch(plain_url)
    check("STARTTLS and an unknown authority", got.status == 69, got.lines)
    got = fetch(url, "--ca", str(folder / "none"))
    check("no file of authorities", got.status == 69, got.lines)
    for bad in ("http://ann@127.0.0.1/", "imaps://127.0.0.1/", "imaps://a:b@127.0.0.1/",
                "imaps://a@127.0.0.1/INBOX", "imaps://a;AUTH=PLAIN@127.0.0.1/", "x", ""):
        check("the address " + bad, fetch(bad).status == 69)


class Learner:
    """`assay learn` with a memory of its own."""

    def __init__(self, folder, name, *options, url=None, password=PASSWORD):
        self.memory, self.url = folder / name / "people.db", url
        self.password = folder / (name + ".password")
        self.password.write_text(password + "\n")
        self.options = [*options, "--sandbox=none"] if SANITIZED else [*options]

    def run(self, *args, command="learn", **more):
        return subprocess.run(
            [ASSAY, command, "--people", self.memory, *args], capture_output=True, timeout=60,
            check=False, env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL, **more)

    def learn(self, *args):
        done = self.run("--json", "--password-file", self.password, *self.options, *args,
                        self.url)
        counts = json.loads(done.stdout) if done.stdout else {}
        return done.returncode, counts.get("letters"), counts.get("sent"), done.stderr.decode()

    def people(self):
        rows = self.run("--json", command="people", *("list",)).stdout.decode().splitlines()
        return {row["address"]: row["sent"] for row in map(json.loads, rows)}


def check_learning(box, url, ca, folder):
    me = ("--me", USER)
    learner = Learner(folder, "memory", *ca, *me, url=url)
    box.renew(SENT)
    box.append(SENT, range(40, 43))
    got = learner.learn()
    check("learns", got == (0, 3, 3, ""), got)
    got = learner.learn()
    check("learns again nothing", got == (0, 0, 0, ""), got)
    box.append(SENT, [50, 51])
    got = learner.learn()
    check("learns what is new", got == (0, 2, 2, ""), got)
    box.renew(SENT)
    box.append(SENT, range(40, 44))
    got = learner.learn()
    check("another UIDVALIDITY: all again, one of them new", got == (0, 4, 1, ""), got)
    check("nobody twice", learner.people() ==
          {f"ben{i}@example.org": 1 for i in (40, 41, 42, 43, 50, 51)}, learner.people())
    got = learner.learn("--folder", "INBOX", "--folder", "R&D \u00e9 100%")
    check("learns from --folder", got == (0, 2, 2, ""), got)
    box.append("INBOX", [101])
    got = learner.learn("--received")
    check("--received reads the inbox too, and all of it", got == (0, 6, 1, ""), got)
    learner.run("--me", "other@example.com", "--yes", "/dev/null")
    got = learner.learn("--me", "another@example.com")
    check("another own address: all again", got == (0, 4, 0, ""), got)
    guess = Learner(folder, "guess", *ca, "--yes", url=url)
    got = guess.learn()
    check("guesses", got == (0, 4, 4, ""), got)


def check_learning_fails(url, ca, folder):
    me = ("--me", USER)
    wrong = Learner(folder, "wrong", *ca, *me, url=url, password="wrong")
    for _ in range(5):
        got = wrong.learn()
        check("learn: a wrong password", got[0] == 77 and got[2] == 0 and
              "password" in got[3], got)
    got = Learner(folder, "unknown", *me, url=url).learn()
    check("learn: an unknown authority", got[0] == 69 and "certificate" in got[3], got)
    got = Learner(folder, "nowhere", *ca, *me, "--folder", "Nowhere", url=url).learn()
    check("learn: no such folder", got[0] == 69 and "Nowhere" in got[3], got)
    got = Learner(folder, "none", *ca, *me, url=url)
    done = got.run(*got.options, url)
    check("learn: no password", done.returncode == 64 and b"--password-file" in done.stderr, done)
    got.password.unlink()
    check("learn: no file of a password", got.learn()[0] == 66)


def check_learning_of_lies(folder):
    """What came before a server died is learned, and read again."""
    half = (b"* 1 FETCH (UID 1 BODY[HEADER] {%d}\r\n%b)\r\n* 2 FETCH (UID 2 BODY[HEADER] {9}\r\n" %
            (len(letter(1)[1]), letter(1)[1]))
    liar = Liar(at("HEADER", lambda c, t: hang_up(c, half)))
    learner = Learner(folder, "half", "--me", USER,
                      url=f"imap://{USER}@127.0.0.1:{liar.port}/")
    for sent_now in (1, 0):
        got = learner.learn("--folder", "Sent")
        check("learn: death in the middle", got[:3] == (69, 1, sent_now) and got[3], got)
    check("learn: what came is kept", learner.people() == {"ben1@example.org": 1})


def check_terminal(url, ca, folder):
    """A password is asked for once, though the letters are read twice, and not shown."""
    learner = Learner(folder, "terminal", *ca, url=url)
    pid, master = pty.fork()
    if pid == 0:
        os.execve(ASSAY, [str(s) for s in (ASSAY, "learn", "--people", learner.memory,
                                           *learner.options, url)], {"PATH": "/usr/bin:/bin"})
    text, answers = b"", {b"Password of ": PASSWORD, b"Is that you?": "y"}
    try:
        while block := os.read(master, 65536):
            text += block
            for question in [q for q in answers if q in text]:
                time.sleep(0.2)
                os.write(master, answers.pop(question).encode() + b"\n")
    except OSError:
        pass
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(master)
    check("a password from the terminal", status == 0 and text.count(b"Password of ") == 1 and
          b"pass " not in text and learner.people(), status, text)


def check_interrupt():
    """An interrupt ends the reading of a server that never ends, and assay-fetch with it."""
    one = letter(1)[1]
    reached = threading.Event()

    def dawdle(connection, tag):
        Liar.send(connection, f"* 1 FETCH (UID 1 BODY[HEADER] {{{len(one)}}}",
                  one.decode() + ")")
        reached.set()
        forever_slowly(connection)

    liar = Liar(at("HEADER", dawdle))
    with tempfile.TemporaryDirectory() as name:
        learner = Learner(pathlib.Path(name), "memory", "--me", USER,
                          url=f"imap://{USER}@127.0.0.1:{liar.port}/")
        child = subprocess.Popen(
            [ASSAY, "learn", "--people", learner.memory, "--password-file", learner.password,
             *learner.options, "--folder", "Sent", learner.url],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        check("it gets as far as a letter", reached.wait(20))
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
        check("an interrupt", child.returncode == 130 and err == b"",
              child.returncode, out, err)


def forever_slowly(connection):
    while True:
        connection.sendall(b"* OK still here\r\n")
        time.sleep(0.2)


def real_server(dovecot):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plain_port, tls_port = free_port(), free_port()
        make_certificate(folder)
        server = start_dovecot(dovecot, folder, plain_port, tls_port)
        try:
            user = USER.replace("@", "%40")
            url, ca = f"imaps://{user}@127.0.0.1:{tls_port}/", ("--ca", folder / "cert.pem")
            box = Mailbox(folder, tls_port)
            validity = check_whole(box, url, ca)
            check_increments(box, url, ca, validity)
            check_answers(url, ca)
            check_folders(box, url, ca)
            check_logins(url, f"imap://{user}@127.0.0.1:{plain_port}", ca, folder)
        except BaseException:
            log = folder / "log"
            print(log.read_text() if log.exists() else server.stderr.read1())
            raise
        finally:
            server.terminate()
            server.wait()


# Servers made up.

class Liar:
    """A server on loopback that greets and lets everybody in, unless `early` speaks first;
    `behave(connection, tag, command)` answers what comes after that, or gives True to have
    it answered as an honest server of three letters would."""

    def __init__(self, behave, early=None, capabilities="IMAP4rev1 AUTH=PLAIN SASL-IR"):
        self.behave, self.early, self.capabilities = behave, early, capabilities
        self.heard = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            with connection:
                try:
                    self.talk(connection)
                except OSError:
                    pass

    def talk(self, connection):
        if self.early:
            self.early(connection)
            return
        connection.sendall(b"* OK hello\r\n")
        for raw in connection.makefile("rb"):
            tag, _, command = raw.decode().strip().partition(" ")
            self.heard.append(command)
            if command.startswith(("AUTHENTICATE", "LOGIN")):
                self.send(connection, f"{tag} OK in")
            elif self.behave(connection, tag, command):
                self.honest(connection, tag, command)

    def honest(self, connection, tag, command):
        lines = {"CAPABILITY": [f"* CAPABILITY {self.capabilities}"],
                 "LIST": ['* LIST () "." INBOX', '* LIST (\\HasNoChildren) "." "INBOX.Sent"',
                          '* LIST () "." Envoy&AOk-s', '* LIST () "." Archive.Sent',
                          '* LIST (\\Noselect) "." Sent'],
                 "EXAMINE": ["* 3 EXISTS", "* OK [UIDVALIDITY 9] x", "* OK [UIDNEXT 4] x"],
                 "UID": [f"* {i} FETCH (UID {i})" for i in (1, 2, 3)]}
        if "HEADER" in command:
            lines["UID"] = [f"* {i} FETCH (BODY[HEADER]<0> {{8}}\r\nA: {i}\r\n\r\n UID {i})"
                            for i in (3, 1, 2)]
        self.send(connection, *lines.get(command.split(" ")[0], []), f"{tag} OK done")

    @staticmethod
    def send(connection, *lines):
        connection.sendall("".join(line + "\r\n" for line in lines).encode())

    def fetch(self, *options, host="127.0.0.1"):
        try:
            return fetch(f"imap://{USER}@{host}:{self.port}/", *options, timeout_ms=TIMEOUT_MS)
        finally:
            self.listener.close()


def forever(connection, block):
    while True:
        connection.sendall(block)


def at(word, act):
    """Does that when a command with `word` comes, and is honest before."""
    def behave(connection, tag, command):
        if word not in command:
            return True
        act(connection, tag)
        return False
    return behave


def hang_up(connection, *bytes_before):
    for b in bytes_before:
        connection.sendall(b)
    connection.shutdown(socket.SHUT_RDWR)


LIES = [
    ("a literal of 2 GB", 69, at("HEADER", lambda c, t: forever(
        c, b"* 1 FETCH (UID 1 BODY[HEADER]<0> {2147483648}\r\n" + b"x" * 65536))),
    ("a literal that never comes", 75, at("HEADER", lambda c, t: c.sendall(
        b"* 1 FETCH (UID 1 BODY[HEADER]<0> {1000000}\r\nFrom: x"))),
    ("a line without end", 69, at("EXAMINE", lambda c, t: forever(c, b"x" * 4096))),
    ("lines without end", 75, at("EXAMINE", lambda c, t: forever(c, b"* OK x\r\n" * 500))),
    ("letters without end", 69, at("HEADER", lambda c, t: forever(
        c, b"* 1 FETCH (UID 1 BODY[HEADER] {1}\r\nx)\r\n" * 500))),
    ("UIDs without end", 75, at("(UID)", lambda c, t: forever(
        c, b"".join(b"* 1 FETCH (UID %d)\r\n" % i for i in range(4000000000, 4000000500))))),
    ("folders without end", 75, at("LIST", lambda c, t: forever(
        c, b"".join(b"* LIST (\\Sent) NIL %d\r\n" % i for i in range(500))))),
    ("another's tag", 69, at("EXAMINE", lambda c, t: c.sendall(b"zz OK done\r\n"))),
    ("not IMAP", 69, at("EXAMINE", lambda c, t: c.sendall(b"\0\xff\r\n" * 9))),
    ("half a response", 69, at("HEADER", lambda c, t: Liar.send(
        c, "* 1 FETCH (UID 1 BODY[HEADER] (x", t + " OK"))),
    ("a refusal", 69, at("EXAMINE", lambda c, t: Liar.send(c, t + " NO \x1b[31m\u202e"))),
    ("silence", 75, at("LIST", lambda c, t: None)),
    ("a byte now and then", 75, at("EXAMINE", lambda c, t: [
        (c.sendall(b"*"), time.sleep(0.2)) for _ in range(100)])),
    ("farewell", 75, at("HEADER", lambda c, t: c.sendall(b"* BYE maintenance\r\n"))),
    ("death in the middle", 75, at("HEADER", lambda c, t: hang_up(
        c, b"* 1 FETCH (UID 1 BODY[HEADER] {3}\r\nA:1)\r\n* 2 FETCH (UID 2 BODY[HEADER] {9}\r\n"))),
]
EARLY = [
    ("death at once", {75}, hang_up),
    ("silence at once", {75}, lambda c: time.sleep(60)),
    ("lines without end at once", {69, 75}, lambda c: forever(c, b"* x\r\n" * 500)),
    ("a line without end at once", {69, 75}, lambda c: forever(c, b"x" * 4096)),
]


def check_lie(what, statuses, liar):
    got = liar.fetch()
    check(what, got.status in statuses and got.last().startswith("error "), got.status,
          got.lines)
    check(what + ": clean text", got.out.isascii() and b"\x1b" not in got.out, got.out)
    check(what + ": in time", got.seconds < TIMEOUT_MS / 1000 + 2 * SLOW, got.seconds)
    check(what + ": memory", got.memory_kb < MEMORY_KB, got.memory_kb)


def check_locks():
    asked = threading.Event()
    liar = Liar(at("LIST", lambda c, t: asked.set()))
    child = subprocess.Popen([FETCH, f"imap://{USER}@127.0.0.1:{liar.port}/"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdin.write(b"x\n\n")
    child.stdin.flush()
    check("it gets as far as LIST", asked.wait(10))
    status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
    child.kill()
    child.communicate()
    check("the locks are closed", "NoNewPrivs:\t1" in status and "Seccomp:\t2" in status,
          status)


def made_up_servers():
    if not SANITIZED:
        check_locks()
    got = Liar(lambda *_: True).fetch()
    names = ["Envoy&AOk-s", "INBOX.Sent"]
    check("well known names", got.status == 0 and sorted(d[2] for d in got.done()) == names and
          got.letters == {(n, i): b"A: %d\r\n\r\n" % i for n in names for i in (1, 2, 3)},
          got.out)
    got = Liar(at("RETURN", lambda c, t: Liar.send(c, t + " BAD what")),
               capabilities="IMAP4rev1 SPECIAL-USE LIST-EXTENDED").fetch()
    check("a server that knows no RETURN", got.status == 0 and len(got.done()) == 2, got.out)
    plain = Liar(lambda *_: True)
    got = plain.fetch(host="mail.localhost")
    check("no encryption, not loopback", got.status == 69 and "encryption" in got.last() and
          not any(c.startswith(("LOGIN", "AUTH")) for c in plain.heard), got.lines, plain.heard)
    only = Liar(lambda *_: True)
    only.fetch()
    check("only commands that read", {c.split(" ")[0] for c in only.heard} <=
          {"CAPABILITY", "AUTHENTICATE", "LOGIN", "LIST", "EXAMINE", "UID"} and
          not any("BODY[" in c for c in only.heard), only.heard)
    check_interrupt()
    for what, status, behave in LIES:
        check_lie(what, {status}, Liar(behave))
    for what, statuses, early in EARLY:
        check_lie(what, statuses, Liar(None, early))
    got = fetch(f"imaps://{USER}@127.0.0.1:{free_port()}/")
    check("nobody there", got.status == 75, got.lines)


def main():
    dovecot = shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin")
    made_up_servers()
    missing = [name for name, path in (("dovecot-imapd", dovecot and pathlib.Path(
        "/usr/lib/dovecot/imap").exists()), ("openssl", shutil.which("openssl"))) if not path]
    if not missing:
        real_server(dovecot)
    if faults:
        return 1
    if missing:
        print("skipped:", ", ".join(missing), "not installed")
        return 77
    return 0


sys.exit(main())
