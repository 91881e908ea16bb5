"""Addresses for payments in files: one that an authority's list has, in each form of text that is read; and
honest neighbours."""
import _qr
from _doc import word
from _pdf import pdf
from _tricks import trick, zipped
from office import TYPES, docx
from ole_formats import hwp
from open_documents import HEAD, NS
from pdf import page, stream

# Of the theft from Ronin (2022); on OFAC's list since 2022-04-14.
LISTED = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
# Of the EIP that says how such are written (EIP-55): nobody's.
OTHER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
FOUND = "file.listed"


@trick("listed-text", "Payment.txt", FOUND)
def text():
    return f"Please pay to {LISTED} by Friday.\n".encode()


@trick("listed-text-wide", "Payment wide.txt", FOUND)
def text_wide():
    return f"Please pay to {LISTED} by Friday.\r\n".encode("utf-16")


@trick("listed-page", "Checkout.html", FOUND)
def in_a_page():
    return f"<html><body><p>Pay to <b>{LISTED[:6]}</b>{LISTED[6:]}</p></body></html>".encode()


@trick("listed-docx", "Invoice.docx", FOUND)
def in_word():
    runs = "".join(f'<w:r><w:rPr><w:b/></w:rPr><w:t>{part}</w:t></w:r><w:proofErr w:type="spellEnd"/>'
                   for part in ("Pay to ", LISTED[:9], LISTED[9:], " please"))
    return docx(f"<w:p>{runs}</w:p>")


@trick("listed-xlsx", "Invoice.xlsx", FOUND)
def in_excel():
    strings = f"<sst><si><t>Pay to</t></si><si><t>{LISTED}</t></si><si><t>1</t></si></sst>"
    return zipped([("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", strings.encode())])


@trick("listed-xlsb", "Invoice.xlsb", FOUND)
def in_binary_excel():
    strings = b"\x13\x57\0" + len(LISTED).to_bytes(4, "little") + LISTED.encode("utf-16-le")
    return zipped([("[Content_Types].xml", TYPES), ("xl/workbook.bin", b"\x83\x01\0\x84\x01\0"), ("xl/sharedStrings.bin", strings)])


@trick("listed-pptx", "Deck.pptx", FOUND)
def in_powerpoint():
    slide = f"<p:sld><a:p><a:r><a:t>{LISTED[:20]}</a:t></a:r><a:r><a:t>{LISTED[20:]}</a:t></a:r></a:p></p:sld>"
    return zipped([("[Content_Types].xml", TYPES), ("ppt/presentation.xml", b"<p/>"), ("ppt/slides/slide1.xml", slide.encode())])


@trick("listed-doc", "Invoice.doc", FOUND)
def in_old_word():
    return word([(f"Pay to {LISTED} please\r", False)])


@trick("listed-doc-wide", "Invoice wide.doc", FOUND)
def in_old_word_wide():
    return word([(f"\u0417\u0430\u043f\u043b\u0430\u0442\u0438\u0442\u0435 {LISTED} \r", True)])


@trick("listed-rtf", "Invoice.rtf", FOUND)
def in_rtf():
    return ("{\\rtf1\\ansi Pay to {\\b " + LISTED + "} please.\\par}").encode()


@trick("listed-odt", "Invoice.odt", FOUND)
def in_odt():
    body = f"<text:p>Pay to <text:span>{LISTED[:12]}</text:span>{LISTED[12:]}<text:s/>please</text:p>"
    content = f"{HEAD}<office:document-content {NS}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.encode())])


@trick("listed-hwp", "Invoice.hwp", FOUND)
def in_hwp():
    paragraph = f"Pay to {LISTED} please\r".encode("utf-16-le")
    return hwp(section=(0x43 | len(paragraph) << 20).to_bytes(4, "little") + paragraph)


@trick("listed-letter", "Earlier.eml", FOUND)
def in_a_letter():
    head = b"From: Ann <ann@fund.example>\nTo: Bob <bob@rcpt.example>\nSubject: Payment\nMessage-ID: <1@fund.example>\n"
    return zipped([("Earlier.eml", head + f"\nPay to {LISTED} please\n".encode())])


@trick("listed-qr", "Pay.png", FOUND)
def in_a_code():
    return _qr.png(_qr.picture(f"ethereum:{LISTED}".encode()))


# --- PDFs: as their fonts have it

@trick("listed-pdf", "Invoice.pdf", FOUND)
def in_pdf():
    return pdf(page(text=f"Pay to {LISTED} please".encode()))


@trick("listed-pdf-kerned", "Invoice kerned.pdf", FOUND)
def in_pdf_kerned():
    shown = "".join(f"({part}) {move} " for part, move in ((LISTED[:7], 12), (LISTED[7:30], -8), (LISTED[30:], -300), ("please", 0)))
    return pdf(page(more={4: stream(f"BT /F1 12 Tf 72 720 Td (Pay to) Tj 9 0 Td [{shown}] TJ ET".encode())}))


def letters(text):
    """Codes of two bytes that are no letters, and the table that tells them."""
    code = {c: 0x100 + i for i, c in enumerate(sorted(set(text)))}
    rows = "".join(f"<{n:04x}> <{ord(c):04x}>\n" for c, n in code.items())
    table = ("/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
             f"{len(code)} beginbfchar\n{rows}endbfchar endcmap end")
    return "".join(f"{code[c]:04x}" for c in text), table.encode()


def numbered(where):
    shown, table = letters(f"Pay to {LISTED} please")
    content = f"BT /F1 12 Tf 1 0 0 1 72 720 Tm <{shown}> Tj ET".encode()
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Sans /Encoding /Identity-H /ToUnicode 6 0 R >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
    more = {5: font, 6: stream(table)}
    more.update({4: stream(content)} if where == "page" else {4: stream(b"/X1 Do"), 7: stream(content, form)})
    return pdf(page(more=more))


@trick("listed-pdf-numbered", "Invoice numbered.pdf", FOUND)
def in_pdf_numbered():
    return numbered("page")


@trick("listed-pdf-form", "Invoice form.pdf", FOUND)
def in_pdf_form():
    return numbered("form")


# --- honest neighbours

@trick("listed-other", "Terms.docx")
def other():
    return docx(f"<w:p><w:r><w:t>Pay to {OTHER}</w:t></w:r></w:p>")


@trick("listed-in-code", "screen.py")
def in_code():
    return f'BLOCKED = ["{LISTED}"]\n\n\ndef is_blocked(address):\n    return address in BLOCKED\n'.encode()


@trick("listed-cut", "Half.docx")
def cut():
    """Two lines are two words."""
    return docx(f"<w:p><w:r><w:t>{LISTED[:20]}</w:t></w:r></w:p><w:p><w:r><w:t>{LISTED[20:]}</w:t></w:r></w:p>")
