"""Disk images of macOS (UDIF) with a volume of HFS+. Payloads are the word hello."""
import base64
import bz2
import struct
import zlib

from _tricks import trick

NOTE = b"Hello, these are the minutes of our meeting.\n"
HELLO = b"#!/bin/sh\necho hello\n"
BLOCK, NODE = 512, 4096


def _fork(size, block):
    count = -(-size // BLOCK)
    return struct.pack(">QII", size, 0, count) + struct.pack(">II", block, count) + bytes(56)


def _record(parent, name, data):
    key = struct.pack(">IH", parent, len(name)) + name.encode("utf-16-be")
    return struct.pack(">H", len(key)) + key + data


def hfs(files, folder=None):
    """[(name, bytes, hidden)], in a folder or not: one leaf node."""
    blocks, records, at = bytearray(), [], 40
    parent = 2
    if folder:
        parent = 16
        records.append(_record(2, folder, struct.pack(">HHIIIIIII", 1, 0, 1, 16, 0, 0, 0, 0, 0) +
                               struct.pack(">IIBBH", 0, 0, 0, 0, 0o40755) + bytes(40)))
    for i, (name, data, hidden) in enumerate(files):
        info = struct.pack(">4s4sH", b"", b"", 0x4000 if hidden else 0).ljust(16, b"\0")
        head = struct.pack(">HHIIIIIII", 2, 0, 0, 20 + i, 0, 3787009446, 0, 0, 0)
        mode = struct.pack(">IIBBHI", 0, 0, 0, 0, 0o100755, 0)
        records.append(_record(parent, name, head + mode[:16] + info + bytes(24) +
                               _fork(len(data), at + len(blocks) // BLOCK) + _fork(0, 0)))
        blocks += data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\0")
    header_node = struct.pack(">IIbBHH", 0, 0, 1, 0, 3, 0) + struct.pack(
        ">HIIIIH", 1, 1, len(records), 1, 1, NODE)
    body, places = b"", []
    for r in records:
        places.append(14 + len(body))
        body += r
    places.append(14 + len(body))
    leaf = struct.pack(">IIbBHH", 0, 0, -1, 1, len(records), 0) + body
    ends = b"".join(struct.pack(">H", p) for p in reversed(places))
    catalog = header_node.ljust(NODE, b"\0") + leaf.ljust(NODE - len(ends), b"\0") + ends
    header = b"H+" + struct.pack(">H", 4) + bytes(36) + struct.pack(">II", BLOCK, 64)
    header = header.ljust(272, b"\0") + _fork(2 * NODE, 8)
    volume = bytes(1024) + header
    volume = volume.ljust(8 * BLOCK, b"\0") + catalog
    return (volume.ljust(40 * BLOCK, b"\0") + bytes(blocks)).ljust(64 * BLOCK, b"\0")


def dmg(volume, name="disk image (Apple_HFS : 1)", kind=0x80000005, pack=zlib.compress):
    packed, rows, chunk = b"", b"", 16 * BLOCK
    for at in range(0, len(volume), chunk):
        piece = volume[at:at + chunk]
        data = pack(piece)
        rows += struct.pack(">IIQQQQ", kind, 0, at // 512, len(piece) // 512, len(packed), len(data))
        packed += data
    rows += struct.pack(">IIQQQQ", 0xFFFFFFFF, 0, len(volume) // 512, 0, len(packed), 0)
    mish = (struct.pack(">4sIQQQ", b"mish", 1, 0, len(volume) // 512, 0).ljust(200, b"\0") +
            struct.pack(">I", len(rows) // 40) + rows)
    plist = ('<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>'
             '<key>resource-fork</key><dict><key>blkx</key><array><dict>'
             f'<key>Attributes</key><string>0x0050</string><key>Data</key><data>'
             f'{base64.b64encode(mish).decode()}</data><key>ID</key><string>0</string>'
             f'<key>Name</key><string>{name}</string></dict></array></dict></dict></plist>'
             ).encode()
    koly = struct.pack(">4sIIIQQQQQII", b"koly", 4, 512, 1, 0, 0, len(packed), 0, 0, 1, 1)
    koly = koly.ljust(216, b"\0") + struct.pack(">QQ", len(packed), len(plist))
    return packed + plist + koly.ljust(512, b"\0")


@trick("dmg-plain", "minutes.dmg")
def plain():
    return dmg(hfs([("minutes.txt", NOTE, False)], "papers"))


@trick("dmg-disguised", "minutes.dmg", "file.mac/terminal")
def disguised():
    return dmg(hfs([("minutes.pdf.command", HELLO, False), ("plan.txt", NOTE, False)]),
               kind=0x80000006, pack=bz2.compress)


@trick("dmg-lzfse", "minutes.dmg")
def lzfse():
    return dmg(hfs([("minutes.txt", NOTE, False)]), kind=0x80000007, pack=lambda d: d[:8])


@trick("dmg-cut-chunk", "minutes.dmg")
def cut_chunk():
    return dmg(hfs([("minutes.txt", NOTE, False)]), pack=lambda d: zlib.compress(d)[:-8])
