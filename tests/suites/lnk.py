#!/usr/bin/env python3
"""Windows shortcuts: each field that LnkParse3's tests state of their samples, against what
`assay look` prints.

	tests/suites/lnk.py BUILD"""
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import _files
import _letters

WINDOWS = {"SW_SHOWNORMAL": 1, "SW_SHOWMAXIMIZED": 3, "SW_SHOWMINNOACTIVE": 7}
STRINGS = {"command_line_arguments": "arguments", "working_directory": "working-directory",
           "icon_location": "icon", "description": "description",
           "relative_path": "relative-path"}
INFO = {"local_base_path": "local-path", "local_base_path_unicode": "local-path",
        "common_path_suffix": "path-suffix", "common_path_suffix_unicode": "path-suffix"}
SHELL = "28636AA6-953D-11D2-B5D6-00C04FD918D0"
PAGE = "text in a code page that the file does not name; they take it for windows-1252 or 1250"
EXCEPTIONS = {"decoding_error3 path-suffix": PAGE, "network_info path-suffix": PAGE}


def moment(text):
    return int(datetime.datetime.fromisoformat(text).timestamp()) if text else None


def stated_blocks(extra):
    tracker = extra.get("DISTRIBUTED_LINK_TRACKER_BLOCK", {})
    if "machine_identifier" in tracker:
        yield "machine", tracker["machine_identifier"]
    for block, field in (("ENVIRONMENTAL_VARIABLES_LOCATION_BLOCK", "environment"),
                         ("ICON_LOCATION_BLOCK", "icon-environment")):
        stated = extra.get(block, {})
        text = stated.get("target_unicode") or stated.get("target_ansi")
        if text:
            yield field, text
    for store in extra.get("METADATA_PROPERTIES_BLOCK", {}).get("property_store", []):
        for value in store.get("serialized_property_values", []):
            if store.get("format_id") == SHELL and value.get("id") == 30:
                yield "property-path", value["value"]


def stated(want):
    """(field, value) of all that they state and `look` knows."""
    header = want["header"]
    for theirs, ours in (("creation_time", "created"), ("accessed_time", "accessed"),
                         ("modified_time", "written")):
        if theirs in header:
            yield ours, moment(header[theirs])
    yield "target-size", header["file_size"]
    yield "attributes", header["r_file_flags"]
    yield "icon-index", header["icon_index"]
    yield "window", WINDOWS.get(header["windowstyle"], header["windowstyle"])
    for theirs, ours in STRINGS.items():
        if theirs in want.get("data", {}):
            yield ours, want["data"][theirs]
    info = want.get("link_info", {})
    for theirs, ours in INFO.items():
        if theirs in info and not info.get(theirs + "_unicode"):
            yield ours, info[theirs]
    place = info.get("location_info", {})
    if place.get("net_name"):
        yield "share", place["net_name"]
    label = place.get("volume_label_unicode", place.get("volume_label"))
    if label is not None:
        yield "volume", label
    yield from stated_blocks(want.get("extra", {}))


def ours_of(fields, name, want):
    value = fields.get(name)
    if name in ("created", "accessed", "written"):
        return moment(value)
    if isinstance(want, int):
        return int(value or 0)
    return value or ""


def main():
    folder = os.path.join(_files.files_folder("lnkparse3"), "lnkparse3")
    tally = _letters.Tally("lnk", EXCEPTIONS)
    wanted = {}
    for path in _files.all_files("lnkparse3/decoded"):
        name = os.path.splitext(os.path.basename(path))[0]
        with open(f"{folder}/tests/json/{name}.json", encoding="utf-8") as f:
            wanted[path] = json.load(f)
    answers = _files.look(sys.argv[1], sorted(wanted))
    for path, want in sorted(wanted.items()):
        name = os.path.splitext(os.path.basename(path))[0]
        fields = answers[path][0][0].get("fields", {}) if answers[path][0] else {}
        for field, value in stated(want):
            got = ours_of(fields, field, value)
            tally.check(f"{name} {field}", got == value, value, got)
    return 0 if tally.end() else 1


if __name__ == "__main__":
    sys.exit(main())
