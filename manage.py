#!/usr/bin/env python
"""Django's command line. Commands attach to the embedded servers by themselves (see chatanalysis.runtime)."""

import os
import sys

# These need neither database nor Redis, so they must not wait for servers to start.
SERVERLESS_COMMANDS = {"parse_chat", "collectstatic", "spectacular", "help", "version", "--help", "--version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatanalysis.settings.local")
    if len(sys.argv) > 1 and sys.argv[1] not in SERVERLESS_COMMANDS:
        from chatanalysis.runtime import services
        from chatanalysis.runtime.errors import OperatorError

        try:
            services.attach()
        except OperatorError as error:
            sys.exit(str(error))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
