"""A program that uses the REST API of a running instance."""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Timings:
    """Durations of requests in milliseconds, in the order they ended, and how many failed."""

    durations_ms: list[float]
    errors: int

    def percentile(self, percent: float) -> float:
        """Return the smallest duration that this percentage of requests did not exceed."""
        ordered = sorted(self.durations_ms)
        position = max(0, -(-len(ordered) * percent // 100) - 1)
        return ordered[int(position)]


class Client:
    def __init__(self, base_url: str, token: str) -> None:
        self.base_url, self.token = base_url, token
        self.http = self._connect()

    def _connect(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=f"{self.base_url}/api/v1", headers=headers, timeout=60)

    def upload(self, path: Path) -> str:
        """Upload a file and return its job's id."""
        with path.open("rb") as file:
            answer = self.http.post("/uploads/", files={"files": (path.name, file)})
        answer.raise_for_status()
        return answer.json()["uploads"][0]["job"]["id"]

    def wait_for(self, job_id: str) -> dict:
        """Return the job once it has ended."""
        while True:
            job = self.http.get(f"/jobs/{job_id}/").json()
            if job["status"] not in ("queued", "running"):
                return job
            time.sleep(POLL_S)

    def list_versions(self) -> list[dict]:
        return self.http.get("/index-versions/").json()["results"]

    def read_state(self) -> dict:
        return httpx.get(f"{self.base_url}/readyz").json()

    def time_searches(self, queries: list[str], *, mode: str = "hybrid") -> Timings:
        """Search one after the other over one connection, timed as the client sees it.

        By the standard library's client, so that as little as possible of the time is the client's own.
        """
        address = urlsplit(self.base_url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        durations, errors = [], 0
        for query in queries:
            started = time.perf_counter()
            body = json.dumps({"query": query, "k": 10, "mode": mode})
            connection.request("POST", "/api/v1/search/", body, headers)
            answer = connection.getresponse()
            json.load(answer)
            durations.append((time.perf_counter() - started) * 1000)
            errors += answer.status != 200
        connection.close()
        return Timings(durations, errors)

    def time_searches_together(self, queries: list[str], clients: int) -> Timings:
        """Search from several clients at once, each with its own connection and share of the queries."""
        results: list[Timings] = []

        def search(share: list[str]) -> None:
            results.append(self.time_searches(share))

        threads = [
            threading.Thread(target=search, args=(queries[start::clients],)) for start in range(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        durations = [duration for result in results for duration in result.durations_ms]
        return Timings(durations, sum(result.errors for result in results))

    def time_uploads(self, paths: list[Path]) -> tuple[Timings, list[str]]:
        """Upload files one after the other; return the timings and the jobs' ids."""
        durations, jobs = [], []
        for path in paths:
            started = time.perf_counter()
            jobs.append(self.upload(path))
            durations.append((time.perf_counter() - started) * 1000)
        return Timings(durations, 0), jobs

    def cancel(self, job_id: str) -> None:
        self.http.post(f"/jobs/{job_id}/cancel/")
