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


def panel_item(library):
    """A shortcut to an item of the control panel: root, panel, and the library that shows it."""
    panel = bytes.fromhex("2020ec21ea3a6910a2dd08002b30309d")
    items = [bytes.fromhex("1f50e04fd020ea3a6910a2d808002b30309d"), b"\x2e\x1e" + panel,
             bytes(22) + library.encode("utf-16-le") + b"\0\0x\0\0\0"]
    ids = b"".join(struct.pack("<H", len(i) + 2) + i for i in items) + b"\0\0"
    return lnk()[:20] + struct.pack("<I", 0x81) + lnk()[24:76] + struct.pack("<H", len(ids)) + ids + bytes(4)


@trick("lnk-panel", "Files.lnk", "file.shortcut/panel")
def panel():
    return panel_item("\\\\.\\STORAGE#Volume#1\\x\\hello.cpl")


@trick("lnk-panel-own", "Mouse.lnk")
def panel_own():
    return panel_item(r"C:\Windows\system32\main.cpl")


@trick("lnk-slack", "Notes.lnk")
def slack():
    return lnk(r"C:\Windows\notepad.exe", overlay=bytes(600) + zipped([("a.txt", b"Hello.\n")]))


@trick("lnk-end", "Notes.lnk")
def end():
    return lnk(r"C:\Windows\notepad.exe", "todo.txt")[:-4] + b"\x10\0\0\0"


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


URLS = [
    ("url-web", "Page.url", "-", "[InternetShortcut]\r\nURL=https://example.com/\r\n"),
    ("url-share", "Report.url", "file.opener/remote",
     "[InternetShortcut]\r\nURL=file://files.example.com/share/a.pdf\r\n"),
    ("url-working", "Report.url", "file.opener/remote",
     "[InternetShortcut]\r\nURL=C:\\a.exe\r\nWorkingDirectory=\\\\files.example.com@80\\x\r\n"),
    ("url-icon", "Page.url", "file.opener/icon",
     "[InternetShortcut]\r\nURL=https://example.com/\r\nIconFile=\\\\192.0.2.7\\x\\a.ico\r\n"),
    ("url-local", "Page.url", "file.opener/local",
     "[InternetShortcut]\r\nURL=file:///C:/Windows/notepad.exe\r\n"),
    ("url-library", "Folder.library-ms", "file.opener/remote",
     '<?xml version="1.0"?>\n<libraryDescription xmlns='
     '"http://schemas.microsoft.com/windows/2009/library"><url>\\\\192.0.2.7\\x</url>'
     "</libraryDescription>"),
    ("url-rdp", "Desk.rdp", "file.opener/desktop",
     "screen mode id:i:2\r\nfull address:s:desk.example.com\r\ndrivestoredirect:s:*\r\n"),
    ("url-iqy", "Rates.iqy", "file.opener/query", "WEB\r\n1\r\nhttps://example.com/rates\r\n"),
    ("url-jnlp", "Meeting.jnlp", "file.opener/installs",
     '<jnlp codebase="https://example.com/" href="a.jnlp"></jnlp>'),
    ("url-desktop-fetch", "Report.desktop", "file.opener/command",
     "[Desktop Entry]\nName=Report\nExec=sh -c 'curl https://example.com/a'\n"),
    ("url-desktop", "Editor.desktop", "-", "[Desktop Entry]\nName=Editor\nExec=editor %F\n"),
    ("url-profile", "Wifi.mobileconfig", "file.opener/profile",
     '<?xml version="1.0"?>\n<plist version="1.0"><dict><key>PayloadType</key></dict></plist>'),
    ("url-fdf", "Form.fdf", "file.opener/form",
     "%FDF-1.2\n1 0 obj<</FDF<</F (https://example.com/a.pdf)>>>>endobj\n"),
    ("url-ics", "Meeting.ics", "-",
     "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nURL:https://example.com/\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
]
for id, name, finds, text in URLS:
    trick(id, name, finds)(lambda text=text: text.encode())
