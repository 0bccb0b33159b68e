"""Django behind ASGI where all middleware and views are synchronous."""

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler


class ThreadedHandler(ASGIHandler):
    """Enters the request's thread before the first middleware and leaves it after the last.

    Django's own handler goes back to the event loop between the middleware and the view, and waits there for its turn:
    3 ms of a search that takes 30.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        self._middleware_chain = sync_to_async(self._middleware_chain, thread_sensitive=True)


def get_threaded_application() -> ThreadedHandler:
    """The same as Django's get_asgi_application, with this handler."""
    django.setup(set_prefix=False)
    return ThreadedHandler()
