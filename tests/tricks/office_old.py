"""Old Office documents: macros, packages behind icons."""
import struct

from _cfb import cfb
from _tricks import trick
from _vba import project

HEAD = 'Attribute VB_Name = "ThisDocument"\r\n'
PLAIN = HEAD + "Sub Sum()\r\n  x = 1 + 2\r\nEnd Sub\r\n"
RUNS = HEAD + ("Private Sub Document_Open()\r\n  ' opens nothing\r\n"
               "  Shell \"cmd.exe /c echo hello\", 0\r\nEnd Sub\r\n")


def doc(*streams):
    return cfb([("WordDocument", b"\xEC\xA5\xC1\0" + bytes(5000)), ("1Table", bytes(100)), *streams])


def macro_doc(text, compiled=b"\0" * 40):
    return doc(*project([("ThisDocument", text, compiled, True)], "Macros/"))


def package(label, path, data):
    inner = struct.pack("<H", 2) + label + b"\0" + path + b"\0" + struct.pack("<HH", 0, 3)
    inner += struct.pack("<I", len(path) + 1) + path + b"\0"
    inner += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(inner)) + inner


def package_doc(*args):
    return doc(("ObjectPool/_1/\1Ole10Native", package(*args)))


@trick("doc-macro-runs", "Invitation.doc", "file.macro/runs")
def macro_runs():
    return macro_doc(RUNS)


@trick("doc-macro-calls", "Invitation.doc", "file.macro/calls")
def macro_calls():
    return macro_doc(HEAD + 'Sub Button()\r\n  Shell "cmd.exe /c echo hello"\r\nEnd Sub\r\n')


@trick("doc-macro-form", "Invitation.doc", "file.macro/form")
def macro_form():
    return macro_doc(HEAD + "Sub AutoOpen()\r\n  Shell Form1.Label1.Caption\r\nEnd Sub\r\n")


@trick("doc-macro-stomped", "Invitation.doc", "file.macro/unreadable")
def macro_stomped():
    return macro_doc(HEAD, b"\0" * 30 + b"\xFE\xCA\x01\x00" + struct.pack("<H", 12) + b"\0" * 200)


@trick("doc-macro-unlisted", "Invitation.doc", "file.macro/runs")
def macro_unlisted():
    streams = [s for s in project([("ThisDocument", RUNS, b"\0" * 40, True)], "Macros/")
               if not s[0].endswith("/dir")]
    return doc(*streams, *project([("Module1", PLAIN, b"", False)], "Macros/")[:2])


@trick("doc-macro-plain", "Sums.doc", "file.macro/plain")
def macro_plain():
    return macro_doc(PLAIN + "' Shell is not called\r\n")


@trick("doc-macro-empty", "Sums.doc", "file.macro/empty")
def macro_empty():
    return macro_doc(HEAD + "Option Explicit\r\n")


@trick("doc-plain", "Notes.doc")
def plain():
    return doc()


@trick("doc-package-lnk", "Invitation.doc", "file.package")
def package_lnk():
    shortcut = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F" + bytes(60)
    return package_doc(b"Agenda.pdf", b"C:\\Temp\\Agenda.pdf.lnk", shortcut)


@trick("doc-package-bat", "Invitation.doc", "file.package")
def package_bat():
    return package_doc(b"Agenda.bat", b"C:\\Temp\\Agenda.bat", b"@echo off\r\necho hello\r\n")


@trick("doc-package-label", "Invitation.doc", "file.package/label")
def package_label():
    return package_doc(b"Agenda.pdf", b"C:\\Temp\\Agenda.txt", b"hello\n")


@trick("doc-package-text", "Notes.doc")
def package_text():
    return package_doc(b"notes.txt", b"C:\\Temp\\notes.txt", b"hello\n")
