"""A job's socket over the network, fed by real workers through Redis."""

import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from chatanalysis.tests.api_client import ApiClient, make_client
from chatanalysis.tests.faults.chats import make_chat

pytestmark = [pytest.mark.system, pytest.mark.slow]
PATIENCE_S = 60


@pytest.fixture(scope="module")
def api(live_system) -> ApiClient:
    return make_client(live_system)


def open_socket(api: ApiClient, job_id: str, **headers: str) -> ClientConnection:
    address = api.base_url.replace("http://", "ws://")
    headers = {"Authorization": f"Bearer {api.token}", **headers}
    return connect(f"{address}/ws/jobs/{job_id}/", additional_headers=headers)


def read_until_the_end(socket: ClientConnection) -> list[dict]:
    messages = []
    while not messages or messages[-1]["job"]["status"] not in ("succeeded", "failed"):
        messages.append(json.loads(socket.recv(timeout=PATIENCE_S)))
    return messages


def test_a_watched_job_tells_everything_in_order(api):
    job_id = api.upload("chat.txt", make_chat(11, 8_000).content)
    with open_socket(api, job_id) as socket:
        state, *events = read_until_the_end(socket)
    assert state["type"] == "state"
    new = [event["number"] for event in events if event["number"] > state["number"]]
    assert new == list(range(state["number"] + 1, state["number"] + 1 + len(new)))
    progress = [message["job"]["progress"] for message in [state, *events]]
    assert progress == sorted(progress)
    assert progress[-1] == 1
    assert {event["kind"] for event in events} >= {"stage", "progress", "status"}


def test_a_finished_job_tells_its_state_at_once(api):
    job_id = api.upload("chat.txt", make_chat(12, 10).content)
    api.wait_for_job(job_id)
    with open_socket(api, job_id) as socket:
        state = json.loads(socket.recv(timeout=PATIENCE_S))
    assert (state["type"], state["job"]["status"], state["job"]["progress"]) == ("state", "succeeded", 1)


def test_a_stranger_is_closed_out(live_system, api):
    job_id = api.upload("chat.txt", make_chat(13, 10).content)
    with open_socket(make_client(live_system), job_id) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=PATIENCE_S)
        assert closed.value.rcvd.code == 4404


def test_a_page_of_another_site_is_refused(api):
    job_id = api.upload("chat.txt", make_chat(14, 10).content)
    with pytest.raises(InvalidStatus) as refused:
        open_socket(api, job_id, Origin="https://evil.example")
    assert refused.value.response.status_code == 403
