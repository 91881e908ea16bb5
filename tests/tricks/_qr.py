"""QR codes (versions 1 to 6, bytes, level L) and the picture formats that carry them."""
import struct
import zlib

# Per version: data words of each block, spare words of each block.
SIZES = {1: ([19], 7), 2: ([34], 10), 3: ([55], 15), 4: ([80], 20), 5: ([108], 26), 6: ([68, 68], 18)}
EXP, LOG = [0] * 512, [0] * 256
_x = 1
for _i in range(255):
    EXP[_i] = EXP[_i + 255] = _x
    LOG[_x] = _i
    _x = _x << 1 ^ (0x11D if _x & 0x80 else 0)


def times(a, b):
    return EXP[LOG[a] + LOG[b]] if a and b else 0


def spare_words(data, count):
    divisor = [1]
    for i in range(count):
        longer = divisor + [0]
        for k, c in enumerate(divisor):
            longer[k + 1] ^= times(c, EXP[i])
        divisor = longer
    rest = list(data) + [0] * count
    for i in range(len(data)):
        lead = rest[i]
        for k, c in enumerate(divisor):
            rest[i + k] ^= times(c, lead)
    return rest[len(data):]


def words_of(text, version):
    blocks, spare = SIZES[version]
    room = sum(blocks)
    bits = "0100" + f"{len(text):08b}" + "".join(f"{c:08b}" for c in text)
    bits += "0" * min(4, room * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = [int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)]
    data += [(0xEC, 0x11)[i % 2] for i in range(room - len(data))]
    parts = [data[i * blocks[0]:(i + 1) * blocks[0]] for i in range(len(blocks))]
    spares = [spare_words(part, spare) for part in parts]
    return [w for column in zip(*parts) for w in column] + [w for column in zip(*spares) for w in column]


def dots(text):
    """The code as rows of 0 and 1 (dark), without margin."""
    version = next(v for v, (blocks, _) in SIZES.items() if len(text) + 2 <= sum(blocks))
    n = version * 4 + 17
    grid = [[None] * n for _ in range(n)]
    for cx, cy in ((3, 3), (n - 4, 3), (3, n - 4)):
        for y in range(max(cy - 4, 0), min(cy + 5, n)):
            for x in range(max(cx - 4, 0), min(cx + 5, n)):
                grid[y][x] = int(max(abs(x - cx), abs(y - cy)) not in (2, 4))
    if version > 1:
        c = n - 7
        for y in range(c - 2, c + 3):
            for x in range(c - 2, c + 3):
                grid[y][x] = int(max(abs(x - c), abs(y - c)) != 1)
    for i in range(8, n - 8):
        grid[6][i] = grid[i][6] = int(i % 2 == 0)
    # Level L and mask 0, guarded by ten bits.
    word = rest = 0b01000 << 10
    for i in range(14, 9, -1):
        if rest >> i & 1:
            rest ^= 0x537 << i - 10
    word = (word | rest) ^ 0x5412
    for i in range(15):
        bit = word >> i & 1
        if i < 8:
            grid[i + (i > 5)][8] = grid[8][n - 1 - i] = bit
        else:
            grid[8][7 if i == 8 else 14 - i] = grid[n - 15 + i][8] = bit
    grid[n - 8][8] = 1
    bits = iter("".join(f"{w:08b}" for w in words_of(text, version)))
    right, up = n - 1, True
    while right > 0:
        right -= right == 6
        for i in range(n):
            y = n - 1 - i if up else i
            for x in (right, right - 1):
                if grid[y][x] is None:
                    grid[y][x] = int(next(bits, "0")) ^ int((x + y) % 2 == 0)
        right, up = right - 2, not up
    return grid


def picture(text, unit=4, margin=4):
    """Rows of gray."""
    grid = dots(text)
    n = len(grid) + 2 * margin
    rows = []
    for y in range(n):
        line = []
        for x in range(n):
            inside = margin <= x < n - margin and margin <= y < n - margin
            line += [0 if inside and grid[y - margin][x - margin] else 255] * unit
        rows += [line] * unit
    return rows


# --- what is done to a picture ---

def inverse(rows):
    return [[255 - g for g in row] for row in rows]


def mirrored(rows):
    return [row[::-1] for row in rows]


def turned(rows):
    return [list(row) for row in zip(*rows[::-1])]


def noisy(rows, seed=7, one_in=60):
    out = []
    for row in rows:
        line = []
        for g in row:
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            noise = (seed >> 16) % 41 - 20
            line.append(255 - g if (seed >> 8) % one_in == 0 else min(255, max(0, g + noise)))
        out.append(line)
    return out


def skewed(rows, c=0.94, s=0.34):
    """Turned by some twenty degrees around the middle, on white."""
    n = int(len(rows) * 1.4)
    out = []
    for y in range(n):
        line = []
        for x in range(n):
            u = (x - n / 2) * c + (y - n / 2) * s + len(rows) / 2
            v = (y - n / 2) * c - (x - n / 2) * s + len(rows) / 2
            inside = 0 <= u < len(rows[0]) and 0 <= v < len(rows)
            line.append(rows[int(v)][int(u)] if inside else 255)
        out.append(line)
    return out


def on_page(rows, width, height, left, top, shade=230):
    out = [[shade] * width for _ in range(height)]
    for y, row in enumerate(rows):
        out[top + y][left:left + len(row)] = row
    return out


def hills(width, height):
    """A picture without a code: soft shades and a few edges."""
    return [[(x * x // 97 + y * 3 + (40 if (x // 23 + y // 31) % 3 else 0)) % 256 for x in range(width)]
            for y in range(height)]


# --- formats ---

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(rows, kind="gray"):
    width, height = len(rows[0]), len(rows)
    depth, colour, more = 8, 0, b""
    if kind == "gray":
        lines = [bytes(row) for row in rows]
    elif kind == "rgb":
        colour, lines = 2, [b"".join(bytes((g, g // 2, 255 - g // 3)) for g in row) for row in rows]
    elif kind == "alpha":
        colour, lines = 6, [b"".join(bytes((20, 20, 90, 255 - g)) for g in row) for row in rows]
    else:
        depth, colour = 1, 3
        more = chunk(b"PLTE", bytes((20, 30, 90, 250, 250, 220)))
        lines = []
        for row in rows:
            bits = "".join("1" if g > 127 else "0" for g in row)
            bits += "0" * (-len(bits) % 8)
            lines.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
    raw = bytearray()
    before = bytes(len(lines[0]))
    for y, line in enumerate(lines):  # filters 0 and 2 by turns
        raw += b"\0" + line if y % 2 == 0 else b"\2" + bytes((a - b) & 255 for a, b in zip(line, before))
        before = line
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(bytes(raw), 9)) +
            chunk(b"IEND", b""))


def gif(rows):
    """Without packing: the table is cleared before it grows the codes."""
    width, height = len(rows[0]), len(rows)
    pixels = [g >> 1 for row in rows for g in row]
    bits = n = 0
    data = bytearray()

    def put(code):
        nonlocal bits, n
        bits |= code << n
        n += 8
        while n >= 8:
            data.append(bits & 255)
            bits, n = bits >> 8, n - 8
    for i, p in enumerate(pixels):
        if i % 100 == 0:
            put(128)
        put(p)
    put(129)
    blocks = b"".join(bytes((len(data[i:i + 255]),)) + data[i:i + 255] for i in range(0, len(data), 255))
    palette = b"".join(bytes((i * 2, i * 2, i * 2)) for i in range(128))
    return (b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF6, 0, 0) + palette +
            b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\7" + blocks + b"\0;")


def bmp(rows):
    width, height = len(rows[0]), len(rows)
    pad = bytes(-width * 3 % 4)
    data = b"".join(b"".join(bytes((g, g, g)) for g in row) + pad for row in reversed(rows))
    return (b"BM" + struct.pack("<IHHI", 54 + len(data), 0, 0, 54) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(data), 2835, 2835, 0, 0) + data)


def jpeg(rows):
    """Baseline, gray, one shade for each block of eight by eight: only the first coefficient."""
    width, height = len(rows[0]), len(rows)
    bits, before = "", 0
    codes = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110", "111111110"]
    for y in range(0, height, 8):
        for x in range(0, width, 8):
            level = rows[y][x] - 128
            change, before = level - before, level
            size = abs(change).bit_length()
            bits += codes[size]
            if size:
                bits += f"{change if change > 0 else change + (1 << size) - 1:0{size}b}"
            bits += "0"
    bits += "1" * (-len(bits) % 8)
    data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")

    def part(mark, body):
        return bytes((0xFF, mark)) + struct.pack(">H", len(body) + 2) + body
    return (b"\xff\xd8" + part(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + part(0xDB, b"\0" + b"\x08" * 64) +
            part(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0") +
            part(0xC4, b"\0" + bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)) + bytes(range(12))) +
            part(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0") +
            part(0xDA, b"\1\1\0\0\x3f\0") + data + b"\xff\xd9")


def blocks(text, halves=True):
    """The code as text: two rows of dots in a line of half blocks, or two full blocks a dot."""
    grid = [[0] * (len(row) + 4) for row in dots(text)]
    n = len(grid)
    for y, row in enumerate(dots(text)):
        grid[y][2:2 + len(row)] = row
    grid = [[0] * (n + 4)] * 2 + grid + [[0] * (n + 4)] * 3
    if not halves:
        return "\n".join("".join("██" if d else "  " for d in row) for row in grid) + "\n"
    pairs = zip(grid[0::2], grid[1::2])
    return "\n".join("".join(" ▄▀█"[a * 2 + b] for a, b in zip(*pair)) for pair in pairs) + "\n"
