from apps.uploads.parsing.documents.docx import DocxParser
from apps.uploads.parsing.documents.html import HtmlParser
from apps.uploads.parsing.documents.markdown import MarkdownParser
from apps.uploads.parsing.documents.pdf import PdfParser

__all__ = ["DocxParser", "HtmlParser", "MarkdownParser", "PdfParser"]
