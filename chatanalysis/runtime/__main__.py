"""python -m chatanalysis.runtime [serve | status | stop]"""

import sys

from chatanalysis.runtime import paths, postgres, redis, services
from chatanalysis.runtime.errors import OperatorError
from chatanalysis.runtime.supervisor import serve


def main(arguments: list[str]) -> int:
    commands = {"serve": serve, "status": _status, "stop": _stop}
    command = commands.get(arguments[0] if arguments else "serve")
    if command is None or len(arguments) > 1:
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    try:
        return command()
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


def _status() -> int:
    """Print where the state is and which embedded servers run."""
    state = {True: "runs", False: "does not run"}
    print(f"state      {paths.var_dir()}")  # noqa: T201
    print(f"PostgreSQL {state[postgres.is_running()]}, {services.urls().database_url}")  # noqa: T201
    print(f"Redis      {state[redis.is_running()]}, {services.urls().redis_url}")  # noqa: T201
    return 0


def _stop() -> int:
    """Stop embedded servers whose last holder was killed."""
    if services.stop_unheld():
        return 0
    print("The servers are in use; end the processes that use them (Ctrl-C in `make run`).", file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
