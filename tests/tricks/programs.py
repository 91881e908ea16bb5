"""Programs, alone, beside what they are to open, and with what stands behind them."""
import struct

from _tricks import trick, zipped


def pe(library=False, overlay=b""):
    """The headers of a program for Windows with one empty section: there is no code."""
    coff = struct.pack("<HHIIIHH", 0x14C, 1, 0, 0, 0, 224, 0x2102 if library else 0x102)
    optional = struct.pack("<H", 0x10B) + bytes(222)
    section = b".text\0\0\0" + struct.pack("<IIII", 16, 0x1000, 16, 512) + bytes(16)
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + coff + optional + section
    return head.ljust(512, b"\0") + bytes(16) + overlay


@trick("program-alone", "Setup.exe", "file.program/alone")
def alone():
    return pe()


@trick("program-zip", "Tools.zip", "file.program/inside")
def in_zip():
    return zipped([("Setup.exe", pe()), ("readme.txt", b"hello\n")])


@trick("program-unpacks", "Setup.exe", "file.program/alone")
def unpacks():
    return pe(overlay=zipped([("readme.txt", b"hello\n")]))


@trick("pair-viewer", "Job offer.zip", "file.pair/viewer")
def viewer():
    return zipped([("SecurePDF.exe", pe()), ("Offer.pdf", b"%PDF-1.4\n%%EOF\n")])


@trick("pair-library", "Tool.zip", "file.pair/library")
def library():
    return zipped([("a/tool.exe", pe()), ("a/version.dll", pe(True))])


@trick("pair-many", "Program.zip", "file.program/inside")
def many():
    return zipped([("tool.exe", pe())] + [(f"lib{i}.dll", pe(True)) for i in range(20)])
