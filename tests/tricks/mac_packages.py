"""xar archives, which installers of macOS are. Payloads are the word hello."""
import base64
import bz2
import gzip
import hashlib
import struct
import zlib

from _tricks import trick

NOTE = b"Hello, these are the minutes of our meeting.\n"
HELLO = b"#!/bin/sh\necho hello\n"


def _file(i, name, data, packing, heap, wrong_sum=False):
    packed = {"octet-stream": lambda d: d, "x-gzip": zlib.compress,
              "x-bzip2": bz2.compress}[packing](data)
    at = len(heap)
    heap += packed
    digest = hashlib.sha1(b"other" if wrong_sum else data).hexdigest()
    return (f'<file id="{i}"><data><length>{len(packed)}</length><offset>{at}</offset>'
            f'<size>{len(data)}</size><encoding style="application/{packing}"/>'
            f'<extracted-checksum style="sha1">{digest}</extracted-checksum></data>'
            f'<ea id="1"><name>com.example.note</name><offset>0</offset><size>9</size></ea>'
            f'<mode>0644</mode><type>file</type><name>{name}</name></file>')


def xar(members, wrong_sum=False):
    heap = bytearray(20)
    files = "".join(_file(i + 2, *m, heap, wrong_sum) for i, m in enumerate(members))
    toc = ('<?xml version="1.0" encoding="UTF-8"?>\n<xar><toc><checksum style="sha1"><offset>0'
           '</offset><size>20</size></checksum><file id="1"><name>all</name><type>directory'
           f'</type>{files}</file></toc></xar>').encode()
    packed = zlib.compress(toc)
    heap[:20] = hashlib.sha1(packed).digest()
    return struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(toc), 1) + packed + heap


def cpio(members):
    """The portable form (odc)."""
    out = b""
    for i, (name, mode, data) in enumerate(members + [("TRAILER!!!", 0, b"")]):
        n = name.encode() + b"\0"
        out += (b"070707" + b"%06o" * 7 % (1, i + 1, mode, 0, 0, 1, 0) +
                b"%011o%06o%011o" % (1704164646, len(n), len(data)) + n + data)
    return out


def newc(members):
    """[(name, inode, links, bytes)] in the form of which the last name has the bytes of all."""
    out = b""
    for name, inode, links, data in members + [("TRAILER!!!", 0, 1, b"")]:
        n = name.encode() + b"\0"
        out += b"070701" + b"%08X" * 13 % (inode, 0o100644, 0, 0, links, 1704164646, len(data), 0,
                                           0, 0, 0, len(n), 0) + n
        out += bytes(-len(out) % 4) + data
        out += bytes(-len(out) % 4)
    return out


@trick("cpio-hard-links", "minutes.cpio", "file.holds/disguised")
def hard_links():
    """The name that does harm stands first, without bytes."""
    return newc([("minutes.pdf.cmd", 7, 3, b""), ("plan.txt", 7, 3, b""),
                 ("names.txt", 7, 3, b"echo hello\r\n")])


@trick("xar-plain", "minutes.xar")
def plain():
    return xar([("minutes.txt", NOTE, "x-gzip"), ("plan.txt", NOTE * 2, "octet-stream"),
                ("names.txt", NOTE * 3, "x-bzip2")])


@trick("xar-disguised", "minutes.xar", "file.holds/disguised")
def disguised():
    return xar([("minutes.pdf.cmd", b"echo hello\r\n", "x-gzip")])


@trick("xar-base64-name", "minutes.xar", "file.holds/disguised")
def base64_name():
    whole = xar([("@", b"echo hello\r\n", "x-gzip")])
    size, = struct.unpack_from(">Q", whole, 8)
    toc = zlib.decompress(whole[28:28 + size]).replace(
        b"<name>@", b'<name enctype="base64">' + base64.b64encode(b"minutes.pdf.cmd"))
    packed = zlib.compress(toc)
    return struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(toc), 1) + packed + whole[
        28 + size:]


@trick("xar-wrong-sum", "minutes.xar")
def wrong_sum():
    return xar([("minutes.txt", NOTE, "x-gzip")], True)


@trick("xar-cut", "minutes.xar")
def cut():
    return xar([("minutes.txt", NOTE, "octet-stream")])[:-5]


@trick("pkg-script", "update.pkg")
def script():
    """What an installer runs before it begins."""
    scripts = gzip.compress(cpio([("./preinstall", 0o100755, HELLO)]), mtime=0)
    return xar([("Distribution", b"<installer-gui-script/>\n", "x-gzip"),
                ("Scripts", scripts, "octet-stream")])
