"""What the drivers for files share: the data, and what `assay look` says of many files."""
import json
import os
import subprocess
import sys

DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
FILES = os.path.join(DATA, "files")
BATCH = 200


def files_folder(*names):
    """The first folder that is needed and not there ends the driver as skipped."""
    for name in names:
        if not os.path.isdir(os.path.join(FILES, name)):
            print(f"files/{name} is not there")
            sys.exit(77)
    return FILES


def all_files(*names):
    """Every file below these folders of files/, sorted."""
    found = []
    for name in names:
        for folder, _, inside in os.walk(os.path.join(FILES, name)):
            found += [os.path.join(folder, x) for x in inside]
    return sorted(x for x in found if os.path.isfile(x) and not os.path.islink(x))


def name_of(path):
    return os.path.relpath(path, FILES)


def look(build, paths, *options):
    """{path: (rows, complaints)}: what `assay look --json` prints of each."""
    answers = {path: ([], []) for path in paths}
    for i in range(0, len(paths), BATCH):
        done = subprocess.run([os.path.join(build, "src/assay"), "look", "--json", *options,
                               *paths[i:i + BATCH]], capture_output=True, check=False)
        for line in done.stdout.splitlines():
            row = json.loads(line)
            answers[row["of"]][0].append(row)
        for line in done.stderr.decode(errors="replace").splitlines():
            path, _, text = line.removeprefix("assay: ").partition(": not all of it ")
            if path in answers:
                answers[path][1].append(text)
            else:
                print("  " + line)
    return answers
