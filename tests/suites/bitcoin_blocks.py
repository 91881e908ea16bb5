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
import subprocess
import sys
import tempfile
from decimal import Decimal

from _blocks import Blocks, sha256d

DATA = pathlib.Path(os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data")))
BLOCKS = DATA / "funds/btc-raw-blocks"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


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
    laid = Blocks(BLOCKS)
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        blk = laid.lay(top)
        done = run(assay, "import", "--into", top / "ledger", blk)
        out = run(assay, "export", top / "ledger")
        got = sorted((r["from"], r["to"], r["amount"], r["kind"], r["id"])
                     for r in csv.DictReader(io.StringIO(out.stdout)))
    want = sorted(row for n in laid.raw for row in wanted(laid.blocks[n], laid.spent[n]))
    same = done.returncode == 0 and got == want
    if not same:
        print(f"DIFFERS: {done.returncode} {done.stdout} {len(got)} {done.stderr[:300]} only wanted {sorted(set(want) - set(got))[:3]}, "
              f"only ours {sorted(set(got) - set(want))[:3]}")
    txs = sum(len(b[2]) for b in laid.blocks.values())
    print(f"bitcoin-blocks: {len(laid.raw)} blocks, {txs} transactions, {len(want)} rows, "
          f"{'the same' if same else 'not the same'}")
    return 0 if same and txs > 1000 else 1


if __name__ == "__main__":
    sys.exit(main())
