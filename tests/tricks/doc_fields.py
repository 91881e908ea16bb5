"""Fields of old Word documents that reach out: DDE, pictures, documents and templates from elsewhere."""
import struct

from _cfb import cfb
from _doc import field, streams, word, word95
from _office_lock import rc4, rc4_cryptoapi
from _tricks import trick

COMMAND = r'DDEAUTO c:\\windows\\system32\\cmd.exe "/k echo hello"'


def plain(*texts):
    return word([(s, False) for s in texts])


@trick("doc-dde", "Prices.doc", "file.dde/command")
def dde():
    return plain("Prices\r" + field(" " + COMMAND + " ", "wait") + "\r")


@trick("doc-dde-wide", "Prices.doc", "file.dde/command")
def dde_wide():
    return word([("Pr\u00e4ise \uac00\r" + field(COMMAND, "wait"), True)], flags=0)


@trick("doc-dde-pieces", "Prices.doc", "file.dde/command")
def dde_pieces():
    whole = field(COMMAND, "wait")
    return word([("Prices\r", False), (whole[:4], True), (whole[4:9], False), (whole[9:], True)])


@trick("doc-dde-unended", "Prices.doc", "file.dde/command")
def dde_unended():
    return plain("\x13" * 100 + "\x13" + COMMAND)


@trick("doc-dde-inner", "Prices.doc", "file.dde/command")
def dde_inner():
    return plain(field('IF ' + field("PAGE", "1") + ' = 1 "' + field(COMMAND, "") + '"', "x"))


@trick("doc-dde-quoted", "Prices.doc", "file.dde/command")
def dde_quoted():
    return plain(field(field("QUOTE 68 68 69 65 85 84 79") + " " + field("QUOTE 99 109 100") + ' "/c echo hello"'))


@trick("doc-dde-result", "Prices.doc", "file.dde/command")
def dde_result():
    return plain(field(field("REF a", "DDEAUTO") + ' cmd "/c echo hello"'))


@trick("doc-dde-95", "Prices.doc", "file.dde/command")
def dde_95():
    return word95("Prices\r" + field(COMMAND, "wait") + "\r")


@trick("doc-dde-embedded", "Prices.doc", "file.dde/command")
def dde_embedded():
    body, table = streams([("Hello\r", False)])
    inner, inner_table = streams([(field(COMMAND), False)])
    return cfb([("WordDocument", body), ("1Table", table), ("ObjectPool/_1/WordDocument", inner),
                ("ObjectPool/_1/1Table", inner_table)])


@trick("doc-dde-locked", "Prices.doc", "file.dde/command")
def dde_locked():
    key, info = rc4_cryptoapi("VelvetSweatshop")
    lock = info[2:]
    body, table = streams([(field(COMMAND), False)], flags=0x300)
    (at, size) = struct.unpack_from("<II", body, 0x1A2)
    stream = b"".join(rc4(key(n), bytes(512)) for n in range(20))
    body = bytearray(body)
    struct.pack_into("<I", body, 14, len(lock))
    table = lock.ljust(1024, b"\0") + table[at:]
    struct.pack_into("<II", body, 0x1A2, 1024, size)
    body = bytes(body[:68]) + bytes(a ^ b for a, b in zip(body[68:], stream[68:]))
    table = lock + bytes(a ^ b for a, b in zip(table[len(lock):], stream[len(lock):]))
    return cfb([("WordDocument", body), ("1Table", table)])


@trick("doc-template", "Offer.doc", "file.remote")
def template():
    return word([("Hello\r", False)], template="https://files.example.com/a.dot")


@trick("doc-object", "Offer.doc", "file.remote")
def linked_object():
    return plain(field(' LINK Word.Document.8 "https://files.example.com/a.doc" "" \\a \\p ', "wait"))


@trick("doc-picture-share", "Offer.doc", "file.remote/share")
def picture_share():
    return plain(field(r'INCLUDEPICTURE "\\\\192.0.2.7\\a\\b.png" \* MERGEFORMAT \d'))


@trick("doc-picture", "Offer.doc", "file.remote/picture")
def picture():
    return plain(field(r'INCLUDEPICTURE \d "https://img.example.com/a.png"'))


@trick("doc-text", "Offer.doc", "file.remote/linked")
def text():
    return plain(field(r'INCLUDETEXT "https://files.example.com/a.doc" mark'))


@trick("doc-broken-pieces", "Offer.doc", "file.dde/command")
def broken_pieces():
    body, table = streams([(field(COMMAND), False)])
    return cfb([("WordDocument", body), ("1Table", table[:30])])


@trick("doc-links", "Letter.doc")
def links():
    return word([("See " + field(' HYPERLINK "https://www.example.com/" \\o "page" ', "here") + "\r", False),
                 (field("TOC \\o", field("HYPERLINK \\l _a", "One" + field("PAGEREF _a", "1"))), True),
                 (field("DATE", "today"), False),
                 ("DDEAUTO is a field, cmd.exe is a program\r", False)],
                template=r"C:\Program Files\Templates\Normal.dot")


@trick("doc-office-server", "Letter.doc")
def office_server():
    return word([(field(r'INCLUDEPICTURE "\\\\server1\\logos\\logo.png" \d', ""), False),
                 (field(r'LINK Excel.Sheet.8 "\\\\server1\\sums\\sums.xls" "A1" \a', ""), False)],
                template="\\\\server1\\templates\\letter.dot")


@trick("doc-95-plain", "Letter.doc")
def old_plain():
    return word95("Hello " + field("DATE", "today") + "\r")
