"""Writes small compound files (MS-CFB): what old Office, MSI and Hangul files are made of."""
import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


class _Node:
    def __init__(self, name, data=None, clsid=bytes(16)):
        self.name, self.data, self.clsid, self.children = name, data, clsid, {}


def _tree(streams, clsid, clsids):
    root = _Node("Root Entry", clsid=clsid)
    for path, data in streams:
        at = root
        *folders, name = path.split("/")
        walked = []
        for folder in folders:
            walked.append(folder)
            at = at.children.setdefault(
                folder, _Node(folder, clsid=clsids.get("/".join(walked), bytes(16))))
        at.children[name] = _Node(name, data)
    return root


def _order(node):
    return (len(node.name), node.name.upper())


def cfb(streams, clsid=bytes(16), clsids=None):
    """[(path with '/', bytes)] as a compound file; `clsids` of storages by their path."""
    root = _tree(streams, clsid, clsids or {})
    nodes = [root]
    links = {}
    for node in nodes:
        inner = sorted(node.children.values(), key=_order)
        first = len(nodes)
        nodes += inner
        links[id(node)] = first if inner else FREE
        for i, child in enumerate(inner):
            links[id(child), "right"] = first + i + 1 if i + 1 < len(inner) else FREE
    fat, sectors, mini_fat, mini = [], [], [], b""

    def big(data):
        if not data:
            return END
        start = len(sectors)
        count = -(-len(data) // SECTOR)
        for i in range(count):
            sectors.append(data[i * SECTOR:(i + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(start + i + 1 if i + 1 < count else END)
        return start

    starts = {}
    for node in nodes[1:]:
        if node.data is None:
            starts[id(node)] = 0
        elif len(node.data) >= CUTOFF:
            starts[id(node)] = big(node.data)
        elif node.data:
            first, count = len(mini_fat), -(-len(node.data) // MINI)
            starts[id(node)] = first
            mini_fat += [first + i + 1 for i in range(count - 1)] + [END]
            mini += node.data.ljust(count * MINI, b"\0")
        else:
            starts[id(node)] = END
    starts[id(root)] = big(mini)
    root.data = mini
    directory = b""
    for node in nodes:
        name = node.name.encode("utf-16-le") + b"\0\0"
        kind = 5 if node is root else 1 if node.data is None else 2
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ", name, len(name), kind, 1, FREE,
            links.get((id(node), "right"), FREE), links[id(node)], node.clsid, 0, 0, 0,
            starts[id(node)], len(node.data or b""))
    directory_at = big(directory)
    mini_fat_at = big(b"".join(struct.pack("<I", n) for n in mini_fat))
    mini_fat_count = -(-4 * len(mini_fat) // SECTOR)
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    fat_at = len(sectors)
    fat += [FAT] * count
    table = b"".join(struct.pack("<I", n) for n in fat)
    table += b"\xFF" * (count * SECTOR - len(table))
    header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_at, 0, CUTOFF,
        mini_fat_at, mini_fat_count, END, 0)
    header += b"".join(struct.pack("<I", fat_at + i if i < count else FREE) for i in range(109))
    assert len(header) == SECTOR, len(header)
    return header + b"".join(sectors) + table
