"""A program that uses a live system through its REST API."""

import time
from dataclasses import dataclass, field

import httpx

from chatanalysis.tests.system import LiveSystem

AT_REST = ("succeeded", "failed", "cancelled", "needs_input")
ANSWER_TIMEOUT_S = 60


@dataclass
class ApiClient:
    """One account with an organization of its own."""

    base_url: str
    token: str
    session: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        self.session = httpx.Client(base_url=self.base_url, headers=headers, timeout=ANSWER_TIMEOUT_S)

    def request(self, method: str, path: str, **options) -> httpx.Response:
        return self.session.request(method, f"/api/v1/{path}", **options)

    def send(self, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
        """Post files as (name, content) pairs and return whatever the server answers."""
        parts = [("files", (name, content)) for name, content in files]
        return self.request("POST", "uploads/", files=parts, data=fields)

    def upload(self, name: str, content: bytes, **fields: str) -> str:
        """Upload a file, which must be taken, and return its job's id."""
        answer = self.send((name, content), **fields)
        assert answer.status_code == 202, answer.text
        return answer.json()["uploads"][0]["job"]["id"]

    def get(self, path: str, **params) -> dict:
        answer = self.request("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get_job(self, job_id: str) -> dict:
        return self.get(f"jobs/{job_id}/")

    def wait_for_job(self, job_id: str, timeout_s: float = 120) -> dict:
        """Return the job once nobody works on it any more. Raises TimeoutError with its state."""
        deadline = time.monotonic() + timeout_s
        while (job := self.get_job(job_id))["status"] not in AT_REST:
            if time.monotonic() > deadline:
                raise TimeoutError(f"not finished after {timeout_s} s: {job}")
            time.sleep(0.2)
        return job

    def search(self, query: str, **fields) -> dict:
        answer = self.request("POST", "search/", json={"query": query, **fields})
        assert answer.status_code == 200, answer.text
        return answer.json()


def make_client(system: LiveSystem) -> ApiClient:
    """Return a client with an account that nobody else uses."""
    return ApiClient(system.base_url, system.make_token())
