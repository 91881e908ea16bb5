"""The same trick in other clothes: packed, renamed, written otherwise. Each gives
(name of the mutation, file name, bytes, is_folder)."""
import base64
import gzip
import io
import pathlib
import re
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zipfile

from _tricks import folder, zipped

TEXTS = {"html", "htm", "svg", "js", "vbs", "bat", "cmd", "ps1", "hta", "wsf", "url", "msc", "json", "py", "xml",
         "applescript", "fodt", "fods", "rdp", "iqy", "library-ms", "settingcontent-ms"}
OOXML = {"docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xlsb", "pptx", "pptm", "ppsx"}
OPEN = {"odt", "ods", "odp", "ott", "hwpx"}
PDF_NAMES = [b"JavaScript", b"JS", b"Launch", b"OpenAction", b"AA", b"URI", b"EmbeddedFile", b"RichMedia", b"SubmitForm"]


def entries_of(data):
    """The files of a folder as tests/tricks writes it."""
    at, out = len(b"assay-folder 1\n"), []
    while at < len(data):
        kind, mode, _, _, n = struct.unpack_from("<BIqQI", data, at)
        at += struct.calcsize("<BIqQI")
        path = data[at:at + n].decode()
        at += n
        (size,) = struct.unpack_from("<Q", data, at)
        at += 8
        out.append((kind, path, mode, data[at:at + size]))
        at += size
    return out


def tar_gz(members):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, data, mode in members:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), mode, 1704164646
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(raw.getvalue(), mtime=0)


def iso(name, data):
    """By a real program; None where it is not there or does not take the name."""
    if not shutil.which("genisoimage") or "/" in name or "\0" in name:
        return None
    with tempfile.TemporaryDirectory() as top:
        inside = pathlib.Path(top, "in")
        inside.mkdir()
        try:
            (inside / name).write_bytes(data)
        except OSError:
            return None
        done = subprocess.run(["genisoimage", "-quiet", "-J", "-R", "-o", top + "/out.iso", str(inside)],
                              capture_output=True, check=False)
        return pathlib.Path(top, "out.iso").read_bytes() if done.returncode == 0 else None


def letter(name, data):
    """A letter that brings the file; its name as RFC 2231 writes it."""
    quoted = "".join(f"%{b:02X}" for b in name.encode())
    body = base64.encodebytes(data).decode()
    return (f"From: Ann <ann@example.com>\nTo: Ben <ben@example.org>\nSubject: As agreed\nMIME-Version: 1.0\n"
            f"Content-Type: multipart/mixed; boundary=\"x--x\"\n\n--x--x\nContent-Type: text/plain\n\nSee attached.\n"
            f"--x--x\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=UTF-8''{quoted}\n"
            f"Content-Transfer-Encoding: base64\n\n{body}--x--x--\n").encode()


def rewrite_parts(data, ending, change):
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                part = old.read(info)
                if info.filename.endswith(ending):
                    part = change(part)
                new.writestr(zipfile.ZipInfo(info.filename, info.date_time), part, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
    return out.getvalue()


def wide(part):
    """XML in UTF-16; what is ciphered, or is so already, stays."""
    return part if b"\0" in part else part.decode().encode("utf-16")


def reordered(part):
    rows = re.findall(rb"<Relationship\b[^>]*?/>", part)
    if len(rows) < 1:
        return part
    for row in rows:
        part = part.replace(row, b"", 1)
    turned = []
    for row in reversed(rows):
        attributes = re.findall(rb'[\w:]+\s*=\s*(?:"[^"]*"|\'[^\']*\')', row)
        turned.append(b"<Relationship " + b"\n ".join(reversed(attributes)) + b" />")
    return part.replace(b"</Relationships>", b"\n".join(turned) + b"</Relationships>")


def renamespaced(part):
    return (part.replace(b"<Relationships xmlns=", b"<q:Relationships xmlns:q=").replace(b"<Relationship ", b"<q:Relationship ")
            .replace(b"</Relationships>", b"</q:Relationships>"))


def escaped_names(data):
    for name in PDF_NAMES:
        data = re.sub(rb"/" + name + rb"\b", lambda m: b"/" + b"".join(
            b"#%02X" % c if i % 2 else bytes([c]) for i, c in enumerate(m[0][1:])), data)
    return data


def in_object_streams(data):
    if not shutil.which("qpdf"):
        return None
    with tempfile.TemporaryDirectory() as top:
        pathlib.Path(top, "in.pdf").write_bytes(data)
        done = subprocess.run(["qpdf", "--object-streams=generate", "--compress-streams=y", "--preserve-unreferenced", top + "/in.pdf",
                               top + "/out.pdf"], capture_output=True, check=False)
        out = pathlib.Path(top, "out.pdf")
        return out.read_bytes() if done.returncode in (0, 3) and out.exists() else None


# Of these the packing itself is the trick, so that an honest file in it is no longer honest: no
# image is needed to send a document, a shortcut in an archive is a lure, and names in a PDF
# are escaped by nobody.
NOT_HONEST = {"iso", "names escaped"}
LURES = (".lnk", ".desktop")


def stays_honest(t, form):
    return t.finds != "-" or not (form in NOT_HONEST or (form in ("zip", "zip in zip", "tar.gz") and t.name.endswith(LURES)))


def of_folder(t, data):
    files = [(path, content, mode) for kind, path, mode, content in entries_of(data) if kind == 0]
    yield "zip", t.name + ".zip", zipped([(f"{t.name}/{p}", c) for p, c, _ in files]), False
    yield "tar.gz", t.name + ".tar.gz", tar_gz([(f"{t.name}/{p}", c, m) for p, c, m in files]), False
    yield "deeper", t.name, folder([(f"a/b/{p}", c, m) for p, c, m in files]), True


def of_file(t, data):
    extension = t.name.rsplit(".", 1)[-1].lower()
    packed = zipped([(t.name, data)])
    yield "zip", "documents.zip", packed, False
    yield "zip in zip", "documents.zip", zipped([("more.zip", packed)]), False
    yield "tar.gz", "documents.tar.gz", tar_gz([(t.name, data, 0o644)]), False
    yield "letter", "letter.eml", letter(t.name, data), False
    yield "case", t.name.upper(), data, False
    image = iso(t.name, data)
    if image:
        yield "iso", "documents.iso", image, False
    if extension in TEXTS and b"\0" not in data:
        yield "bom", t.name, b"\xef\xbb\xbf" + data, False
        yield "crlf", t.name, data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), False
    if extension in OOXML:
        yield "rels reordered", t.name, rewrite_parts(data, ".rels", reordered), False
        yield "rels renamespaced", t.name, rewrite_parts(data, ".rels", renamespaced), False
    if extension in OPEN:
        yield "xml wide", t.name, rewrite_parts(data, ".xml", wide), False
    if data.startswith(b"%PDF"):
        yield "names escaped", t.name, escaped_names(data), False
        # What is odd qpdf mends, and what stands behind the PDF it leaves out.
        whole = b"/ObjStm" not in data and data.rstrip().endswith(b"%%EOF")
        if whole and not t.finds.startswith("file.pdf.odd"):
            yield "object streams", t.name, in_object_streams(data), False


def mutations_of(t):
    """Those of one trick that could be built."""
    data = t.make()
    make = of_folder if data.startswith(b"assay-folder ") else of_file
    for mutation, name, changed, is_folder in make(t, data):
        if changed is not None and stays_honest(t, mutation):
            yield mutation, name, changed, is_folder
