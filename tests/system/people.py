#!/usr/bin/python3
"""`assay learn` and `assay people` from outside, over a file and, where ASSAY_TEST_PG names a
server, over that: sources, whose mail it is, interrupts, two at once, damage, the hand.

    people.py BUILD SOURCE [OPTION]..."""
import contextlib
import itertools
import json
import mailbox
import os
import pathlib
import pty
import re
import select
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

BUILD = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(sys.argv[2]).resolve()
SANDBOX = sys.argv[3:]
ASSAY = BUILD / "src/assay"
SERVER = os.environ.get("ASSAY_TEST_PG")
ME = "ann@example.com"
CARD = b"""BEGIN:VCARD\r
VERSION:3.0\r
FN:Carla Card\r
EMAIL:carla@example.org\r
END:VCARD\r
"""
MANY = 10000 if SERVER else 30000
users = itertools.count(1)


def letter(number, to="ben@example.org", more="", sender=f"Ann <{ME}>"):
    return (f"{more}From: {sender}\nTo: Ben Bell <{to}>\nSubject: Letter\n"
            f"Date: Mon, {number % 28 + 1:02d} Nov 2025 08:00:00 +0000\n"
            f"Message-ID: <{number}@example.com>\n\nHello\n").encode()


def mbox(letters):
    return b"".join(b"From ann@example.com Mon Nov 23 08:00:00 2026\n" + one + b"\n"
                    for one in letters)


def received(number, sender="Ben Bell <ben@example.org>"):
    return letter(number, ME, "Return-Path: <x@example.net>\nReceived: from a.example by "
                  "mx.example.com; Mon, 3 Nov 2025 08:00:00 +0000\n", sender)


def validator(name):
    schema = json.loads((SOURCE / "docs/schema" / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


LEARN, PEOPLE = validator("learn-1.json"), validator("people-1.json")


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="assay-people-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.data = self.folder / "data"
        self.file = self.data / "assay/people.db"
        self.memory = self.new_memory()

    def new_memory(self):
        if SERVER:
            return ["--people", SERVER, "--people-user", f"u{os.getpid()}.{next(users)}"]
        return []

    def environment(self):
        return {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "TERM": "xterm",
                "XDG_DATA_HOME": str(self.data)}

    def command(self, *args, memory=None):
        name, *rest = [str(a) for a in args]
        own = [] if name == "people" else SANDBOX
        return [ASSAY, name, *own, *(self.memory if memory is None else memory), *rest]

    def run_assay(self, *args, memory=None, **more):
        more.setdefault("stdin", subprocess.DEVNULL if "input" not in more else None)
        if "input" in more:
            del more["stdin"]
        return subprocess.run(self.command(*args, memory=memory), capture_output=True,
                              env=self.environment(), timeout=120, check=False, **more)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def learn(self, *args, status=0, **more):
        done = self.run_assay("learn", "--json", "--me", ME, *args, **more)
        self.assertEqual(done.returncode, status, done.stderr)
        counts = json.loads(done.stdout)
        LEARN.validate(counts)
        return {k: v for k, v in counts.items() if v and k != "schema"}

    def people(self, *args, **more):
        done = self.run_assay("people", "--json", "list", *args, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        for row in rows:
            PEOPLE.validate(row)
        return {row["address"]: row["sent"] for row in rows}

    def said(self, *args, status=0, **more):
        """What a command prints; on standard error if it fails."""
        done = self.run_assay(*args, **more)
        self.assertEqual(done.returncode, status, done.stderr + done.stdout)
        return (done.stderr if status else done.stdout).decode()

    def on_terminal(self, *args, answer=b""):
        """Status and all that a terminal shows; the answer is given when a question stands."""
        pid, master = pty.fork()
        if pid == 0:
            os.execve(ASSAY, self.command(*args), self.environment())
        text, asked = b"", False
        with contextlib.suppress(OSError):
            while select.select([master], [], [], 60)[0]:
                block = os.read(master, 65536)
                if not block:
                    break
                text += block
                if answer and not asked and b"?" in text:
                    os.write(master, answer)
                    asked = True
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(master)
        return status, text.decode()


class Channels(Case):
    """One name on a network, in a letter and on another network."""

    def codes(self, *args, text):
        done = self.run_assay("check", "--offline", "--json", *args, "-", input=text)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return {f["code"]: f["args"] for f in json.loads(done.stdout)["findings"]
                if f["state"] == "hit"}

    def test_facts_that_disagree_are_told(self):
        self.learn(self.write("sent.eml", letter(1)))
        chat = ["--approach", "--from-name", "Jane Doe"]
        self.assertNotIn("talk.told", self.codes(
            *chat, "--channel", "LinkedIn", "--handle", "jane-doe",
            text=b"Hello! My mailbox is jane.doe@example.net."))
        mail = received(2, "Jane Doe <jane.doe@example.org>") + b"My Telegram: @jane_doe\n"
        told = self.codes(text=mail)["mail.told"]
        self.assertEqual((told["account"], told["other"]),
                         ("jane.doe@example.org", "jane.doe@example.net"))
        told = self.codes(*chat, "--channel", "Telegram", "--handle", "@jane_doe_hr",
                          text=b"It is me.")["talk.told"]
        self.assertEqual((told["account"], told["other"]), ("jane_doe_hr", "jane_doe"))
        self.assertNotIn("talk.told", self.codes(
            *chat, "--channel", "Telegram", "--handle", "@jane_doe", text=b"It is me."))


class Sources(Case):
    def test_an_mbox_is_learned_once_and_read_on(self):
        letters = [letter(i, f"p{i % 3}@example.org") for i in range(30)]
        box = self.write("sent.mbox", mbox(letters))
        self.assertEqual(self.learn(box), {"letters": 30, "sent": 30})
        self.assertEqual(self.people(), {f"p{i}@example.org": 10 for i in range(3)})
        self.assertEqual(self.learn(box), {})
        self.write("sent.mbox", mbox(letters + [letter(30, "new@example.org")]))
        self.assertEqual(self.learn(box), {"letters": 1, "sent": 1})
        alias = self.folder / "alias"
        alias.symlink_to(box)
        self.assertEqual(self.learn(alias), {})
        self.write("sent.mbox", mbox(letters[5:20] + [letter(31)]))
        self.assertEqual(self.learn(box), {"letters": 16, "sent": 1, "before": 15})
        self.write("sent.mbox", mbox([letter(99, "x" * 40 + "@example.org")] + letters[5:]))
        self.assertEqual(self.learn(box), {"letters": 26, "sent": 1, "before": 25})
        self.write("sent.mbox", b"")
        self.assertEqual(self.learn(box), {"letters": 1, "nothing": 1})
        self.assertEqual(self.people()["p1@example.org"], 10)

    def test_what_was_passed_over_is_read_for_another_purpose(self):
        box = self.write("all.mbox", mbox([letter(1), received(2),
                                           letter(3, "c@example.org", sender="a@other.example")]))
        self.assertEqual(self.learn(box), {"letters": 3, "sent": 1, "not_mine": 2})
        self.assertEqual(self.learn("--received", box),
                         {"letters": 3, "before": 1, "received": 2})
        self.assertEqual(self.learn("--received", box), {})
        self.assertEqual(self.learn("--me", "a@other.example", box),
                         {"letters": 3, "sent": 1, "before": 1, "not_mine": 1})

    def test_a_maildir_and_its_folders(self):
        maildir = mailbox.Maildir(self.folder / "md")
        maildir.add(received(1))
        maildir.add(received(2, f"Ann <{ME}>"))
        sent = maildir.add_folder("Sent")
        for i in range(3, 6):
            sent.add(letter(i))
        self.assertEqual(self.learn(self.folder / "md"),
                         {"letters": 5, "sent": 3, "not_mine": 1, "delivered": 1})
        self.assertEqual(self.learn(self.folder / "md/.Sent"), {"letters": 3, "before": 3})
        self.assertEqual(self.people(), {"ben@example.org": 3})

    def test_delivered_letters_in_ones_own_name_teach_nothing(self):
        inbox = mailbox.Maildir(self.folder / "md")
        for i in range(20):
            inbox.add(received(i, f"Ann <{ME}>"))
        for options in ([], ["--received"]):
            self.learn(*options, self.folder / "md")
            self.assertEqual(self.people(), {})
        self.assertIn("anyone may have written them",
                      self.said("learn", "--me", ME, self.folder / "md"))

    def test_a_folder_a_letter_a_pipe_and_cards(self):
        for i in range(3):
            self.write(f"f/{i}.eml", letter(i))
        self.assertEqual(self.learn(self.folder / "f"), {"letters": 3, "sent": 3})
        self.assertEqual(self.learn(self.folder / "f/0.eml"), {"letters": 1, "before": 1})
        self.assertEqual(self.learn("-", input=letter(7)), {"letters": 1, "sent": 1})
        self.assertEqual(self.learn("-", input=mbox([letter(7), letter(8)])),
                         {"letters": 2, "sent": 1, "before": 1})
        cards = self.write("book.vcf", CARD + CARD.replace(b"arla", b"ora"))
        for _ in range(2):
            self.assertEqual(self.learn(cards), {"cards": 2})
        self.assertEqual(self.people(), {"ben@example.org": 5, "carla@example.org": 0,
                                         "cora@example.org": 0})
        self.assertIn("2 entries of an address book learned",
                      self.said("learn", "--me", ME, cards))

    def test_what_cannot_be_read_is_named_and_the_others_are_learned(self):
        one = self.write("one.eml", letter(1))
        done = self.run_assay("learn", "--json", "--me", ME, self.folder / "absent", one)
        self.assertEqual(done.returncode, 66)
        self.assertIn(b"absent", done.stderr)
        self.assertEqual(json.loads(done.stdout)["sent"], 1)
        self.said("learn", status=64)
        self.said("learn", "--me", "nobody", one, status=64)
        self.said("learn", "--all", one, status=64)


class WhoseMail(Case):
    def setUp(self):
        super().setUp()
        self.box = self.write("sent.mbox", mbox([letter(i) for i in range(20)]))

    def test_a_guess_is_refused_without_a_terminal(self):
        said = self.said("learn", self.box, status=64)
        self.assertIn(f"--me {ME}", said)
        self.assertEqual(self.people(), {})

    def test_yes_takes_the_guess_and_it_stays(self):
        self.assertIn("20 ", self.said("learn", "--yes", self.box))
        one = self.write("one.eml", letter(99))
        self.assertIn("1 letter read", self.said("learn", one))
        self.assertIn(f"You are {ME}.", self.said("people", "list"))

    def test_a_terminal_is_asked(self):
        status, text = self.on_terminal("learn", self.box, answer=b"n\n")
        self.assertEqual(status, 64, text)
        self.assertIn(f"20 of 20 letters are from {ME}. Is that you? [y/N]", text)
        self.assertEqual(self.people(), {})
        status, text = self.on_terminal("learn", self.box, answer=b"y\n")
        self.assertEqual(status, 0, text)
        self.assertEqual(self.people(), {"ben@example.org": 20})

    def test_a_pipe_is_not_read_twice(self):
        self.assertIn("--me", self.said("learn", "--yes", "-", input=letter(1), status=64))
        with open(self.box, "rb") as standard:
            self.assertIn("20 ", self.said("learn", "--yes", "-", stdin=standard))

    def test_a_mailbox_without_sent_letters_gives_no_guess(self):
        box = self.write("in.mbox", mbox([received(i) for i in range(5)]))
        self.assertIn("--me", self.said("learn", "--yes", box, status=65))

    def test_progress_is_for_a_terminal(self):
        box = self.write("many.mbox", mbox(letter(i) for i in range(3000)))
        status, text = self.on_terminal("learn", "--me", ME, box)
        self.assertEqual(status, 0)
        self.assertIn(" learned\x1b[K", text)
        _, text = self.on_terminal("learn", "--no-progress", "--me", ME, self.box)
        self.assertNotIn("\x1b", text)
        done = self.run_assay("learn", "--me", ME, box)
        self.assertEqual(done.stderr, b"")
        self.assertNotIn(b"\x1b", done.stdout)


class Ends(Case):
    """Interrupted, killed, two at once: the same is known in the end."""

    def setUp(self):
        super().setUp()
        self.box = self.write("many.mbox", mbox(letter(i, f"p{i % 50}@o{i % 7}.example")
                                                for i in range(MANY)))
        self.whole = {}
        for i in range(MANY):
            address = f"p{i % 50}@o{i % 7}.example"
            self.whole[address] = self.whole.get(address, 0) + 1

    def start(self, *args):
        return subprocess.Popen(self.command("learn", "--json", "--me", ME, *args, self.box),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment(), stdin=subprocess.DEVNULL)

    def wait_for_some(self):
        for _ in range(600):
            done = self.run_assay("people", "--json", "list")
            if done.returncode == 0 and done.stdout:
                return
            time.sleep(0.02)
        self.fail("nothing is learned")

    def end_in_the_middle(self, number):
        with self.start("--jobs=1") as process:
            self.wait_for_some()
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def check_the_rest(self):
        some = sum(self.people().values())
        self.assertTrue(0 < some < MANY, some)
        self.learn(self.box)
        self.assertEqual(self.people(), self.whole)
        self.assertEqual(self.learn(self.box), {})

    def test_an_interrupt_keeps_what_was_learned(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.memory = self.new_memory()
            if self.file.exists():
                self.file.unlink()
            status, out, err = self.end_in_the_middle(number)
            self.assertEqual(status, 128 + number, err)
            self.assertEqual(err, b"")
            counts = json.loads(out)
            self.assertEqual(counts["letters"], counts["sent"])
            self.assertEqual(sum(self.people().values()), counts["sent"])
            self.check_the_rest()

    def test_an_interrupt_from_the_keyboard_reaches_workers_too(self):
        pid, master = pty.fork()
        if pid == 0:
            os.execve(ASSAY, self.command("learn", "--jobs=2", "--me", ME, self.box),
                      self.environment())
        self.wait_for_some()
        os.write(master, b"\x03")
        with contextlib.suppress(OSError):
            while os.read(master, 65536):
                pass
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 130)
        os.close(master)
        self.check_the_rest()

    def test_a_mailbox_that_shrinks_keeps_what_was_committed(self):
        content = self.box.read_bytes()
        with self.start("--jobs=1") as process:
            self.wait_for_some()
            os.truncate(self.box, 4096)
            _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 74)
        self.assertEqual(err, b"assay: a file became shorter while it was read\n")
        self.box.write_bytes(content)
        self.check_the_rest()

    def test_a_kill_keeps_what_was_committed(self):
        status, _, _ = self.end_in_the_middle(signal.SIGKILL)
        self.assertEqual(status, -signal.SIGKILL)
        if not SERVER:
            with contextlib.closing(sqlite3.connect(self.file)) as db:
                self.assertEqual(db.execute("PRAGMA quick_check").fetchall(), [("ok",)])
        self.check_the_rest()

    def test_two_at_once_know_the_same(self):
        with self.start() as one, self.start() as two:
            for process in (one, two):
                out, err = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 0, err)
                LEARN.validate(json.loads(out))
        self.assertEqual(self.people(), self.whole)

    def test_letters_are_checked_meanwhile(self):
        for i in range(20):
            self.write(f"f/{i}.eml", received(100000 + i))
        with self.start() as process:
            self.wait_for_some()
            done = self.run_assay("check", "--offline", "--json", self.folder / "f")
            _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, err)
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), 20, done.stderr)
        self.assertNotIn(b'"gap":"people"', done.stdout)
        self.assertEqual(self.people(), self.whole)


class Hand(Case):
    def setUp(self):
        super().setUp()
        letters = [letter(i) for i in range(20)] + [letter(20, "zoe@example.net")]
        self.learn(self.write("sent.mbox", mbox(letters)))
        self.learn(self.write("book.vcf", CARD))

    def test_list_shows_and_finds(self):
        said = self.said("people", "list")
        self.assertIn(f"You are {ME}.", said)
        self.assertIn("3 people", said)
        self.assertRegex(said, r" 20  2025-11-\d\d  ben@example.org  Ben Bell")
        self.assertEqual(list(self.people("ZOE")), ["zoe@example.net"])
        self.assertEqual(self.people("nobody"), {})
        self.said("people", "list", "a", "b", status=64)

    def test_show_and_why(self):
        self.assertIn("You sent 20 letters there", self.said("people", "show", "Ben@Example.org"))
        self.assertIn("address book", self.said("people", "show", "carla@example.org"))
        row = json.loads(self.said("people", "--json", "show", "ben@example.org"))
        PEOPLE.validate(row)
        self.assertIn("count as this person's own", self.said("people", "why", "ben@example.org"))
        self.assertIn("too little", self.said("people", "why", "zoe@example.net"))
        self.assertIn("is not known", self.said("people", "why", "no@example.net"))
        self.said("people", "show", "no@example.net", status=66)
        for act in ("show", "why"):
            self.said("people", act, status=64)
            self.said("people", act, "a@example.org", "b@example.org", status=64)

    def test_forget(self):
        self.assertIn("zoe@example.net: 1 forgotten",
                      self.said("people", "forget", "zoe@example.net"))
        self.assertIn("example.org: 2 forgotten", self.said("people", "forget", "example.org"))
        self.assertIn("0 forgotten", self.said("people", "forget", "no@example.net"))
        self.assertEqual(self.people(), {})
        self.said("people", "forget", status=64)
        self.learn(self.folder / "sent.mbox")
        self.assertEqual(self.people(), {})

    def test_an_export_makes_the_same_memory(self):
        self.said("people", "allow", "mail.organisation", "a@new.example", "b@old.example")
        export = self.write("export", self.said("people", "export").encode())
        other = self.new_memory() or ["--people", str(self.folder / "other/people.db")]
        before, allowed = self.said("people", "list"), self.said("people", "allow")
        for _ in range(2):
            self.said("people", "import", export, memory=other)
            self.assertEqual(self.said("people", "list", memory=other), before)
        self.assertEqual(self.said("people", "allow", memory=other), allowed)
        self.assertEqual(self.said("people", "export", memory=other).encode(),
                         export.read_bytes())
        self.said("people", "import", "-", memory=other, input=export.read_bytes())
        self.said("people", "export", "x", status=64)
        self.said("people", "import", status=64)
        self.said("people", "import", self.folder / "absent", status=66)

    def test_a_bad_export_is_refused_whole(self):
        good = self.said("people", "export").encode()
        line = good.splitlines()[1]
        for bad in (b"", b"hello\n", good + b"person\n", good + b"nonsense\tx\n",
                    good + line.replace(b"@", b"") + b"\n", good + line + b"x\n",
                    good + b"me\tann\n", good + b"me\n",
                    good + b"person\ta@b.example\t\t1\t1\t1\t1\t1\t2\n",
                    good + b"person\ta@b.example\t\xff\t1\t1\t1\t1\t1\t1\n",
                    good + b"person\ta@b.example\t" + b"x" * 5000 + b"\t1\t1\t1\t1\t1\t1\n"):
            other = self.new_memory() or ["--people", str(self.folder / "bad/people.db")]
            done = self.run_assay("people", "import", "-", memory=other, input=bad)
            self.assertEqual(done.returncode, 65, bad)
            self.assertNotIn(b"example", self.run_assay("people", "list", memory=other).stdout)

    def test_allow_and_disallow(self):
        what = ("mail.organisation", "Ann@new.example", "ann@old.example")
        self.assertEqual(self.said("people", "allow"), "")
        for _ in range(2):
            self.said("people", "allow", *what)
            self.assertEqual(self.said("people", "allow"),
                             "mail.organisation  ann@new.example  ann@old.example\n")
        self.said("people", "disallow", *what)
        self.assertEqual(self.said("people", "allow"), "")
        for act in ("allow", "disallow"):
            self.said("people", act, "mail.organisation", "x", status=64)
            self.assertIn("no such check", self.said("people", act, "no.such", "a", "b", status=64))
        self.said("people", "disallow", status=64)
        self.said("people", status=64)
        self.said("people", "no-such", status=64)

    def test_where_there_is_none(self):
        none = self.new_memory() or ["--people", str(self.folder / "none/people.db")]
        for act in (["list"], ["show", "a@b.example"], ["forget", "a@b.example"], ["export"],
                    ["allow"]):
            self.assertIn("no memory of people yet",
                          self.said("people", *act, memory=none, status=66))
        self.assertFalse((self.folder / "none").exists())

    def test_a_checked_letter_is_remembered_once(self):
        one = self.write("in.eml", received(500))
        show = ("people", "show", "ben@example.org")
        self.said("check", "--offline", "--no-remember", "--json", one, status=2)
        self.assertIn("You got 0 letters", self.said(*show))
        verdicts = []
        for _ in range(2):
            done = self.run_assay("check", "--offline", "--json", one)
            verdicts.append(done.stdout)
            self.assertIn("You got 1 letter ", self.said(*show))
        self.assertEqual(*verdicts)
        stranger = self.write("stranger.eml", received(600, "Ben Bell <ben@stranger.example>"))
        verdicts = [self.run_assay("check", "--offline", "--json", "--all", stranger).stdout
                    for _ in range(3)]
        self.assertEqual(verdicts, verdicts[:1] * 3)
        self.said("people", "show", "ben@stranger.example", status=66)
        self.run_assay("check", "--offline", self.write("in2.eml", received(501)))
        self.assertIn("You got 2 letters", self.said(*show))
        self.assertEqual(self.people(), {"ben@example.org": 20, "carla@example.org": 0,
                                         "zoe@example.net": 1})


@unittest.skipUnless(SERVER, "a file has one user")
class Users(Case):
    def test_two_users_never_meet(self):
        one, two = self.new_memory(), self.new_memory()
        self.learn(self.write("a.eml", letter(1, "a@example.org")), memory=one)
        self.learn(self.write("b.eml", letter(2, "b@example.org")), memory=two)
        self.assertEqual(self.people(memory=one), {"a@example.org": 1})
        self.assertEqual(self.people(memory=two), {"b@example.org": 1})
        self.assertIn("is not known", self.said("people", "why", "b@example.org", memory=one))
        self.said("people", "forget", "b@example.org", memory=one)
        self.assertEqual(self.people(memory=two), {"b@example.org": 1})

    def test_a_server_that_is_away(self):
        away = ["--people", "postgresql://assay@127.0.0.1:1/postgres"]
        one = self.write("a.eml", letter(1))
        done = self.run_assay("learn", "--me", ME, one, memory=away)
        self.assertEqual(done.returncode, 73, done.stderr)
        self.assertEqual(self.run_assay("people", "list", memory=away).returncode, 74)
        done = self.run_assay("check", "--offline", "--json", one, memory=away)
        self.assertEqual(json.loads(done.stdout)["verdict"], "undecided")


@unittest.skipIf(SERVER, "about the file")
class File(Case):
    def setUp(self):
        super().setUp()
        self.box = self.write("sent.mbox", mbox(letter(i, f"person{i}@o{i % 90}.example")
                                                for i in range(900)))
        self.inbox = self.write("in.eml", received(5000))

    def test_it_is_its_users_alone(self):
        os.umask(0)
        self.addCleanup(os.umask, 0o022)
        self.learn(self.box)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.file.parent.stat().st_mode), 0o700)
        self.file.chmod(0o640)
        for args in (["learn", "--me", ME, self.box], ["people", "list"]):
            done = self.run_assay(*args)
            self.assertIn(done.returncode, (73, 74))
            self.assertIn(f"chmod 600 {self.file}", done.stderr.decode())
        done = self.run_assay("check", "--offline", "--json", self.inbox)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_memory_is_a_gap(json.loads(done.stdout))

    def assert_memory_is_a_gap(self, verdict):
        self.assertEqual(verdict["verdict"], "undecided")
        (gap,) = [u for u in verdict["unchecked"] if u["code"] == "job.people"]
        self.assertTrue(gap["matters"])
        self.assertIn("the memory of the people you write to did not answer", gap["says"])

    def test_a_hashed_memory_names_nobody(self):
        self.learn("--hashed", self.box)
        self.learn(self.write("book.vcf", CARD))
        said = self.said("people", "list")
        for secret in ("person", "carla", "Bell", "Card", "ann@"):
            self.assertNotIn(secret, said)
        self.assertIn("*@o1.example", said)
        for path in self.file.parent.iterdir():
            content = path.read_bytes()
            for secret in (b"person1", b"carla", b"Bell", b"ann@", b"Carla"):
                self.assertNotIn(secret, content, path)
        self.assertIn("You sent 1 letter there",
                      self.said("people", "show", "person1@o1.example"))
        self.assertIn("hashed", self.said("people", "export", status=65))
        self.assertIn("1 forgotten", self.said("people", "forget", "person1@o1.example"))

    def damaged(self):
        """How each kind of damage is made."""
        def middle():
            size = self.file.stat().st_size
            with open(self.file, "r+b") as f:
                f.seek(4096 + 16)
                f.write(b"\xee" * (size - 8192))

        def half():
            os.truncate(self.file, self.file.stat().st_size // 2 // 4096 * 4096)

        def other():
            self.file.write_bytes(b"this is a letter to my bank\n" * 99)
        return middle, half, other

    def test_a_damaged_one_is_moved_aside_by_learn_alone(self):
        for damage in self.damaged():
            with self.subTest(damage.__name__):
                self.learn(self.box)
                damage()
                content = self.file.read_bytes()
                done = self.run_assay("people", "list")
                self.assertEqual(done.returncode, 74)
                self.assertIn(b"damaged", done.stderr)
                done = self.run_assay("check", "--offline", "--json", self.inbox)
                self.assertEqual(done.returncode, 2, done.stderr)
                verdict = json.loads(done.stdout)
                self.assert_memory_is_a_gap(verdict)
                self.assertEqual(self.file.read_bytes(), content)
                done = self.run_assay("learn", "--json", "--me", ME, self.box)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout)["sent"], 900)
                aside = re.search(r"is kept as (\S+);", done.stderr.decode())
                self.assertTrue(aside, done.stderr)
                self.assertEqual(pathlib.Path(aside[1]).read_bytes(), content)
                self.assertEqual(len(self.people()), 900)
                self.file.unlink()

    def test_another_programs_is_left_alone(self):
        self.file.parent.mkdir(parents=True, mode=0o700)
        with contextlib.closing(sqlite3.connect(self.file)) as db:
            db.execute("CREATE TABLE bookmarks (url)")
        self.file.chmod(0o600)
        content = self.file.read_bytes()
        self.assertIn("another program", self.said("learn", "--me", ME, self.box, status=73))
        self.assertIn("another program", self.said("people", "list", status=74))
        self.assertEqual(self.file.read_bytes(), content)

    def test_bytes_spoilt_anywhere_end_nothing(self):
        self.learn(self.box)
        self.said("people", "list")
        good = self.file.read_bytes()
        for at in range(0, len(good), len(good) // 40):
            self.file.write_bytes(good[:at] + b"\xff" * 64 + good[at + 64:])
            for args in (["people", "list"], ["people", "show", "person7@o7.example"],
                         ["check", "--offline", self.inbox]):
                done = self.run_assay(*args)
                self.assertIn(done.returncode, (0, 1, 2, 66, 74), (at, args, done.stderr))
            for path in self.file.parent.iterdir():
                path.unlink()


if __name__ == "__main__":
    unittest.main(argv=["people.py"], verbosity=1)
