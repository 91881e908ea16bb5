"""Worlds of DNS as the suites' YAML files write them, as rows for the probe."""


def as_bytes(value):
    """YAML has code points where the suites mean octets."""
    return value.encode("latin-1") if isinstance(value, str) else str(value).encode()


def quoted(value):
    octets = as_bytes(value)
    return '"' + "".join(
        chr(c) if 0x20 <= c <= 0x7E and chr(c) not in '"\\' else "\\x%02x" % c for c in octets
    ) + '"'


def name_of(name):
    text = name if isinstance(name, str) else name.decode("latin-1")
    return quoted(text) if any(c <= " " or c in '"\\' or c > "~" for c in text) else text


def strings(value):
    parts = value if isinstance(value, list) else [value]
    return " ".join(quoted(p) for p in parts) or '""'


def rows_of_name(name, entries):
    """One name's rows. SPF entries are TXT records unless the name has TXT entries of its
    own (the header of the suites' files); "TXT: NONE" says that it has none."""
    entries = entries or []
    has_txt = any(isinstance(e, dict) and "TXT" in e for e in entries)
    for entry in entries:
        if entry == "TIMEOUT":
            yield f"dns {name_of(name)} TIMEOUT"
            continue
        for kind, value in entry.items():
            if kind == "SPF":
                if has_txt:
                    continue
                kind = "TXT"
            if value == "NONE":
                continue
            if value == "TIMEOUT":
                yield f"dns {name_of(name)} {kind} TIMEOUT"
            elif kind == "TXT":
                yield f"dns {name_of(name)} TXT {strings(value)}"
            elif kind == "MX":
                yield f"dns {name_of(name)} MX {value[0]} {quoted(value[1])}"
            elif kind == "CNAME":
                yield f"dns {name_of(name)} CNAME {value}"
            elif kind in ("A", "AAAA"):
                yield f"dns {name_of(name)} {kind} {value}"
            elif kind == "PTR":
                yield f"dns {name_of(name)} PTR {quoted(value)}"


def rows(zonedata):
    for name, entries in (zonedata or {}).items():
        yield from rows_of_name(str(name), entries)


def escaped(value):
    """A field of a question: visible ASCII as it is, the rest as \\xHH."""
    return "".join(
        chr(c) if 0x20 <= c <= 0x7E and c != 0x5C else "\\x%02x" % c
        for c in as_bytes(value)).encode()


def reverse_name(address):
    import ipaddress
    return ipaddress.ip_address(address).reverse_pointer
