"""Locks Office documents (MS-OFFCRYPTO), with keys that cost little."""
import base64
import hashlib
import struct

from _cfb import cfb

SALT = bytes(range(1, 17))
OTHER_SALT = bytes(range(0x41, 0x51))
SPINS = 1000


# --- AES, the forward direction only ---

def _double(a):
    return (a << 1 ^ (0x11B if a & 0x80 else 0)) & 0xFF


def _make_box():
    box, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= _double(p)
        for shift in (1, 2, 4):
            q ^= q << shift & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = q
        for n in range(1, 5):
            turned ^= (q << n | q >> (8 - n)) & 0xFF
        box[p] = turned ^ 0x63
        if p == 1:
            return box


BOX = _make_box()


def _round_keys(key):
    n = len(key) // 4
    words, step = [list(key[4 * i:4 * i + 4]) for i in range(n)], 1
    for i in range(n, 4 * (n + 7)):
        w = list(words[-1])
        if i % n == 0:
            w = [BOX[b] for b in w[1:] + w[:1]]
            w[0] ^= step
            step = _double(step)
        elif n > 6 and i % n == 4:
            w = [BOX[b] for b in w]
        words.append([a ^ b for a, b in zip(w, words[i - n])])
    return [sum(words[4 * r:4 * r + 4], []) for r in range(n + 7)]


def _block(keys, block):
    s = [a ^ b for a, b in zip(block, keys[0])]
    for r, key in enumerate(keys[1:], 1):
        s = [BOX[s[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if r < len(keys) - 1:
            mixed = []
            for c in range(0, 16, 4):
                col = s[c:c + 4]
                every = col[0] ^ col[1] ^ col[2] ^ col[3]
                mixed += [col[i] ^ every ^ _double(col[i] ^ col[(i + 1) % 4]) for i in range(4)]
            s = mixed
        s = [a ^ b for a, b in zip(s, key)]
    return bytes(s)


def _filled(data):
    return data + bytes(-len(data) % 16)


def aes_ecb(key, data):
    keys, data = _round_keys(key), _filled(data)
    return b"".join(_block(keys, data[i:i + 16]) for i in range(0, len(data), 16))


def aes_cbc(key, iv, data):
    keys, data, out = _round_keys(key), _filled(data), b""
    for i in range(0, len(data), 16):
        iv = _block(keys, bytes(a ^ b for a, b in zip(iv, data[i:i + 16])))
        out += iv
    return out


def rc4(key, data):
    s, j = list(range(256)), 0
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    out, i, j = bytearray(), 0, 0
    for c in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(c ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


# --- packages ---

def _spun(kind, password, spins):
    h = hashlib.new(kind, SALT + password.encode("utf-16-le")).digest()
    for i in range(spins):
        h = hashlib.new(kind, struct.pack("<I", i) + h).digest()
    return h


def agile(data, password, kind="sha512", bits=256, spins=SPINS, told=None):
    size = bits // 8
    base = _spun(kind, password, spins)

    def under(what, value):
        key = hashlib.new(kind, base + bytes.fromhex(what)).digest()[:size].ljust(size, b"\x36")
        return base64.b64encode(aes_cbc(key, SALT, value)).decode()

    verifier = bytes(range(0x20, 0x30))
    secret = bytes(range(0x80, 0x80 + size))
    name, n = kind.upper(), hashlib.new(kind).digest_size
    same = (f'saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{n}" cipherAlgorithm="AES" '
            f'cipherChaining="ChainingModeCBC" hashAlgorithm="{name}"')
    xml = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
           f'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
           f'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
           f'<keyData {same} saltValue="{base64.b64encode(OTHER_SALT).decode()}"/>'
           f'<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
           f'<p:encryptedKey spinCount="{told or spins}" {same} saltValue="{base64.b64encode(SALT).decode()}" '
           f'encryptedVerifierHashInput="{under("fea7d2763b4b9e79", verifier)}" '
           f'encryptedVerifierHashValue="{under("d7aa0f6d3061344e", hashlib.new(kind, verifier).digest())}" '
           f'encryptedKeyValue="{under("146e0be7abacd0d6", secret)}"/>'
           f'</keyEncryptor></keyEncryptors></encryption>').encode()
    out = struct.pack("<Q", len(data))
    for i in range(0, len(data), 4096):
        iv = hashlib.new(kind, OTHER_SALT + struct.pack("<I", i // 4096)).digest()[:16]
        out += aes_cbc(secret, iv, data[i:i + 4096])
    return cfb([("EncryptionInfo", struct.pack("<HHI", 4, 4, 0x40) + xml), ("EncryptedPackage", out)])


def _header(flags, cipher, bits):
    header = struct.pack("<8I", flags, 0, cipher, 0x8004, bits, 0x18, 0, 0)
    header += "Example Provider\0".encode("utf-16-le")
    return struct.pack("<HHII", 3, 2, flags, len(header)) + header


def standard(data, password, bits=128):
    h = hashlib.sha1(_spun("sha1", password, 50000) + bytes(4)).digest()
    key = b"".join(hashlib.sha1(bytes(a ^ pad for a, pad in zip(h.ljust(64, b"\0"), [fill] * 64))).digest()
                   for fill in (0x36, 0x5C))[:bits // 8]
    verifier = bytes(range(0x20, 0x30))
    info = _header(0x24, {128: 0x660E, 192: 0x660F, 256: 0x6610}[bits], bits)
    info += struct.pack("<I", 16) + SALT + aes_ecb(key, verifier) + struct.pack("<I", 20)
    info += aes_ecb(key, hashlib.sha1(verifier).digest())
    return cfb([("EncryptionInfo", info), ("EncryptedPackage", struct.pack("<Q", len(data)) + aes_ecb(key, data))])


# --- workbooks ---

PLAIN = {0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138}


def _rc4_40(password):
    short = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    base = hashlib.md5((short + SALT) * 16).digest()[:5]
    key = lambda n: hashlib.md5(base + struct.pack("<I", n)).digest()
    verifier = bytes(range(0x20, 0x30))
    both = rc4(key(0), verifier + hashlib.md5(verifier).digest())
    return key, struct.pack("<HHH", 1, 1, 1) + SALT + both


def rc4_cryptoapi(password, bits=128):
    base = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()
    key = lambda n: hashlib.sha1(base + struct.pack("<I", n)).digest()[:bits // 8].ljust(16, b"\0")
    verifier = bytes(range(0x20, 0x30))
    both = rc4(key(0), verifier + hashlib.sha1(verifier).digest())
    info = _header(0x04, 0x6801, bits) + struct.pack("<I", 16) + SALT + both[:16] + struct.pack("<I", 20) + both[16:]
    return key, struct.pack("<H", 1) + info


def workbook(book, password, kind="rc4"):
    """A workbook's stream with the lock's record behind the first one."""
    key, lock = _rc4_40(password) if kind == "rc4" else rc4_cryptoapi(password)
    (size,) = struct.unpack_from("<H", book, 2)
    book = book[:4 + size] + struct.pack("<HH", 0x2F, len(lock)) + lock + book[4 + size:]
    zeros = bytes(1024)
    stream = b"".join(rc4(key(n), zeros) for n in range(-(-len(book) // 1024)))
    out, at = bytearray(book), 0
    while at + 4 <= len(book):
        type, size = struct.unpack_from("<HH", book, at)
        if type == 0 and size == 0:
            break
        start = at + 4 + (size if type in PLAIN else 4 if type == 0x85 else 0)
        for i in range(start, min(at + 4 + size, len(book))):
            out[i] ^= stream[i]
        at += 4 + size
    return cfb([("Workbook", bytes(out))])
