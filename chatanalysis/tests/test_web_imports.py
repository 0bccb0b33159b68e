"""Web processes stay small: what computes lives in workers."""

import json
import subprocess
import sys

import pytest

from chatanalysis.runtime import paths

HEAVY = ("torch", "faiss", "tantivy", "numpy", "scipy", "transformers", "sentence_transformers", "openvino")
LIST_MODULES = """
import json, sys
import chatanalysis.asgi
from django.urls import get_resolver
from django.test import Client
get_resolver().url_patterns
import_later = [resolver.url_patterns for resolver in get_resolver().url_patterns if hasattr(resolver, "url_patterns")]
Client().get("/healthz")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.fixture(scope="module")
def web_modules() -> set[str]:
    """The top packages a web process holds once all its addresses are loaded and it has answered a request."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES],
        cwd=paths.project_dir(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("package", HEAVY)
def test_a_web_process_does_not_load(web_modules, package):
    assert package not in web_modules


def test_the_list_is_that_of_the_whole_application(web_modules):
    assert {"django", "channels", "celery", "apps"} <= web_modules
