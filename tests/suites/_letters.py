"""What the drivers for signed letters share: worlds of keys, and the probe that judges."""
import os
import subprocess
import sys
import tempfile

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))


def suite_folder(*names):
    """The first folder that is needed and not there ends the driver as skipped."""
    for name in names:
        if not os.path.isdir(os.path.join(DATA, "suites", name)):
            print(f"suites/{name} is not there")
            sys.exit(77)
    return os.path.join(DATA, "suites")


def quoted(octets):
    if isinstance(octets, str):
        octets = octets.encode()
    return '"' + "".join(
        chr(c) if 0x20 <= c <= 0x7E and chr(c) not in '"\\' else "\\x%02x" % c for c in octets
    ) + '"'


class Letters:
    """Collects (world, letter) pairs, asks the probe once, hands the answers out."""

    def __init__(self, build, verb):
        self.probe = os.path.join(build, "tests", "probe")
        self.verb = verb
        self.folder = tempfile.TemporaryDirectory()
        self.worlds = {}
        self.questions = []

    def write(self, octets):
        path = os.path.join(self.folder.name, str(len(os.listdir(self.folder.name))))
        with open(path, "wb") as f:
            f.write(octets)
        return path

    def world(self, records, clock=None):
        """`records`: (name, text) pairs; a text in angles is a status."""
        rows = [f"clock {clock}"] if clock else []
        for name, text in records:
            status = text[1:-1] if text.startswith("<") else None
            rows.append(f"dns {name} {status}" if status else f"dns {name} TXT {quoted(text)}")
        text = "\n".join(rows) + "\n"
        if text not in self.worlds:
            self.worlds[text] = self.write(text.encode())
        return self.worlds[text]

    def ask(self, world, letter):
        """`letter`: bytes, or a path. The number of its answer."""
        path = letter if isinstance(letter, str) else self.write(letter)
        self.questions.append(f"{world}\t{path}\n")
        return len(self.questions) - 1

    def answers(self):
        out = subprocess.run([self.probe, self.verb], input="".join(self.questions).encode(),
                             stdout=subprocess.PIPE, check=True).stdout.decode()
        lines = out.split("\n")[:-1]
        assert len(lines) == len(self.questions), "the probe answers each question"
        return lines


class Signature:
    def __init__(self, text):
        (self.result, self.why, self.domain, self.selector, bits, self.gap, self.identity,
         self.body, added) = text.split("\t")
        self.bits = int(bits)
        self.added = added.split(",") if added else []

    def __str__(self):
        return f"{self.result}({self.why})"


def signatures(line):
    return [Signature(s) for s in line.split("|")] if line and line != "ended" else []


class Chain:
    def __init__(self, line):
        self.result, sets, oldest, self.gap, domains, self.problem = line.split("\t")
        self.count, self.oldest_pass = int(sets), int(oldest)
        self.domains = domains.split(",") if domains else []


class Tally:
    """Counts, names what is not met, and ends the driver."""

    def __init__(self, suite, exceptions):
        self.suite, self.exceptions = suite, exceptions
        self.met = self.all = 0
        self.unmet, self.seen = [], set()

    def check(self, name, ok, wanted, got):
        self.all += 1
        if ok:
            self.met += 1
            if name in self.exceptions:
                self.unmet.append(f"{name}: listed as an exception, but met")
        elif name in self.exceptions:
            self.seen.add(name)
        else:
            self.unmet.append(f"{name}: want {wanted}, got {got}")

    def end(self):
        print(f"suite {self.suite}: {self.met} of {self.all}")
        for name in sorted(self.seen):
            print(f"  exception {name}: {self.exceptions[name]}")
        for line in self.unmet:
            print(f"  NOT MET {line}")
        return not self.unmet
