#!/usr/bin/env python3
"""Archives and disk images: what `assay look` lists of each file, by name, size and lock,
against 7z, bsdtar, and Python's zipfile and tarfile where they read it. A member that one of
them lists and that assay neither lists nor declares as a gap is a silent miss.

Left out: what assay reads as one document and not as an archive of parts; texts that bsdtar
takes for lists of files or undoes the uuencoding of.

	tests/suites/archives.py BUILD"""
import collections
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

sys.path.insert(0, os.path.dirname(__file__))
import _files
import _letters

TOOL_S = 60
AT_ONCE = 2
DOCUMENTS = {"ooxml", "odf", "xps", "epub", "doc", "xls", "ppt", "ole", "msg", "office-locked",
             "pdf", "hwp", "onenote", "wordml", "xml", "html", "mail"}
# One file packed, which has a name at most.
STREAMS = {"gzip", "bzip2", "xz", "lzma", "lzip", "lzop", "zstd", "lz4", "compress"}
# What 7z takes apart that is no archive.
NO_ARCHIVE = {"PE", "ELF", "MachO", "COFF", "Compound", "TE", "IHex", "Base64", "SWF", "SWFc",
              "FLV", "Hash", "Mub", "Split"}
# Members that 7z makes up out of the format's own tables.
MADE_UP = re.compile(r"\[TOC\]\.xml$|\[VER\]/|.*\.noarch\.cpio$|\$WW(Associative|Keyword)Links$")
HARD_LINK = "another name of bytes that stand with a later name; assay gives each name the bytes"
SPARSE = "7z gives the name under which tar stores the holes' map; assay gives the file's own"
CHARSET = "7z takes the name for one of another character set"
VOLUME = "7z puts the name of the volume in front"
TWO_NAMES = "the two places of the name differ, and assay shows that of the directory in the archive"
LIBARCHIVE = "libarchive/decoded/test_"
EXCEPTIONS = {f"{file} {member}": why for why, file, members in (
    (VOLUME, "dfvfs/test_data/hfsplus_zlib.dmg 7z", [
        f"hfsplus_test/{x}" for x in ("a_link", "passwords.txt", "a_directory/a_file",
                                      "a_directory/a_resourcefork",
                                      "a_directory/another_file")]),
    (HARD_LINK, LIBARCHIVE + "compat_cpio_1.cpio 7z", ["bar2 size"]),
    *((HARD_LINK, LIBARCHIVE + f"gcpio_compat_ref{kind} bsdtar", ["file size"])
      for kind in (".crc", ".newc", "_nosym.crc", "_nosym.newc")),
    ("a link with the name that ends an archive, at which assay ends as cpio does",
     LIBARCHIVE + "read_format_cpio_symlink_trailer.cpio bsdtar", ["TRAILER!!!"]),
    *((SPARSE, LIBARCHIVE + f"read_format_gtar_sparse_1_17_posix{kind}.tar 7z",
       [f"GNUSparseFile.{number}/{x}" for x in ("sparse", "sparse2")])
      for kind, number in (("01", 38661), ("10", 38663), ("10_modified", 38663))),
    (CHARSET, LIBARCHIVE + "read_format_lha_filename_cp932.lzh 7z", ["?/.txt"]),
    (CHARSET, LIBARCHIVE + "read_format_lha_filename_utf16.lzh 7z",
     ["______/______.txt", "______/?e?X?g.txt", "?e?X?g/______.txt", "______.txt"]),
    ("a record says that it is locked, and its bytes are not",
     LIBARCHIVE + "read_format_rar5_only_crypt_exfld.rar 7z", ["file.txt lock"]),
    ("7z goes on behind the end of the name",
     LIBARCHIVE + "read_format_xar_base64_oob.xar 7z", ["YWJjA"]),
    ("bsdtar makes one name of two, assay takes the first",
     LIBARCHIVE + "read_format_xar_duplicate_filename_node.xar bsdtar", ["FileFile"]),
    (TWO_NAMES, LIBARCHIVE + "read_format_zip_7075_utf8_paths.zip bsdtar",
     ["File 4 - xx.txt"]),
    ("a member without a name, for which 7z makes one up",
     "magika/tests_data/mitra/zip/mini.zip 7z", ["mini"]),
    ("Python does not know the field that has the name in UTF-8",
     "magika/tests_data/mitra/zip/unicode.zip zipfile", ["dg"]),
) for member in members}


class Entry:
    def __init__(self, name, size, sealed, folder):
        self.name, self.size, self.sealed, self.folder = plain(name), size, sealed, folder


def plain(name):
    """Names are the same that differ in letters beyond ASCII, slashes and a leading "./"."""
    name = re.sub("[^\\x20-\\x7e]+", "?", name).replace("\\", "/")
    name = re.sub("/(\\./)+", "/", re.sub("/+", "/", name))
    return re.sub("^(\\./)+", "", name).strip("/")


# --- the oracles: a list of entries, or None where they cannot read it ---


def by_7z(path):
    done = subprocess.run(["7z", "l", "-slt", "-pwrong", "-sccUTF-8", "--", path],
                          capture_output=True, check=False, timeout=TOOL_S)
    head, found, text = done.stdout.decode(errors="replace").partition("\n----------\n")
    kinds = re.findall("^Type = (.*)$", head, re.MULTILINE)
    if not found or not kinds or kinds[-1] in NO_ARCHIVE or kinds[0] in NO_ARCHIVE:
        return None
    entries = []
    for block in text.split("\n\n"):
        row = dict(re.findall("^([A-Za-z ]+) = ?(.*)$", block, re.MULTILINE))
        name = row.get("Path", "")
        if "Path" not in row and "Size" not in row or MADE_UP.match(name):
            continue
        folder = row.get("Folder") == "+" or row.get("Attributes", "").startswith("D")
        link = row.get("Symbolic Link") or row.get("Hard Link")
        # The size that gzip tells is that of the last part, modulo 2^32.
        known = row.get("Size", "").isdigit() and not link and kinds[-1] != "gzip"
        entries.append(Entry(name, int(row["Size"]) if known else None,
                             {"+": True, "-": False}.get(row.get("Encrypted")), folder))
    return entries


TAR_LINE = re.compile(r"^([-dlhcbps?])\S{9}\S?\s+\d+ .*?\s(-?\d+|\d+, *\d+) "
                      r"(\w{3} [ \d]\d (?:[ \d]\d:\d\d| \d{4,}))  ?(.*)$")


def is_text(path):
    with open(path, "rb") as f:
        return not re.search(rb"[^\t\n\r\x20-\xff]", f.read(4096))


def by_bsdtar(path):
    if is_text(path):
        return None
    done = subprocess.run(["bsdtar", "-tvf", path], capture_output=True, check=False,
                          timeout=TOOL_S, env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
                          stdin=subprocess.DEVNULL)
    entries = []
    for line in done.stdout.decode(errors="replace").splitlines():
        row = TAR_LINE.match(line)
        if not row:
            print(f"  {os.path.basename(path)}: bsdtar's line is not understood: {line}")
            continue
        kind, size, _, name = row.groups()
        name = re.sub(r"\\([0-7]{3})", "\x7f", name)
        is_link = kind in "lh" or " link to " in name
        name = re.split(" -> | link to ", name)[0] if is_link else name
        known = kind == "-" and not is_link and int(size) >= 0
        entries.append(Entry(name, int(size) if known else None, None, kind == "d"))
    return entries or None


def by_zipfile(path):
    try:
        with zipfile.ZipFile(path) as archive:
            return [Entry(x.orig_filename, x.file_size, bool(x.flag_bits & 1), x.is_dir())
                    for x in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error):
        return None


def by_tarfile(path):
    try:
        with tarfile.open(path, "r:") as archive:
            return [Entry(x.name, x.size if x.isreg() else None, None, x.isdir())
                    for x in archive.getmembers()]
    except (tarfile.TarError, OSError, ValueError, EOFError, zlib.error):
        return None


ORACLES = {"7z": by_7z, "bsdtar": by_bsdtar, "zipfile": by_zipfile, "tarfile": by_tarfile}


# --- the comparison ---


def gap(row):
    return row["seen"] != "whole"


class Listing:
    """The rows of one file; a name may stand there more than once."""

    def __init__(self, rows, complaints):
        self.rows = collections.defaultdict(list)
        for row in rows[1:]:
            self.rows[plain(row["name"])].append(row)
        inside = [x for x in rows[1:] if x["role"] == "content"]
        # A disk that is not read is a gap of the content, not of the image around it.
        self.told = bool(complaints) or not rows or any(map(gap, rows[:1] + inside))
        self.stream = rows[1:2] if rows and rows[0]["type"] in STREAMS else []

    def of(self, entry):
        return self.rows.get(entry.name) or self.stream


def compare(tally, name, oracle, entries, listing):
    counts = collections.Counter(x.name for x in entries if not x.folder)
    for entry in entries:
        if entry.folder or not entry.name and not listing.stream:
            continue
        rows = listing.of(entry)
        what = f"{name} {oracle} {entry.name}"
        if not rows or len(rows) < counts[entry.name] and rows is not listing.stream:
            tally.check(what, listing.told, "a row or a gap", f"{len(rows)} rows")
            continue
        sizes = {x["size"] for x in rows}
        if entry.size is not None:
            tally.check(f"{what} size", entry.size in sizes or any(map(gap, rows)), entry.size,
                        sorted(sizes))
        if entry.sealed is not None:
            locked = {"lock" in x or x["seen"] == "sealed" for x in rows}
            tally.check(f"{what} lock", entry.sealed in locked, entry.sealed, locked)


def ask_all(path):
    """Through a link in an empty folder, so that no tool takes the next volume along."""
    answers = {}
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, os.path.basename(path))
        os.symlink(path, link)
        for oracle, ask in ORACLES.items():
            try:
                answers[oracle] = ask(link)
            except subprocess.TimeoutExpired:
                print(f"  {_files.name_of(path)}: {oracle} does not end")
    return answers


def main():
    for tool in ("7z", "bsdtar"):
        if not shutil.which(tool):
            print(f"{tool} is not there")
            return 77
    paths = _files.all_files("")
    if not paths:
        print("files is not there")
        return 77
    answers = _files.look(sys.argv[1], paths)
    paths = [x for x in paths if not answers[x][0] or answers[x][0][0]["type"] not in DOCUMENTS]
    tally = _letters.Tally("archives", EXCEPTIONS)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for path, theirs in zip(paths, pool.map(ask_all, paths)):
            for oracle, entries in theirs.items():
                compare(tally, _files.name_of(path), oracle, entries or [],
                        Listing(*answers[path]))
    return 0 if tally.end() else 1


if __name__ == "__main__":
    sys.exit(main())
