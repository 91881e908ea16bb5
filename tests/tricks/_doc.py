"""Writes small documents of Word 97 and of Word 95 (MS-DOC): a head, pieces of text, a template."""
import struct

from _cfb import cfb

TEXT_AT, TEMPLATE, CLX, OLD_CLX = 0x800, 0x19A, 0x1A2, 0x160


def field(code, result="", separated=True):
    return "\x13" + code + ("\x14" + result if separated else "") + "\x15"


def streams(pieces, template="", flags=0x200):
    """[(text, wide)] as the two streams of Word 97; the pieces lie in the file backwards, as saving fast left them."""
    text, rows, places, at = b"", [0], [], 0
    for s, wide in reversed(pieces):
        place = TEXT_AT + len(text)
        places.insert(0, place if wide else place * 2 | 1 << 30)
        text += s.encode("utf-16-le" if wide else "cp1252")
    for s, _ in pieces:
        at += len(s)
        rows.append(at)
    plc = b"".join(struct.pack("<I", n) for n in rows)
    plc += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\1\4\0abcd" + b"\2" + struct.pack("<I", len(plc)) + plc
    names = struct.pack("<HHH", 0xFFFF, 2, 0) + struct.pack("<H", 0)
    names += struct.pack("<H", len(template)) + template.encode("utf-16-le")
    head = bytearray(TEXT_AT)
    struct.pack_into("<HHxxxxxxH", head, 0, 0xA5EC, 0xC1, flags)
    struct.pack_into("<II", head, 0x18, TEXT_AT, TEXT_AT + len(text))
    struct.pack_into("<I", head, 0x4C, at)
    table = bytes(16) + clx
    struct.pack_into("<II", head, CLX, 16, len(clx))
    if template:
        struct.pack_into("<II", head, TEMPLATE, len(table), len(names))
        table += names
    return (bytes(head) + text).ljust(5000, b"\0"), table


def word(pieces, template="", flags=0x200, below=""):
    body, table = streams(pieces, template, flags)
    return cfb([(below + "WordDocument", body), (below + ("1Table" if flags & 0x200 else "0Table"), table)])


def word95(text):
    head = bytearray(0x300)
    data = text.encode("cp1252")
    struct.pack_into("<HHxxxxxxH", head, 0, 0xA5DC, 104, 0)
    struct.pack_into("<II", head, 0x18, 0x300, 0x300 + len(data))
    return cfb([("WordDocument", (bytes(head) + data).ljust(5000, b"\0"))])
