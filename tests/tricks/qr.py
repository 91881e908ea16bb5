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
