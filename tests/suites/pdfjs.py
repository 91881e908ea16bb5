#!/usr/bin/env python3
"""JavaScript in PDFs: what `assay look` shows, against the objects that qpdf reads. As few
files of others hold any, qpdf also puts a script into each of them that it can read: by the
catalog's opening action, by its tree of names, and by a page's own action; written with plain
objects, with object streams, and encrypted without a password to open. What qpdf itself does
not read back is left out. What opens for qpdf without a password is not sealed for assay.

	tests/suites/pdfjs.py BUILD"""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
import _files
import _letters

TOOL_S = 60
AT_ONCE = 2
MARK = 'app.alert("pdfjs")'
ACTION = {"/S": "/JavaScript", "/JS": "u:" + MARK}
FORMS = {
    "plain": ["--object-streams=disable"],
    "streams": ["--object-streams=generate"],
    "locked": ["--object-streams=generate", "--encrypt", "", "owner", "256", "--"],
}
EXCEPTIONS = {}


def qpdf(*arguments):
    """Its output; None where it fails or does not end. 3 is its word for warnings."""
    try:
        done = subprocess.run(["qpdf", *arguments], capture_output=True, check=False,
                              timeout=TOOL_S)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode in (0, 3) else None


def objects_of(path):
    text = qpdf("--json=2", "--json-key=qpdf", "--json-stream-data=none", path)
    try:
        return json.loads(text)["qpdf"] if text else None
    except (ValueError, KeyError):
        return None


def scripts_within(value):
    """Each text that stands as /JS, wherever it is in an object."""
    if isinstance(value, dict):
        if isinstance(value.get("/JS"), str) and value["/JS"].startswith("u:"):
            yield value["/JS"][2:]
        for inner in value.values():
            yield from scripts_within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scripts_within(inner)


def scripts_of(path):
    objects = objects_of(path)
    return list(scripts_within(objects[1])) if objects else []


def with_script(objects, place):
    """The objects to change, or None where the file has no such place."""
    head, table = objects
    catalog = table["trailer"]["value"].get("/Root")
    value = table.get(f"obj:{catalog}", {}).get("value")
    if not isinstance(value, dict):
        return None
    target = catalog
    if place == "open":
        value = {**value, "/OpenAction": ACTION}
    elif place == "names":
        value = {**value, "/Names": {"/JavaScript": {"/Names": ["u:a", ACTION]}}}
    else:
        pages = [(k, v["value"]) for k, v in table.items() if isinstance(v.get("value"), dict)
                 and v["value"].get("/Type") == "/Page"]
        if not pages:
            return None
        target, value = pages[0][0].removeprefix("obj:"), {**pages[0][1], "/AA": {"/O": ACTION}}
    return {"qpdf": [head, {f"obj:{target}": {"value": value}}]}


def make(path, folder, number):
    """The forms of one file with a script: [(name, path), ...]; and what it held itself."""
    objects = objects_of(path)
    if not objects or "trailer" not in objects[1]:
        return [], None
    made = []
    place = ("open", "names", "page")[number % 3]
    patch = with_script(objects, place)
    for form, options in FORMS.items() if patch else ():
        to = os.path.join(folder, f"{number}-{form}.pdf")
        with open(to + ".json", "w", encoding="utf-8") as f:
            json.dump(patch, f)
        if qpdf(path, f"--update-from-json={to}.json", *options, to) is None:
            continue
        if MARK in scripts_of(to):
            made.append((f"{place} {form}", to))
    return made, list(scripts_within(objects[1]))


def shown(rows):
    return [row.get("script", "") for row in rows if row["type"] == "javascript"]


def main():
    if not shutil.which("qpdf"):
        print("qpdf is not there")
        return 77
    paths = [x for x in _files.all_files("") if b"%PDF-" in open(x, "rb").read(1024)]
    if not paths:
        print("files is not there")
        return 77
    tally = _letters.Tally("pdfjs", EXCEPTIONS)
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(make, paths, [folder] * len(paths), range(len(paths))))
        answers = _files.look(sys.argv[1], paths)
        for path, (_, own) in zip(paths, made):
            if own is None:
                continue
            seen = answers[path][0][0]["seen"]
            tally.check(f"{_files.name_of(path)} opens", seen != "sealed", "not sealed", seen)
            for text in own:
                tally.check(f"{_files.name_of(path)} own", text in shown(answers[path][0]),
                            text, shown(answers[path][0]))
        names = {to: (path, form) for path, (forms, _) in zip(paths, made) for form, to in forms}
        answers = _files.look(sys.argv[1], list(names))
        for to, (path, form) in names.items():
            rows = answers[to][0]
            tally.check(f"{_files.name_of(path)} {form}", MARK in shown(rows), MARK, shown(rows))
    return 0 if tally.end() else 1


if __name__ == "__main__":
    sys.exit(main())
