import subprocess
import sys


def test_numpy_multiplies_on_one_core():
    """In a process of its own: the limit lasts as long as the process."""
    code = (
        "from apps.search.services.cores import keep_blas_to_one_core\n"
        "keep_blas_to_one_core()\n"
        "from threadpoolctl import threadpool_info\n"
        "print({pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{1}"
