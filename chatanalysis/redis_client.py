"""One pooled connection to the Redis that also holds the cache (never the broker's database)."""

from functools import cache

import redis
from django.conf import settings


@cache
def get_redis() -> redis.Redis:
    # Longer than any wait for a search's answer: by itself redis-py gives up a silent connection after 5 s.
    return redis.Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        decode_responses=True,
        health_check_interval=30,
        socket_timeout=settings.SEARCH_TIMEOUT_S + 5,
    )
