"""A response that is written while the request is still being read."""

from __future__ import annotations

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class Streamed(StreamingResponse):
    """A stream of bytes whose source reads the request's body.

    Starlette's own class listens for the end of the connection while it sends, and would take the body's messages away from the source
    (ASGI before 2.4). Here a connection that ended shows when something is sent or read.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the signature of ASGI
        """Send the response."""
        await self.stream_response(send)
