import subprocess
import sys
from pathlib import Path

import pytest

from chatanalysis.runtime import paths


@pytest.mark.slow
def test_imports_point_the_way_the_architecture_says():
    """The contracts stand in pyproject.toml under [tool.importlinter]."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=paths.project_dir(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
