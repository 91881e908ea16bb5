"""Runs assay, rspamd and SpamAssassin over one sample; see peers.sh."""
import ctypes
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import sample
import servers

PR_SET_CHILD_SUBREAPER = 36
TICK = os.sysconf("SC_CLK_TCK")


def processes_below(pid):
    found = [pid]
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += processes_below(int(child))
    return found


def cpu_of_tree(pid):
    """CPU seconds of a process and everything below it, those waited for included."""
    total = 0
    for p in processes_below(pid):
        fields = pathlib.Path(f"/proc/{p}/stat").read_text().rsplit(")", 1)[1].split()
        total += sum(int(f) for f in fields[11:15])
    return total / TICK


def memory_of_tree_mb(pid):
    total = 0
    for p in processes_below(pid):
        for line in pathlib.Path(f"/proc/{p}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                total += int(line.split()[1])
    return total / 1024


def measure(name, pid, letters, ask):
    ask(letters[0])  # warm
    before, times = cpu_of_tree(pid), []
    for letter in letters:
        start = time.perf_counter()
        ask(letter)
        times.append(1000 * (time.perf_counter() - start))
    spent = 1000 * (cpu_of_tree(pid) - before) / len(letters)
    report(name, spent, times, memory_of_tree_mb(pid), len(letters))
    return spent


def report(name, cpu_ms, times, memory_mb, count):
    times = sorted(times)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    print(f"{name:34} {cpu_ms:8.3f} ms CPU a letter   median {statistics.median(times):7.2f}"
          f"   p99 {p99:7.2f} ms   {memory_mb:6.1f} MB   {count} letters")


def run_rspamd(folder, letters):
    with servers.rspamd(folder) as process:
        return measure("rspamd", process.pid, letters, servers.rspamd_ask())


def run_spamassassin(folder, letters):
    with servers.spamassassin(folder) as process:
        return measure("SpamAssassin", process.pid, letters, servers.spamassassin_ask)


def become_reaper():
    """Orphans come to this process, so that their CPU time is counted here too."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        sys.exit("peers: cannot become a reaper: CPU times would be too low")


def reap():
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass


def run_assay(build, files, mode):
    """CPU of the front, the worker and every child of it, start-up included. The sample is
    given several times over, so that the start weighs as little as it does in use."""
    command = [str(build / "src/assay"), "check", "--offline", "--json", "--no-progress",
               f"--isolation={mode}"] + [str(f) for f in files]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = done.stdout.count(b"\n")
    if done.returncode > 2 or lines != len(files):
        sys.exit(f"peers: assay exited {done.returncode} after {lines} of {len(files)} letters")
    spent = sum(getattr(after, k) - getattr(before, k) for k in ("ru_utime", "ru_stime"))
    return 1000 * spent / lines


def main():
    become_reaper()
    build = pathlib.Path(sys.argv[1])
    per_folder = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    files = sample.letters(per_folder)
    letters = [f.read_bytes() for f in files]
    print(f"{len(files)} letters, {sum(map(len, letters)) / len(letters) / 1000:.1f} kB on average")
    ours = {}
    for mode in ("mailbox", "letter"):
        runs = [run_assay(build, files * 5, mode) for _ in range(3)]
        ours[mode] = statistics.median(runs)
        print(f"{'assay, --isolation=' + mode:34} {ours[mode]:8.3f} ms CPU a letter")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        rspamd = run_rspamd(folder, letters)
        spamassassin = run_spamassassin(folder, letters[::10])
    print()
    for peer, ms in (("rspamd", rspamd), ("SpamAssassin", spamassassin)):
        for mode, bar in (("mailbox", 10), ("letter", 4)):
            print(f"{peer} / assay with --isolation={mode}: {ms / ours[mode]:.1f} times"
                  + (f" (bar: {bar})" if peer == "rspamd" else ""))


main()
