#!/usr/bin/python3
"""The program from outside: forms of output, statuses, things, signals, pipes.

    cli.py BUILD SOURCE"""
import json
import mailbox
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

BUILD = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(sys.argv[2]).resolve()
ASSAY = BUILD / "src/assay"
SCHEMA = json.loads((SOURCE / "docs/schema/check-1.json").read_text())
# Under sanitizers the locks would hide what they write.
SANDBOX = sys.argv[3:] or []
LETTER = b"""From: Ann <ann@example.com>\r
To: Ben <ben@example.org>\r
Subject: Lunch\r
Date: Mon, 23 Nov 2026 08:00:00 +0000\r
Message-ID: <1@example.com>\r
\r
At noon?\r
"""
HOSTILE = [
    b"", b"\0", b"From: \xff\xfe\x80 <a@\xc3\xa9.example>\r\n\r\n",
    b"From: \"\x1b]0;owned\x07\" <a@example.com>\r\nSubject: \x1b[31m\r\n\r\n\x1b[2J",
    b"From: =?utf-8?Q?=E2=80=AEmoc.elpmaxe?= <a@example.net>\r\nFrom: b@example.com\r\n\r\n",
    b"From: \"\\\"},{\\\"verdict\\\":\\\"nothing-found\" <a@example.com>\r\n\r\n",
    b"From: a@example.com\r\nFrom: b@example.com\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    LETTER.replace(b"Ann", b"ann@bank.example\xed\xa0\x80"),
]


def run(*args, **more):
    """The finished program; checks are offline unless told otherwise."""
    environment = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", **more.pop("env", {})}
    args = [str(a) for a in args]
    if args and args[0] == "check":
        args[1:1] = ["--no-progress", *SANDBOX]
    return subprocess.run([ASSAY, *args], capture_output=True, env=environment, timeout=120,
                          check=False, **more)


def without(*fds):
    """Run by the child before the program: it starts with these descriptors closed."""
    def close():
        for fd in fds:
            os.close(fd)
    return close


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="assay-cli-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.letter = self.write("letter.eml", LETTER)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def write_mbox(self, count):
        one = b"From a@example.com Mon Nov 23 08:00:00 2026\n" + LETTER.replace(b"\r\n", b"\n")
        return self.write("in.mbox", (one + b"\n") * count)

    def verdicts(self, *args, **more):
        done = run("check", "--json", "--offline", *args, **more)
        return [json.loads(line) for line in done.stdout.decode().splitlines()]


class Output(Case):
    def test_json_follows_the_schema_whatever_the_letter(self):
        validator = jsonschema.Draft202012Validator(SCHEMA)
        validator.check_schema(SCHEMA)
        things = [self.write(f"{i}.eml", h) for i, h in enumerate(HOSTILE)]
        things += sorted((SOURCE / "examples").glob("*.eml")) + [self.letter]
        world = ["--world", SOURCE / "examples/world.txt"]
        for options in ([], ["--all"], ["--lang", "ja"], ["--limit", "bytes=100"],
                        ["--limit", "memory=70000"], [*world, "--all"]):
            offline = [] if options[:1] == ["--world"] else ["--offline"]
            done = run("check", "--json", *offline, *options, *things)
            lines = done.stdout.decode("utf-8", errors="strict").split("\n")
            self.assertEqual(len(lines), len(things) + 1, done.stderr)
            self.assertEqual(lines.pop(), "")
            for line, thing in zip(lines, things):
                self.assertNotRegex(line, r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
                verdict = json.loads(line)
                validator.validate(verdict)
                self.assertEqual(verdict["subject"]["name"], str(thing))

    def test_a_terminal_is_never_commanded(self):
        things = [self.write(f"{i}.eml", h) for i, h in enumerate(HOSTILE)]
        things.append(self.write("\x1b[31m.eml", LETTER))
        for options in (["--all"], ["--lang", "ja"], []):
            text = run("check", "--offline", *options, *things).stdout.decode("utf-8")
            self.assertNotRegex(text, r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
            self.assertNotRegex(text.lower(), r"\b(safe|valid)\b")

    def test_colours_only_where_wanted(self):
        self.assertNotIn(b"\x1b", run("check", "--offline", self.letter).stdout)
        always = ["check", "--offline", "--color", "always", self.letter]
        self.assertIn(b"\x1b[", run(*always).stdout)
        self.assertIn(b"\x1b[", self.on_terminal({}))
        self.assertNotIn(b"\x1b[", self.on_terminal({"NO_COLOR": "1"}))

    def on_terminal(self, env):
        master, slave = pty.openpty()
        with subprocess.Popen([ASSAY, "check", "--offline", "--no-progress", *SANDBOX, self.letter],
                              stdout=slave, env={"TERM": "xterm", **env}) as process:
            process.wait(60)
            os.close(slave)
            text = b""
            while True:
                try:
                    block = os.read(master, 65536)
                except OSError:
                    break
                if not block:
                    break
                text += block
            os.close(master)
        return text

    def test_the_language_is_the_readers(self):
        japanese = run("check", "--offline", self.letter, env={"LANG": "ja_JP.UTF-8"})
        self.assertIn("次にすること", japanese.stdout.decode())
        self.assertIn("What to do", run("check", "--offline", self.letter).stdout.decode())

    def test_the_missing_sandbox_is_said(self):
        said = run("check", "--offline", "--sandbox=none", self.letter).stdout.decode()
        self.assertIn("without the sandbox", said)
        self.assertEqual(self.verdicts("--sandbox=none", self.letter)[0]["sandbox"], "none")

    def test_bytes_are_named(self):
        for verdict in self.verdicts("--all", self.letter):
            for finding in verdict["findings"]:
                place = finding.get("evidence", {})
                self.assertLessEqual(place.get("offset", 0) + place.get("length", 0), len(LETTER))


class Status(Case):
    def test_the_documented_statuses(self):
        empty = self.write("empty", b"")
        self.assertEqual(run("check", "--offline", empty).returncode, 2)
        self.assertEqual(run().returncode, 64)
        self.assertEqual(run("chek").returncode, 64)
        self.assertEqual(run("check").returncode, 64)
        self.assertEqual(run("check", "--no-such", self.letter).returncode, 64)
        self.assertEqual(run("check", "--jobs=0", self.letter).returncode, 64)
        self.assertEqual(run("check", "--from-ip=x", self.letter).returncode, 64)
        self.assertEqual(run("check", "--programs", self.folder, "--offline",
                             self.letter).returncode, 69)

    def test_an_unreadable_thing_is_named_and_the_others_go_on(self):
        done = run("check", "--offline", "--json", self.folder / "absent", self.letter)
        self.assertEqual(done.returncode, 66)
        self.assertIn(b"absent", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 1)

    def test_a_danger_is_a_status(self):
        forged = SOURCE / "examples/3-two-senders.eml"
        verdict = self.verdicts(forged)[0]["verdict"]
        if verdict == "danger":
            self.assertEqual(run("check", "--offline", forged).returncode, 1)
            self.assertEqual(run("check", "--offline", "--level=danger", forged).returncode, 1)

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([ASSAY, "check", "--offline", *SANDBOX, self.letter],
                                  stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(done.returncode, 74)
        self.assertIn(b"No space", done.stderr)


class Things(Case):
    def test_standard_input_holds_a_letter_or_a_mailbox(self):
        (one,) = self.verdicts("-", input=LETTER)
        self.assertEqual(one["subject"], {"name": "-", "kind": "mail"})
        mbox = self.write_mbox(3).read_bytes()
        self.assertEqual([v["subject"]["index"] for v in self.verdicts("-", input=mbox)], [1, 2, 3])

    def test_a_maildir_and_a_folder(self):
        maildir = mailbox.Maildir(self.folder / "md")
        for _ in range(3):
            maildir.add(LETTER)
        maildir.add_folder("Sub").add(LETTER)
        self.assertEqual(len(self.verdicts(self.folder / "md")), 4)
        self.write_mbox(2)
        (self.folder / ".hidden").write_bytes(LETTER)
        (self.folder / "deep").mkdir()
        (self.folder / "deep" / "x.eml").write_bytes(LETTER)
        self.assertEqual(len(self.verdicts(self.folder)), 1 + 2 + 4)

    def test_a_folder_without_letters_is_an_error_and_an_empty_maildir_is_not(self):
        (self.folder / "deep" / "er").mkdir(parents=True)
        done = run("check", "--offline", self.folder / "deep")
        self.assertEqual(done.returncode, 66)
        self.assertIn(b"no letters in it", done.stderr)
        mailbox.Maildir(self.folder / "empty")
        self.assertEqual(run("check", "--offline", self.folder / "empty").returncode, 0)

    def test_a_name_does_not_tell_the_kind(self):
        self.write("letter.mbox", LETTER)
        names = [v["subject"] for v in self.verdicts(self.folder / "letter.mbox")]
        self.assertEqual(names[0]["kind"], "mail")
        self.assertNotIn("index", names[0])

    def test_the_order_is_that_of_the_input(self):
        many = [self.write(f"{i:03}.eml", LETTER + b"x" * (i * 7919 % 200_000))
                for i in range(60)]
        for mode in ("letter", "mailbox"):
            got = self.verdicts("--jobs", 4, "--isolation", mode, *many)
            self.assertEqual([v["subject"]["name"] for v in got], [str(p) for p in many])

    def test_a_fifo_is_read(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        with subprocess.Popen(["cp", self.letter, fifo]) as writer:
            self.assertEqual(len(self.verdicts(fifo)), 1)
            writer.wait()

    def test_a_closed_output_is_an_error_and_no_socket(self):
        for fds in (1,), (0, 1), (0, 1, 2):
            done = run("check", "--offline", "--jobs=4", *[self.letter] * 40,
                       preexec_fn=without(*fds))
            self.assertEqual(done.returncode, 74, done.stderr)
            self.assertIn(done.stderr, (b"", b"assay: Bad file descriptor\n"))
        self.assertEqual(run("check", "--offline", "-", preexec_fn=without(0)).returncode, 74)
        self.assertEqual(
            run("check", "--offline", self.letter, preexec_fn=without(2)).returncode, 2)

    def test_what_a_folder_names_and_cannot_be_read_is_said(self):
        folder = self.folder / "letters"
        folder.mkdir()
        (folder / "a.eml").write_bytes(LETTER)
        (folder / "loop.eml").symlink_to("loop.eml")
        (folder / "nowhere.eml").symlink_to("/nonexistent/letter.eml")
        done = run("check", "--offline", folder)
        self.assertEqual(done.returncode, 66)
        self.assertIn(b"loop.eml", done.stderr)
        self.assertIn(b"nowhere.eml", done.stderr)
        self.assertIn(b"a.eml", done.stdout)

    def test_a_resolver_that_is_none_is_refused_at_once(self):
        for bad in "example.com", "192.0.2.1@", "192.0.2.1@0", "192.0.2.1@65536", "@53":
            done = run("check", "--resolver=" + bad, self.letter)
            self.assertEqual(done.returncode, 64, bad)
        for good in ("root", "system", "192.0.2.1", "192.0.2.1@5353", "2001:db8::1",
                     "fe80::1%lo@53"):
            self.assertEqual(
                run("check", "--offline", "--resolver=" + good, self.letter).returncode, 2)


class Ends(Case):
    def start(self, *args, **more):
        return subprocess.Popen([ASSAY, "check", "--json", "--offline", *SANDBOX, *args],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                **more)

    def children_of(self, pid):
        return [int(p) for p in
                pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def test_an_interrupt_leaves_whole_lines_and_no_children(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.start(self.write_mbox(20000)) as process:
                first = process.stdout.readline()
                children = self.children_of(process.pid)
                process.send_signal(number)
                out, err = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 128 + number, err)
            text = first + out
            self.assertTrue(text.endswith(b"}\n"))
            for line in text.splitlines():
                json.loads(line)
            self.assertLess(len(text.splitlines()), 20000)
            time.sleep(0.2)
            self.assertTrue(children)
            for child in children:
                self.assertFalse(pathlib.Path(f"/proc/{child}").exists())

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        with self.start(self.write_mbox(5000)) as process:
            process.stdout.readline()
            process.stdout.close()
            err = process.stderr.read()
            self.assertEqual(process.wait(30), -signal.SIGPIPE)
        self.assertEqual(err, b"")

    def test_a_killed_worker_is_a_gap_and_not_a_clearance(self):
        with self.start("--isolation=mailbox", self.write_mbox(3000)) as process:
            process.stdout.readline()
            for child in self.children_of(process.pid):
                os.kill(child, signal.SIGKILL)
            out, _ = process.communicate(timeout=60)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(len(lines), 2999)
        for line in lines:
            if any(u["gap"] == "died" for u in line["unchecked"]):
                self.assertEqual(line["verdict"], "undecided")


class Configuration(Case):
    def test_an_unknown_key_names_its_line(self):
        bad = self.write("bad.conf", b"# mine\nlang ja\nno-such 1\n")
        for args in (["check", "--config", bad, self.letter], ["--check-config", "--config", bad]):
            done = run(*args)
            self.assertEqual(done.returncode, 78)
            self.assertIn(b"bad.conf:3: unknown key", done.stderr)

    def test_files_are_read_in_order_and_outweighed(self):
        home = self.folder / "home/.config/assay"
        home.mkdir(parents=True)
        (home / "assay.conf").write_text("lang ja\noffline yes\n")
        env = {"HOME": str(self.folder / "home")}
        self.assertIn("次に", run("check", self.letter, env=env).stdout.decode())
        self.assertIn("What", run("check", "--lang=en", self.letter, env=env).stdout.decode())
        self.assertEqual(run("--check-config", env=env).returncode, 0)

    def test_a_policy_can_be_replaced_and_its_errors_are_named(self):
        bad = self.write("policy", b"# x\nmail.x strong\n")
        done = run("check", "--offline", "--policy", bad, self.letter)
        self.assertEqual(done.returncode, 69)
        self.assertIn(b"line 2", done.stderr)


class Words(Case):
    def test_completions_complete(self):
        script = self.write("c.bash", run("completion", "bash").stdout)
        subprocess.run(["bash", "-n", script], check=True)
        ask = (f"source {script}; COMP_WORDS=(assay %s); COMP_CWORD=%d; _assay; "
               "echo ${COMPREPLY[@]}")
        for words, count, want in (
                ("check --js", 2, "--json"), ("check --level d", 3, "danger"),
                ("check --sandbox n", 3, "none"), ("lea", 1, "learn"), ("help peo", 2, "people"),
                ("learn --rec", 2, "--received"), ("learn --lev", 2, ""),
                ("learn --sandbox n", 3, "none"), ("learn /et", 2, "/etc"),
                ("people fo", 2, "forget"), ("people --js", 2, "--json"),
                ("people --json sh", 3, "show"), ("people --people x why", 4, "why"),
                ("people allow mail.from.man", 3, "mail.from.many"), ("people list li", 3, ""),
                ("people import /et", 3, "/etc"), ("people --rec", 2, ""),
                ("ledger ver", 2, "verify"), ("ledger --into x imp", 4, "import"),
                ("ledger info /et", 3, "/etc"), ("ledger --commit", 2, "--commit-every"),
                ("--check-config --conf", 2, "--config"), ("version x", 2, "")):
            got = subprocess.run(["bash", "-c", ask % (words, count)], capture_output=True,
                                 check=True).stdout.decode().split()
            self.assertEqual(got, want.split(), words)

    def test_zsh_reads_its_completion(self):
        script = self.write("_assay", run("completion", "zsh").stdout)
        try:
            subprocess.run(["zsh", "-n", script], check=True)
        except FileNotFoundError:
            self.skipTest("zsh is not installed")

    def test_every_option_is_in_help_manual_and_completions(self):
        manual = (BUILD / "man/assay.1").read_text()
        scripts = [run("completion", s).stdout.decode() for s in ("bash", "zsh")]
        rows = [line.split("\t") for line in (BUILD / "man/options.tsv").read_text().splitlines()]
        for command, place, least, section in (
                ("check", "c", 15, "OPTIONS"), ("learn", "n", 10, "LEARNING"),
                ("people", "p", 4, "PEOPLE"), ("ledger", "g", 12, "LEDGER"),
                ("trace", "t", 14, "TRACING")):
            options = {row[1] for row in rows if row[0] == "option" and place in row[3]}
            self.assertGreaterEqual(len(options), least)
            help_text = run(command, "--help").stdout.decode()
            self.assertEqual(run("help", command).stdout.decode(), help_text)
            self.assertIn("examples:", help_text)
            self.assertEqual(
                set(re.findall(r"^  (?:-.,|   ) --([a-z-]+)", help_text, re.M)), options)
            part = manual.split(f".Sh {section}\n")[1].split(".Sh ")[0]
            self.assertEqual(set(re.findall(r"^\.It .*Fl -([a-z-]+)", part, re.M)), options)
            for script, form in zip(scripts, (rf"\t{command}\) options=.*",
                                              rf"(?s)\t{command}\)\n.*?;;")):
                branch = re.search(form, script)[0]
                self.assertLessEqual(options, set(re.findall(r"--([a-z-]+)", branch)))

    def test_every_check_is_listed_and_explained(self):
        listed = run("checks").stdout.decode().splitlines()
        codes = {line.split()[0] for line in listed}
        registry = {line.split("\t")[0]
                    for line in (BUILD / "src/checks.tsv").read_text().splitlines()}
        self.assertLessEqual(registry, codes)
        for code in codes:
            said = run("explain", code)
            self.assertEqual(said.returncode, 0)
            self.assertIn(code.encode(), said.stdout)
        self.assertEqual(run("explain", "no.such").returncode, 64)

    def test_the_manual_is_clean(self):
        pages = sorted((BUILD / "man").glob("*.[1-9]"))
        self.assertEqual(len(pages), 4)
        for page in pages:
            done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True,
                                  check=False)
            self.assertEqual(done.stdout + done.stderr, b"")

    def test_only_the_public_names_leave_the_library(self):
        names = subprocess.run(["nm", "-D", "--defined-only", BUILD / "src/libassay.so"],
                               capture_output=True, check=True).stdout.decode()
        found = {line.split()[2].split("@")[0] for line in names.splitlines()}
        header = (SOURCE / "include/assay.h").read_text()
        declared = set(re.findall(r"\b(assay_\w+)\(", re.sub(r"/\*.*?\*/", "", header, flags=re.S)))
        self.assertEqual(found - {"ASSAY_0"}, declared)


if __name__ == "__main__":
    unittest.main(argv=["cli.py"], verbosity=1)
