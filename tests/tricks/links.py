"""Links of documents, pages and codes that are not what they seem; and honest neighbours."""
import _qr
from _tricks import trick
from office import docx, relationships
from pdf import link, page, pdf

FALSE_MEETING = "https://us04-zoom.test/j/81234"
IMITATION = "https://coinbase.com.verify.thief.test/x"


@trick("link-docx", "Term sheet.docx", "file.link/subdomain")
def in_a_document():
    return docx(more=[("word/_rels/document.xml.rels", relationships(("hyperlink", IMITATION)))])


@trick("link-pdf", "Invitation.pdf", "file.link/meeting")
def in_a_pdf():
    return pdf(page(annotations=link(FALSE_MEETING.encode(), b"72 700 172 712")))


@trick("link-qr", "Poster.png", "file.link/subdomain")
def in_a_code():
    return _qr.png(_qr.picture(IMITATION.encode()))


@trick("link-page", "Portal.html", "file.link/user")
def in_a_page():
    return b"<html><body><a href=\"https://www.coinbase.com@thief.test/\">Sign in</a></body></html>"


@trick("link-honest", "Agenda.pdf")
def honest():
    return pdf(page(annotations=link(b"https://zoom.us/j/81234", b"72 700 172 712")
                    + link(b"https://www.coinbase.com/help", b"72 600 172 612")))
