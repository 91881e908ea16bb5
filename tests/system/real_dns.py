#!/usr/bin/python3
"""Letters judged through the whole program with a real name server: what examples/world.txt
says is put into a zone, nsd serves it on a loopback port, the broker asks it, and the
verdicts and codes must be those that the world file itself gives. Exit 77 without nsd.

    tests/system/real_dns.py BUILD SOURCE [--none]"""
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
SANDBOX = "none" if "--none" in sys.argv else "full"
WORLD = SOURCE / "examples/world.txt"
# The sixth letter's names time out in the world, which a zone cannot say.
LETTERS = sorted((SOURCE / "examples").glob("[1-5]-*.eml"))
NSD = shutil.which("nsd", path=os.environ["PATH"] + ":/usr/sbin")


def zone_and_clock():
    zone = ["$ORIGIN example.", "$TTL 300", "@ SOA ns hostmaster 1 3600 600 86400 60",
            "@ NS ns", "ns A 127.0.0.1"]
    clock = None
    for line in WORLD.read_text().splitlines():
        words = line.split(None, 3)
        if words[:1] == ["clock"]:
            clock = words[1]
        elif words[:1] == ["dns"] and len(words) == 4:
            zone.append(f"{words[1]}. {words[2]} {words[3]}")
    return "\n".join(zone) + "\n", clock


def start_server(folder, port):
    (folder / "conf").write_text(f"""server:
    ip-address: 127.0.0.1@{port}
    username: ""
    chroot: ""
    zonesdir: "{folder}"
    pidfile: ""
    database: ""
    xfrdfile: "{folder}/xfrd"
    zonelistfile: "{folder}/zones"
    logfile: "{folder}/log"
    server-count: 1
remote-control:
    control-enable: no
zone:
    name: example
    zonefile: zone
""")
    server = subprocess.Popen([NSD, "-d", "-c", folder / "conf"], stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0 or server.poll() is not None:
                break
        time.sleep(0.05)
    return server


def judge(*options):
    done = subprocess.run(
        [BUILD / "src/assay", "check", "--json", "--all", f"--sandbox={SANDBOX}", "--border",
         "mx.yourfirm.example", *options, *LETTERS], capture_output=True, check=False)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return [(v["verdict"], sorted((f["code"], f.get("variant"), f["state"])
                                  for f in v["findings"])) for v in results]


def main():
    if not NSD:
        print("skipped: nsd is not installed")
        return 77
    zone, clock = zone_and_clock()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "zone").write_text(zone)
        port = random.randrange(20000, 32000)
        server = start_server(folder, port)
        try:
            real = judge("--resolver", f"127.0.0.1@{port}", "--now", clock)
        finally:
            server.terminate()
            server.wait()
    told = judge("--world", WORLD)
    same = len(real) == len(LETTERS) and real == told
    for letter, r, t in zip(LETTERS, real, told):
        print(f"{'ok' if r == t else 'FAIL'} {letter.name}: {r[0]}, by the world file {t[0]}")
        if r != t:
            print("   ", sorted(set(r[1]) ^ set(t[1])))
    return not same


sys.exit(main())
