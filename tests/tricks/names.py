"""Names that disguise what a file is, and content that is more than the name says."""
from _tricks import trick, zipped

PLAIN = b"hello\r\n"
# The first bytes of a program for Windows that does nothing: a header and no code.
PE = (b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0\x4c\x01" + bytes(18)
      + b"\x0b\x01" + bytes(222))
NAMES = [
    # id, name, finding
    ("name-pdf-lnk", "CV.pdf.lnk", "file.name.extension/shortcut"),
    ("name-docx-scpt", "Meeting notes.docx.scpt", "file.name.extension/script"),
    ("name-xlsx-exe", "Salaries.xlsx.exe", "file.name.extension/program"),
    ("name-pdf-blanks-exe", "Offer.pdf" + " " * 60 + ".exe", "file.name.extension/program"),
    ("name-pdf-url", "Terms.pdf.url", "file.name.extension/link"),
    ("name-pdf-js", "Terms.pdf.js", "file.name.extension/script"),
    ("name-rlo", "CV_\u202efdp.exe", "file.name.hidden/turned-program"),
    ("name-rlo-document", "CV_\u202etxt.pdf", "file.name.hidden/turned"),
    ("name-blanks", "Report" + " " * 12 + ".pdf", "file.name.hidden/blanks"),
    ("name-blanks-program", "Report" + " " * 40 + ".exe", "file.name.hidden/blanks-program"),
    ("name-braille", "Report" + "\u2800" * 20 + ".hta", "file.name.hidden/invisible-program"),
    ("name-zero-width", "Rep\u200bort.pdf", "file.name.hidden/invisible"),
    ("name-dot", "Report\u2024pdf.bat", "file.name.hidden/dot-program"),
    ("name-dot-document", "Report\u3002exe .pdf", "file.name.hidden/dot"),
    ("name-version", "Report v1.2.final.pdf", "-"),
    ("name-hebrew", "\u05d3\u05d5\u05d7\u200f 2024.pdf", "-"),
    ("name-japanese", "\u5831\u544a\u3002\u6700\u7d42\u7248.pdf", "-"),
    ("name-emoji", "\U0001f468\u200d\U0001f469\u200d\U0001f467 photo.jpg", "-"),
]
for id, name, finds in NAMES:
    trick(id, name, finds)(lambda: PLAIN)


@trick("name-in-zip", "Documents.zip", "file.name.extension/shortcut")
def in_zip():
    return zipped([("Offer/CV.pdf.lnk", PLAIN), ("Offer/readme.txt", PLAIN)])


@trick("name-control", "Minutes\x07 May.pdf", "file.name.hidden/control")
def control():
    return PLAIN


@trick("name-honest-zip", "Documents.zip")
def honest_zip():
    return zipped([("package.json", b"{}\n"), ("docs/index.html.js", b"// x\n"), ("docs/a.pdf.txt", PLAIN)])


@trick("type-jpg-exe", "Photo.jpg", "file.type/active")
def jpg_exe():
    return PE


@trick("type-jpg-rtf", "Photo.jpg", "file.type/document")
def jpg_rtf():
    return b"{\\rtf1\\ansi hello}"


@trick("type-doc-rtf", "Letter.doc")
def doc_rtf():
    return b"{\\rtf1\\ansi hello}"
