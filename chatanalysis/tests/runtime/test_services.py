"""The embedded servers, really started and stopped."""

import json
import os
import signal
import sys
import time

import pytest

from chatanalysis.runtime import processes
from chatanalysis.tests.runtime.conftest import wait_until

CHECK_BOTH = """
import psycopg, redis as client
urls = services.attach()
with psycopg.connect(urls.database_url) as connection:
    assert connection.execute("SELECT current_database()").fetchone() == ("chatanalysis",)
assert client.Redis.from_url(urls.redis_url).ping()
"""
WRITE = """
import psycopg, redis as client
urls = services.attach()
with psycopg.connect(urls.database_url) as connection:
    connection.execute("CREATE TABLE kept (value text)")
    connection.execute("INSERT INTO kept VALUES ('here')")
client.Redis.from_url(urls.redis_url).set("kept", "here")
"""
READ = """
import psycopg, redis as client
urls = services.attach()
with psycopg.connect(urls.database_url) as connection:
    print(connection.execute("SELECT value FROM kept").fetchone()[0])
print(client.Redis.from_url(urls.redis_url).get("kept").decode())
"""


def test_attaching_starts_both_and_the_end_stops_both(instance):
    instance.run(CHECK_BOTH)
    assert instance.server_pids() == {}


def test_what_was_written_is_there_after_a_restart(instance):
    instance.run(WRITE)
    assert instance.run(READ).split() == ["here", "here"]


def test_the_last_one_out_stops_the_servers(instance):
    first, second = instance.hold(), instance.hold()
    pids = instance.server_pids()
    assert set(pids) == {"postgres", "redis-server"}
    first.communicate()
    instance.run(CHECK_BOTH)
    assert instance.server_pids() == pids
    second.communicate()
    assert instance.server_pids() == {}


def test_many_starters_at_once_start_one_server_each(instance):
    starters = [instance.start(CHECK_BOTH + "time.sleep(1)") for _ in range(6)]
    for starter in starters:
        _, errors = starter.communicate(timeout=60)
        assert starter.returncode == 0, errors
    starts = (instance.var / "log" / "postgres.log").read_text().count("starting PostgreSQL")
    assert starts == 1
    assert instance.server_pids() == {}


def test_starters_and_enders_that_cross_always_find_servers(instance):
    """Each round some end while others begin: a newcomer must wait for servers on their way down."""
    for _ in range(4):
        processes = [instance.start(CHECK_BOTH) for _ in range(4)]
        for process in processes:
            _, errors = process.communicate(timeout=60)
            assert process.returncode == 0, errors
    assert instance.server_pids() == {}


def test_a_holder_that_is_killed_leaves_servers_that_the_next_one_finds(instance):
    holder = instance.hold()
    pids = instance.server_pids()
    holder.kill()
    holder.wait()
    assert instance.server_pids() == pids
    instance.run(CHECK_BOTH)
    assert instance.server_pids() == {}


@pytest.mark.parametrize("name", ["postgres", "redis-server"])
def test_attaching_again_restarts_a_server_that_was_killed(instance, name):
    instance.run(WRITE)
    holder = instance.start(
        "services.attach(); print('held', flush=True); sys.stdin.readline();"
        "services.attach(); print('again', flush=True); sys.stdin.read()"
    )
    assert holder.stdout.readline() == "held\n"
    os.kill(instance.server_pids()[name], signal.SIGKILL)
    wait_until(lambda: name not in instance.server_pids())
    holder.stdin.write("\n")
    holder.stdin.flush()
    assert holder.stdout.readline() == "again\n"
    assert instance.run(READ).split() == ["here", "here"]
    holder.communicate()
    assert instance.server_pids() == {}


def test_everything_killed_at_once_as_by_a_power_cut(instance):
    instance.run(WRITE)
    holder = instance.hold()
    for pid in [*instance.server_pids().values(), holder.pid]:
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    assert (instance.postgres_dir / "postmaster.pid").exists()
    assert instance.run(READ).split() == ["here", "here"]


@pytest.mark.slow
def test_a_backend_that_outlived_its_server_is_gone_before_a_new_server_writes(instance):
    """It is frozen here, so it cannot notice by itself; two servers in one cluster would ruin it."""
    instance.run(WRITE)
    client = instance.start(
        "import psycopg; connection = psycopg.connect(services.attach().database_url)\n"
        "print(connection.info.backend_pid, flush=True); sys.stdin.read()"
    )
    backend = int(client.stdout.readline())
    os.kill(backend, signal.SIGSTOP)
    os.kill(instance.server_pids()["postgres"], signal.SIGKILL)
    assert instance.run(READ).split() == ["here", "here"]
    assert not processes.is_alive(backend)


def test_a_pid_file_whose_number_belongs_to_a_stranger_now(instance):
    """After a reboot the number in the file may be anybody's: here it is the test's own."""
    instance.run(WRITE)
    stale = [
        str(os.getpid()),
        str(instance.postgres_dir),
        "1",
        "5432",
        str(instance.postgres_dir),
        "",
        " 1 1",
        "ready",
    ]
    (instance.postgres_dir / "postmaster.pid").write_text("\n".join(stale) + "\n")
    (instance.redis_dir / "redis.pid").write_text(f"{os.getpid()}\n")
    assert instance.run(READ).split() == ["here", "here"]


@pytest.mark.parametrize("socket", ["redis/redis.sock", "postgres/.s.PGSQL.5432"])
def test_a_server_that_lost_its_socket_is_replaced_and_never_doubled(instance, socket):
    instance.run(WRITE)
    holder = instance.hold()
    before = instance.server_pids()
    (instance.var / socket).unlink()
    assert instance.run(READ).split() == ["here", "here"]
    after = instance.server_pids()
    assert len(after) == len(before) == 2
    assert after != before
    holder.communicate()


def test_a_damaged_redis_file_is_told_with_the_end_of_the_log(instance):
    instance.run(WRITE)
    (instance.redis_dir / "appendonly.aof").write_bytes(b"no such thing\r\n" * 10)
    process = instance.start("services.attach()")
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Redis did not start" in errors
    assert "Bad file format" in errors


def test_attaching_is_cheap_when_the_servers_run(instance):
    holder = instance.hold()
    code = (
        "times = []\n"
        "for _ in range(20):\n"
        "    started = time.perf_counter(); services.attach(); times.append(time.perf_counter() - started)\n"
        "print(max(times[0], sorted(times)[10]))"
    )
    assert float(instance.run(code)) < 0.02
    holder.communicate()


def test_urls_start_and_make_nothing(instance):
    urls = json.loads(
        instance.run("import json; u = services.urls(); print(json.dumps([u.database_url, u.redis_url]))")
    )
    assert str(instance.var).replace("/", "%2F") in urls[0]
    assert urls[1] == f"unix://{instance.var}/redis/redis.sock?db=0"
    assert not instance.var.exists()


def test_broker_cache_and_channels_use_a_database_each(instance):
    output = instance.run(
        "import kombu, redis as client\n"
        "urls = services.attach()\n"
        "with kombu.Connection(urls.broker_url) as broker:\n    broker.SimpleQueue('letters').put({})\n"
        "client.Redis.from_url(urls.cache_url).set('a', 1)\n"
        "client.Redis.from_url(urls.channels_url).set('a', 1)\n"
        "print(*client.Redis.from_url(urls.redis_url).info('keyspace'))"
    )
    assert output.split() == ["db0", "db1", "db2"]


def test_given_urls_are_used_and_nothing_is_started(instance):
    code = (
        "os.environ.update(DATABASE_URL='postgresql://db/x', REDIS_URL='redis://cache:6379/3')\n"
        "urls = services.attach()\n"
        "print(urls.database_url, urls.broker_url, urls.cache_url, urls.channels_url)"
    )
    assert instance.run(code).split() == [
        "postgresql://db/x",
        "redis://cache:6379/3",
        "redis://cache:6379/4",
        "redis://cache:6379/5",
    ]
    assert not instance.var.exists()


def test_a_forked_child_that_ends_leaves_its_parents_servers_alone(instance):
    code = (
        "services.attach()\n"
        "if os.fork() == 0:\n    services.attach(); sys.exit(0)\n"
        "os.wait(); time.sleep(0.2); print(postgres.is_running(), redis.is_running())"
    )
    assert instance.run(code).split() == ["True", "True"]
    assert instance.server_pids() == {}


def test_stop_ends_what_nobody_holds_and_spares_what_somebody_does(instance):
    holder = instance.hold()
    assert instance.run("print(services.stop_unheld())") == "False\n"
    holder.kill()
    holder.wait()
    assert set(instance.server_pids()) == {"postgres", "redis-server"}
    assert instance.run("print(services.stop_unheld())") == "True\n"
    assert instance.server_pids() == {}


def test_status_and_stop_on_the_command_line(instance):
    command = [sys.executable, "-m", "chatanalysis.runtime"]
    holder = instance.hold()
    shown, _ = instance.start_command([*command, "status"]).communicate(timeout=30)
    assert str(instance.var) in shown
    assert "Redis      runs" in shown
    _, said = instance.start_command([*command, "stop"]).communicate(timeout=30)
    assert "The servers are in use" in said
    holder.kill()
    holder.wait()
    instance.start_command([*command, "stop"]).communicate(timeout=30)
    assert instance.server_pids() == {}
    shown, _ = instance.start_command([*command, "status"]).communicate(timeout=30)
    assert "PostgreSQL does not run" in shown


def test_nothing_listens_on_the_network(instance):
    holder = instance.hold()
    started = time.monotonic()
    output = instance.run(
        "import psycopg, redis as client; urls = services.urls()\n"
        "with psycopg.connect(urls.database_url) as connection:\n"
        "    print(repr(connection.execute('SHOW listen_addresses').fetchone()[0]))\n"
        "print(client.Redis.from_url(urls.redis_url).config_get('port')['port'])"
    )
    assert output.split() == ["''", "0"]
    assert time.monotonic() - started < 20
    holder.communicate()
