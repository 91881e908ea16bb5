"""Macros as Office keeps them (MS-OVBA): packed texts and the list of modules."""
import struct


def packed(data):
    """A container whose chunks hold literal bytes only."""
    out = b"\1"
    for i in range(0, len(data), 3500):
        part = data[i:i + 3500]
        body = b"".join(b"\0" + part[j:j + 8] for j in range(0, len(part), 8))
        out += struct.pack("<H", 0xB000 | (len(body) - 1)) + body
    return out


def _record(id, data):
    return struct.pack("<HI", id, len(data)) + data


def project(modules, root=""):
    """[(name, text, compiled form, is a class)] as streams of a compound file."""
    listed = _record(3, struct.pack("<H", 1252)) + _record(0x0F, struct.pack("<H", len(modules)))
    streams = []
    for name, text, compiled, is_class in modules:
        code = name.encode()
        wide = name.encode("utf-16-le")
        listed += (_record(0x19, code) + _record(0x47, wide) + _record(0x1A, code)
                   + _record(0x32, wide) + _record(0x31, struct.pack("<I", len(compiled)))
                   + _record(0x22 if is_class else 0x21, b"") + _record(0x2B, b""))
        streams.append((f"{root}VBA/{name}", compiled + packed(text.encode())))
    listed += _record(0x10, b"")
    return [(f"{root}VBA/dir", packed(listed)), *streams,
            (f"{root}PROJECT", b'ID="{00000000-0000-0000-0000-000000000000}"\r\n')]
