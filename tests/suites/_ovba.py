"""VBA projects read anew, strictly as MS-OVBA says (2.3.4.2 the dir stream, 2.4.1 packing), on
olefile and zipfile: what assay is measured by, so nothing of assay's way is taken over."""
import io
import struct
import zipfile
import zlib

import olefile

OLE_MAGIC = olefile.MAGIC
CHUNK = 4096
DEPTH_MAX = 5
MAC_PAGES = {10000: "mac_roman", 10001: "shift_jis", 10006: "mac_greek", 10007: "mac_cyrillic"}
EMBEDDED_STORAGE = 0x1011  # MS-PPT 2.10.34 ExOleObjStg; instance 1 is packed
CLASS, NAME, NAME_UNICODE, STREAM, STREAM_UNICODE, OFFSET, END, VERSION, PAGE = (
    0x22, 0x19, 0x47, 0x1A, 0x32, 0x31, 0x10, 0x09, 0x03)


class Broken(Exception):
    pass


def unpack(packed):
    """2.4.1.3.1; Broken where it is not to the letter, with what came before as args[1]."""
    out = bytearray()
    if packed[:1] != b"\1":
        raise Broken("no signature byte", b"")
    at = 1
    while at < len(packed):
        if at + 2 > len(packed):
            raise Broken("half a chunk header", bytes(out))
        head, = struct.unpack_from("<H", packed, at)
        if head >> 12 & 7 != 3:
            raise Broken("chunk signature", bytes(out))
        end = at + (head & 0xFFF) + 3
        if end > len(packed):
            raise Broken("chunk behind the end", bytes(out))
        body, at = packed[at + 2:end], end
        if not head >> 15:
            out += body
            continue
        unpack_chunk(body, out)
    return bytes(out)


def unpack_chunk(body, out):
    start, i = len(out), 0
    while i < len(body):
        flags = body[i]
        i += 1
        for bit in range(8):
            if i >= len(body):
                break
            if not flags >> bit & 1:
                out.append(body[i])
                i += 1
                continue
            if i + 2 > len(body):
                raise Broken("half a copy token", bytes(out))
            token, = struct.unpack_from("<H", body, i)
            i += 2
            done = len(out) - start
            bits = max((done - 1).bit_length(), 4)  # ceil(log2(done))
            back = (token >> 16 - bits) + 1
            if back > done:
                raise Broken("copy from before the chunk", bytes(out))
            for _ in range((token & 0xFFFF >> bits) + 3):
                out.append(out[-back])
        if len(out) - start > CHUNK:
            raise Broken("more than a chunk", bytes(out))


def records(dir_stream):
    at = 0
    while at + 6 <= len(dir_stream):
        kind, size = struct.unpack_from("<HI", dir_stream, at)
        size = 6 if kind == VERSION else size
        at += 6
        if at + size > len(dir_stream):
            raise Broken("record behind the end")
        yield kind, dir_stream[at:at + size]
        at += size
        if kind == END:
            return


class Module:
    def __init__(self, name):
        self.name, self.stream, self.offset = name, "", 0
        self.is_class, self.source, self.fault = False, b"", None

    @property
    def file_name(self):
        return self.name + (".cls" if self.is_class else ".bas")

    def read(self, stream):
        try:
            if self.offset >= len(stream):
                raise Broken("offset behind the end", b"")
            self.source = unpack(stream[self.offset:])
        except Broken as broken:
            self.fault, self.source = broken.args


def listed_modules(dir_stream):
    modules, page = [], "cp1252"
    for kind, data in records(dir_stream):
        if kind == PAGE:
            number, = struct.unpack("<H", data)
            page = MAC_PAGES.get(number, f"cp{number}")
        elif kind == NAME:
            modules.append(Module(data.decode(page, "replace")))
        elif not modules:
            continue
        elif kind == NAME_UNICODE:
            modules[-1].name = data.decode("utf-16-le", "replace")
        elif kind == STREAM:
            modules[-1].stream = data.decode(page, "replace")
        elif kind == STREAM_UNICODE:
            modules[-1].stream = data.decode("utf-16-le", "replace")
        elif kind == OFFSET:
            modules[-1].offset, = struct.unpack("<I", data)
        elif kind == CLASS:
            modules[-1].is_class = True
    return modules


def projects(ole):
    """The path of every storage called VBA."""
    for path in ole.listdir(streams=False, storages=True):
        if path[-1].upper() == "VBA":
            yield path


def modules_of_project(ole, path):
    try:
        modules = listed_modules(unpack(ole.openstream(path + ["dir"]).read()))
    except (Broken, OSError) as why:
        return [], [f"{'/'.join(path)}: {why.args[0]}"]
    faults = []
    for module in modules:
        try:
            module.read(ole.openstream(path + [module.stream]).read())
        except OSError:
            module.fault = "no such stream"
        if module.fault:
            faults.append(f"{module.file_name}: {module.fault}")
    return modules, faults


def slide_storages(stream):
    """Compound files within a PowerPoint Document stream; containers are walked flatly."""
    at = 0
    while at + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & 0xF == 0xF:
            continue
        data, at = stream[at:at + size], at + size
        if kind == EMBEDDED_STORAGE:
            try:
                # PowerPoint leaves zlib's closing sum out.
                yield zlib.decompressobj().decompress(data[4:]) if version >> 4 == 1 else data
            except zlib.error:
                pass


def inner_files(ole):
    for path in ole.listdir():
        try:
            stream = ole.openstream(path).read()
        except OSError:
            continue
        if path[-1] == "PowerPoint Document":
            yield from slide_storages(stream)
        elif stream[:8] == OLE_MAGIC or stream[:4] == b"PK\3\4":
            yield stream


def zip_members(octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        for info in archive.infolist():
            try:
                member = archive.read(info)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError,
                    OSError):
                continue
            if member[:8] == OLE_MAGIC or member[:4] == b"PK\3\4":
                yield member


def modules_of(octets, depth=0):
    """(modules, faults) of all projects of a file and of what is in it."""
    modules, faults, inner = [], [], []
    if depth > DEPTH_MAX:
        return modules, faults
    try:
        if octets[:8] == OLE_MAGIC:
            with olefile.OleFileIO(octets) as ole:
                for path in projects(ole):
                    more, why = modules_of_project(ole, path)
                    modules, faults = modules + more, faults + why
                inner = list(inner_files(ole))
        elif octets[:2] == b"PK":
            inner = list(zip_members(octets))
    except (OSError, zipfile.BadZipFile, ValueError, IndexError, struct.error, EOFError) as why:
        faults.append(f"container: {why}")
    for member in inner:
        more, why = modules_of(member, depth + 1)
        modules, faults = modules + more, faults + why
    return modules, faults
