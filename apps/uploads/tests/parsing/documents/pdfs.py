"""Make PDF files for tests, as small as the format allows: Helvetica, text at places."""

from collections.abc import Sequence
from dataclasses import dataclass

PAGE_HEIGHT = 800


@dataclass(frozen=True, slots=True)
class Text:
    """A line at a distance from the page's top left, in points."""

    text: str
    top: float
    left: float = 50
    size: float = 12


def make_pdf(
    pages: Sequence[Sequence[Text]], *, title: str = "", author: str = "", extra: bytes = b""
) -> bytes:
    """`extra` is put into every page's content."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    objects.append(f"<< /Title ({title}) /Author ({author}) >>".encode())
    kids = []
    for page in pages:
        content = b"".join(map(write_text, page)) + extra
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 %d] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (PAGE_HEIGHT, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return join(objects)


def write_text(text: Text) -> bytes:
    words = text.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("latin-1")
    return b"BT /F %g Tf %g %g Td (%s) Tj ET\n" % (
        text.size,
        text.left,
        PAGE_HEIGHT - text.top - text.size,
        words,
    )


def join(objects: Sequence[bytes]) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + head + end


def encrypt(pdf: bytes) -> bytes:
    """Return the file as if a password were needed: with a dictionary of encryption that no empty one opens."""
    secret = b"/Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <%s> /U <%s>" % (b"41" * 32, b"42" * 32)
    ids = (
        b"/Encrypt << %s >> /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
        % secret
    )
    return pdf.replace(b"/Info 4 0 R ", b"/Info 4 0 R " + ids)
