"""PDFs that reach out, hide scripts, or are only a door; and honest neighbours."""
import zlib

from _pdf import pdf
from _tricks import trick, zipped


def stream(data, words=b""):
    packed = zlib.compress(data)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n" % (words, len(packed)) + packed + b"\nendstream"


def page(catalog=b"", text=b"Hello, this is an ordinary page.", annotations=b"", more=None):
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [" + annotations + b"] >>",
        4: stream(b"BT /F1 12 Tf 72 720 Td (" + text + b") Tj ET"),
    }
    objects.update(more or {})
    return objects


def link(target, rect=b"0 0 612 792"):
    return b"<< /Type /Annot /Subtype /Link /Rect [" + rect + b"] /A << /S /URI /URI (" + target + b") >> >>"


@trick("pdf-plain", "Report.pdf")
def plain():
    return pdf(page(annotations=link(b"https://www.example.com/", b"72 700 172 712")))


@trick("pdf-launch", "Invoice.pdf", "file.pdf.action")
def launch():
    return pdf(page(b"/OpenAction << /S /Launch /Win << /F (cmd.exe) /P (/c echo hello) >> >>"))


@trick("pdf-launch-paper", "Annex.pdf", "file.pdf.action/document")
def launch_paper():
    return pdf(page(annotations=b"<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (annex.pdf) >> >>"))


@trick("pdf-share", "Offer.pdf", "file.pdf.action/share")
def share():
    return pdf(page(b"/OpenAction << /S /GoToR /D [0 /Fit] /F (\\\\\\\\192.0.2.7\\\\share\\\\a.pdf) >>"))


@trick("pdf-import", "Form.pdf", "file.pdf.action/import")
def imports():
    return pdf(page(b"/OpenAction << /S /ImportData /F (data.fdf) >>"))


@trick("pdf-script", "Sum.pdf", "file.pdf.script")
def script():
    return pdf(page(b"/AcroForm << /CO [] >>", more={
        5: b"<< /S /JavaScript /JS (AFSimple_Calculate\\('SUM', ['a', 'b']\\);) >>"}))


@trick("pdf-script-packed", "Statement.pdf", "file.pdf.script/start")
def script_packed():
    inner = b"<< /S /JavaScript /JS 7 0 R >>"
    head = b"6 0 "
    return pdf(page(b"/OpenAction 6 0 R", more={
        5: stream(head + inner, b"/Type /ObjStm /N 1 /First %d" % len(head)),
        7: stream(b"this.exportDataObject({ cName: 'hello.txt', nLaunch: 2 });")}))


@trick("pdf-script-hidden", "Notice.pdf", "file.pdf.script/unpacks")
def script_hidden():
    return pdf(page(b"/OpenAction << /S /JavaScript /JS (eval\\(unescape\\('%65%63%68%6f'\\)\\)) >>"))


@trick("pdf-script-hole", "Paper.pdf", "file.pdf.script/hole")
def script_hole():
    return pdf(page(b"/OpenAction << /S /JavaScript /JS (Collab.collectEmailInfo\\({msg: 'hello'}\\)) >>"))


@trick("pdf-names", "Minutes.pdf", "file.pdf.odd/names")
def names():
    return pdf(page(b"/OpenAction << /S /J#61vaScript /J#53 (app.beep\\(\\)) >>"))


@trick("pdf-archive", "Photo.pdf", "file.pdf.odd/archive")
def archive():
    return pdf(page(), tail=zipped([("hello.txt", b"hello")]))


@trick("pdf-head", "Plan.pdf", "file.pdf.odd/head")
def other_head():
    return pdf(page(), head=b"#!/bin/true\n")


@trick("pdf-door", "Scan.pdf", "file.pdf.page/download")
def door():
    return pdf(page(text=b"", annotations=link(b"https://files.example.com/doc/scan.zip")))


@trick("pdf-door-address", "Scan2.pdf", "file.pdf.page/address")
def door_address():
    return pdf(page(text=b"Click", annotations=link(b"http://192.0.2.9/view")))


@trick("pdf-many-words", "Paper with link.pdf")
def many_words():
    return pdf(page(text=b"An ordinary paper with many words. " * 60,
                    annotations=link(b"https://www.example.com/code.zip", b"72 100 172 112")))


@trick("pdf-attached", "Order.pdf", "file.package")
def attached():
    return pdf(page(b"/Names << /EmbeddedFiles << /Names [(hello) 5 0 R] >> >>", more={
        5: b"<< /Type /Filespec /F (hello.lnk) /UF (hello.lnk) /EF << /F 6 0 R >> >>",
        6: stream(b"L\0\0\0 no shortcut at all", b"/Type /EmbeddedFile")}))
