#!/usr/bin/env python3
"""ethereum-etl's golden files through `assay ledger import`, row by row against what they say.

	tests/suites/ethereum_etl.py BUILD

Transactions, token transfers, logs and traces, as tables and as JSON lines. Each file goes into a
ledger of its own with those that belong beside it; what the ledger then exports equals, field by
field, what a reading of the same files in Python says."""
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal, getcontext

getcontext().prec = 100
csv.field_size_limit(1 << 30)
DATA = pathlib.Path(os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data")))
GOLDEN = DATA / "funds/ethereum-etl-golden/tests/resources"
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
ZERO = "0x" + 40 * "0"
WETH = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
SHOWN_MAX = 10  # rows that were set aside, on standard error
DEPOSIT = "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c"
WITHDRAWAL = "0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65"
NO_TIME = "2016-01-01T00:00:00Z"


def records(path):
    if path.suffix == ".json":
        for line in path.read_text().splitlines():
            if line.strip():
                yield {k: "" if v is None else v for k, v in json.loads(line).items()}
    else:
        yield from csv.DictReader(io.StringIO(path.read_text()))


def beside(path, what):
    """By the keys of the file for `what` in the same folder."""
    other = path.with_name(path.name.replace(path.stem, "expected_" + what))
    return list(records(other)) if other.exists() else []


def amount(value, decimals):
    text = format(Decimal(int(value)) / Decimal(10) ** decimals, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit(token):
    return 18 if token == WETH else 0


def row(r, kind, sender, receiver, value, token=""):
    asset = f"ethereum/{token}" if token else "ethereum"
    hash_of = str(r.get("transaction_hash") or r.get("hash") or "")
    return (str(r["block_number"]), sender, receiver,
            amount(value, unit(token.split("#")[0]) if token else 18), asset, kind, hash_of[2:])


def of_transactions(path):
    receipts = {r["transaction_hash"]: r for r in beside(path, "receipts")}
    miners = {str(r["number"]): r["miner"] for r in beside(path, "blocks")}
    for r in records(path):
        receipt = receipts.get(r["hash"], {})
        status = str(r.get("receipt_status", receipt.get("status", "")))
        gas = r.get("receipt_gas_used") or receipt.get("gas_used")
        price = r.get("receipt_effective_gas_price") or receipt.get("effective_gas_price") or r["gas_price"]
        to = r["to_address"] or r.get("receipt_contract_address") or receipt.get("contract_address") or \
            r["hash"] + ":made"
        if int(r["value"]) and status != "0":
            yield row(r, "native", r["from_address"], to, r["value"])
        if gas and int(gas) * int(price):
            yield row(r, "fee", r["from_address"], miners.get(str(r["block_number"]), "ethereum:fees"),
                      int(gas) * int(price))


def token_row(r, token, sender, receiver, value, thing=""):
    kind = "mint" if sender == ZERO else "burn" if receiver == ZERO else "nft" if thing else "token"
    return row(r, kind, sender, receiver, value, token + thing)


def of_token_transfers(path):
    for r in records(path):
        yield token_row(r, r["token_address"], r["from_address"], r["to_address"], r["value"])


def of_logs(path):
    for r in records(path):
        topics = r["topics"] if isinstance(r["topics"], list) else r["topics"].split(",")
        if len(topics) == 2 and r["address"] == WETH and topics[0] in (DEPOSIT, WITHDRAWAL):
            who, value = "0x" + topics[1][-40:], int(r["data"][:66], 16)
            pair = (ZERO, who) if topics[0] == DEPOSIT else (who, ZERO)
            yield token_row(r, WETH, *pair, value)
        if len(topics) < 3 or topics[0] != TRANSFER:
            continue
        sender, receiver = ("0x" + t[-40:] for t in topics[1:3])
        thing = f"#{int(topics[3], 16)}" if len(topics) == 4 else ""
        value = 1 if thing else int(r["data"][:66], 16)
        yield token_row(r, r["address"], sender, receiver, value, thing)


def of_traces(path):
    seen = {}
    for r in records(path):
        tx = str(r["transaction_hash"])
        place = seen[tx] = seen.get(tx, -1) + 1
        if not tx and r["trace_type"] != "reward":
            continue  # the exporter for geth tells no hash; set aside, with the reason
        pays = r["trace_type"] in ("create", "suicide") or (
            r["trace_type"] == "call" and r["call_type"] == "call")
        if str(r["status"]) == "0" or r["error"] or not r["value"] or not int(r["value"]):
            continue
        if r["trace_type"] == "reward":
            yield row(r, "mint", "ethereum:new", r["to_address"], r["value"])
        elif pays:
            yield row(r, "internal" if place else "native", r["from_address"], r["to_address"], r["value"])


READERS = {"transactions": of_transactions, "token_transfers": of_token_transfers, "logs": of_logs,
           "traces": of_traces}


def exported(assay, path, folder):
    """What a ledger of this file alone exports, as its rows."""
    ledger = folder / "ledger"
    shutil.rmtree(ledger, ignore_errors=True)
    done = subprocess.run([assay, "ledger", "import", "--form", "ethereum-etl", "--no-time", NO_TIME[:10],
                           "--into", ledger, path], capture_output=True, text=True, check=False)
    refused = done.stderr.count("set aside: no transaction;")
    hashless = path.stem == "expected_traces" and sum(
        not r["transaction_hash"] and r["trace_type"] not in ("reward", "genesis", "daofork")
        for r in records(path))
    if done.returncode not in (0, 65) or refused != min(hashless, SHOWN_MAX):
        raise SystemExit(f"{path}: {done.returncode} {done.stderr[:500]}")
    out = subprocess.run([assay, "ledger", "export", ledger], capture_output=True, text=True, check=True)
    for r in csv.DictReader(io.StringIO(out.stdout)):
        yield (r["block"], r["from"], r["to"], r["amount"], r["asset"], r["kind"], r["id"])


def main():
    assay = pathlib.Path(sys.argv[1]) / "src/assay"
    if not GOLDEN.is_dir():
        return 77
    files = rows = wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path in sorted(GOLDEN.rglob("*")):
            reader = READERS.get(path.stem.removeprefix("expected_"))
            if not reader or path.suffix not in (".csv", ".json") or not path.stat().st_size:
                continue
            want, got = sorted(reader(path)), sorted(exported(assay, path, folder))
            files, rows = files + 1, rows + len(want)
            if want == got:
                continue
            wrong += 1
            print(f"DIFFERS {path.relative_to(GOLDEN)}: {len(want)} rows wanted, {len(got)} came; "
                  f"only wanted {sorted(set(want) - set(got))[:2]}, only ours {sorted(set(got) - set(want))[:2]}")
    print(f"ethereum-etl: {files} files, {rows} rows, {wrong} files differ")
    return 1 if wrong or files < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
