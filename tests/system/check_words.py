#!/usr/bin/python3
"""Every check of the registry is whole: title, sentences, weight, manual line, cases.

    check_words.py SOURCE CHECKS.tsv MANUAL"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1])
CHECKS = [line.split("\t") for line in pathlib.Path(sys.argv[2]).read_text().splitlines()]
MANUAL = pathlib.Path(sys.argv[3]).read_text()
# Words that promise what nobody can know. Those of Japanese: anzen, yuukou.
PROMISES = re.compile(r"\b(safe|safely|valid|legitimate|harmless)\b|安全|有効", re.IGNORECASE)
TITLE_MAX = 60
# Checks that ask nothing of the world and read any letter to its end.
NEVER_UNKNOWN = {"file.rule"}
NEVER_UNKNOWN |= {"file.console", "file.note", "file.page", "file.script", "file.smuggling", "file.svg"}
NEVER_UNKNOWN |= {"file.archive", "file.bomb", "file.holds", "file.sealed"}
# Checks that only tell what could not be looked at.
NEVER_HIT = {"file.unread"}


def read_words(path):
    words = {}
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            key, text = line.split(None, 1)
            words[key] = text.strip()
    return words


def has_key(words, key):
    """The key itself, or one with a variant."""
    return any(k == key or k.startswith(key + "/") for k in words)


def weighed():
    rows = (line.split("#")[0].split() for line in (SOURCE / "data/policy").read_text().splitlines())
    return {row[0].split("/")[0] for row in rows if row}


def is_never_unknown(code):
    """What of a file was not read, file.unread tells for all of them."""
    return code in NEVER_UNKNOWN or code.startswith(("file.", "code."))


def faults_of(code, title, weights):
    if not title or len(title) > TITLE_MAX:
        yield f"a title of 1 to {TITLE_MAX} characters"
    path = SOURCE / "data/words" / code
    words = read_words(path) if path.exists() else {}
    for key in ("en.sees", "en.why", "en.says", "en.next", "ja.says", "ja.next"):
        if not has_key(words, key) and not (code in NEVER_HIT and key.endswith("says")):
            yield f"data/words: {key}"
    if code not in weights:
        yield "a row in data/policy"
    if f".It Sy {code}\n" not in MANUAL:
        yield "a line in the manual"
    for state in ("hit", "clear", "unknown"):
        cases = [p for p in (SOURCE / "tests/cases" / code).glob(state + "*")
                 if (p / "want.txt").exists()]
        if not cases and not (state == "unknown" and is_never_unknown(code)) and not (
                state == "hit" and code in NEVER_HIT):
            yield f"tests/cases: {state}"


def faults():
    weights = weighed()
    for code, _, _, title in CHECKS:
        for fault in faults_of(code, title, weights):
            yield f"{code} lacks {fault}"
    for path in sorted((SOURCE / "data/words").iterdir()):
        for key, text in (read_words(path) if path.name != "README" else {}).items():
            if PROMISES.search(text):
                yield f"data/words/{path.name}: {key} promises too much: {text}"


FOUND = list(faults())
for fault in FOUND:
    print("FAIL", fault)
print(f"words: {len(CHECKS)} checks, {len(FOUND)} faults")
sys.exit(bool(FOUND))
