"""QR codes in pictures, and pictures that hold none."""
import base64
import zlib

import _qr
from _tricks import trick, zipped

SITE = b"https://login.example.test/verify?u=1"
FAR = b"http://192.0.2.44/a"


@trick("qr-none", "Holiday.png")
def none():
    return _qr.png(_qr.hills(300, 200), "rgb")


@trick("qr-none-jpeg", "Holiday.jpg")
def none_jpeg():
    return _qr.jpeg(_qr.hills(320, 240))


@trick("qr-png", "Ticket.png", "file.qr")
def as_png():
    return _qr.png(_qr.picture(SITE))


@trick("qr-small", "Tiny.png", "file.qr")
def small():
    return _qr.png(_qr.picture(SITE, 1))


@trick("qr-long", "Long.png", "file.qr/address")
def long():
    return _qr.png(_qr.picture(FAR + b"b" * 112, 3))


@trick("qr-palette", "Colours.png", "file.qr/address")
def palette():
    return _qr.png(_qr.picture(FAR), "palette")


@trick("qr-alpha", "Clear.png", "file.qr/address")
def alpha():
    return _qr.png(_qr.picture(FAR), "alpha")


@trick("qr-coloured", "Red.png", "file.qr/address")
def coloured():
    return _qr.png(_qr.picture(FAR), "rgb")


@trick("qr-inverse", "Night.png", "file.qr/address")
def inverse():
    return _qr.png(_qr.inverse(_qr.picture(FAR)))


@trick("qr-turned", "Turned.png", "file.qr/address")
def turned():
    return _qr.png(_qr.turned(_qr.picture(FAR)))


@trick("qr-mirrored", "Mirror.png", "file.qr/address")
def mirrored():
    return _qr.png(_qr.mirrored(_qr.picture(FAR)))


@trick("qr-skewed", "Skewed.png", "file.qr/address")
def skewed():
    return _qr.png(_qr.skewed(_qr.picture(FAR, 5)))


@trick("qr-noise", "Scan.png", "file.qr/address")
def noise():
    return _qr.png(_qr.noisy(_qr.picture(FAR, 5)))


@trick("qr-gif", "Code.gif", "file.qr/address")
def as_gif():
    return _qr.gif(_qr.picture(FAR))


@trick("qr-bmp", "Code.bmp", "file.qr/address")
def as_bmp():
    return _qr.bmp(_qr.picture(FAR, 3))


@trick("qr-jpeg", "Code.jpg", "file.qr/address")
def as_jpeg():
    return _qr.jpeg(_qr.picture(FAR, 8))


@trick("qr-page", "Letter.png", "file.qr/address")
def on_page():
    return _qr.png(_qr.on_page(_qr.picture(FAR, 3), 800, 1100, 560, 800))


@trick("qr-pairing", "Join the group.png", "file.qr/pairing")
def pairing():
    return _qr.png(_qr.picture(b"sgnl://linkdevice?uuid=AAAA&pub_key=BBBB"))


@trick("qr-wallet", "Pay.png", "file.qr/wallet")
def wallet():
    return _qr.png(_qr.picture(b"bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT?amount=0.1"))


@trick("qr-download", "Update.png", "file.qr/download")
def download():
    return _qr.png(_qr.picture(b"https://files.example.test/update.apk"))


@trick("qr-shortened", "Prize.png", "file.qr/shortened")
def shortened():
    return _qr.png(_qr.picture(b"https://bit.ly/example"))


@trick("qr-text", "Shelf.png", "file.qr/text")
def plain_text():
    return _qr.png(_qr.picture(b"Shelf 12, box 4"))


# --- within documents ---

TYPES = b'<?xml version="1.0"?><Types xmlns="urn:t"><Default Extension="xml" ContentType="text/xml"/></Types>'


def docx(name, data):
    body = '<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>Scan</w:t></w:r></w:p></w:body></w:document>'
    return zipped([("[Content_Types].xml", TYPES), ("word/document.xml", body.encode()), ("word/media/" + name, data)])


@trick("qr-docx", "Notice.docx", "file.qr/address")
def in_docx():
    return docx("image1.png", _qr.png(_qr.picture(FAR)))


@trick("qr-docx-none", "Trip.docx")
def in_docx_none():
    return docx("image1.jpeg", _qr.jpeg(_qr.hills(320, 240)))


def pdf(words, data):
    text = b"BT /F1 12 Tf 72 720 Td (Please scan the code.) Tj ET q 200 0 0 200 72 400 cm /I Do Q"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(text) + text + b"\nendstream",
        b"<< /Type /XObject /Subtype /Image " + words + b" /Length %d >>\nstream\n" % len(data) + data +
        b"\nendstream",
    ]
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (out + b"xref\n0 6\n0000000000 65535 f \n" + table +
            b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out))


@trick("qr-pdf-jpeg", "Voicemail.pdf", "file.qr/address")
def in_pdf_jpeg():
    rows = _qr.picture(FAR, 8)
    size = b"/Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray" % (len(rows[0]), len(rows))
    return pdf(size + b" /Filter /DCTDecode", _qr.jpeg(rows))


@trick("qr-pdf-samples", "Payroll.pdf", "file.qr/address")
def in_pdf_samples():
    rows = _qr.picture(FAR, 3)
    size = b"/Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB" % (len(rows[0]), len(rows))
    data = b"".join(bytes((g, g, g)) for row in rows for g in row)
    return pdf(size + b" /Filter /FlateDecode", zlib.compress(data))


@trick("qr-pdf-palette", "Benefits.pdf", "file.qr/address")
def in_pdf_palette():
    rows = _qr.picture(FAR, 4)
    size = b"/Width %d /Height %d /BitsPerComponent 1" % (len(rows[0]), len(rows))
    data = bytearray()
    for row in rows:
        bits = "".join("0" if g > 127 else "1" for g in row)
        bits += "0" * (-len(bits) % 8)
        data += bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
    return pdf(size + b" /ColorSpace [/Indexed /DeviceRGB 1 <FFFFEE102040>] /Filter /FlateDecode",
               zlib.compress(bytes(data)))


@trick("qr-page-data", "Voice message.html", "file.qr/address")
def in_page():
    data = base64.b64encode(_qr.png(_qr.picture(FAR)))
    return b"<html><body><p>Scan to listen.</p><img alt='' src='data:image/png;base64," + data + b"'></body></html>\n"


@trick("qr-svg-data", "Code.svg", "file.qr/address")
def in_drawing():
    data = base64.b64encode(_qr.png(_qr.picture(FAR)))
    return (b"<svg xmlns='http://www.w3.org/2000/svg' width='132' height='132'><image width='132' height='132' "
            b"href='data:image/png;base64," + data + b"'/></svg>\n")
