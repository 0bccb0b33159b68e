"""One Redis, three uses, each in a database of its own: 0 Celery's broker, 1 cache, 2 Channels.

They are derived from one base URL: `redis://host:port/0`, `rediss://…` or `unix:///path/redis.sock?db=0`. A
base that names database n shifts all three by n.
"""

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

BROKER, CACHE, CHANNELS = 0, 1, 2


def with_database(base_url: str, offset: int) -> str:
    """Return the base URL, as redis-py reads it, with its database moved by `offset`."""
    parts, database, query = _split(base_url)
    if parts.scheme == "unix":
        return f"unix://{parts.netloc}{parts.path}?{urlencode([*query, ('db', database + offset)])}"
    return urlunsplit(parts._replace(path=f"/{database + offset}", query=urlencode(query)))


def for_celery(base_url: str) -> str:
    """Return the broker URL: kombu spells sockets `redis+socket://` and their database `virtual_host`."""
    parts, database, query = _split(base_url)
    if parts.scheme != "unix":
        return with_database(base_url, BROKER)
    socket_query = urlencode([*query, ("virtual_host", database + BROKER)])
    return f"redis+socket://{parts.netloc}{parts.path}?{socket_query}"


def _split(base_url: str) -> tuple[SplitResult, int, list[tuple[str, str]]]:
    """Return the URL's parts, the database it names (0 if none), and its query without that name."""
    parts = urlsplit(base_url)
    pairs = parse_qsl(parts.query)
    in_query = dict(pairs).get("db", "")
    in_path = "" if parts.scheme == "unix" else parts.path.strip("/")
    return parts, int(in_query or in_path or 0), [(key, value) for key, value in pairs if key != "db"]
