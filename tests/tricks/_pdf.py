"""Writes small PDFs."""


def pdf(objects, head=b"", tail=b"", root=1):
    """{number: body} as a PDF with a proper table; a body may be a whole stream."""
    out, places = head + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    for number in range(1, max(objects) + 1):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, root, start)
    return out + tail
