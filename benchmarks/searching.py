"""How long a search takes, as a client of the REST API sees it."""

from benchmarks import corpora
from benchmarks.client import Client
from benchmarks.console import say
from benchmarks.report import Figure

SEARCHES, WARM_UP = 300, 20
TOGETHER_CLIENTS, TOGETHER_SEARCHES = 8, 400


def measure_search(client: Client, texts: list[str]) -> list[Figure]:
    say("measuring search")
    queries = corpora.pick_questions(texts, SEARCHES + WARM_UP)
    client.time_searches(queries[:WARM_UP])
    alone = client.time_searches(queries[WARM_UP:])
    p50, p99 = alone.percentile(50), alone.percentile(99)
    together = client.time_searches_together(
        corpora.pick_questions(texts, TOGETHER_SEARCHES), TOGETHER_CLIENTS
    )
    crowd = together.percentile(99)
    return [
        Figure("search, one client, p50", f"{p50:.1f} ms", "<= 30 ms", p50 <= 30),
        Figure("search, one client, p99", f"{p99:.1f} ms", "<= 80 ms", p99 <= 80),
        Figure("search, 8 clients, p99", f"{crowd:.0f} ms", "<= 1000 ms", crowd <= 1000),
        Figure("search, 8 clients, errors", str(together.errors), "0", together.errors == 0),
    ]
