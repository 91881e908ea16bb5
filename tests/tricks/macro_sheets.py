"""Macro sheets of Excel 4 in workbooks that are packages, as XML and in binary records."""
import struct

from _mso import RUNS, store
from _tricks import trick, zipped

TYPES = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         b'<Default Extension="xml" ContentType="application/xml"/></Types>')
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
OPEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def links(*rows):
    """(id, whole type, target) within the package."""
    out = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    out += "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in rows)
    return (out + "</Relationships>").encode()


def sheet(*formulas):
    rows = "".join(f'<row r="{i + 1}"><c r="A{i + 1}" t="b"><f>{f}</f><v>0</v></c></row>' for i, f in enumerate(formulas))
    return (f'<xm:macrosheet xmlns="{SPREADSHEET}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
            f"<sheetData>{rows}</sheetData></xm:macrosheet>").encode()


def xlsm(macros, state="visible", name="", part="xl/macrosheets/sheet1.xml", kind="xlMacrosheet", book="xl/workbook.xml"):
    names = f'<definedNames><definedName name="{name}">Macro1!$A$1</definedName></definedNames>' if name else ""
    workbook = (f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{OPEN[:-1]}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
                f'<sheet name="Macro1" sheetId="2" state="{state}" r:id="rId2"/></sheets>{names}</workbook>')
    plain = f'<worksheet xmlns="{SPREADSHEET}"><sheetData><row r="1"><c r="A1"><v>3</v></c></row></sheetData></worksheet>'
    return zipped([
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", links(("rId1", OPEN + "officeDocument", book))),
        (book, workbook.encode()), ("xl/worksheets/sheet1.xml", plain.encode()), (part, macros),
        ("xl/_rels/" + book.split("/")[-1] + ".rels",
         links(("rId1", OPEN + "worksheet", "worksheets/sheet1.xml"), ("rId2", MICROSOFT + kind, "/" + part)))])


EXEC = 'EXEC("cmd.exe /c echo hello")'


@trick("xlsm-sheet-exec", "Prices.xlsm", "file.macro.sheet/runs")
def xlsm_exec():
    return xlsm(sheet(EXEC, "HALT()"), "veryHidden", "_xlnm.Auto_Open")


@trick("xlsm-sheet-call", "Prices.xlsm", "file.macro.sheet/runs")
def xlsm_call():
    return xlsm(sheet('CALL(&quot;Shell32&quot;,"ShellExecuteA","JJCCCJJ",0,"open","a",0,0,0)'), kind="xlIntlMacrosheet",
                part="xl/macrosheets/intlsheet1.xml")


@trick("xlsm-sheet-elsewhere", "Prices.xlsm", "file.macro.sheet/runs")
def xlsm_elsewhere():
    """Only relationships say what the parts are."""
    return xlsm(sheet(EXEC), "hidden", "auto_openx", part="xl/worksheets/sheet2.xml", book="xl/wb.xml")


@trick("xlsm-sheet-writes", "Prices.xlsm", "file.macro.sheet/writes")
def xlsm_writes():
    return xlsm(sheet('FORMULA.FILL("=E"&amp;"XEC(A1)",A3)', "GOTO(A3)"), name="_xlnm.Auto_Open")


@trick("xlsm-sheet-hidden", "Prices.xlsm", "file.macro.sheet/hidden")
def xlsm_hidden():
    return xlsm(sheet("HALT()"), "veryHidden")


@trick("xlsm-sheet-names", "Prices.xlsm")
def xlsm_names():
    """A name that starts by itself, of a workbook in which nothing but values stands."""
    return xlsm(b"<worksheet><sheetData><row><c t=\"str\"><f>\"EXEC(\"&amp;A1</f></c></row></sheetData></worksheet>",
                "hidden", "Autoopener", part="xl/worksheets/sheet2.xml", kind="worksheet")


@trick("xlsm-sheet-empty", "Forms.xlsm")
def xlsm_empty():
    return xlsm(sheet())


@trick("xlsm-vba-elsewhere", "Prices.xlsm", "file.macro/runs")
def vba_elsewhere():
    """What keeps the macros is called a picture."""
    return zipped([
        ("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"<workbook/>"), ("xl/media/image1.png", store(RUNS)),
        ("xl/_rels/workbook.xml.rels", links(("rId9", MICROSOFT + "vbaProject", "media/../media/image1.png")))])


# --- binary workbooks ---

def record(kind, data=b""):
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    n, size = len(data), b""
    while n >= 0x80:
        size, n = size + bytes([n & 0x7F | 0x80]), n >> 7
    return head + size + bytes([n]) + data


def wide(s):
    return struct.pack("<I", len(s)) + s.encode("utf-16le")


def call(function, text):
    return struct.pack("<BH", 0x17, len(text)) + text.encode("utf-16le") + struct.pack("<BBH", 0x42, 1, function)


def xlsb(formula, state=0, name="", sheets="macrosheets", kind=MICROSOFT + "xlMacrosheet"):
    book = record(131) + record(156, struct.pack("<II", state, 2) + wide("rId1") + wide("Macro1"))
    if name:
        book += record(39, struct.pack("<IBI", 0x20, 0, 0xFFFFFFFF) + wide(name) + bytes(8))
    cell = struct.pack("<IIBH", 0, 0, 0, 0) + struct.pack("<I", len(formula)) + formula + bytes(4)
    macros = record(129) + record(145) + record(0, bytes(17)) + record(10, cell) + record(146) + record(130)
    return zipped([
        ("[Content_Types].xml", TYPES), ("xl/workbook.bin", book + record(132)), (f"xl/{sheets}/sheet1.bin", macros),
        (f"xl/{sheets}/binaryIndex1.bin", record(42, bytes(24))), ("xl/styles.bin", record(278) + record(279)),
        ("xl/_rels/workbook.bin.rels", links(("rId1", kind, f"{sheets}/sheet1.bin")))])


@trick("xlsb-sheet-exec", "Prices.xlsb", "file.macro.sheet/runs")
def xlsb_exec():
    return xlsb(b"\x24" + bytes(6) + b"\x19\x10\0\0" + call(110, "cmd.exe /c echo hello"), 2, "Auto_Open")


@trick("xlsb-sheet-hidden", "Prices.xlsb", "file.macro.sheet/hidden")
def xlsb_hidden():
    return xlsb(struct.pack("<BBH", 0x42, 0, 0x8036), 1)


@trick("xlsb-dde", "Prices.xlsb", "file.dde/command")
def xlsb_dde():
    link = record(360, struct.pack("<H", 1) + wide("cmd") + wide("/c echo hello"))
    return zipped([("[Content_Types].xml", TYPES), ("xl/workbook.bin", record(131) + record(132)),
                   ("xl/externalLinks/externalLink1.bin", link)])


@trick("xlsb-plain", "Prices.xlsb")
def xlsb_plain():
    return xlsb(call(4, "EXEC("), 1, "Total", "worksheets", OPEN + "worksheet")
