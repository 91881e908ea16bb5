"""Letters to put things into."""
import base64


def letter(name, data, kind="application/octet-stream"):
    """A letter with one attachment."""
    text = base64.encodebytes(data).decode()
    return (f"From: Ann <ann@example.com>\r\nTo: Ben <ben@example.org>\r\nSubject: Papers\r\n"
            f"Date: Tue, 2 Jan 2024 03:04:06 +0000\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n"
            f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{text}\r\n--b--\r\n").encode()


def told(text, name, data, subject="Papers"):
    """A letter that says something about its attachment."""
    body = base64.encodebytes(data).decode()
    return (f"From: Ann <ann@example.com>\nTo: Ben <ben@example.org>\nSubject: {subject}\n"
            f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{text}\n--x\n"
            f"Content-Type: application/octet-stream; name=\"{name}\"\n"
            f"Content-Transfer-Encoding: base64\n\n{body}--x--\n").encode()
