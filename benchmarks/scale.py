"""How time and memory grow with the number of messages, up to a million, and what more would take."""

import time
from dataclasses import dataclass

from benchmarks.client import Client
from benchmarks.console import say
from benchmarks.memory import Memory, measure_memory
from benchmarks.report import Figure
from benchmarks.searching import WARM_UP
from chatanalysis.tests.system import LiveSystem

SIZES = (10_000, 100_000, 1_000_000)
FORECASTS = (10_000_000, 100_000_000)
POLL_S = 0.5
GROW_TIMEOUT_S = 1_800
BYTES_A_MB = 1e6


@dataclass(frozen=True, slots=True)
class Row:
    """One size. `index_s`: what the search worker takes to make ready segments searchable. `memory`: by how much it is
    larger than without this index. `restart_s`: from starting the instance to its first answer.
    """

    messages: int
    index_s: float
    p50_ms: float
    p99_ms: float
    memory: Memory
    restart_s: float

    @property
    def bytes_per_message(self) -> float:
        return self.memory.resident * BYTES_A_MB / self.messages


def measure_scale(
    system: LiveSystem, source_email: str, queries: list[str]
) -> tuple[list[Figure], list[str]]:
    restart(system, system.make_token(source_email), queries[0])
    before, rows = measure_worker(system), []
    for size in SIZES:
        row = measure_size(system, source_email, size, queries, before)
        before = Memory(before.resident + row.memory.resident, before.own + row.memory.own)
        rows.append(row)
    largest = rows[-1]
    figures = [
        Figure("search over 1,000,000, p50", f"{largest.p50_ms:.1f} ms", "<= 60 ms", largest.p50_ms <= 60),
        Figure(
            "index memory at 1,000,000",
            f"{largest.bytes_per_message:.0f} B a message, of which {largest.memory.own * 1e6 / largest.messages:.0f} "
            "are no pages of files",
            "<= 1,200 B",
            largest.bytes_per_message <= 1_200,
        ),
        Figure(
            "restart to first answer at 1,000,000",
            f"{largest.restart_s:.1f} s",
            "<= 60 s",
            largest.restart_s <= 60,
        ),
    ]
    return figures, [format_growth(rows)]


def measure_size(system: LiveSystem, source_email: str, size: int, queries: list[str], before: Memory) -> Row:
    """Grow an organization of this size; `before` is what the worker takes with all that was there already."""
    say(f"growing to {size:,} messages")
    email = system.make_user()
    token = system.make_token(email)
    system.stop()
    system.run_module("benchmarks.grow", source_email, email, str(size), timeout_s=GROW_TIMEOUT_S)
    system.start()
    system.wait_until_ready(300)
    started = time.perf_counter()
    wait_until_followed(Client(system.base_url, token))
    index_s = time.perf_counter() - started
    restart_s = restart(system, token, queries[0])
    client = Client(system.base_url, token)
    client.time_searches(queries[:WARM_UP])
    timings = client.time_searches(queries[WARM_UP:])
    after = measure_worker(system)
    taken = Memory(after.resident - before.resident, after.own - before.own)
    return Row(size, index_s, timings.percentile(50), timings.percentile(99), taken, restart_s)


def restart(system: LiveSystem, token: str, query: str) -> float:
    """Return the seconds from starting the instance to its first answer. All its indexes are open afterwards."""
    system.stop()
    started = time.perf_counter()
    system.start()
    system.wait_until_ready(300)
    client = Client(system.base_url, token)
    wait_for_answer(client, query)
    seconds = time.perf_counter() - started
    while client.read_state()["index"]["behind"]:
        time.sleep(POLL_S)
    return seconds


def measure_worker(system: LiveSystem) -> Memory:
    return measure_memory(system.process.pid)["search"]


def wait_until_followed(client: Client) -> None:
    """Return once the search worker holds every message of the client's organization."""
    while not all(is_followed(version) for version in client.list_versions()):
        time.sleep(POLL_S)


def is_followed(version: dict) -> bool:
    return any(replica["message_count"] == version["message_count"] for replica in version["replicas"])


def wait_for_answer(client: Client, query: str) -> None:
    while client.http.post("/search/", json={"query": query}).status_code != 200:
        time.sleep(POLL_S)


def format_growth(rows: list[Row]) -> str:
    """The measured sizes, and larger ones on the line through the two largest; 1 core answers searches."""
    lines = ["| messages | indexed in | search p50 | p99 | memory | restart |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.messages:,} | {row.index_s:.0f} s | {row.p50_ms:.0f} ms | {row.p99_ms:.0f} ms "
        f"| {row.memory.resident:.0f} MB | {row.restart_s:.0f} s |"
        for row in rows
    ]
    for size in FORECASTS:
        index_s, p50, p99, memory, restart = (
            extrapolate(rows, size, pick)
            for pick in (
                lambda row: row.index_s,
                lambda row: row.p50_ms,
                lambda row: row.p99_ms,
                lambda row: row.memory.resident,
                lambda row: row.restart_s,
            )
        )
        lines.append(
            f"| {size:,} (computed) | {index_s / 60:.0f} min | {p50:.0f} ms | {p99:.0f} ms "
            f"| {memory / 1e3:.0f} GB | {restart / 60:.0f} min |"
        )
    return "\n".join(lines)


def extrapolate(rows: list[Row], size: int, pick) -> float:
    """Continue the line through the two largest sizes."""
    smaller, larger = rows[-2:]
    slope = (pick(larger) - pick(smaller)) / (larger.messages - smaller.messages)
    return pick(larger) + slope * (size - larger.messages)
