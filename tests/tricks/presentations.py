"""Old PowerPoint documents under a lock."""
import struct
import zlib

from _cfb import cfb
from _office_lock import rc4, rc4_cryptoapi
from _tricks import trick
from _vba import project

RUNS = ('Attribute VB_Name = "Module1"\r\nSub Auto_Open()\r\n'
        'CreateObject("WScript.Shell").Run "cmd /c echo hello"\r\nEnd Sub\r\n')


def record(type, data, kind=0):
    return struct.pack("<HHI", kind, type, len(data)) + data


def storage(data, packed=True, ended=True):
    if not packed:
        return record(0x1011, data)
    z = zlib.compressobj()
    body = z.compress(data) + (z.flush() if ended else z.flush(zlib.Z_SYNC_FLUSH))
    return record(0x1011, struct.pack("<I", len(data)) + body, 0x10)


def macro(text):
    return cfb(project([("Module1", text, bytes(40), False)]))


def ppt(objects, password=None):
    """One edit that has these objects, numbered from 1."""
    stream, places, lock = record(0x03E8, bytes(24), 0xF), [], b""
    if password:
        key, info = rc4_cryptoapi(password)
        lock = record(0x2F14, info[2:], 0xF)
    for number, data in enumerate(objects, 1):
        places.append(len(stream))
        stream += rc4(key(number), data) if password else data
    if password:
        places.append(len(stream))
        stream += lock
    table = len(stream)
    stream += record(0x1772, struct.pack("<I", len(places) << 20 | 1) + b"".join(struct.pack("<I", p) for p in places))
    edit = struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, 0, table, 1, len(places), 1, 0)
    if password:
        edit += struct.pack("<I", len(places))
    user = struct.pack("<IIIHHBBH", 20, 0xF3D1C4DF if password else 0xE391C05F, len(stream), 0, 0x3F4, 3, 0, 0)
    return cfb([("Current User", record(0x0FF6, user)),
                ("PowerPoint Document", (stream + record(0x0FF5, edit)).ljust(4096, b"\0"))])


@trick("locked-ppt-closed", "Plan.ppt", "file.sealed/closed")
def ppt_closed():
    return ppt([storage(macro(RUNS))], "nobody told it")
