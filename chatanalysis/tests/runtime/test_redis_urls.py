import pytest
import redis

from chatanalysis.runtime import redis_urls

SOCKET = "unix:///srv/with%20space/redis.sock?db=0"


@pytest.mark.parametrize(
    ("base", "broker", "cache"),
    [
        ("redis://host:6379", "redis://host:6379/0", "redis://host:6379/1"),
        ("redis://host:6379/", "redis://host:6379/0", "redis://host:6379/1"),
        ("redis://host:6379/4", "redis://host:6379/4", "redis://host:6379/5"),
        ("redis://host/?db=4", "redis://host/4", "redis://host/5"),
        (
            "rediss://user:p%40ss@host/0?ssl_cert_reqs=required",
            "rediss://user:p%40ss@host/0?ssl_cert_reqs=required",
            "rediss://user:p%40ss@host/1?ssl_cert_reqs=required",
        ),
        (
            SOCKET,
            "redis+socket:///srv/with%20space/redis.sock?virtual_host=0",
            "unix:///srv/with%20space/redis.sock?db=1",
        ),
    ],
)
def test_each_use_gets_its_database(base, broker, cache):
    assert redis_urls.for_celery(base) == broker
    assert redis_urls.with_database(base, redis_urls.CACHE) == cache


def test_redis_py_reads_the_socket():
    client = redis.Redis.from_url(redis_urls.with_database(SOCKET, redis_urls.CHANNELS))
    assert client.connection_pool.connection_kwargs["path"] == "/srv/with space/redis.sock"
    assert client.connection_pool.connection_kwargs["db"] == 2
