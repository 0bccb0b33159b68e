"""How a model is loaded, where that is not left to the model's own files."""

from dataclasses import dataclass

DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("auto", "fp32", "fp16", "int8")


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`revision` is a branch, tag or commit on the hub. Prefixes stand in for the prompts of the model's own files,
    which count where a prefix is empty. `max_tokens`, with the model's markers, shortens what it reads; 0 does not.

    Precision `auto` is the quickest that keeps the ranking: 8 bits on a CPU with OpenVINO, 16 on a GPU, else 32.
    Raises ValueError for an unknown device or precision.
    """

    revision: str = ""
    device: str = "auto"
    precision: str = "auto"
    query_prefix: str = ""
    passage_prefix: str = ""
    max_tokens: int = 0

    def __post_init__(self) -> None:
        if self.device not in DEVICES:
            raise ValueError(f"device {self.device!r} is not one of {', '.join(DEVICES)}")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision {self.precision!r} is not one of {', '.join(PRECISIONS)}")
