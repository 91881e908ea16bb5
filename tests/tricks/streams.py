"""Tape archives and streams. Payloads are the word hello."""
import gzip
import io
import tarfile

from _tricks import trick

HELLO = b"echo hello\r\n"
NOTE = b"Hello, these are the minutes of our meeting.\r\n"


def tar(members, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1704164646
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def ar(members):
    out = b"!<arch>\n"
    for name, data in members:
        out += f"{name:16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode()
        out += data + b"\n" * (len(data) % 2)
    return out


@trick("tar-long-names", "minutes.tar")
def long_names():
    return tar([("a" * 150 + "/minutes.txt", NOTE), ("plan.txt", NOTE)], tarfile.GNU_FORMAT)


@trick("tar-cut", "minutes.tar")
def cut():
    return tar([("minutes.txt", NOTE * 50)])[:900]


@trick("tar-gz-disguised", "minutes.tar.gz", "file.holds/disguised")
def disguised():
    return gzip.compress(tar([("minutes.pdf.cmd", HELLO)]), mtime=0)


@trick("gz-members", "minutes.txt.gz")
def members():
    return gzip.compress(NOTE, mtime=0) + gzip.compress(NOTE, mtime=0)


@trick("gz-behind", "minutes.txt.gz")
def behind():
    return gzip.compress(NOTE, mtime=0) + b"something else"


@trick("ar-disguised", "minutes.a", "file.holds/disguised")
def ar_disguised():
    return ar([("minutes.txt/", NOTE), ("plan.pdf.cmd/", HELLO)])
