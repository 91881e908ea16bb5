"""rspamd and SpamAssassin as servers on loopback, with their default rules, each in a folder of its
own; they are ended by their pid. Nothing leaves the machine."""
import contextlib
import http.client
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

RSPAMD_PORT, CONTROLLER_PORT, SPAMD_PORT, REDIS_PORT = 21333, 21334, 21783, 21379
# DNS goes to a closed loopback port and gives up at once.
RSPAMD_FILES = {
    "options.inc": 'dns { nameserver = ["127.0.0.1:9"]; timeout = 0.001s; retransmits = 1; }\n',
    "worker-normal.inc": f'bind_socket = "127.0.0.1:{RSPAMD_PORT}"; count = 1;\n',
    "worker-controller.inc": "enabled = false;\n",
    "worker-proxy.inc": "enabled = false;\n",
    "worker-fuzzy.inc": "enabled = false;\n",
    "logging.inc": 'level = "error";\n',
    "redis.conf": 'servers = "";\n',
}
# What learning takes: a database, and the worker that is told what is what.
RSPAMD_LEARNING = {
    "worker-controller.inc": f'bind_socket = "127.0.0.1:{CONTROLLER_PORT}"; count = 1; '
                             'secure_ip = "127.0.0.1";\n',
    "redis.conf": f'servers = "127.0.0.1:{REDIS_PORT}";\n',
    "classifier-bayes.conf": f'backend = "redis"; servers = "127.0.0.1:{REDIS_PORT}"; '
                             'min_learns = 100;\n',
    "greylist.conf": "enabled = false;\n",  # else the answer to a stranger is "later"
}


def wait_for_port(port, process):
    for _ in range(300):
        if process.poll() is not None:
            sys.exit(f"peers: the server on port {port} ended with {process.returncode}")
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit(f"peers: nothing answers on port {port}")


def end(process):
    process.send_signal(signal.SIGTERM)
    process.wait()


def start(command):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def redis(folder):
    process = start(["redis-server", "--bind", "127.0.0.1", "--port", str(REDIS_PORT), "--dir",
                     str(folder), "--save", "", "--appendonly", "no"])
    try:
        wait_for_port(REDIS_PORT, process)
        yield process
    finally:
        end(process)


@contextlib.contextmanager
def rspamd(folder, learning=False):
    """Its process; rspamd_ask() and rspamd_learn() speak to it."""
    local = folder / "rspamd"
    (local / "local.d").mkdir(parents=True)
    for name, text in {**RSPAMD_FILES, **(RSPAMD_LEARNING if learning else {})}.items():
        (local / "local.d" / name).write_text(text)
    for name in ("db", "log", "run"):
        (local / name).mkdir()
    variables = {"LOCAL_CONFDIR": local, "DBDIR": local / "db", "LOGDIR": local / "log",
                 "RUNDIR": local / "run"}
    command = ["rspamd", "-f", "-c", "/etc/rspamd/rspamd.conf"]
    command += [f"--var={k}={v}" for k, v in variables.items()]
    if os.getuid() == 0:
        command += ["-u", "nobody", "-g", "nogroup"]
        for path in [local, *local.rglob("*")]:
            os.chown(path, pwd.getpwnam("nobody").pw_uid, -1)
    process = start(command)
    try:
        wait_for_port(RSPAMD_PORT, process)
        time.sleep(3)
        yield process
    finally:
        end(process)


def rspamd_talker(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(letter):
        connection.request("POST", path, letter)
        return connection.getresponse().read()
    return ask


def rspamd_ask():
    """A function from a letter to rspamd's answer: its score and its action."""
    talk = rspamd_talker(RSPAMD_PORT, "/checkv2")

    def ask(letter):
        answer = talk(letter)
        if b'"symbols"' not in answer:
            sys.exit(f"peers: rspamd answered {answer[:200]!r}")
        return json.loads(answer)
    return ask


@contextlib.contextmanager
def spamassassin(folder):
    """spamd with one child; its memory of words is in folder/sa (sa-learn)."""
    state = folder / "sa"
    state.mkdir(exist_ok=True)
    command = ["spamd", "-L", "--min-children=1", "--max-children=1", "-i", "127.0.0.1", "-p",
               str(SPAMD_PORT), "--syslog=null", f"--helper-home-dir={state}", "-x",
               f"--siteconfigpath={folder / 'sa-rules'}"]
    if os.getuid() == 0:
        shutil.chown(state, "nobody")
        command += ["-u", "nobody"]
    write_spamassassin_rules(folder)
    process = start(command)
    try:
        wait_for_port(SPAMD_PORT, process)
        yield process
    finally:
        end(process)


def write_spamassassin_rules(folder):
    """The package's own settings, and where the memory of words is kept."""
    rules = folder / "sa-rules"
    if rules.exists():
        return
    shutil.copytree("/etc/spamassassin", rules)
    with open(rules / "local.cf", "a", encoding="ascii") as f:
        f.write(f"\nbayes_path {folder / 'sa' / 'bayes'}\nbayes_auto_learn 0\n"
                "bayes_file_mode 0666\n")


def spamassassin_ask(letter):
    """The score; and whether it is over the mark of the default settings."""
    with socket.create_connection(("127.0.0.1", SPAMD_PORT)) as s:
        s.sendall(b"CHECK SPAMC/1.2\r\nContent-length: %d\r\n\r\n" % len(letter) + letter)
        s.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: s.recv(65536), b""))
    if b"Spam:" not in answer:
        sys.exit(f"peers: spamd answered {answer[:200]!r}")
    return b"Spam: True" in answer
