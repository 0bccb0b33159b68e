"""HTTP and WebSockets."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter

from chatanalysis.threaded_handler import get_threaded_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatanalysis.settings.local")
http_application = get_threaded_application()

# These need the application registry, which the line above has filled.
from django.conf import settings  # noqa: E402

from apps.uploads.routing import websocket_urlpatterns  # noqa: E402
from chatanalysis.body_limit import BodyLimit  # noqa: E402
from chatanalysis.sockets import protect  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(http_application, settings.REQUEST_MAX_BYTES),
        "websocket": protect(URLRouter(websocket_urlpatterns)),
    }
)
