"""How a value differs from the wanted one, in words for a learner."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SHOWN = 30  # numbers of an array that a message still shows


def difference(given: Any, wanted: Any) -> str | None:
    """Say how a value differs from the wanted one.

    Numbers may differ by rounding; a list is as good as an array.

    Returns:
        None if they are the same, otherwise a phrase that goes on after the call: "should give 3; yours gives 4".
    """
    if isinstance(wanted, tuple):
        values = "1 value" if len(wanted) == 1 else f"{len(wanted)} values"
        if not isinstance(given, (tuple, list)):
            return f"should return {values}, `return a, b`; yours returns {kind_of(given)}"
        if len(given) != len(wanted):
            return f"should return {values}, and yours returns {len(given)}"
        for number, (one, other) in enumerate(zip(given, wanted, strict=True), 1):
            phrase = difference(one, other)
            if phrase and isinstance(other, tuple):
                phrase = f"should be {show(other)}; yours is {show(one)}"
            if phrase:
                return f"returns {values}, and number {number} {phrase}"
        return None
    if isinstance(wanted, pd.DataFrame):
        return _table_difference(given, wanted)
    if isinstance(wanted, Mapping):
        return None if given == wanted else f"should give {show(wanted)}; yours gives {show(given)}"
    return _array_difference(given, wanted)


def show(value: Any) -> str:
    """Write a value in one line, as short as a reader needs it."""
    if hasattr(value, "numpy"):  # a tensor
        value = value.numpy()
    if isinstance(value, pd.DataFrame):
        return f"a table {show(value.to_dict('list'))}"
    if isinstance(value, pd.Series):
        return show(value.to_dict())
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list) and any(isinstance(item, np.generic) for item in value):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, Path):
        return repr(value.name)
    if isinstance(value, np.ndarray):
        if value.size > SHOWN:
            return f"an array of shape {value.shape}"
        value = np.round(value.astype(float), 4).tolist() if value.dtype.kind == "f" else value.tolist()
    elif isinstance(value, np.generic):
        value = value.item()
    text = f"{value:.6g}" if isinstance(value, float) else " ".join(repr(value).split())
    return text if len(text) <= 300 else text[:300] + " …"


def _array_difference(given: Any, wanted: Any) -> str | None:
    wanted_array = np.asarray(wanted)
    try:
        array = np.asarray(given)
    except ValueError:  # rows of different lengths
        return f"should give {show(wanted)}; yours gives rows of different lengths"
    if array.size == wanted_array.size == 0:  # an empty list has no more to say than an empty array
        return None
    if wanted_array.size == 0:
        return f"should give {show(wanted)}; yours gives {show(given)}"
    kinds = {"b": "True or False", "U": "text", "O": "text"}
    form = kinds.get(wanted_array.dtype.kind, "numbers")
    if kinds.get(array.dtype.kind, "numbers") != form:
        return f"should give {form}, {show(wanted)}; yours gives {kind_of(given)}: {show(given)}"
    if array.shape != wanted_array.shape:
        return f"should give {_shape_and_numbers(wanted_array, wanted)}; yours gives {_shape_and_numbers(array, given)}"
    same = np.isclose(array, wanted_array, rtol=1e-5, atol=1e-8, equal_nan=True) if form == "numbers" else array == wanted_array
    if np.all(same):
        return None
    if array.size > SHOWN:
        place = tuple(int(index) for index in np.argwhere(~same)[0])
        at = ", ".join(map(str, place))
        return f"should have {show(wanted_array[place])} at [{at}]; yours has {show(array[place])} there"
    return f"should give {show(wanted)}; yours gives {show(given)}"


def _table_difference(given: Any, wanted: pd.DataFrame) -> str | None:
    if not isinstance(given, pd.DataFrame):
        return f"should give a DataFrame; yours gives {kind_of(given)}"
    if list(given.columns) != list(wanted.columns):
        return f"should give the columns {list(wanted.columns)}; yours gives {list(given.columns)}"
    for column in wanted.columns:
        phrase = difference(given[column].to_numpy(), wanted[column].to_numpy())
        if phrase:
            return f"has a column {column!r} that {phrase}"
    return None


def _shape(array: np.ndarray) -> str:
    return f"the shape {array.shape}" if array.ndim else "a single value"


def _shape_and_numbers(array: np.ndarray, value: Any) -> str:
    return _shape(array) if array.size > SHOWN else f"{_shape(array)}, {show(value)}"


def kind_of(value: Any) -> str:
    """Name the type of a value: "an array of float64", "a list"."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return f"an array of {value.dtype}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeio' else 'a'} {name}"
