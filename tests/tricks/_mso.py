"""Stores of macros, and the ActiveMime objects that they stand in."""
import struct
import zlib

from _cfb import cfb
from _vba import project

RUNS = ('Attribute VB_Name = "ThisDocument"\r\nPrivate Sub Document_Open()\r\n  Shell "cmd.exe /c echo hello", 0\r\n'
        "End Sub\r\n")
PLAIN = 'Attribute VB_Name = "ThisDocument"\r\nSub Sum()\r\n  x = 1 + 2\r\nEnd Sub\r\n'


def store(text):
    return cfb(project([("ThisDocument", text, b"\0" * 40, True)], ""))


def activemime(content, at=0x32, told=None):
    """The head as Word writes it; the stream at `at`, while the head may tell another place."""
    packed = zlib.compress(content)
    head = b"ActiveMime\0\0" + bytes.fromhex("01f004000000ffffffff000007f0")
    head += struct.pack("<I", len(packed) + 4) + struct.pack("<H", (told or at) - 46) + bytes(14)
    head += struct.pack("<I", len(content))
    return head.ljust(at, b"\0")[:at] + packed
