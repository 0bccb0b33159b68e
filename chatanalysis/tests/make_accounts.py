"""Make accounts in a running system, many in one process: starting Django takes longer than making ten of them.

python -m chatanalysis.tests.make_accounts COUNT PASSWORD

prints the e-mail address of each.
"""

import sys
import uuid

import django


def make_account(password: str) -> str:
    # Django has to be set up before models can be imported.
    from apps.accounts.services.accounts import create_account

    return create_account(f"{uuid.uuid4().hex[:12]}@example.org", password).email


if __name__ == "__main__":
    django.setup()
    for _ in range(int(sys.argv[1])):
        sys.stdout.write(f"{make_account(sys.argv[2])}\n")
