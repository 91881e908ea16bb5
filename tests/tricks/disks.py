"""Disk images and help files. What is in them does nothing."""
import struct

from _tricks import trick

LNK = b"L\0\0\0\1\x14\2\0\0\0\0\0\xC0\0\0\0\0\0\0\x46" + bytes(56)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BATCH = b"@echo off\r\necho hello\r\n"
TEXT = b"Hello.\r\n"
HIDDEN = 2


def fat(files, sectors=64):
    """A FAT12 volume of one folder: [(8.3 name, long name or None, bytes, attributes)]."""
    boot = bytearray(512)
    boot[0:3] = b"\xEB\x3C\x90"
    struct.pack_into("<8sHBHBHHBH", boot, 3, b"MSDOS5.0", 512, 1, 1, 1, 64, sectors, 0xF8, 1)
    boot[54:62] = b"FAT12   "
    boot[510:512] = b"\x55\xAA"
    table, root, data, cluster = [0xFF8, 0xFFF], b"", b"", 2
    for short, long, content, attributes in files:
        base, _, extension = short.partition(".")
        name = base.ljust(8).encode() + extension.ljust(3).encode()
        if long:
            units = long.encode("utf-16-le") + b"\0\0"
            units += b"\xFF" * (-len(units) % 26)
            parts = [units[i:i + 26] for i in range(0, len(units), 26)]
            for i in range(len(parts), 0, -1):
                p, last = parts[i - 1], 0x40 if i == len(parts) else 0
                root += bytes([i | last]) + p[:10] + b"\x0F\0\0" + p[10:22] + b"\0\0" + p[22:]
        used = -(-len(content) // 512)
        root += struct.pack("<11sB10xHHHI", name, attributes, 0, 0x5821, cluster if used else 0,
                            len(content))
        for i in range(used):
            table.append(0xFFF if i + 1 == used else cluster + i + 1)
        cluster += used
        data += content.ljust(used * 512, b"\0")
    packed = bytearray(512)
    for i, v in enumerate(table):
        at = i + i // 2
        word = struct.unpack_from("<H", packed, at)[0]
        struct.pack_into("<H", packed, at, word | (v << 4 if i & 1 else v))
    image = bytes(boot) + bytes(packed) + root.ljust(64 * 32, b"\0") + data
    return image.ljust(sectors * 512, b"\0")


def partitioned(volume):
    """A disk with an MBR and that one partition."""
    mbr = bytearray(512)
    struct.pack_into("<B3xB3xII", mbr, 446, 0, 1, 1, len(volume) // 512)
    mbr[0] = 0x33
    mbr[510:512] = b"\x55\xAA"
    return bytes(mbr) + volume


def footer(size, kind, offset):
    f = struct.pack(">8sIIQI4sI4sQQHBBI", b"conectix", 2, 0x10000, offset, 0, b"win ", 0x60001,
                    b"Wi2k", size, size, 1, 1, 64, kind)
    return f.ljust(512, b"\0")


def vhd_fixed(disk):
    return disk + footer(len(disk), 2, 0xFFFFFFFFFFFFFFFF)


def vhd_dynamic(disk, block=65536):
    blocks = -(-len(disk) // block)
    head = struct.pack(">8sQQIII", b"cxsparse", 0xFFFFFFFFFFFFFFFF, 1536, 0x10000, blocks, block)
    at, table, body = 4, b"", b""
    for i in range(blocks):
        table += struct.pack(">I", at)
        body += b"\xFF" * 512 + disk[i * block:(i + 1) * block].ljust(block, b"\0")
        at += 1 + block // 512
    f = footer(len(disk), 3, 512)
    return f + head.ljust(1024, b"\0") + table.ljust(512, b"\xFF") + body + f


def both(n, fmt):
    return struct.pack("<" + fmt, n) + struct.pack(">" + fmt, n)


def iso(files):
    """ISO 9660, one folder: [(name, bytes, flags)]."""
    def record(name, block, size, flags):
        r = struct.pack("<BB", 0, 0) + both(block, "I") + both(size, "I")
        r += bytes([124, 1, 2, 3, 4, 6, 0, flags, 0, 0]) + both(1, "H") + bytes([len(name)]) + name
        r += b"\0" * (len(r) % 2)
        return bytes([len(r)]) + r[1:]
    block, root, data = 20, b"", b""
    for name, content, flags in files:
        root += record(name.encode() + b";1", block, len(content), flags)
        used = -(-len(content) // 2048)
        data += content.ljust(used * 2048, b"\0")
        block += used
    root = record(b"\0", 19, 2048, 2) + record(b"\1", 19, 2048, 2) + root
    pvd = bytearray(2048)
    pvd[0:7] = b"\1CD001\1"
    pvd[8:72] = b" " * 32 + b"DISK".ljust(32)
    pvd[80:88] = both(block, "I")
    pvd[120:124] = pvd[124:128] = both(1, "H")
    pvd[128:132] = both(2048, "H")
    pvd[132:140] = both(10, "I")
    pvd[140:144] = struct.pack("<I", 18)
    pvd[148:152] = struct.pack(">I", 18)
    pvd[156:190] = record(b"\0", 19, 2048, 2)
    pvd[881] = 1
    end = b"\xFFCD001\1".ljust(2048, b"\0")
    table = struct.pack("<BBIHBB", 1, 0, 19, 1, 0, 0).ljust(2048, b"\0")
    return bytes(16 * 2048) + bytes(pvd) + end + table + root.ljust(2048, b"\0") + data


LURE = [("CV.PDF", "CV of Ann.pdf", PDF, HIDDEN), ("OPEN.LNK", "CV of Ann.pdf.lnk", LNK, 0)]


@trick("iso-lnk", "CV.iso", "file.disk/lure")
def iso_lnk():
    return iso([("CV.PDF", PDF, 0), ("CV.LNK", LNK, 0)])


@trick("img-lnk", "CV.img", "file.disk/lure")
def img_lnk():
    return fat(LURE)


@trick("vhd-lnk", "CV.vhd", "file.disk/lure")
def vhd_lnk():
    return vhd_fixed(partitioned(fat(LURE)))


@trick("vhd-dynamic-lnk", "CV.vhd", "file.disk/lure")
def vhd_dynamic_lnk():
    return vhd_dynamic(fat(LURE))


@trick("img-hidden-script", "report.img", "file.disk/lure")
def img_hidden_script():
    return fat([("REPORT.BAT", None, BATCH, 0), ("DATA.TXT", None, TEXT, HIDDEN)])


@trick("img-broken", "CV.img", "file.disk")
def img_broken():
    return fat([("CV.TXT", None, TEXT * 200, 0)])[:3500]


@trick("iso-text", "notes.iso", "file.disk")
def iso_text():
    return iso([("NOTES.TXT", TEXT, 0)])


def chm(page, name=b"/index.htm"):
    """A help file whose one page is not packed."""
    entry = bytes([len(name)]) + name + b"\0\0" + bytes([0x80 | len(page) >> 7, len(page) & 0x7F])
    chunk = struct.pack("<4sIIii", b"PMGL", 4096 - 20 - len(entry), 0, -1, -1) + entry
    chunk = chunk.ljust(4094, b"\0") + struct.pack("<H", 1)
    guids = bytes.fromhex("10fd017caa7bd0119e0c00a0c922e6ec11fd017caa7bd0119e0c00a0c922e6ec")
    at = 0x60
    part0 = struct.pack("<IIQII", 0x1FE, 0, at + 24 + 84 + 4096 + len(page), 0, 0)
    part1 = struct.pack("<4sIIIIIIiIIiI", b"ITSP", 1, 84, 10, 4096, 2, 1, -1, 0, 0, -1, 1)
    part1 += struct.pack("<I", 0x409) + guids[:16] + struct.pack("<Iiii", 84, -1, -1, -1)
    head = struct.pack("<4sIIIII", b"ITSF", 3, 0x60, 1, 0, 0x409) + guids
    head += struct.pack("<QQQQQ", at, 24, at + 24, 84 + 4096, at + 24 + 84 + 4096)
    return head + part0 + part1 + chunk + page


@trick("chm-plain", "manual.chm", "file.help")
def chm_plain():
    return chm(b"<html><body><h1>Manual</h1><p>Press the button.</p></body></html>")


@trick("chm-command", "question.chm", "file.help/command")
def chm_command():
    return chm(b'<html><body><object id=x classid="clsid:52a2aaae-085d-4187-97ea-8c30db990436">'
               b'<param name="Command" value="ShortCut"><param name="Item1" value=",cmd,/c echo'
               b' hello"></object><script>x.Click();</script></body></html>')


def udf(files, block=2048):
    """A UDF volume of one folder: [(name, bytes, hidden)]; checksums of tags are left out."""
    def tag(kind, at):
        return struct.pack("<HHBBHHHI", kind, 2, 0, 0, 0, 0, 0, at)

    def entry(kind, size, inside, at):
        e = tag(261, at) + struct.pack("<IHHHBBIHH", 0, 4, 0, 1, 0, kind, 0, 0, 3)
        e += bytes(12) + struct.pack("<HBBIQQ", 1, 0, 0, 0, size, 1)
        e += struct.pack("<HHBBBBBBBB", 0x1000, 2024, 1, 2, 3, 4, 6, 0, 0, 0) * 3
        return (e.ljust(168, b"\0") + struct.pack("<II", 0, len(inside)) + inside).ljust(block, b"\0")

    def identifier(name, traits, icb):
        name = b"\x08" + name.encode("latin-1") if name else b""
        i = tag(257, 0) + struct.pack("<HBBIIHIHH", 1, traits, len(name), block, icb, 0, 0, 0, 0)
        i = i[:36] + b"\0\0" + name
        return i + b"\0" * (-len(i) % 4)

    start = 260
    folder = identifier("", 10, 1)
    body = b""
    for i, (name, content, hidden) in enumerate(files):
        folder += identifier(name, 1 if hidden else 0, 2 + i)
        body += entry(5, len(content), content, 2 + i)
    file_set = (tag(256, 0).ljust(400, b"\0") + struct.pack("<IIH", block, 1, 0)).ljust(block, b"\0")
    partition = tag(5, 257).ljust(188, b"\0") + struct.pack("<II", start, 2 + len(files))
    volume = tag(6, 258).ljust(212, b"\0") + struct.pack("<I", block)
    volume = volume.ljust(248, b"\0") + struct.pack("<IIH", block, 0, 0)
    volume = volume.ljust(264, b"\0") + struct.pack("<II", 6, 1)
    volume = volume.ljust(440, b"\0") + struct.pack("<BBHH", 1, 6, 1, 0)
    anchor = tag(2, 256) + struct.pack("<II", 3 * block, 257)
    head = bytearray(256 * block)
    for i, name in enumerate((b"BEA01", b"NSR02", b"TEA01")):
        head[(16 + i) * 2048 + 1:(16 + i) * 2048 + 6] = name
    blocks = [anchor, partition, volume, tag(8, 259)]
    return (bytes(head) + b"".join(b.ljust(block, b"\0") for b in blocks) + file_set +
            entry(4, len(folder), folder, 1) + body)


@trick("udf-lnk", "CV.img", "file.disk/lure")
def udf_lnk():
    return udf([("CV.pdf", PDF, False), ("CV.pdf.lnk", LNK, False)])
