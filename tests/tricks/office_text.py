"""Office documents kept as text: web pages in one file with ActiveMime objects, symbolic links."""
import base64

from _mso import PLAIN, RUNS, activemime, store
from _tricks import trick


def mht(parts, head="MIME-Version: 1.0\r\n", line="\r\n"):
    """Parts are (location, media type, bytes); pages are left as text."""
    out = head + 'Content-Type: multipart/related; boundary="----=_Next"\r\n\r\nA page in one file.\r\n\r\n'
    for location, kind, data in parts:
        out += f"------=_Next\r\nContent-Location: file:///C:/1A2B/{location}\r\n"
        if kind.startswith("text/"):
            out += f"Content-Transfer-Encoding: 8bit\r\nContent-Type: {kind}\r\n\r\n{data.decode()}\r\n\r\n"
        else:
            out += (f"Content-Transfer-Encoding: base64\r\nContent-Type: {kind}\r\n\r\n" +
                    base64.encodebytes(data).decode().replace("\n", "\r\n") + "\r\n")
    return (out + "------=_Next--\r\n").replace("\r\n", line).encode()


PAGE = ("Offer.htm", "text/html", b"<html><head><link rel=Edit-Time-Data href=\"Offer_files/editdata.mso\"></head>"
        b"<body><p>Hello</p></body></html>")
EDIT = ("Offer_files/editdata.mso", "application/x-mso", activemime(store(RUNS)))


@trick("mso-macro", "editdata.mso", "file.macro/runs")
def mso_macro():
    return activemime(store(RUNS))


@trick("mso-elsewhere", "editdata.mso", "file.macro/runs")
def mso_elsewhere():
    """The head tells another place than the one where the stream is."""
    return activemime(store(RUNS), 0x22A, 0x40)


@trick("mso-cut", "editdata.mso", "file.unread")
def mso_cut():
    return activemime(store(RUNS))[:300]


@trick("mso-plain", "editdata.mso")
def mso_plain():
    return activemime(store(PLAIN))


@trick("mht-macro", "Offer.mht", "file.macro/runs")
def mht_macro():
    return mht([PAGE, EDIT])


@trick("mht-as-doc", "Offer.doc", "file.macro/runs")
def mht_as_doc():
    return mht([PAGE, EDIT])


@trick("mht-picture-name", "Offer.doc", "file.macro/runs")
def mht_picture_name():
    """The object is called a picture in name and media type."""
    return mht([PAGE, ("Offer_files/image001.jpg", "image/jpeg", EDIT[2])], line="\n")


@trick("mht-behind-text", "Offer.doc", "file.macro/runs")
def mht_behind_text():
    return b"\r\n" * 9 + b"some words\r\n" + mht([PAGE, EDIT])


@trick("mht-behind-pdf", "Offer.doc", "file.macro/runs")
def mht_behind_pdf():
    """A PDF for scanners, a page with macros for Word (JPCERT/CC, MalDoc in PDF)."""
    pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    return pdf + mht([PAGE, EDIT], "mime-version: 1.0\r\n")


@trick("mht-no-version", "Offer.doc", "file.macro/runs")
def mht_no_version():
    return mht([PAGE, EDIT], "")


@trick("mht-plain", "Saved page.mht")
def mht_plain():
    head = ("From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.com/\r\n"
            "Subject: A page\r\nDate: Tue, 2 Jan 2024 03:04:06 -0000\r\nMIME-Version: 1.0\r\n")
    page = b"<html><body><p>Hello</p><a href=\"https://www.example.com/next\">next</a></body></html>"
    return mht([("a.html", "text/html", page), ("a.css", "text/css", b"p { color: black }")], head)


@trick("mht-doc-plain", "Letter.doc")
def mht_doc_plain():
    return mht([PAGE, ("Offer_files/filelist.xml", "text/xml", b"<xml><o:MainFile HRef=\"../Offer.htm\"/></xml>")])


# --- symbolic links ---

def slk(*records, head="ID;PWXL;N;E"):
    return "\r\n".join([head, "P;PGeneral", "F;P0;DG0G8;M300", "B;Y2;X1;D0 0 1 0", *records, "E", ""]).encode("latin-1")


@trick("slk-exec", "Prices.slk", "file.macro.sheet/runs")
def slk_exec():
    return slk("O;E", "NN;NAuto_open;ER101C1", 'C;X1;Y101;K0;EEXEC("cmd.exe /c echo hello")', "C;X1;Y102;K0;EHALT()")


@trick("slk-call", "Prices.slk", "file.macro.sheet/runs")
def slk_call():
    return slk("O;L;E;D", 'C;Y1;X1;K0;ECALL("Shell32"," ShellExecuteA","JJCCCJJ",0,"open","a;;b",0,0)')


@trick("slk-escaped", "Prices.slk", "file.macro.sheet/runs")
def slk_escaped():
    """A letter of the function as an escape of SYLK."""
    return slk("O;E", "NN;N_xlnm.auto_open;ER1C1", 'C;Y1;X1;K0;EE\x1b%8EC("cmd.exe /c echo hello")')


@trick("slk-as-csv", "Prices.csv", "file.macro.sheet/runs")
def slk_as_csv():
    return slk("O;E", 'C;X1;Y1;Eexec("cmd.exe /c echo hello")', head="ID;XL").replace(b"\r\n", b"\n")


@trick("slk-formula", "Prices.slk", "file.macro.sheet/writes")
def slk_formula():
    return slk("O;E", "NN;NAuto_Open;ER1C1", 'C;X1;Y1;K0;EFORMULA("=1+2",R2C1)')


@trick("slk-hidden", "Prices.slk", "file.macro.sheet/hidden")
def slk_hidden():
    return slk("O;E", "NN;NAuto_Open;ER1C1", "C;X1;Y1;K0;EHALT()")


@trick("slk-dde", "Prices.slk", "file.dde/command")
def slk_dde():
    return slk("C;X1;Y1;K0;Ecmd|'/c echo hello'!A0")


@trick("slk-share", "Prices.slk", "file.remote/linked")
def slk_share():
    return slk(r"NE;Er1c1;F\\192.0.2.7\a\book.xls;SSheet1!r1c1")


@trick("slk-plain", "Prices.slk")
def slk_plain():
    return slk('C;X1;Y1;K"Sum;; EXEC(a) | b!"', "C;X2;Y1;K3;ESUM(R1C1:R3C1)", 'C;X3;Y1;K"a|b";E"a|b"&"!c"',
               'C;X4;Y1;K0;EIF(R1C1="CALL(","\'EXEC(","no")')


@trick("slk-csv-plain", "Goods.csv")
def slk_csv_plain():
    """A table of values that Excel would take for a symbolic link; nothing in it acts."""
    return b"ID;Product;Price\r\n1;CALL(me);3\r\n2;Executor;4\r\n"


@trick("odc-query", "Rates.odc", "file.opener/query")
def odc_query():
    """A connection of Office as Excel writes it: a page of HTML with its data in XML."""
    return b"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/x-ms-odc; charset=utf-8"><meta name=ProgId content=ODC.Database>
<xml id=msodc><odc:OfficeDataConnection xmlns:odc="urn:schemas-microsoft-com:office:odc"><odc:Connection odc:Type="OLEDB">
<odc:ConnectionString>Provider=SQLOLEDB.1;Data Source=192.0.2.7;Initial Catalog=a</odc:ConnectionString>
<odc:CommandText>exec a 'echo hello'</odc:CommandText></odc:Connection></odc:OfficeDataConnection></xml></head></html>
"""
