"""The register of tricks, and what several areas need to build files."""
import dataclasses
import io
import struct
import zipfile
from typing import Callable

_all = {}


@dataclasses.dataclass
class Trick:
    id: str
    name: str
    finds: str
    make: Callable[[], bytes]


def trick(id, name, finds="-"):
    """Registers a function that returns the bytes of a file called `name`."""
    def register(make):
        assert id not in _all, id
        _all[id] = Trick(id, name, finds, make)
        return make
    return register


def all_tricks():
    return [_all[id] for id in sorted(_all)]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """A plain zip of [(name, bytes)], with one fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), data, method)
    return out.getvalue()


def folder(entries):
    """A folder as the program packs it (src/parse/file/folder.h): [(path, bytes)] or
    [(path, bytes, mode)]."""
    out = b"assay-folder 1\n"
    for path, data, *mode in entries:
        p = path.encode()
        out += struct.pack("<BIqQI", 0, mode[0] if mode else 0o644, 1704164646, len(data), len(p))
        out += p + struct.pack("<Q", len(data)) + data
    return out
