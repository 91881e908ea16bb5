"""Other forms of compound files: letters of Outlook, presentations, Hangul documents."""
import struct
import zlib

from _cfb import cfb
from _tricks import trick, zipped
from _vba import project

SHORTCUT = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F" + bytes(60)

RUNS = ('Attribute VB_Name = "Module1"\r\nSub Auto_Open()\r\n  Shell "cmd.exe /c echo hello", 0\r\n'
        "End Sub\r\n")


def package(label, path, data):
    inner = struct.pack("<H", 2) + label + b"\0" + path + b"\0" + struct.pack("<HH", 0, 3)
    inner += struct.pack("<I", len(path) + 1) + path + b"\0"
    inner += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(inner)) + inner


def wide(text):
    return text.encode("utf-16-le")


# --- Outlook ---

def prop(tag, data, folder=""):
    return (f"{folder}__substg1.0_{tag}", data)


def attached(number, name, data, folder=""):
    at = f"{folder}__attach_version1.0_#{number:08X}/"
    return [prop("3707001F", wide(name), at), prop("37010102", data, at)]


def msg(*streams):
    return cfb([("__properties_version1.0", bytes(64)), *streams])


@trick("msg-program-attached", "Offer.msg", "file.name.extension")
def msg_lnk():
    return zipped([("Offer.msg", msg(prop("1000001F", wide("See the file.\r\n")),
                                     *attached(0, "Agenda.pdf.lnk", SHORTCUT)))])


@trick("msg-shortcut", "Offer.msg", "file.name.extension")
def msg_shortcut():
    return msg(prop("1000001F", wide("See the file.\r\n")), *attached(0, "Agenda.pdf.lnk", SHORTCUT))


@trick("msg-letter-within", "Forwarded.msg", "file.name.extension")
def msg_within():
    inner = "__attach_version1.0_#00000000/__substg1.0_3701000D/"
    return msg(prop("1000001F", wide("Forwarded.\r\n")), prop("1000001F", wide("Hello.\r\n"), inner),
               *attached(1, "Agenda.pdf.lnk", SHORTCUT, inner))


@trick("msg-page", "Offer.msg", "file.page/elsewhere")
def msg_page():
    return msg(prop("10130102", b'<html><body><form action="http://192.0.2.7/x" method="post">'
                                b'<input type="password" name="p"></form></body></html>'))


@trick("msg-plain", "Hello.msg")
def msg_plain():
    return msg(prop("1000001F", wide("Hello, see you tomorrow.\r\n")),
               *attached(0, "notes.txt", b"hello\n"))


@trick("msg-rtf-only", "Hello.msg")
def msg_rtf():
    return msg(prop("10090102", struct.pack("<IIII", 20, 8, 0x414C454D, 0) + b"{\\rtf1 }"))


# --- PowerPoint ---

def record(type, body, instance=0, version=0):
    return struct.pack("<HHI", instance << 4 | version, type, len(body)) + body


def storage(data, packed=True):
    body = struct.pack("<I", len(data)) + zlib.compress(data) if packed else data
    return record(0x1011, body, 1 if packed else 0)


def ppt(*records):
    document = record(1000, b"".join(records), version=15)
    return cfb([("Current User", bytes(40)), ("PowerPoint Document", document + bytes(0))])


def macros(text):
    return cfb(project([("Module1", text, b"\0" * 40, False)], ""))


@trick("ppt-macro-runs", "Plan.ppt", "file.macro/runs")
def ppt_macro():
    return ppt(record(0x3FF, bytes(12)), storage(macros(RUNS)))


@trick("ppt-macro-plainly-stored", "Plan.ppt", "file.macro/runs")
def ppt_macro_stored():
    return ppt(storage(macros(RUNS), packed=False))


@trick("ppt-package-lnk", "Plan.ppt", "file.package")
def ppt_package():
    return ppt(storage(cfb([("\1Ole10Native", package(b"Plan.pdf", b"C:\\Plan.pdf.lnk", SHORTCUT))])))


@trick("ppt-plain", "Plan.ppt")
def ppt_plain():
    link = record(0x0FD3, bytes(4)) + record(0x0FBA, wide("http://www.example.com/"), 1)
    return ppt(record(0x0FD7, link, version=15), record(0x0FA0, wide("Hello")))


@trick("ppt-object-cut", "Plan.ppt")
def ppt_cut():
    data = macros(RUNS)
    return ppt(record(0x1011, struct.pack("<I", len(data)) + zlib.compress(data)[:-40], 1))


# --- Hangul ---

STOCK = ("var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n",
         "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n\r\n"
         "function OnDocument_Open()\r\n{\r\n\t//todo : \r\n}\r\n")


def deflated(data):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return z.compress(data) + z.flush()


def script(head, source):
    texts = [head, source, "", ""]
    return b"".join(struct.pack("<I", len(t)) + wide(t) for t in texts) + b"\xFF" * 4


def hwp_link(target):
    command = wide(target.replace(":", "\\:").replace("/", "\\/").replace("\\\\:", "\\:") + ";1;0;0;")
    body = b"klh%" + bytes(5) + struct.pack("<H", len(command) // 2) + command
    return struct.pack("<I", 0x47 | len(body) << 20) + body


def hwp(*streams, flags=1, script_text=STOCK, section=b""):
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags) + bytes(216)
    pack = deflated if flags & 1 else bytes
    return cfb([("FileHeader", head), ("BodyText/Section0", pack(section)),
                ("Scripts/DefaultJScript", pack(script(*script_text))),
                ("Scripts/JScriptVersion", pack(bytes(8))),
                ("PrvText", wide("Hello")), *[(name, pack(data)) for name, data in streams]])


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(hello) pop\n" + b"% padding\n" * 20


@trick("hwp-postscript", "Plan.hwp", "file.hwp/postscript")
def hwp_postscript():
    return hwp(("BinData/BIN0001.eps", EPS))


@trick("hwp-postscript-as-picture", "Plan.hwp", "file.hwp/postscript")
def hwp_postscript_named():
    return hwp(("BinData/BIN0001.png", EPS), flags=0)


@trick("hwp-script", "Plan.hwp", "file.hwp/script")
def hwp_script():
    return hwp(script_text=(STOCK[0], "function OnDocument_Open()\r\n{\r\n\tvar x = 'hello';\r\n}\r\n"))


@trick("hwp-link", "Plan.hwp", "file.hwp/link")
def hwp_local_link():
    return hwp(section=hwp_link("C:\\\\Users\\\\Public\\\\hello.exe"))


@trick("hwp-package-bat", "Plan.hwp", "file.package")
def hwp_package():
    ole = cfb([("\1Ole10Native", package(b"Plan.bat", b"C:\\Plan.bat", b"@echo off\r\necho hello\r\n"))])
    return hwp(("BinData/BIN0001.OLE", struct.pack("<I", len(ole)) + ole))


@trick("hwp-plain", "Plan.hwp")
def hwp_plain():
    return hwp(("BinData/BIN0001.png", b"\x89PNG\r\n\x1A\n" + bytes(30)),
               section=hwp_link("http://www.example.com/"))


@trick("hwp-locked", "Plan.hwp")
def hwp_locked():
    return hwp(flags=3)


@trick("hwp-spread", "Plan.hwp")
def hwp_spread():
    return hwp(flags=5)


@trick("hwpx-postscript", "Plan.hwpx", "file.hwp/postscript")
def hwpx_postscript():
    return zipped([("mimetype", b"application/hwp+zip"), ("BinData/image1.eps", EPS),
                   ("Contents/section0.xml", b"<?xml version='1.0'?><sec/>")])


# --- Windows installers ---

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"


def packed_name(name, table=False):
    out = "\u4840" if table else ""
    for i in range(0, len(name) - 1, 2):
        out += chr(0x3800 + LETTERS.index(name[i]) + 64 * LETTERS.index(name[i + 1]))
    return out + (chr(0x4800 + LETTERS.index(name[-1])) if len(name) % 2 else "")


def msi(actions, stored=()):
    """[(name, type, source, target)] in the table of actions; files of the "Binary" table."""
    texts = [""]

    def ref(text):
        if text not in texts:
            texts.append(text)
        return struct.pack("<H", texts.index(text))

    def by_column(rows):
        return b"".join(b"".join(column) for column in zip(*rows))

    def number(n):
        return struct.pack("<H", n | 0x8000)

    columns = [("Action", 0x2D48), ("Type", 0x502), ("Source", 0x1D48), ("Target", 0x1DFF)]
    tables = {
        "_Columns": by_column([(ref("CustomAction"), number(i + 1), ref(name), number(kind))
                               for i, (name, kind) in enumerate(columns)]),
        "CustomAction": by_column([(ref(a), number(t), ref(s), ref(target))
                                   for a, t, s, target in actions]),
    }
    pool = struct.pack("<HH", 1252, 0)
    pool += b"".join(struct.pack("<HH", len(t), 1) for t in texts[1:])
    tables["_StringPool"], tables["_StringData"] = pool, "".join(texts).encode()
    clsid = bytes.fromhex("84100C0000000000C000000000000046")
    streams = [(packed_name(n, True), data) for n, data in tables.items()]
    return cfb(streams + [(packed_name("Binary." + n), data) for n, data in stored], clsid)


@trick("msi-command", "Wallet.msi", "file.installer/command")
def msi_command():
    return msi([("Welcome", 51, "NAME", "Wallet"), ("Start", 34, "TARGETDIR", "powershell -c echo hello")])


@trick("msi-script-inline", "Wallet.msi", "file.installer")
def msi_inline():
    return msi([("Start", 38, "", "x = \"hello\"")])


@trick("msi-script-stored", "Wallet.msi", "file.installer")
def msi_stored():
    return msi([("Start", 5, "Hello", "main")], [("Hello", b"function main() { var x = 'hello'; }\n")])


@trick("msi-plain", "Wallet.msi")
def msi_plain():
    return msi([("Check", 1, "Helper", "CheckDisk")], [("Helper", b"MZ" + bytes(70)),
                                                       ("Icon", b"\0\0\1\0\1\0" + bytes(40))])
