"""Answers that are made while they are sent."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header


class StreamedFile(StreamingHttpResponse):
    """A file to download, block by block. It is somebody's words: no browser is to run or guess anything in it."""

    def __init__(self, blocks: Iterator[bytes], *, name: str, content_type: str) -> None:
        super().__init__(blocks, content_type=content_type)
        self["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        self["X-Content-Type-Options"] = "nosniff"
        self["Cache-Control"] = "private, no-store"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Draw the blocks one by one in the request's thread; Django itself would first gather all of them."""
        blocks = iter(self.streaming_content)
        while (block := await sync_to_async(next)(blocks, None)) is not None:
            yield block
