"""OneNote sections and winmail.dat: only as much of them as a reader needs."""
import struct
import uuid

from _tricks import trick

HEAD = uuid.UUID("7b5c52e4-d88c-4da7-aeb1-5378d02996d3").bytes_le
STORE = uuid.UUID("bde316e7-2665-4511-a4c4-8d4d0b7a9eac").bytes_le
FOOT = uuid.UUID("71fba722-0f79-4a0b-bb13-899256426b24").bytes_le


def note(files, names=True):
    out = HEAD + bytes(2000)
    for name, data in files:
        if names:
            wide = (name + "\0").encode("utf-16-le")
            out += struct.pack("<I", len(wide)) + wide + bytes(40)
        out += STORE + struct.pack("<QIQ", len(data), 0, 0) + data + bytes(-len(data) % 8) + FOOT
    return out + bytes(100)


PICTURE = ("button.png", b"\x89PNG\r\n\x1a\n" + bytes(200))


@trick("note-plain", "Minutes.one")
def plain():
    return note([PICTURE, ("Minutes.txt", b"We met on Monday.\n")])


@trick("note-batch", "Invoice.one", "file.note")
def batch():
    return note([PICTURE, ("Open.bat", b"@echo off\r\necho hello\r\n")])


@trick("note-batch-unnamed", "Invoice.one", "file.note")
def batch_unnamed():
    return note([PICTURE, ("Open.bat", b"@ec^ho off\r\npowershell echo hello\r\n")], names=False)


@trick("note-program", "Invoice.one", "file.note")
def program():
    exe = bytearray(b"MZ" + bytes(300))
    exe[60:64] = struct.pack("<I", 128)
    exe[128:132] = b"PE\0\0"
    return note([PICTURE, ("Invoice", bytes(exe))], names=False)


@trick("note-cut", "Invoice.one", "file.unread")
def cut():
    return note([("a.txt", b"hello " * 50)])[:2300]


def attribute(level, id, data):
    return struct.pack("<BII", level, id, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


@trick("tnef-script", "winmail.dat", "file.script")
def tnef():
    prop = (struct.pack("<I", 1) + struct.pack("<HHII", 0x1E, 0x3707, 1, 7) + b"CV.vbs\0\0")
    return (struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x0002800C, b"Hello.\0") +
            attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, b"CV~1.VBS\0") +
            attribute(2, 0x0006800F, b'MsgBox "hello"\r\n') + attribute(2, 0x00069005, prop))
