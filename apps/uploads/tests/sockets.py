"""A WebSocket client without a network. Channels' own one wants the whole of Daphne installed."""

import json

from asgiref.testing import ApplicationCommunicator

NORMAL_CLOSURE = 1000


class Socket(ApplicationCommunicator):
    """Opens `path` of an ASGI application. All waits end after a second with TimeoutError."""

    def __init__(self, application, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        super().__init__(application, scope)

    async def connect(self) -> bool:
        """Return whether the server accepted."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(timeout=5)
        return answer["type"] == "websocket.accept"

    async def read(self) -> dict:
        message = await self.receive_output()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def read_close_code(self) -> int:
        message = await self.receive_output()
        assert message["type"] == "websocket.close", message
        return message["code"]

    async def send_text(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def send_bytes(self, data: bytes) -> None:
        await self.send_input({"type": "websocket.receive", "bytes": data})

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": NORMAL_CLOSURE})
        await self.wait()
