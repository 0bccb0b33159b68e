"""One pooled connection to the Redis that also holds the cache (never the broker's database)."""

from functools import cache

import redis
from django.conf import settings


@cache
def get_redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.CACHES["default"]["LOCATION"], decode_responses=True, health_check_interval=30
    )
