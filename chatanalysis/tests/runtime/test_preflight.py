import socket

import pytest

from chatanalysis.runtime import preflight
from chatanalysis.runtime.errors import OperatorError


def test_a_taken_port_is_told_with_another_to_choose():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OperatorError) as raised:
            preflight.check_port("127.0.0.1", port)
    assert str(raised.value) == (
        f"Port {port} on 127.0.0.1 is taken by another program. Choose another: make run PORT={port + 1}"
    )


def test_a_port_just_given_back_is_free():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = other.accept()
        accepted.close()
        client.close()
    preflight.check_port("127.0.0.1", port)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "80 00"])
def test_a_port_that_is_none(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(OperatorError, match="PORT must be a number from 1 to 65535"):
        preflight.read_address()


def test_the_address_has_a_default(monkeypatch):
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.setenv("PORT", "")
    assert preflight.read_address() == ("127.0.0.1", 8000)


def test_a_host_that_is_not_ours():
    with pytest.raises(OperatorError, match=r"HOST=no-such-host\.invalid is not an address"):
        preflight.check_port("no-such-host.invalid", 8000)


def test_a_full_disk_is_told_before_anything_is_written(tmp_path):
    preflight.check_disk(tmp_path / "not" / "yet" / "made")
    with pytest.raises(OperatorError, match=r"The disk is nearly full: \d+ MB free at .*CHATANALYSIS_VAR"):
        preflight.check_disk(tmp_path / "not" / "yet" / "made", least_bytes=2**62)


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(preflight.sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(OperatorError, match=r"Python 3\.11 or newer is needed; this is 3\.10\.4"):
        preflight.check_python()
