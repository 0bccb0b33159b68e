"""What is wrong with a query, and where."""


class QueryError(ValueError):
    """`message` says in English what to change; it is about text[start:end], in characters.

    `suggestion` could stand in the place of those characters, None where there is nothing to propose.
    """

    def __init__(self, message: str, start: int, end: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.suggestion = suggestion
