"""Calls that travel to another process: what they have in common is packed once, and unpacked once there."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

SMALL = (int, float, str, type(None))
"""What differs from call to call; anything else is packed."""

Small = tuple[Any, ...]


class Packer:
    """Packs calls. It remembers what it packed, and so holds on to it."""

    def __init__(self) -> None:
        self._packed: dict[tuple[int, ...], tuple[bytes, Any]] = {}

    def pack(self, function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[bytes, Small]:
        """Return a call in two parts: what it has in common with others, in bytes, and its small arguments."""
        owner = getattr(function, "__self__", None)
        large = [None if isinstance(argument, SMALL) else argument for argument in arguments]
        key = (id(getattr(function, "__func__", function)), id(owner), *map(id, large))
        if key not in self._packed:
            self._packed[key] = (pickle.dumps((function, large)), (function, large))
        return self._packed[key][0], tuple(argument for argument in arguments if isinstance(argument, SMALL))


def call(packed: bytes, small: Small) -> Any:
    """Return what a packed call returns."""
    function, large = _unpacked(packed)
    rest = iter(small)
    return function(*(next(rest) if argument is None else argument for argument in large))


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> tuple[Callable[..., Any], Sequence[Any]]:
    """Unpack what calls have in common once, so that what a sampler has prepared is not prepared again."""
    unpacked: tuple[Callable[..., Any], Sequence[Any]] = pickle.loads(packed)  # noqa: S301  (from the run itself)
    return unpacked
