"""Single files packed in streams. Payloads are the word hello."""
import bz2
import io
import lzma
import struct
import tarfile

from _tricks import trick

HELLO = b"echo hello\r\n"
NOTE = b"Hello, these are the minutes of our meeting.\r\n"


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1704164646
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sparse(shown, name, data):
    """A member in GNU's pax form 1.0: its own name, a map, and the bytes before a hole."""
    lines = b"1\n0\n%d\n" % len(data)
    stored = lines + bytes(512 - len(lines)) + data
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        info = tarfile.TarInfo(shown)
        info.size, info.mtime = len(stored), 1704164646
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                            "GNU.sparse.name": name, "GNU.sparse.realsize": str(len(data))}
        t.addfile(info, io.BytesIO(stored))
    return out.getvalue()


def lz4(data):
    """One frame of stored blocks and one that repeats itself."""
    block = bytes([min(len(data), 14) << 4]) + data[:14]
    rest = struct.pack("<I", 1 << 31 | len(data[14:])) + data[14:] if data[14:] else b""
    return (b"\x04\x22\x4D\x18\x60\x40\x82" + struct.pack("<I", len(block)) + block + rest +
            bytes(4))


def zstd(data):
    """One frame of one stored block (RFC 8878)."""
    return (b"\x28\xB5\x2F\xFD\xA0" + struct.pack("<I", len(data)) +
            struct.pack("<I", len(data) << 3 | 1)[:3] + data)


def compress(data):
    """LZW as compress writes it, up to 9 bits: for less than 256 codes."""
    words, codes, word = {bytes([i]): i for i in range(256)}, [], b""
    for c in data:
        longer = word + bytes([c])
        if longer in words:
            word = longer
            continue
        codes.append(words[word])
        words[longer] = len(words) + 1
        word = bytes([c])
    codes.append(words[word])
    assert len(codes) < 255
    bits = sum(code << (9 * i) for i, code in enumerate(codes))
    return b"\x1F\x9D\x90" + bits.to_bytes((9 * len(codes) + 7) // 8, "little")


DISGUISED = [("minutes.pdf.cmd", HELLO)]


@trick("tar-sparse", "minutes.tar", "file.holds/disguised")
def tar_sparse():
    return sparse("minutes.txt", "minutes.pdf.cmd", HELLO)


@trick("bz2-disguised", "minutes.tar.bz2", "file.holds/disguised")
def bz2_disguised():
    return bz2.compress(tar(DISGUISED))


@trick("xz-disguised", "minutes.txz", "file.holds/disguised")
def xz_disguised():
    return lzma.compress(tar(DISGUISED))


@trick("lzma-disguised", "minutes.tar.lzma", "file.holds/disguised")
def lzma_disguised():
    return lzma.compress(tar(DISGUISED), format=lzma.FORMAT_ALONE)


@trick("zst-disguised", "minutes.tar.zst", "file.holds/disguised")
def zst_disguised():
    return zstd(tar(DISGUISED))


@trick("lz4-disguised", "minutes.tar.lz4", "file.holds/disguised")
def lz4_disguised():
    return lz4(tar(DISGUISED))


@trick("compress-note", "minutes.txt.Z")
def compress_note():
    return compress(NOTE * 3)


@trick("lz4-note", "minutes.txt.lz4")
def lz4_note():
    return lz4(NOTE)


@trick("xz-parts", "minutes.txt.xz")
def xz_parts():
    return lzma.compress(NOTE) + lzma.compress(NOTE)


@trick("xz-cut", "minutes.txt.xz")
def xz_cut():
    return lzma.compress(NOTE)[:-20]


@trick("bz2-behind", "minutes.txt.bz2")
def bz2_behind():
    return bz2.compress(NOTE) + b"something else"


@trick("xz-large-window", "minutes.txt.xz")
def xz_large_window():
    return lzma.compress(NOTE, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])


@trick("bz2-bomb", "minutes.txt.bz2")
def bz2_bomb():
    return bz2.compress(bytes(1 << 20)) * 100
