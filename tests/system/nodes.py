#!/usr/bin/env python3
"""Blocks out of real nodes: anvil and bcoin, from npm, on the loopback. Where npm is not reached, their tests are
skipped by name. And what a node that lies or breaks off leaves behind.

    tests/system/nodes.py BUILD SOURCE [unittest arguments]"""
import base64
import collections
import csv
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)).resolve(), pathlib.Path(sys.argv.pop(1))
ASSAY, PROGRAMS = str(BUILD / "src/assay"), str(BUILD / "src")
NODES = BUILD / "nodes"
PACKAGES = {"private": True, "dependencies": {"@foundry-rs/anvil-linux-amd64": "1.7.1", "bcoin": "1.0.2"},
            "overrides": {"leveldown": "6.1.1"}}
ETHER = 10**18
# What it does when it is called: writes the log of a transfer of 42 from the caller to itself (ERC-20), and pays
# 5 wei back to the caller.
TRANSFER = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
RUNTIME = f"602a60005230337f{TRANSFER}60206000a36000600060006000600533" "5af100"
# The same; and whoever asks for something of four bytes (decimals(), symbol()) is told 6.
TOKEN = f"3660041460{7 + len(RUNTIME) // 2:02x}57{RUNTIME}5b60066000526020" "6000f3"
SPEND = """
const {KeyRing,MTX,Coin,Block,Script}=require('bcoin');
const http=require('http'),port=+process.argv[2];
const rpc=(method,params)=>new Promise((ok,no)=>{const q=http.request({port,host:'127.0.0.1',method:'POST',
 auth:'x:secret'},r=>{let b='';r.on('data',d=>b+=d);r.on('end',()=>{const j=JSON.parse(b);j.error?no(new
 Error(JSON.stringify(j.error))):ok(j.result)})});q.end(JSON.stringify({method,params}))});
(async()=>{
 const ring=n=>{const r=KeyRing.fromPrivate(Buffer.alloc(32,n),true);return r};
 const own=ring(7),other=ring(9);other.witness=true;const to=own.getAddress('string','regtest');
 await rpc('generatetoaddress',[101,to]);
 const raw=await rpc('getblock',[await rpc('getblockhash',[1]),0]);
 const coin=Coin.fromTX(Block.fromRaw(Buffer.from(raw,'hex')).txs[0],0,1);
 const m=new MTX();m.addCoin(coin);m.addOutput(other.getAddress(),1234567890);
 m.addOutput(own.getAddress(),coin.value-1234567890-5000);
 m.addOutput(Script.fromNulldata(Buffer.from('=:ETH.ETH:0x'+'ab'.repeat(20))),0);m.sign(own);
 if(!m.verify())throw new Error('unsigned');const id=await rpc('sendrawtransaction',[m.toTX().toRaw().toString('hex')]);
 for(let i=0;i<9;i++){await rpc('generatetoaddress',[1,to]);
  if((await rpc('getblock',[await rpc('getbestblockhash',[]),1])).tx.includes(id))break;}
 console.log(JSON.stringify({id,count:await rpc('getblockcount',[]),coin:coin.txid()}));
})().catch(e=>{console.error(e);process.exit(1)});
"""


def install():
    """node_modules in the build's folder; None, or why not."""
    NODES.mkdir(exist_ok=True)
    if (NODES / "node_modules/bcoin").is_dir() and (NODES / "node_modules/@foundry-rs").is_dir():
        return None
    if not shutil.which("npm") or not shutil.which("node"):
        return "npm is not installed"
    (NODES / "package.json").write_text(json.dumps(PACKAGES))
    done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=NODES, timeout=240,
                          capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else "npm is not reached"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def call(port, method, *params, user=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", json.dumps(
        {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode(), {"Content-Type": "application/json"})
    if user:
        request.add_header("Authorization", "Basic " + base64.b64encode(user.encode()).decode())
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)["result"]


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.missing = install()

    def setUp(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="assay-nodes-"))
        self.addCleanup(shutil.rmtree, self.top)
        self.ledger = self.top / "ledger"

    def start(self, *args, ready, **environment):
        log = open(self.top / "node.log", "wb")
        node = subprocess.Popen(args, cwd=self.top, stdout=log, stderr=log, env={**os.environ, **environment})
        self.addCleanup(log.close)
        self.addCleanup(node.wait)
        self.addCleanup(node.kill)
        for _ in range(600):  # a busy machine takes its time
            try:
                return ready()
            except (OSError, ValueError):
                time.sleep(0.1)
        return self.fail((self.top / "node.log").read_text())

    def run_import(self, *args):
        return subprocess.run([ASSAY, "ledger", "import", "--programs", PROGRAMS, "--no-progress", "--into", self.ledger,
                               *map(str, args)], capture_output=True, text=True, timeout=120, check=False)

    def rows(self):
        done = subprocess.run([ASSAY, "ledger", "export", self.ledger], capture_output=True, text=True, check=True)
        return list(csv.DictReader(done.stdout.splitlines()))

    # --- Ethereum

    def anvil(self):
        if self.missing:
            self.skipTest(f"anvil: {self.missing}")
        port = free_port()
        program = NODES / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"
        self.start(program, "--port", str(port), "--silent", ready=lambda: call(port, "eth_chainId"))
        return port

    def send(self, port, **transaction):
        sent = call(port, "eth_sendTransaction", transaction)
        for _ in range(100):
            receipt = call(port, "eth_getTransactionReceipt", sent)
            if receipt:
                return receipt
            time.sleep(0.05)
        return self.fail("it is not mined")

    def test_blocks_of_anvil_come_out_as_it_has_them(self):
        port = self.anvil()
        one, two = call(port, "eth_accounts")[:2]
        before = {a: int(call(port, "eth_getBalance", a, "latest"), 16) for a in (one, two)}
        init = f"60{len(RUNTIME) // 2:02x}600c60003960{len(RUNTIME) // 2:02x}6000f3" + RUNTIME
        made = self.send(port, **{"from": one, "data": "0x" + init, "gas": "0x100000"})["contractAddress"]
        self.send(port, **{"from": one, "to": two, "value": hex(3 * ETHER)})
        called = self.send(port, **{"from": two, "to": made, "value": hex(1000), "gas": "0x100000"})
        failed = self.send(port, **{"from": one, "to": made, "value": hex(ETHER), "gas": "0x5300"})
        self.assertEqual((called["status"], failed["status"], len(called["logs"])), ("0x1", "0x0", 1))
        done = self.run_import("--rpc", f"http://127.0.0.1:{port}")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = self.rows()
        by = collections.defaultdict(list)
        for r in rows:
            by[r["kind"]].append(r)
        self.assertEqual([(r["from"], r["to"], r["amount"], r["asset"]) for r in by["token"]],
                         [(two, made, "42", f"ethereum/{made}")])
        self.assertEqual([(r["from"], r["to"], r["amount"]) for r in by["internal"]],
                         [(made, two, "0.000000000000000005")])
        self.assertEqual(len(by["fee"]), 4)
        self.assertNotIn(failed["transactionHash"][2:], [r["id"] for r in by["native"]])
        # To the last unit: what accounts have is what they had and what the ledger moved.
        for account, had in before.items():
            moved = 0
            for r in rows:
                if r["asset"] == "ethereum":
                    whole, _, part = r["amount"].partition(".")
                    amount = int(whole) * ETHER + int(part.ljust(18, "0"))
                    moved += amount * ((r["to"] == account) - (r["from"] == account))
            self.assertEqual(had + moved, int(call(port, "eth_getBalance", account, "latest"), 16))
        self.assertEqual({r["block"] for r in rows}, {"1", "2", "3", "4"})

    def test_a_node_without_the_trace_module_is_asked_for_its_calls(self):
        """As go-ethereum is: before anvil stands somebody who does not know trace_block, and knows the other or not."""
        port = self.anvil()
        one, two = call(port, "eth_accounts")[:2]
        init = f"60{len(RUNTIME) // 2:02x}600c60003960{len(RUNTIME) // 2:02x}6000f3" + RUNTIME
        made = self.send(port, **{"from": one, "data": "0x" + init, "gas": "0x100000"})["contractAddress"]
        self.send(port, **{"from": two, "to": made, "value": hex(1000), "gas": "0x100000"})
        self.assertEqual(self.run_import("--rpc", f"http://127.0.0.1:{port}").returncode, 0)
        whole, self.ledger = self.rows(), self.top / "second"
        asked = collections.Counter()

        def answers(method, request, refused):
            asked[method] += 1
            if method in refused:
                return b'{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method does not exist"}}'
            with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", request,
                                                               {"Content-Type": "application/json"})) as answer:
                return answer.read()
        done = self.run_import("--rpc", self.fake(lambda method, request: answers(method, request, ["trace_block"])))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.rows(), whole)
        self.assertEqual([r["amount"] for r in whole if r["kind"] == "internal"], ["0.000000000000000005"])
        self.assertEqual((asked["trace_block"], asked["debug_traceBlockByNumber"]), (1, 3))
        self.ledger = self.top / "third"
        neither = self.fake(lambda method, request: answers(method, request, ["trace_block", "debug_traceBlockByNumber"]))
        done = self.run_import("--rpc", neither)
        self.assertEqual(done.returncode, 65)
        self.assertIn("the node gives no traces", done.stderr)
        self.assertEqual(self.rows(), [])
        self.assertEqual(self.run_import("--rpc", neither, "--no-traces").returncode, 0)
        self.assertEqual(self.rows(), [r for r in whole if r["kind"] != "internal"])

    def made(self, port, account, runtime):
        size = f"60{len(runtime) // 2:02x}"
        return self.send(port, **{"from": account, "data": f"0x{size}600c600039{size}6000f3{runtime}",
                                  "gas": "0x100000"})["contractAddress"]

    def test_tokens_tell_their_decimals(self):
        port = self.anvil()
        one, _ = call(port, "eth_accounts")[:2]
        plain, token = self.made(port, one, RUNTIME), self.made(port, one, TOKEN)
        for contract in (plain, token, token):
            self.send(port, **{"from": one, "to": contract, "value": hex(1000), "gas": "0x100000"})
        done = self.run_import("--rpc", f"http://127.0.0.1:{port}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([(r["asset"], r["amount"]) for r in self.rows() if r["kind"] == "token"],
                         [(f"ethereum/{plain}", "42"), (f"ethereum/{token}", "0.000042"), (f"ethereum/{token}", "0.000042")])

    def test_what_routers_log_is_followed(self):
        """THORChain: a thief's deposit of ether, and its payout in another coin a block later; neither is told but by logs."""
        who = {n: f"0x{i + 1:040x}" for i, n in enumerate(["victim", "thief", "router", "vault", "receiver", "token", "innocent"])}
        tx = [f"0x{i:064x}" for i in range(4)]

        def words(*some):
            return "0x" + "".join(f"{w:064x}" for w in some)

        def said(*before, text):
            return words(*before, 32 * (len(before) + 1), len(text)) + text.encode().hex().ljust(-(-len(text) // 32) * 64, "0")

        def block(i, value, a, b):
            return {"number": hex(i), "timestamp": hex(1600000000 + i), "miner": who["vault"], "transactions": [
                {"hash": tx[i], "blockNumber": hex(i), "transactionIndex": "0x0", "from": who[a], "to": who[b],
                 "value": hex(value), "gasPrice": "0x0"}]}

        def receipt(i, *logs):
            return [{"transactionHash": tx[i], "status": "0x1", "gasUsed": "0x0", "effectiveGasPrice": "0x0", "logs": [
                {"address": who["router"], "logIndex": hex(k), "blockNumber": hex(i), "transactionHash": tx[i],
                 "transactionIndex": "0x0", **log} for k, log in enumerate(logs)]}]

        def topics(signature, *accounts):
            return [signature, *("0x" + "0" * 24 + who[a][2:] for a in accounts)]
        deposit = {"topics": topics("0xef519b7eb82aaf6ac376a6df2d793843ebfd593de5f1a0601d3cc6ab49ebb395", "vault", "token"),
                   "data": said(8, text=f"=:ETH.COIN:{who['receiver']}")}
        payout = {"topics": topics("0xa9cd03aa3c1b4515114539cd53d22085129d495cb9e9f9af77864526240f1bf7", "vault", "receiver"),
                  "data": said(7, 500, text=f"OUT:{tx[1][2:].upper()}")}
        paid = {"topics": topics("0x" + TRANSFER, "vault", "receiver"), "data": words(500), "address": who["token"]}
        blocks = [block(0, 8, "victim", "thief"), block(1, 8, "thief", "router"), block(2, 0, "vault", "router")]
        receipts = [receipt(0), receipt(1, deposit), receipt(2, paid, payout)]

        def answers(method, request):
            which = json.loads(request)["params"]
            told = {"eth_blockNumber": "0x2", "trace_block": [], "eth_call": None}
            at = int(which[0], 16) if which and isinstance(which[0], str) else 0
            told["eth_getBlockByNumber"], told["eth_getBlockReceipts"] = blocks[at], receipts[at]
            return json.dumps({"result": told[method]}).encode()
        done = self.run_import("--rpc", self.fake(answers))
        self.assertEqual(done.returncode, 0, done.stderr)
        traced = subprocess.run([ASSAY, "trace", "--in", self.ledger, "--json", who["thief"]], capture_output=True, text=True,
                                check=True)
        ends = {(e["account"], e["asset"], e["amount"], e["stop"]) for e in json.loads(traced.stdout)["ends"]}
        self.assertEqual(ends, {(who["router"], "ethereum", "0.000000000000000008", "bridge"),
                                (who["receiver"], f"ethereum/{who['token']}", "500", "held")})

    def test_symbols_are_read_in_both_forms(self):
        """By the rules of contracts, and as 32 bytes; and one that lies about its length."""
        log = {"topics": ["0x" + TRANSFER, "0x" + "0" * 63 + "1", "0x" + "0" * 63 + "2"], "data": "0x" + f"{7 * 10**6:064x}",
               "blockNumber": "0x0", "transactionHash": f"0x{7:064x}", "transactionIndex": "0x0"}
        symbols = {f"0x{1:040x}": f"{32:064x}{4:064x}" + b"ABCD".hex().ljust(64, "0"), f"0x{2:040x}": b"XYZ".hex().ljust(64, "0"),
                   f"0x{3:040x}": f"{32:064x}{2**255:064x}" + b"LIES".hex().ljust(64, "0")}
        asked = collections.Counter()
        block = {"number": "0x0", "timestamp": "0x60000000", "miner": "0x" + "0" * 40, "transactions": []}
        told = {"eth_blockNumber": "0x0", "eth_getBlockByNumber": block, "trace_block": [], "eth_getBlockReceipts": [
            {"transactionHash": f"0x{7:064x}", "status": "0x1", "gasUsed": "0x0", "effectiveGasPrice": "0x0", "logs": [
                {"address": a, "logIndex": hex(i), **log} for i, a in enumerate([*symbols, *symbols])]}]}

        def answers(method, request):
            if method != "eth_call":
                return json.dumps({"result": told[method]}).encode()
            what, = [p for p in json.loads(request)["params"] if isinstance(p, dict)]
            asked[what["to"]] += 1
            return json.dumps({"result": "0x" + (f"{6:064x}" if what["data"] == "0x313ce567" else symbols[what["to"]])}).encode()
        done = self.run_import("--rpc", self.fake(answers))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({r["amount"] for r in self.rows()}, {"7"})
        self.assertEqual(set(asked.values()), {2})
        traced = subprocess.run([ASSAY, "trace", "--in", self.ledger, f"0x{2:040x}"], capture_output=True, text=True, check=True)
        for shown in ("14 ABCD ", "14 XYZ ", f"14 ethereum/0x{3:040x} "):
            self.assertIn(f"\n  {shown} held", traced.stdout)

    def test_what_a_failed_call_had_called_is_undone(self):
        """In traces it does not say so itself."""
        def trace(path, **more):
            return {"type": "call", "action": {"from": f"0x{1:040x}", "to": f"0x{2:040x}", "value": hex(len(path) + 10),
                                               "callType": "call"}, "transactionHash": f"0x{7:064x}",
                    "transactionPosition": 0, "blockNumber": 0, "traceAddress": path, **more}
        traces = [trace([]), trace([0], error="Reverted"), trace([0, 0]), trace([0, 1, 0]), trace([1]), trace([1, 0])]
        block = {"number": "0x0", "timestamp": "0x60000000", "miner": "0x" + "0" * 40, "transactions": [
            {"hash": f"0x{7:064x}", "blockNumber": "0x0", "transactionIndex": "0x0", "from": f"0x{1:040x}",
             "to": f"0x{2:040x}", "value": "0xa", "gasPrice": "0x0"}]}
        told = {"eth_blockNumber": "0x0", "eth_getBlockByNumber": block, "trace_block": traces, "eth_getBlockReceipts": [
            {"transactionHash": f"0x{7:064x}", "status": "0x1", "gasUsed": "0x0", "effectiveGasPrice": "0x0", "logs": []}]}
        done = self.run_import("--rpc", self.fake(lambda method: json.dumps({"result": told[method]}).encode()))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([round(float(r["amount"]) * ETHER) for r in self.rows()], [10, 11, 12])

    def test_new_blocks_are_added_and_old_ones_stay_once(self):
        port = self.anvil()
        one, two = call(port, "eth_accounts")[:2]
        url = ("--rpc", f"http://127.0.0.1:{port}")
        for _ in range(3):
            self.send(port, **{"from": one, "to": two, "value": hex(ETHER)})
        self.assertEqual(self.run_import(*url).returncode, 0)
        self.assertIn("is in already", self.run_import(*url).stdout)
        self.send(port, **{"from": one, "to": two, "value": hex(ETHER)})
        self.assertIn(": 2 rows,", self.run_import(*url, "--blocks", "2-latest").stdout)
        self.assertEqual(len([r for r in self.rows() if r["kind"] == "native"]), 4)
        # a block that is not there yet
        done = self.run_import(*url, "--blocks", "4-5")
        self.assertEqual(done.returncode, 65)
        self.assertIn("the node has no such block", done.stderr)

    # --- Bitcoin

    def test_blocks_of_bcoin_come_out_with_what_they_spend(self):
        if self.missing:
            self.skipTest(f"bcoin: {self.missing}")
        port, module = free_port(), NODES / "node_modules"
        self.start("node", module / "bcoin/bin/node", "--network=regtest", "--memory=true", f"--http-port={port}",
                   "--api-key=secret", "--listen=false", f"--prefix={self.top}/bcoin",
                   ready=lambda: call(port, "getblockcount", user="x:secret"), NODE_BACKEND="js")
        (self.top / "spend.js").write_text(SPEND)
        spent = subprocess.run(["node", self.top / "spend.js", str(port)], capture_output=True, text=True, timeout=120,
                               check=False, env={**os.environ, "NODE_BACKEND": "js", "NODE_PATH": str(module)})
        self.assertEqual(spent.returncode, 0, spent.stderr)
        told = json.loads(spent.stdout)
        password = self.top / "password"
        password.write_text("secret\n")
        node = ("--node", "bitcoin", "--rpc", f"http://x@127.0.0.1:{port}/")
        done = self.run_import(*node, "--password-file", password)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [r for r in self.rows() if r["id"] == told["id"]]
        self.assertEqual([(r["from"], r["amount"]) for r in rows if r["kind"] == "spend"],
                         [(told["coin"] + ":0", "50")])
        self.assertEqual(sorted(r["amount"] for r in rows if r["kind"] == "make"), ["0", "12.3456789", "37.6542711"])
        self.assertEqual([r["amount"] for r in rows if r["kind"] == "fee"], ["0.00005"])
        self.assertEqual((self.ledger / "memos").read_text(), f"{told['id']},=:ETH.ETH:0x{'ab' * 20}\n")
        owners = {r["to"] for r in rows if r["kind"] == "own"}
        self.assertEqual(len([o for o in owners if o.startswith("bcrt1q")]), 1, owners)
        heights = {int(r["block"]) for r in self.rows()}
        self.assertEqual(heights - {0}, set(range(1, told["count"] + 1)))
        # without the earlier blocks what is spent is not known, and that is said
        self.ledger = self.top / "later"
        done = self.run_import(*node, "--password-file", password, "--blocks", f"2-{told['count']}")
        self.assertEqual(done.returncode, 65)
        self.assertIn("begin with block 0", done.stderr)
        password.write_text("wrong\n")
        done = self.run_import(*node, "--password-file", password)
        self.assertEqual(done.returncode, 77)
        self.assertIn("refuses the user or the password", done.stderr)

    # --- nodes that are no nodes

    def fake(self, answers):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                request = self.rfile.read(int(self.headers["Content-Length"]))
                told = (json.loads(request)["method"], request)
                body = answers(*told[:answers.__code__.co_argcount - len(answers.__defaults__ or ())])
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}"

    def test_a_node_cannot_put_in_blocks_that_were_not_asked_for(self):
        evil = b'{"result":"0x1"}\n{"assay-node":"evm","number":7,"block":{"result":{"number":"0x7"}}}'
        done = self.run_import("--rpc", self.fake(lambda method: evil))
        self.assertEqual(done.returncode, 69)
        self.assertIn("the node's answer is no JSON", done.stderr)
        self.assertEqual(self.rows(), [])

    def test_lies_are_set_aside(self):
        for lie in (b'{"result":null}', b'{"result":[]}', b'{"error":{"code":1}}', b'{"result":{"number":"0x1"}}',
                    b'{"result":{"number":{"a":[1]},"transactions":7}}', b'{"result":"' + b"f" * 100000 + b'"}'):
            self.ledger = self.top / str(abs(hash(lie)))
            done = self.run_import("--rpc", self.fake(lambda method, lie=lie: b'{"result":"0x1"}'
                                                      if method == "eth_blockNumber" else lie))
            self.assertIn(done.returncode, (0, 65), done.stderr)
            self.assertEqual(self.rows(), [])

    def test_what_breaks_off_goes_on(self):
        asked = []

        def answers(method):
            asked.append(method)
            if method == "eth_blockNumber":
                return b'{"result":"0x2"}'
            if method == "eth_getBlockByNumber" and len(asked) > 4:
                return b"gone"
            return b'{"result":[]}' if method != "eth_getBlockByNumber" else json.dumps({"result": {
                "number": "0x0", "timestamp": "0x60000000", "miner": "0x" + "0" * 40, "transactions": []}}).encode()
        done = self.run_import("--rpc", self.fake(answers))
        self.assertEqual(done.returncode, 69)
        info = subprocess.run([ASSAY, "ledger", "info", self.ledger], capture_output=True, text=True, check=True)
        self.assertIn("import it again to go on", info.stdout)

    def test_errors_name_the_thing(self):
        for args, status, words in (
                (["--rpc", "http://127.0.0.1:1"], 69, "connect"),
                (["--rpc", "http://example.com/"], 64, "on this machine only"),
                (["--rpc", "ftp://127.0.0.1/"], 64, "the address must read"),
                (["--rpc", "http://a:b@127.0.0.1/"], 64, "without a password"),
                (["--rpc", "http://127.0.0.1:1", "--blocks", "x"], 64, "FIRST-LAST"),
                (["--rpc", "http://127.0.0.1:1", "file"], 64, "sources or --rpc"),
                (["--rpc", "http://127.0.0.1:1", "--password-file", self.top / "none"], 69, "No such file")):
            done = self.run_import(*args)
            self.assertEqual(done.returncode, status, (args, done.stderr))
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
