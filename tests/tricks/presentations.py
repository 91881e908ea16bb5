"""Old PowerPoint documents: macros and packages in storages within the stream, and the lock."""
import struct
import zlib

from _cfb import cfb
from _letters import told as letter
from _office_lock import rc4, rc4_cryptoapi
from _tricks import trick
from _vba import project

RUNS = ('Attribute VB_Name = "Module1"\r\nSub Auto_Open()\r\n'
        'CreateObject("WScript.Shell").Run "cmd /c echo hello"\r\nEnd Sub\r\n')
PLAIN = 'Attribute VB_Name = "Module1"\r\nSub Sums()\r\nMsgBox "Hello"\r\nEnd Sub\r\n'


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


@trick("ppt-macro", "Plan.ppt", "file.macro/runs")
def ppt_macro():
    return ppt([record(0x03EE, bytes(60), 0xF), storage(macro(RUNS))])


@trick("ppt-macro-unended", "Plan.ppt", "file.macro/runs")
def ppt_macro_unended():
    return ppt([storage(macro(RUNS), ended=False)])


@trick("ppt-macro-loose", "Plan.ppt", "file.macro/runs")
def ppt_macro_loose():
    return ppt([storage(macro(RUNS), packed=False)])


@trick("ppt-plain", "Plan.ppt")
def ppt_plain():
    return ppt([record(0x03EE, bytes(60), 0xF), storage(macro(PLAIN))])


@trick("locked-ppt-told", "told.eml", "file.macro/runs")
def ppt_told():
    return letter("Passcode: 90210", "Plan.ppt", ppt([storage(macro(RUNS))], "90210"))


@trick("locked-ppt-default", "Plan.ppt", "file.default-password")
def ppt_default():
    return ppt([storage(macro(PLAIN))], "/01Hannes Ruescher/01")


@trick("locked-ppt-closed", "Plan.ppt", "file.sealed/closed")
def ppt_closed():
    return ppt([storage(macro(RUNS))], "nobody told it")
