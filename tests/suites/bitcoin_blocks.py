#!/usr/bin/env python3
"""Raw blocks of Bitcoin through `assay ledger import`, against a reading of the same bytes in Python.

	tests/suites/bitcoin_blocks.py BUILD

The blocks that come with undo data are put together as Bitcoin Core keeps them: blk00000.dat, and
rev00000.dat in another order and in Core's compressed form, both covered by a key in xor.dat.
Each transaction's identity, what its inputs spend, its outputs, their addresses and the fee must be
what Python says; the merkle roots are checked on the way."""
import csv
import hashlib
import io
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
from decimal import Decimal

DATA = pathlib.Path(os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data")))
BLOCKS = DATA / "funds/btc-raw-blocks"
MAGIC = bytes.fromhex("f9beb4d9")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


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


# --- addresses ---

def base58check(payload):
    payload += sha256d(payload)[:4]
    n, out = int.from_bytes(payload, "big"), ""
    while n:
        n, digit = divmod(n, 58)
        out = BASE58[digit] + out
    return "1" * (len(payload) - len(payload.lstrip(b"\0"))) + out


def bech32(version, program):
    values, bits, pending = [version], 0, 0
    for byte in program:
        pending, bits = pending << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            values.append(pending >> bits & 31)
    if bits:
        values.append(pending << (5 - bits) & 31)
    word = "bc"
    total = 1
    for v in [ord(c) >> 5 for c in word] + [0] + [ord(c) & 31 for c in word] + values + [0] * 6:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ v
        for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= g if top >> i & 1 else 0
    total ^= 0x2BC830A3 if version else 1
    values += [total >> 5 * (5 - i) & 31 for i in range(6)]
    return word + "1" + "".join(BECH32[v] for v in values)


def owner(s):
    if not s or s[0] == 0x6A:
        return None
    if len(s) == 25 and s[:3] == b"\x76\xa9\x14" and s[23:] == b"\x88\xac":
        return base58check(b"\0" + s[3:23])
    if len(s) == 23 and s[:2] == b"\xa9\x14" and s[22] == 0x87:
        return base58check(b"\5" + s[2:22])
    if 4 <= len(s) <= 42 and s[1] == len(s) - 2 and (s[0] == 0 or 0x51 <= s[0] <= 0x60):
        return bech32(s[0] - 0x50 if s[0] else 0, s[2:])
    return "script:" + hashlib.sha256(s).hexdigest()


def amount(satoshi):
    text = format(Decimal(satoshi) / 10 ** 8, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def wanted(block, spent):
    for i, (txid, inputs, outputs) in enumerate(block[2]):
        out = sum(v for v, _ in outputs)
        if i == 0:
            yield "bitcoin:new", txid, amount(out), "mint", txid
        else:
            coins = [v for v, _ in spent[i - 1]]
            for (prev, n), value in zip(inputs, coins):
                yield f"{prev}:{n}", txid, amount(value), "spend", txid
            if sum(coins) > out:
                yield txid, "bitcoin:fees", amount(sum(coins) - out), "fee", txid
        for n, (value, script) in enumerate(outputs):
            yield txid, f"{txid}:{n}", amount(value), "make", txid
            if owner(script):
                yield f"{txid}:{n}", owner(script), amount(value), "own", txid


def run(assay, *args):
    return subprocess.run([assay, "ledger", *map(str, args)], capture_output=True, text=True, check=False)


def main():
    assay = pathlib.Path(sys.argv[1]) / "src/assay"
    if not BLOCKS.is_dir():
        return 77
    names = sorted(p.name[:-len("-undo.raw")] for p in BLOCKS.glob("block*-undo.raw"))
    raw = {n: (BLOCKS / (n + ".raw")).read_bytes() for n in names}
    raw["block1"] = (BLOCKS / "block1.raw").read_bytes()
    blocks = {n: read_block(data) for n, data in raw.items()}
    spent = {n: read_undo((BLOCKS / (n + "-undo.raw")).read_bytes(), blocks[n]) for n in names}
    spent["block1"] = []
    undo = []
    for n in sorted(raw):
        data = core_undo(spent[n])
        undo.append(MAGIC + struct.pack("<I", len(data)) + data + sha256d(blocks[n][0] + data))
    random.Random(3).shuffle(undo)
    key = bytes(range(17, 25))
    blk = b"".join(MAGIC + struct.pack("<I", len(raw[n])) + raw[n] for n in sorted(raw)) + b"\0" * 1000
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        (top / "blk00000.dat").write_bytes(covered(blk, key))
        (top / "rev00000.dat").write_bytes(covered(b"".join(undo), key))
        (top / "xor.dat").write_bytes(key)
        done = run(assay, "import", "--into", top / "ledger", top / "blk00000.dat")
        out = run(assay, "export", top / "ledger")
        got = sorted((r["from"], r["to"], r["amount"], r["kind"], r["id"])
                     for r in csv.DictReader(io.StringIO(out.stdout)))
    want = sorted(row for n in raw for row in wanted(blocks[n], spent[n]))
    same = done.returncode == 0 and got == want
    if not same:
        print(f"DIFFERS: {done.returncode} {done.stdout} {len(got)} {done.stderr[:300]} only wanted {sorted(set(want) - set(got))[:3]}, "
              f"only ours {sorted(set(got) - set(want))[:3]}")
    txs = sum(len(b[2]) for b in blocks.values())
    print(f"bitcoin-blocks: {len(raw)} blocks, {txs} transactions, {len(want)} rows, "
          f"{'the same' if same else 'not the same'}")
    return 0 if same and txs > 1000 else 1


if __name__ == "__main__":
    sys.exit(main())
