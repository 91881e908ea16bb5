"""Documents under a lock: the password stands in the letter, or the program tries it itself.
Macros do nothing but say hello."""
import hashlib
import struct

from _cfb import cfb
from _letters import told as letter
from _office_lock import agile, rc4, standard, workbook
from _pdf import pdf
from _tricks import trick, zipped
from _vba import project

RUNS = ('Attribute VB_Name = "Module1"\r\nSub AutoOpen()\r\n'
        'CreateObject("WScript.Shell").Run "cmd /c echo hello"\r\nEnd Sub\r\n')
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
TEXT = (b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:body><w:p><w:r><w:t>Hello.</w:t></w:r></w:p></w:body></w:document>')
BOOK = (b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'%s<sheets/></workbook>')


def document(macro):
    members = [("[Content_Types].xml", TYPES), ("word/document.xml", TEXT)]
    if macro:
        store = cfb(project([("Module1", macro, bytes(40), False)]))
        members.append(("word/vbaProject.bin", store))
    return zipped(members)


def table(inside=b"", macro=None):
    members = [("[Content_Types].xml", TYPES), ("xl/workbook.xml", BOOK % inside)]
    if macro:
        members.append(("xl/vbaProject.bin", cfb(project([("Module1", macro, bytes(40), False)]))))
    return zipped(members)


def record(type, data):
    return struct.pack("<HH", type, len(data)) + data


def book(kind, protected=False, dde=b""):
    """A workbook's stream with one sheet; a macro sheet (kind 1) runs a program."""
    out = record(0x809, struct.pack("<HH", 0x600, 5) + bytes(12))
    if protected:
        out += record(0x12, struct.pack("<H", 1))
    out += record(0x85, struct.pack("<IBBBB", 0, 2 if kind else 0, kind, 6, 0) + b"Sheet1")
    if kind:
        out += record(0x18, struct.pack("<HBBHHH4xB", 0x20, 0, 1, 0, 0, 1, 0) + b"\1")
    if dde:
        out += record(0x1AE, struct.pack("<HHB", 0, len(dde), 0) + dde)
    out += record(0x5B, bytes(1500)) + record(0x0A, b"")
    out += record(0x809, struct.pack("<HH", 0x600, 0x40 if kind else 0x10) + bytes(12))
    command = b"cmd.exe /c echo hello"
    formula = bytes([0x17, len(command), 0]) + command + struct.pack("<BBH", 0x42, 1, 110)
    out += record(6, bytes(20) + struct.pack("<H", len(formula)) + formula) + record(0x0A, b"")
    return out + bytes(4096)


@trick("locked-docx-told", "told.eml", "file.macro/runs")
def docx_told():
    return letter("The minutes are attached.\npassword: 1234", "minutes.docm", agile(document(RUNS), "1234"))


@trick("locked-docx-told-subject", "told.eml", "file.macro/runs")
def docx_told_subject():
    return letter("The minutes are attached.", "minutes.docm", agile(document(RUNS), "kT-99", "sha1", 128),
                  "Minutes, pw kT-99")


@trick("locked-docx-told-subject-encoded", "told.eml", "file.macro/runs")
def docx_told_subject_encoded():
    return letter("The minutes are attached.", "minutes.docm", agile(document(RUNS), "kT-99", "sha1", 128),
                  "=?utf-8?B?0J/RgNC+0YLQvtC60L7Quywg0L/QsNGA0L7Qu9GMOiBrVC05OQ==?=")


@trick("locked-docx-told-ja", "told.eml", "file.macro/runs")
def docx_told_ja():
    return letter("議事録を添付します。パスワードは「議事2024」です。", "minutes.docm",
                  agile(document(RUNS), "議事2024", "sha256", 256))


@trick("locked-docx-told-standard", "told.eml", "file.macro/runs")
def docx_told_standard():
    return letter("Passwort: Winter7", "minutes.docm", standard(document(RUNS), "Winter7"))


@trick("locked-docx-told-plain", "told.eml", "file.sealed/opened")
def docx_told_plain():
    return letter("The minutes are attached.\npassword: 1234", "minutes.docx", agile(document(None), "1234"))


@trick("locked-docx-zipped", "told.eml", "file.sealed/opened")
def docx_zipped():
    return letter("password: 1234", "papers.zip", zipped([("minutes.docx", agile(document(None), "1234")),
                                                          ("plan.txt", b"Plan.\n")]))


@trick("locked-docx-closed", "minutes.docx", "file.sealed/closed")
def docx_closed():
    return agile(document(None), "nobody told it")


@trick("locked-docx-costly", "minutes.docx", "file.sealed/closed")
def docx_costly():
    """A count of rounds that nobody has time for."""
    return agile(document(None), "infected", spins=10, told=4000000000)


@trick("locked-xlsx-default", "prices.xlsx", "file.default-password")
def xlsx_default():
    return agile(table(), "VelvetSweatshop")


@trick("locked-xlsm-default", "prices.xlsm", "file.macro/runs")
def xlsm_default():
    return standard(table(macro=RUNS.replace("AutoOpen", "Auto_Open")), "VelvetSweatshop", 256)


@trick("locked-xlsx-protected", "prices.xlsx", "file.default-password/protected")
def xlsx_protected():
    return agile(table(b'<workbookProtection lockStructure="1"/>'), "VelvetSweatshop")


@trick("locked-xls-default", "prices.xls", "file.macro.sheet/runs")
def xls_default():
    return workbook(book(1), "VelvetSweatshop")


@trick("locked-xls-default-newer", "prices.xls", "file.macro.sheet/runs")
def xls_default_newer():
    return workbook(book(1), "VelvetSweatshop", "cryptoapi")


@trick("locked-xls-protected", "prices.xls", "file.default-password/protected")
def xls_protected():
    return workbook(book(0, True), "VelvetSweatshop")


@trick("locked-xls-told", "told.eml", "file.macro.sheet/runs")
def xls_told():
    return letter("Prices attached, the password is 5512", "prices.xls", workbook(book(1), "5512", "cryptoapi"))


@trick("locked-xls-closed", "prices.xls", "file.sealed/closed")
def xls_closed():
    return workbook(book(1), "nobody told it")


PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def paper(user, owner, script):
    """A PDF under the oldest lock (revision 2), whose script runs when it is opened."""
    ident, allowed = bytes(range(16)), struct.pack("<i", -4)
    filled = lambda word: (word + PAD)[:32]
    o = rc4(hashlib.md5(filled(owner)).digest()[:5], filled(user))
    key = hashlib.md5(filled(user) + o + allowed + ident).digest()[:5]
    u = rc4(key, PAD)
    data = rc4(hashlib.md5(key + struct.pack("<I", 6)[:3] + bytes(2)).digest()[:10], script)
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (o.hex().encode(), u.hex().encode())
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
        5: b"<< /S /JavaScript /JS 6 0 R >>",
        6: b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream",
        9: lock,
    }
    words = b"trailer\n<< /Encrypt 9 0 R /ID [<%s> <%s>]" % ((ident.hex().encode(),) * 2)
    return pdf(objects).replace(b"trailer\n<<", words)


SCRIPT = b'this.exportDataObject({ cName: "hello.txt", nLaunch: 2 });'


@trick("locked-pdf-told", "told.eml", "file.pdf.script/start")
def pdf_told():
    return letter("Contrase\u00f1a: 7731", "minutes.pdf", paper(b"7731", b"owner", SCRIPT))


@trick("locked-pdf-owner", "told.eml", "file.sealed/opened")
def pdf_owner():
    return letter("password = own-42", "minutes.pdf", paper(b"7731", b"own-42", b"app.beep();"))


@trick("locked-pdf-closed", "minutes.pdf", "file.sealed/closed")
def pdf_closed():
    return paper(b"7731", b"owner", SCRIPT)


@trick("xls-dde", "prices.xls", "file.dde/command")
def xls_dde():
    return cfb([("Workbook", book(0, dde=b"cmd\3/c echo hello"))])


@trick("xls-dde-prices", "prices.xls")
def xls_dde_prices():
    return cfb([("Workbook", book(0, dde=b"REUTER\3IDN"))])


@trick("locked-xls-dde", "prices.xls", "file.dde/command")
def locked_xls_dde():
    return workbook(book(0, dde=b"cmd\3/c echo hello"), "VelvetSweatshop")
