class LeaseLost(Exception):
    """Somebody else holds the job now; whatever was being written is rolled back."""


class JobCancelled(Exception):
    """The uploader asked to stop."""


class JobNeedsInput(Exception):
    """The work cannot go on before its uploader has chosen."""


class JobFailed(Exception):
    """The work cannot succeed however often it is tried; `code` is stable, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
