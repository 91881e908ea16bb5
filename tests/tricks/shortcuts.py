"""Windows shortcuts: commands, blanks, overlays, icons; and what opens addresses."""
import struct

from _tricks import trick, zipped

CLSID = bytes.fromhex("0114020000000000c000000000000046")


def lnk(target="", arguments="", icon="", working="", show=1, overlay=b"", share=""):
    """A shortcut as MS-SHLLINK tells: header, LinkInfo, strings, environment block."""
    flags = 0x80 | (0x20 if arguments else 0) | (0x40 if icon else 0) | (0x10 if working else 0)
    info = b""
    if share:
        flags |= 2
        name = share.encode() + b"\0"
        net = struct.pack("<5I", 20 + len(name), 0, 20, 0, 0x20000) + name
        info = struct.pack("<7I", 28 + len(net) + 1, 28, 2, 0, 0, 28, 28 + len(net)) + net + b"\0"
    if target:
        flags |= 0x200
    header = struct.pack("<I16sII3QIiIHHII", 76, CLSID, flags, 0x20, 0, 0, 0, 0, 0, show, 0, 0, 0, 0)
    strings = b"".join(struct.pack("<H", len(s)) + s.encode("utf-16-le")
                       for s in (working, arguments, icon) if s)
    blocks = b""
    if target:
        blocks = struct.pack("<II", 788, 0xA0000001) + target.encode().ljust(260, b"\0")
        blocks += target.encode("utf-16-le").ljust(520, b"\0")
    return header + info + strings + blocks + bytes(4) + overlay


CMD = r"%windir%\System32\cmd.exe"
WORD = r"C:\Program Files\Microsoft Office\WINWORD.EXE"


@trick("lnk-plain", "Notepad.lnk")
def plain():
    return lnk(r"C:\Windows\notepad.exe", "todo.txt")


@trick("lnk-prompt", "Prompt.lnk")
def prompt():
    return lnk(CMD)


@trick("lnk-command", "Report.lnk", "file.shortcut/command")
def command():
    return lnk(CMD, "/c echo hello")


@trick("lnk-webdav", "Report.lnk", "file.shortcut/remote")
def webdav():
    return lnk(share=r"\\files.example.com@SSL\DavWWWRoot")


@trick("lnk-share", "Team folder.lnk", "file.shortcut/share")
def share():
    return lnk(share=r"\\server\team")


@trick("lnk-working", "Report.lnk", "file.shortcut/remote")
def working():
    return lnk(r"C:\Windows\notepad.exe", working=r"\\files.example.com@80\x")


@trick("lnk-blanks", "Report.lnk", "file.shortcut.hidden/blanks")
def blanks():
    return lnk(CMD, " " * 200 + "\n" * 80 + "/c echo hello")


@trick("lnk-long", "Report.lnk", "file.shortcut.hidden/long")
def long():
    return lnk(r"C:\Windows\notepad.exe", "a" * 300)


@trick("lnk-overlay", "Report.lnk", "file.shortcut.payload/overlay")
def overlay():
    return lnk(CMD, "/c echo hello", overlay=b"\x55" * 9000)


@trick("lnk-file", "Report.lnk", "file.shortcut.payload/file")
def file():
    return lnk(CMD, "/c echo hello", overlay=b"%PDF-1.4\n%%EOF\n" + zipped([("a.txt", b"hello")]))


@trick("lnk-reads-itself", "Report.lnk", "file.shortcut.payload/reads-itself")
def reads_itself():
    return lnk(CMD, "/c findstr hello Report.lnk")


@trick("lnk-icon", "Report.lnk", "file.shortcut.icon/document")
def icon():
    return lnk(CMD, "/c echo hello", icon=WORD)


@trick("lnk-icon-remote", "Report.lnk", "file.shortcut.icon/remote")
def icon_remote():
    return lnk(r"C:\Windows\notepad.exe", icon=r"\\192.0.2.7\share\x.ico")


@trick("lnk-minimised", "Report.lnk", "file.shortcut.icon/minimised")
def minimised():
    return lnk(CMD, "/c echo hello", show=7)


@trick("lnk-cut", "Report.lnk")
def cut():
    return lnk(CMD, "/c echo hello")[:90]
