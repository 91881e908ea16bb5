"""Files that are two things at once, and honest neighbours that only look so."""
import io
import struct
import zipfile
import zlib

from _cfb import cfb
from _pdf import pdf
from _tricks import trick, zipped

TYPES = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         b'<Default Extension="xml" ContentType="application/xml"/></Types>')
JAR = [("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\nMain-Class: a\r\n"),
       ("a.class", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(40))]
SHORT = [("Agenda.txt", b"Monday\n")]


def stream(data, more=b""):
    return b"<< /Length %d %s>>\nstream\n" % (len(data), more) + data + b"\nendstream"


def page(catalog=b"", more=None):
    return {1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            4: stream(b"BT /F1 12 Tf 72 720 Td (Hello, this is an ordinary page.) Tj ET"), **(more or {})}


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(bytes(20))) + chunk(b"IEND", b""))


def told_from_the_begin(head, members):
    """The offsets of the archive count from the begin of the whole file."""
    out = io.BytesIO(head)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), data)
    return out.getvalue()


def ole():
    return cfb([("WordDocument", b"\xec\xa5\xc1\0" + bytes(4096))])


@trick("polyglot-picture", "Photo.png", "file.polyglot")
def picture():
    return png() + zipped(SHORT)


@trick("polyglot-picture-program", "Photo.png", "file.holds")
def picture_program():
    """What lies in the second format is judged like any other file."""
    return png() + zipped([("Photo.js", b"var s = new ActiveXObject('WScript.Shell'); s.Run('cmd /c echo hello');\n")])


@trick("polyglot-document", "Letter.doc", "file.polyglot")
def document():
    return told_from_the_begin(ole(), SHORT)


@trick("polyglot-msi-jar", "Setup.jar", "file.polyglot/active")
def msi_jar():
    """A compound file that Java runs: a signature of an installer holds whatever stands behind it (CVE-2020-1464)."""
    return ole() + zipped(JAR)


@trick("polyglot-rtf", "Letter.rtf", "file.polyglot")
def rtf():
    return b"{\\rtf1\\ansi Hello\\par}\r\n" + zipped(SHORT)


@trick("polyglot-pdf-comment", "Plan.pdf", "file.pdf.odd/archive")
def pdf_comment():
    """The PDF's end stands in the comment of the archive."""
    head, tail = pdf(page()), b"\n%%EOF\n"
    body = zipped(SHORT)
    return head + body[:-2] + struct.pack("<H", len(tail)) + tail


@trick("polyglot-gif-page", "Photo.html", "file.polyglot/active")
def gif_page():
    """A browser opens it by its name as a page."""
    return b"GIF89a\x04\0\x04\0\0\0\0" + b"\x2c\0\0\0\0\x04\0\x04\0\0\x02\x02\x84\x51\0\x3b" + b"<html><script>alert(1)</script></html>"


@trick("polyglot-plain", "Letter.doc")
def plain():
    """A document of Word carries its theme for newer versions as a package."""
    theme = zipped([("[Content_Types].xml", TYPES), ("theme/theme/theme1.xml", b"<a:theme/>")])
    return cfb([("WordDocument", b"\xec\xa5\xc1\0" + bytes(4096)), ("1Table", bytes(4000) + theme)])


@trick("polyglot-picture-tail", "Photo.png")
def picture_tail():
    """The end record of an archive that is not there."""
    return png() + zipped(SHORT)[-22:]


@trick("polyglot-pdf-attachment", "Bill.pdf")
def pdf_attachment():
    """Data of a bill as a package that is attached as it is."""
    inner = zipped([("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"<workbook/>")])
    return pdf(page(b"/Names << /EmbeddedFiles << /Names [(bill) 5 0 R] >> >>", {
        5: b"<< /Type /Filespec /F (bill.xlsx) /UF (bill.xlsx) /EF << /F 6 0 R >> >>", 6: stream(inner, b"/Type /EmbeddedFile ")}))


@trick("package-plain", "Things.zip")
def package_plain():
    """A package as Office writes them, without a part of Office in it."""
    return zipped([("[Content_Types].xml", TYPES), ("theme/theme/theme1.xml", b"<a:theme/>")])
