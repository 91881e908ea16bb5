"""Raw blocks of Bitcoin with what their inputs spend, and files like those of Bitcoin Core made of them."""
import hashlib
import random
import struct

MAGIC = bytes.fromhex("f9beb4d9")


def sha256d(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise EOFError
        self.at += n
        return self.data[self.at - n:self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]

    def count(self):
        first = self.number("B")
        return first if first < 253 else self.number({253: "H", 254: "I", 255: "Q"}[first])

    def bytes(self):
        return self.take(self.count())


def read_tx(r):
    start = r.take(4)
    witness = r.data[r.at:r.at + 2] == b"\0\1"
    if witness:
        r.take(2)
    begin = r.at
    inputs = []
    for _ in range(r.count()):
        inputs.append((r.take(32)[::-1].hex(), r.number("I")))
        r.bytes()
        r.take(4)
    outputs = [(r.number("Q"), r.bytes()) for _ in range(r.count())]
    body = r.data[begin:r.at]
    for _ in inputs if witness else ():
        for _ in range(r.count()):
            r.bytes()
    return sha256d(start + body + r.take(4))[::-1].hex(), inputs, outputs


def read_block(data):
    r = Reader(data)
    head = Reader(r.take(80))
    head.take(4)
    previous, _ = head.take(32), head.take(32)
    return previous, head.number("I"), [read_tx(r) for _ in range(r.count())]


def read_undo(data, block):
    """Values and scripts that were spent, for each transaction behind the first."""
    r = Reader(data)
    spent = [[(r.number("Q"), r.bytes()) for _ in inputs] for _, inputs, _ in block[2][1:]]
    assert r.at == len(data)
    return spent


# --- Bitcoin Core's undo.h and compressor.h ---

def varint(n):
    out = [n & 0x7F]
    while n > 0x7F:
        n = (n >> 7) - 1
        out.append(n & 0x7F | 0x80)
    return bytes(reversed(out))


def count(n):
    return bytes([n]) if n < 253 else b"\xfd" + struct.pack("<H", n)


def compressed_amount(n):
    if n == 0:
        return 0
    e = 0
    while n % 10 == 0 and e < 9:
        n, e = n // 10, e + 1
    return 1 + (n // 10 * 9 + n % 10 - 1) * 10 + e if e < 9 else 1 + (n - 1) * 10 + 9


def compressed_script(s):
    if len(s) == 25 and s[:3] == b"\x76\xa9\x14" and s[23:] == b"\x88\xac":
        return b"\0" + s[3:23]
    if len(s) == 23 and s[:2] == b"\xa9\x14" and s[22:] == b"\x87":
        return b"\1" + s[2:22]
    if len(s) == 35 and s[0] == 33 and s[1] in (2, 3) and s[34] == 0xAC:
        return bytes([s[1]]) + s[2:34]
    return varint(len(s) + 6) + s


def core_undo(spent):
    out = count(len(spent))
    for tx in spent:
        out += count(len(tx)) + b"".join(
            varint(2 * 500000) + b"\0" + varint(compressed_amount(v)) + compressed_script(s) for v, s in tx)
    return out


def covered(data, key):
    return bytes(b ^ key[i % 8] for i, b in enumerate(data))


# --- all of them ---

class Blocks:
    """Those that come with undo data, and the first one; `blocks` and `spent` have them by name, read."""

    def __init__(self, folder):
        names = sorted(p.name[:-len("-undo.raw")] for p in folder.glob("block*-undo.raw"))
        self.raw = {n: (folder / (n + ".raw")).read_bytes() for n in names}
        self.raw["block1"] = (folder / "block1.raw").read_bytes()
        self.blocks = {n: read_block(data) for n, data in self.raw.items()}
        self.spent = {n: read_undo((folder / (n + "-undo.raw")).read_bytes(), self.blocks[n]) for n in names}
        self.spent["block1"] = []

    def lay(self, folder):
        """As Bitcoin Core keeps them; the file to import."""
        undo = []
        for n in sorted(self.raw):
            data = core_undo(self.spent[n])
            undo.append(MAGIC + struct.pack("<I", len(data)) + data + sha256d(self.blocks[n][0] + data))
        random.Random(3).shuffle(undo)
        key = bytes(range(17, 25))
        blk = b"".join(MAGIC + struct.pack("<I", len(self.raw[n])) + self.raw[n] for n in sorted(self.raw)) + b"\0" * 1000
        (folder / "blk00000.dat").write_bytes(covered(blk, key))
        (folder / "rev00000.dat").write_bytes(covered(b"".join(undo), key))
        (folder / "xor.dat").write_bytes(key)
        return folder / "blk00000.dat"
