"""Refuses request bodies above a limit while they come in: Django would first write them to disk whole."""

import json

TOO_LARGE = 413


class BodyLimit:
    """ASGI middleware. Counts what arrives and does not believe the header alone."""

    def __init__(self, app, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self.max_bytes:
            return await self._refuse(send)
        return await self._run_counted(scope, receive, send)

    async def _run_counted(self, scope, receive, send):
        received, refused = 0, False

        async def counted_receive():
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                refused = True
                return {"type": "http.disconnect"}
            return message

        async def guarded_send(message):
            if not refused:
                await send(message)

        await self.app(scope, counted_receive, guarded_send)
        if refused:
            await self._refuse(send)

    async def _refuse(self, send) -> None:
        limit_mb = self.max_bytes // (1024 * 1024)
        sentence = (
            f"The request is larger than {limit_mb} MB. Send fewer files at once, or a chat without media."
        )
        body = json.dumps({"error": {"code": "request_too_large", "message": sentence}}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": TOO_LARGE, "headers": headers})
        await send({"type": "http.response.body", "body": body})
