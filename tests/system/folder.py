#!/usr/bin/python3
"""assay check FOLDER from outside: a project is one thing, letters stay letters.

    folder.py BUILD [--sandbox=none]"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv[1]).resolve()
ASSAY = BUILD / "src/assay"
SANDBOX = sys.argv[2:]
LETTER = b"From: Ann <ann@example.com>\nTo: Ben <ben@example.org>\nSubject: Hello\n\nHello.\n"


def run(command, *args):
    return subprocess.run([ASSAY, command, *SANDBOX, *map(str, args)], capture_output=True, check=False,
                          env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}, timeout=60)


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name) / "project"
        self.folder.mkdir()

    def put(self, path, data=b"hello\n"):
        to = self.folder / path
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(data)
        return to

    def look(self):
        done = run("look", "--json", self.folder)
        return {json.loads(line)["path"]: json.loads(line) for line in done.stdout.splitlines()}

    def verdicts(self, *args):
        done = run("check", "--offline", "--json", *args, self.folder)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_project_is_one_thing_and_hidden_files_are_of_it(self):
        self.put("README.md")
        self.put(".vscode/settings.json", b"{}")
        self.put("src/deep/er/main.py", b"print(1)\n")
        found = self.look()
        self.assertLessEqual({"project/README.md", "project/.vscode/settings.json",
                              "project/src/deep/er/main.py"}, set(found))
        self.assertEqual(len(self.verdicts()), 1)

    def test_letters_stay_letters_unless_a_project_holds_them(self):
        self.put("a.eml", LETTER)
        self.put("b", LETTER)
        self.assertEqual(len(self.verdicts()), 2)
        self.put(".git/config", b"[core]\n")
        self.assertEqual(len(self.verdicts()), 1)

    def test_one_file_that_is_no_letter_makes_a_folder_one_thing(self):
        self.put("a.eml", LETTER)
        self.put("b.js", b"x()\n")
        self.assertEqual(len(self.verdicts()), 1)

    def test_program_text_that_begins_like_a_letter_is_none(self):
        self.put("index.js", LETTER)
        self.assertEqual(list(self.look()), ["project", "project/index.js"])

    def test_each_judges_every_file(self):
        for name in ("a.txt", "b/c.txt", ".d/e.txt"):
            self.put(name)
        self.assertEqual(len(self.verdicts("--each")), 3)

    def test_no_symlink_is_followed(self):
        self.put("README.md")
        (self.folder / "out").symlink_to("/etc")
        (self.folder / "passwd").symlink_to("/etc/passwd")
        found = self.look()
        self.assertEqual(set(found), {"project", "project/README.md", "project/out", "project/passwd"})
        self.assertEqual(found["project/passwd"]["size"], len("/etc/passwd"))

    def test_what_cannot_be_read_keeps_the_verdict_open(self):
        self.put("README.md")
        locked = self.put("locked.js")
        locked.chmod(0)
        if os.access(locked, os.R_OK):
            self.skipTest("this user reads everything")
        self.assertEqual(self.verdicts()[0]["verdict"], "undecided")

    def test_pipes_and_sockets_hold_nothing(self):
        self.put("README.md")
        os.mkfifo(self.folder / "pipe")
        self.assertEqual(set(self.look()), {"project", "project/README.md"})

    def test_the_objects_of_git_are_known_and_what_hides_among_them_is_read(self):
        self.put(".git/HEAD", b"ref: refs/heads/main\n")
        self.put(".git/hooks/pre-commit.sample", b"#!/bin/sh\n")
        self.put(".git/objects/ab/" + "0" * 38, b"x\x9c")
        self.put(".git/objects/pack/pack-" + "0" * 40 + ".pack", b"PACK")
        self.put(".git/objects/pack/run.sh", b"#!/bin/sh\necho hello\n")
        found = self.look()
        self.assertEqual(found["project/.git/objects"]["type"], "git")
        self.assertIn("project/.git/objects/pack/run.sh", found)
        self.assertIn("project/.git/hooks/pre-commit.sample", found)
        self.assertFalse(any("0" * 38 in path for path in found))
        self.assertEqual(self.verdicts()[0]["verdict"], "nothing-found")

    def test_the_top_is_read_when_a_limit_ends_it_and_that_is_said(self):
        self.put("z.txt")
        for i in range(50):
            self.put(f"node_modules/m/{i}.js", b"x" * 1000)
        done = run("check", "--offline", "--json", "--limit", "bytes=20000", self.folder)
        self.assertEqual(json.loads(done.stdout)["verdict"], "undecided")
        done = run("look", "--json", "--limit", "files=10", self.folder)
        self.assertIn(b"project/z.txt", done.stdout)
        self.assertEqual(done.returncode, 2)

    def test_a_folder_without_files_is_an_error(self):
        (self.folder / "deep").mkdir()
        self.assertEqual(run("check", "--offline", self.folder).returncode, 66)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
