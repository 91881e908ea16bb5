"""Office documents that are one text of XML: of 2003, and whole packages."""
import base64
import struct

from _cfb import cfb
from _mso import PLAIN, RUNS, activemime, store
from _tricks import trick

WORD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
ROOT = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:v="urn:schemas-microsoft-com:vml"'
DDE = 'DDEAUTO "cmd.exe" "/c echo hello"'


def wordml(body, more="", head=WORD):
    return f"{head}<w:wordDocument {ROOT}>{more}<w:body><w:p>{body}</w:p></w:body></w:wordDocument>"


def bindata(name, data, tag="docSuppData"):
    text = base64.encodebytes(data).decode()
    return f'<w:{tag}><w:binData w:name="{name}" xml:space="preserve">{text}</w:binData></w:{tag}>'


def field(*runs):
    code = "".join(f"<w:r><w:instrText>{r}</w:instrText></w:r>" for r in runs)
    return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + code +
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>wait</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')


MACRO = bindata("editdata.mso", activemime(store(RUNS)))


@trick("wordml-macro", "Offer.xml", "file.macro/runs")
def wordml_macro():
    return wordml("<w:r><w:t>Hello</w:t></w:r>", MACRO).encode()


@trick("wordml-macro-doc", "Offer.doc", "file.macro/runs")
def wordml_macro_doc():
    """Another prefix, no instruction, comments before the root and in the data."""
    text = wordml("<w:r><w:t>Hello</w:t></w:r>", MACRO, "<?x?>" + "<!-- a -->\n" * 20)
    return text.replace("w:", "q:").replace("QWN0aXZl", "QWN0<!-- b -->aXZl", 1).encode()


@trick("wordml-macro-wide", "Offer.doc", "file.macro/runs")
def wordml_macro_wide():
    return wordml("<w:r><w:t>Hello</w:t></w:r>", MACRO.replace("QWN0", "<![CDATA[QWN0]]>", 1)).encode("utf-16")


@trick("wordml-macro-no-mark", "Offer.doc", "file.macro/runs")
def wordml_macro_no_mark():
    return wordml("<w:r><w:t>Hello</w:t></w:r>", MACRO).encode("utf-16-be")


@trick("wordml-dde", "Offer.xml", "file.dde/command")
def wordml_dde():
    return wordml(field(DDE.replace('"', "&quot;"))).encode()


@trick("wordml-dde-split", "Offer.xml", "file.dde/command")
def wordml_dde_split():
    return wordml(field("<![CDATA[DD]]>", "E<!-- x -->AUTO &#x22;cm", "d.exe\" \"/c echo hello\"")).encode()


@trick("wordml-template", "Offer.doc", "file.remote")
def wordml_template():
    return wordml("", '<w:docPr><w:attachedTemplate w:val="https://files.example.com/a.dot"/></w:docPr>').encode()


@trick("wordml-picture-share", "Offer.doc", "file.remote/share")
def wordml_picture_share():
    return wordml(r'<w:pict><v:imagedata src="\\192.0.2.7\a\b.png"/></w:pict>').encode()


@trick("wordml-package", "Offer.doc", "file.package")
def wordml_package():
    path, data = b"C:\\Temp\\Agenda.bat\0", b"@echo off\r\necho hello\r\n"
    native = struct.pack("<H", 2) + b"Agenda.bat\0" + path + struct.pack("<HHI", 0, 3, len(path)) + path
    native += struct.pack("<I", len(data)) + data
    inner = cfb([("_1/\1Ole10Native", struct.pack("<I", len(native)) + native)])
    return wordml("", bindata("oledata.mso", activemime(inner), "docOleData")).encode()


@trick("wordml-cut", "Offer.xml", "file.unread")
def wordml_cut():
    return wordml("", MACRO).encode()[:600]


@trick("wordml-plain", "Letter.xml")
def wordml_plain():
    body = ('<w:hlink w:dest="https://www.example.com/"><w:r><w:t>here</w:t></w:r></w:hlink>' + field("DATE") +
            '<w:pict><v:imagedata src="wordml://01000001.png"/></w:pict><w:r><w:t>DDEAUTO cmd.exe</w:t></w:r>')
    more = bindata("editdata.mso", activemime(store(PLAIN)))
    return wordml(body, more + '<w:docPr><w:attachedTemplate w:val="C:\\Templates\\Normal.dot"/></w:docPr>').encode()


# --- whole packages ---

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FLAT = ('<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">')


def xml_part(name, text):
    return f'<pkg:part pkg:name="{name}" pkg:contentType="application/xml"><pkg:xmlData>{text}</pkg:xmlData></pkg:part>'


def binary_part(name, data):
    return (f'<pkg:part pkg:name="{name}" pkg:contentType="application/octet-stream"><pkg:binaryData>'
            f'{base64.encodebytes(data).decode()}</pkg:binaryData></pkg:part>')


def flat(*parts):
    text = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    return (FLAT + xml_part("/word/document.xml", text) + "".join(parts) + "</pkg:package>").encode()


def rels(kind, target, mode="External"):
    return xml_part("/word/_rels/settings.xml.rels",
                    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                    f'<Relationship Id="a" Type="{REL}{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>')


@trick("flat-template", "Offer.xml", "file.remote")
def flat_template():
    return flat(rels("attachedTemplate", "https://files.example.com/a.dotm"))


@trick("flat-macro", "Offer.doc", "file.macro/runs")
def flat_macro():
    return flat(binary_part("/word/vbaProject.bin", store(RUNS)))


@trick("flat-macro-renamed", "Offer.xml", "file.macro/runs")
def flat_macro_renamed():
    """Part names say nothing, and the root has another prefix."""
    return flat(binary_part("/a/b.xml", store(RUNS))).replace(b"pkg:", b"z:").replace(b":pkg=", b":z=")


@trick("flat-dde", "Offer.xml", "file.dde/command")
def flat_dde():
    return flat(xml_part("/word/footer1.xml", '<w:ftr xmlns:w="x"><w:p>' + field(DDE) + "</w:p></w:ftr>"))


@trick("flat-embedded", "Offer.xml", "file.macro/runs")
def flat_embedded():
    return flat(binary_part("/word/embeddings/oleObject1.bin", store(RUNS)))


@trick("flat-plain", "Letter.xml")
def flat_plain():
    return flat(rels("hyperlink", "https://www.example.com/"), binary_part("/word/fonts/font1.odttf", b"\1" * 50))


# --- workbooks of 2003 ---

def sheet(cells, book=""):
    return ('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
            f'<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel">{book}</ExcelWorkbook>'
            f'<Worksheet ss:Name="A"><Table><Row>{cells}</Row></Table></Worksheet></Workbook>').encode()


@trick("sheetml-dde", "Prices.xls", "file.dde/command")
def sheetml_dde():
    return sheet("", "<SupBook><Path>cmd|/c echo hello</Path></SupBook>")


@trick("sheetml-formula", "Prices.xml", "file.dde/command")
def sheetml_formula():
    return sheet("<Cell ss:Formula=\"=cmd|'/c echo hello'!A1\"><Data ss:Type=\"Number\">0</Data></Cell>")


@trick("sheetml-link", "Prices.xml", "file.remote/linked")
def sheetml_link():
    return sheet("", "<SupBook><Path>https://files.example.com/book.xls</Path></SupBook>")


@trick("sheetml-plain", "Prices.xml")
def sheetml_plain():
    return sheet('<Cell ss:Formula="=SUM(R1C1:R3C1)" ss:HRef="https://www.example.com/"><Data ss:Type="String">a|b!c</Data></Cell>'
                 '<Cell ss:Formula="=&quot;cmd|&quot;&amp;&quot;x!A1&quot;"><Data ss:Type="String">x</Data></Cell>',
                 "<SupBook><Path>C:\\Books\\book.xls</Path></SupBook>")
