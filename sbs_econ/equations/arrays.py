"""The one type that every equation speaks: a number, or one number per draw."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Draws: TypeAlias = float | Array
"""A plain number (fixed, or the base case) or an array with one value per draw."""
AnyArray: TypeAlias = npt.NDArray[Any]
"""Whole numbers, truth values, or whatever a function does not care about."""
