#!/usr/bin/python3
"""assay look from outside: the tree, its two forms, and what --extract writes.

    look.py BUILD [--sandbox=none]"""
import json
import os
import pathlib
import stat
import struct
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv[1]).resolve()
ASSAY = BUILD / "src/assay"
SANDBOX = sys.argv[2:]
PICTURE = b"GIF89a\x01\0\x01\0\0\0\0;"
LETTER = (b"From: Ann <ann@example.com>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
          b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"
          b"Hello\r\n--x\r\nContent-Type: image/gif; name=\"a\x1b[31m.gif\"\r\n"
          b"Content-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAADs=\r\n--x--\r\n")


def look(*args):
    return subprocess.run([ASSAY, "look", *SANDBOX, *map(str, args)], capture_output=True, check=False,
                          env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}, timeout=60)


class Look(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.letter = pathlib.Path(self.folder.name) / "letter.eml"
        self.letter.write_bytes(LETTER)
        self.to = pathlib.Path(self.folder.name) / "part.bin"

    def test_a_line_tells_what_a_part_is(self):
        done = look(self.letter)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"mail/part 2  gif, 14 bytes", done.stdout)

    def test_links_tell_where_they_lead(self):
        self.letter.write_bytes(LETTER.replace(
            b"Hello", b"https://l.facebook.com/l.php?u=https%3A%2F%2Fthief.test%2F "
            b"https://x.example/ 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"))
        done = look(self.letter)
        self.assertIn(b"(leads to thief.test, behind a redirect of Facebook)", done.stdout)
        self.assertIn(b"-> shown https://x.example/\n", done.stdout)
        self.assertIn(b"ethereum: 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", done.stdout)
        first = json.loads(look("--json", self.letter).stdout.splitlines()[0])
        self.assertEqual(first["links"][0]["leads"], "thief.test")

    def test_a_talk_tells_who_takes_part(self):
        self.letter.write_text('{"name":"Ann Lee","type":"personal_chat","id":5,"messages":[\n'
                               '{"id":1,"type":"message","date_unixtime":"1700000000",'
                               '"from":"Ann Lee","from_id":"user5","text":"Hi"}]}')
        done = look(self.letter)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"talk  talk,", done.stdout)
        self.assertIn(b"person: Ann Lee, messages: 1", done.stdout)

    def test_json_has_the_digest(self):
        done = look("--json", self.letter)
        letter, part = map(json.loads, done.stdout.splitlines())
        self.assertEqual((letter["path"], letter["type"], letter["size"]), ("mail", "mail", len(LETTER)))
        self.assertEqual((part["path"], part["type"], part["size"]), ("mail/part 2", "gif", 14))
        import hashlib
        self.assertEqual(part["sha256"], hashlib.sha256(PICTURE).hexdigest())
        self.assertEqual(part["name"], "a\x1b[31m.gif")
        self.assertNotIn(b"\x1b", done.stdout)

    def test_a_letter_without_files_is_shown(self):
        self.letter.write_bytes(b"From: a@example.org\n\nhello\n")
        done = look("--json", self.letter)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual([json.loads(x)["path"] for x in done.stdout.splitlines()], ["mail"])

    def test_a_shortcut_shows_its_fields(self):
        shortcut = pathlib.Path(self.folder.name) / "a.lnk"
        header = struct.pack("<I16sIIQQQIiI12x", 76, bytes.fromhex("0114020000000000c000000000000046"),
                             0x28, 32, 0, 0, 128593961020000000, 5, -2, 7)
        shortcut.write_bytes(header + b"\4\0a\x1bbc" + b"\5\0hello" + b"\0\0\0\0")
        fields = json.loads(look("--json", shortcut).stdout)["fields"]
        self.assertEqual(fields, {"target": "a\x1bbc", "relative-path": "a\x1bbc", "arguments": "hello",
                                  "written": "2008-07-01T14:28:22Z", "target-size": "5", "attributes": "32",
                                  "window": "7", "icon-index": "-2"})
        text = look(shortcut).stdout
        self.assertIn(b"  arguments: hello\n", text)
        self.assertNotIn(b"\x1b", text)

    def test_a_part_is_written_for_its_owner_alone(self):
        done = look("--extract", "mail/part 2", "--to", self.to, "--possibly-harmful", self.letter)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.to.read_bytes(), PICTURE)
        self.assertEqual(stat.S_IMODE(os.stat(self.to).st_mode), 0o600)

    def test_nothing_is_written_over_what_is_there(self):
        self.to.write_bytes(b"mine")
        done = look("--extract", "mail/part 2", "--to", self.to, "--possibly-harmful", self.letter)
        self.assertEqual(done.returncode, 73)
        self.assertEqual(self.to.read_bytes(), b"mine")

    def test_nothing_is_written_unless_said(self):
        self.assertEqual(look("--extract", "mail/part 2", "--to", self.to, self.letter).returncode, 64)
        self.assertFalse(self.to.exists())

    def test_a_part_that_is_not_there_is_named(self):
        done = look("--extract", "mail/part 9", "--to", self.to, "--possibly-harmful", self.letter)
        self.assertEqual(done.returncode, 66)
        self.assertIn(b"mail/part 9", done.stderr)
        self.assertFalse(self.to.exists())

    def test_what_was_not_read_is_a_status(self):
        odd = pathlib.Path(self.folder.name) / "odd"
        odd.write_bytes(b"\1\2\3\4")
        self.assertEqual(look(odd).returncode, 2)
        self.assertEqual(look().returncode, 64)
        self.assertEqual(look(self.folder.name + "/absent").returncode, 66)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
