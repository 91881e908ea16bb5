"""Zip archives: locks, lists that lie, bombs. Payloads are the word hello."""
import base64
import struct
import zlib

from _tricks import trick, zipped

HELLO = b"echo hello\r\n"
NOTE = b"Hello, these are the minutes of our meeting.\r\n"


def _local(name, data, size, crc, method=0, flags=0):
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, method, 0x1883, 0x5822, crc, len(data),
                       size, len(name), 0) + name + data


def _central(name, data, size, crc, offset, method=0, flags=0):
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, flags, method, 0x1883, 0x5822, crc,
                       len(data), size, len(name), 0, 0, 0, 0, 0, offset) + name


def raw(members, hidden=()):
    """[(name in the list, name in the header, bytes)]; the indexes in `hidden` are not listed."""
    out, directory, listed = b"", b"", 0
    for i, (shown, unpacked, data) in enumerate(members):
        crc = zlib.crc32(data)
        if i not in hidden:
            directory += _central(shown, data, len(data), crc, len(out))
            listed += 1
        out += _local(unpacked, data, len(data), crc)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, listed, listed, len(directory), len(out), 0)
    return out + directory + end


def _keys(password):
    k = [0x12345678, 0x23456789, 0x34567890]
    for c in password:
        _step(k, c)
    return k


def _crc(crc, c):
    return zlib.crc32(bytes([c]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def _step(k, c):
    k[0] = _crc(k[0], c)
    k[1] = ((k[1] + (k[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
    k[2] = _crc(k[2], k[1] >> 24)


def locked(members, password):
    """Members under the traditional lock (APPNOTE 6.1)."""
    out, directory = b"", b""
    for name, data in members:
        crc, k, packed = zlib.crc32(data), _keys(password), bytearray()
        for c in bytes(11) + bytes([crc >> 24]) + data:
            t = (k[2] | 2) & 0xFFFF
            packed.append(c ^ (t * (t ^ 1) >> 8 & 255))
            _step(k, c)
        directory += _central(name, bytes(packed), len(data), crc, len(out), 0, 1)
        out += _local(name, bytes(packed), len(data), crc, 0, 1)
    n = len(members)
    return out + directory + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, n, n, len(directory),
                                         len(out), 0)


def letter(text, name, data):
    body = base64.encodebytes(data).decode()
    return (f"From: Ann <ann@example.com>\nTo: Ben <ben@example.org>\nSubject: Minutes\n"
            f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{text}\n--x\n"
            f"Content-Type: application/zip; name=\"{name}\"\n"
            f"Content-Transfer-Encoding: base64\n\n{body}--x--\n").encode()


@trick("zip-plain", "minutes.zip")
def plain():
    return zipped([("minutes.txt", NOTE), ("plan.txt", b"Plan.\n")])


@trick("zip-project", "project.zip")
def project():
    return zipped([("run.bat", HELLO), ("main.py", b"import os\nprint('hello')\n"),
                   ("README.md", b"# Hello\n"), ("index.js", b"console.log('hello');\n")])


def unicode_names(members):
    """[(old name, name in UTF-8, bytes)]: both names in both lists (APPNOTE 4.6.9)."""
    out, directory = b"", b""
    for old, name, data in members:
        extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(old)) + name
        crc, n = zlib.crc32(data), len(extra)
        row = _central(old, data, len(data), crc, len(out))
        directory += row[:30] + struct.pack("<H", n) + row[32:] + extra
        head = _local(old, b"", len(data), crc)
        out += (head[:18] + struct.pack("<I", len(data)) + head[22:28] + struct.pack("<H", n) +
                head[30:] + extra + data)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(members), len(members), len(directory),
                      len(out), 0)
    return out + directory + end


@trick("zip-unicode-name", "minutes.zip", "file.archive/names-differ")
def unicode_name():
    return unicode_names([(b"minutes.txt", b"minutes.cmd", HELLO)])


@trick("zip-unicode-plain", "minutes.zip")
def unicode_plain():
    """The old names as three tools write them."""
    return unicode_names([(b"f\x81r uns.txt", "f\u00fcr uns.txt".encode(), NOTE),
                          (b"?????.txt", "\u0442\u0435\u0441\u0442.txt".encode(), NOTE * 2),
                          (b"#U4f1a.txt", "\u4f1a.txt".encode(), NOTE * 3)])


@trick("zip-names-differ", "minutes.zip", "file.archive/names-differ")
def names_differ():
    return raw([(b"minutes.txt", b"minutes.cmd", HELLO)])


@trick("zip-hidden", "minutes.zip", "file.archive/hidden-entry")
def hidden():
    return raw([(b"minutes.txt", b"minutes.txt", NOTE), (b"run.cmd", b"run.cmd", HELLO)], {1})


@trick("zip-concatenated", "minutes.zip", "file.archive/concatenated")
def concatenated():
    return zipped([("run.cmd", HELLO)]) + zipped([("minutes.txt", NOTE)])


@trick("zip-traversal", "minutes.zip", "file.archive/traversal")
def traversal():
    return raw([(b"../../minutes.txt", b"../../minutes.txt", NOTE)])


@trick("zip-stream-name", "minutes.zip", "file.archive/stream-name")
def stream_name():
    return raw([(b"minutes.pdf:run.txt", b"minutes.pdf:run.txt", NOTE)])


@trick("zip-folder-trick", "minutes.zip", "file.archive/folder-trick")
def folder_trick():
    return raw([(n, n, d) for n, d in ((b"minutes.txt", NOTE),
                                       (b"minutes.txt /minutes.txt .cmd", HELLO))])


@trick("zip-overlap", "zeros.zip", "file.archive/overlap")
def overlap():
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = body.compress(bytes(100000)) + body.flush()
    crc = zlib.crc32(bytes(100000))
    local = _local(b"a.bin", data, 100000, crc, 8)
    directory = b"".join(_central(b"%05d" % i, data, 100000, crc, 0, 8) for i in range(300))
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 300, 300, len(directory), len(local), 0)
    return local + directory + end


@trick("zip-single", "minutes.zip", "file.holds/single")
def single():
    return zipped([("minutes.txt", NOTE), ("viewer.cmd", HELLO)])


@trick("zip-disguised", "minutes.zip", "file.holds/disguised")
def disguised():
    return zipped([("minutes.pdf.cmd", HELLO)])


@trick("zip-sealed", "minutes.zip", "file.sealed/closed")
def sealed():
    return locked([(b"minutes.txt", NOTE)], b"c8xQ!3")


@trick("zip-sealed-holds", "minutes.zip", "file.holds/sealed")
def sealed_holds():
    return locked([(b"viewer.cmd", HELLO)], b"c8xQ!3")


@trick("letter-told", "told.eml", "file.sealed/opened")
def told():
    return letter("The minutes are attached.\nPassword: c8xQ!3", "minutes.zip", locked([(b"minutes.txt", NOTE)], b"c8xQ!3"))


@trick("letter-told-kept", "kept.zip", "file.sealed/opened")
def told_kept():
    return zipped([("told.eml", told())])


@trick("letter-told-ja", "told.eml", "file.sealed/opened")
def told_ja():
    return letter("議事録を添付します。パスワードは「c8xQ!3」です。", "minutes.zip",
                  locked([(b"minutes.txt", NOTE)], b"c8xQ!3"))


@trick("zip-bomb", "zeros.zip", "file.bomb")
def bomb():
    return zipped([(f"{i}.bin", bytes(16 << 20)) for i in range(5)])
