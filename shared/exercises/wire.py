"""Values as plain data, between the process that judges and the one that runs a stranger's code.

Nothing here runs code that comes over the wire: no pickle, numbers as bytes with a checked type, networks as `.keras`
in safe mode. `decode` believes nothing but sizes and types; what it does not know becomes `Unknown`, which has a name only.
"""

import base64
import json
import math
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

MOST_BYTES = 64_000_000  # of one message
MOST_DEPTH = 20
MOST_ITEMS = 1_000_000  # entries of lists and dictionaries, in all
LONGEST_NAME = 300  # characters of what stands for a value that is no plain data
WORD2VEC = ("sg", "hs", "negative", "vector_size", "window", "min_count", "epochs", "seed", "workers", "sample", "train_count")


class WireError(ValueError):
    """A message is too large, too deep, or none."""


class Unknown:
    """Stands for a value that is no plain data; its class has the name of the value's."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text


Special = Callable[[Any], Any]


def dump(message: Any) -> str:
    """Write a message, which is made of what `encode` gives.

    Raises:
        WireError: if it is too large.
    """
    text = json.dumps(message)
    if len(text) > MOST_BYTES:
        raise WireError(f"it has more than {MOST_BYTES // 1_000_000} MB")
    return text


def load(text: str) -> Any:
    """Read a message.

    Raises:
        WireError: if it is none, or beyond the limits.
    """
    if len(text) > MOST_BYTES:
        raise WireError(f"it has more than {MOST_BYTES // 1_000_000} MB")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("it can't be read") from error
    left = MOST_ITEMS
    level: list[list | dict] = [[message]]
    for _ in range(2 * MOST_DEPTH + 2):  # a value within a value is two levels of JSON
        level = [item for one in level for item in (one.values() if isinstance(one, dict) else one) if isinstance(item, dict | list)]
        left -= sum(map(len, level))
        if left < 0:
            raise WireError("it has too many parts")
        if not level:
            return message
    raise WireError("it is nested too deeply")


# From values to what JSON can hold


def encode(value: Any, special: Special = lambda value: None, depth: int = MOST_DEPTH) -> Any:
    """Turn a value into what JSON can hold.

    Args:
        value: anything.
        special: asked first, gives None or what stands for a value.
        depth: how deep it may still be nested.

    Raises:
        WireError: if it is nested too deeply.
    """
    if depth == 0:
        raise WireError("it is nested too deeply")
    if value is None or isinstance(value, bool):
        return value
    if (instead := special(value)) is not None:
        return instead
    kind = type(value)
    if kind is str:
        return value
    if kind is int and abs(value) < 2**63:
        return value
    if kind is float:
        return value if math.isfinite(value) else {"kind": "float", "text": str(value)}

    def encoded(values: Any) -> list:
        return [encode(one, special, depth - 1) for one in values]

    if isinstance(value, list):
        return encoded(list.__iter__(value))
    if isinstance(value, tuple):
        return {"kind": "tuple", "items": encoded(tuple.__iter__(value))}
    if isinstance(value, dict):
        return {"kind": "dict", "items": [encoded(pair) for pair in dict.items(value)]}
    if isinstance(value, set | frozenset):
        return {"kind": "set", "items": encoded(value)}
    if isinstance(value, bytes):
        return {"kind": "bytes", "data": _text(value)}
    if isinstance(value, Path):
        return {"kind": "path", "path": str(value)}
    if isinstance(value, np.ndarray):
        return _encode_array(np.asarray(value), encoded)
    if isinstance(value, np.generic):
        return _encode_array(np.asarray(value), encoded) | {"scalar": True}
    if isinstance(value, pd.DataFrame):
        columns = [_encode_column(value.iloc[:, place], encoded) for place in range(value.shape[1])]
        return {"kind": "table", "names": encoded(value.columns), "index": encoded(value.index), "columns": columns}
    if isinstance(value, pd.Series):
        return {
            "kind": "series",
            "name": encode(value.name, special, 2),
            "index": encoded(value.index),
            "data": _encode_column(value, encoded),
        }
    if isinstance(value, pd.Index):
        return _encode_column(value, encoded)
    return _encode_of_library(value, encoded) or {"kind": "unknown", "type": kind.__name__[:LONGEST_NAME], "text": _describe(value)}


def _describe(value: Any) -> str:
    with suppress(Exception):
        return repr(value)[:LONGEST_NAME]
    return "?"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _encode_array(array: np.ndarray, encoded: Callable) -> dict:
    if array.dtype.kind in "biufcU" and array.dtype.itemsize:
        array = array.astype(array.dtype.newbyteorder("<"))
        return {"kind": "array", "type": array.dtype.str, "shape": list(array.shape), "data": _text(array.tobytes())}
    return {"kind": "objects", "shape": list(array.shape), "items": encoded(array.ravel().tolist())}


def _encode_column(column: pd.Series | pd.Index, encoded: Callable) -> dict:
    values = column.to_numpy()
    if values.dtype.kind in "biufc":
        return _encode_array(values, encoded)
    texts = [one if isinstance(one, str | float | int | tuple) or one is None else str(one) for one in values.tolist()]
    return {"kind": "objects", "shape": [len(texts)], "items": encoded(texts)}


def _encode_of_library(value: Any, encoded: Callable) -> dict | None:
    """Encode a figure, a network, a tensor or word vectors; the libraries are known by now if there is such a value."""
    module = type(value).__mro__[-2].__module__.partition(".")[0] if len(type(value).__mro__) > 1 else ""
    modules = {module} | {parent.__module__.partition(".")[0] for parent in type(value).__mro__}
    if "matplotlib" in modules:
        return _encode_figure(value, encoded)
    if "gensim" in modules:
        return _encode_words(value)
    if modules & {"keras", "tensorflow"}:
        import keras

        if isinstance(value, keras.Model):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "network.keras"
                value.save(path)
                return {"kind": "network", "data": _text(path.read_bytes())}
        if type(value).__name__ == "TensorShape":
            return {"kind": "tuple", "items": encoded(value.as_list())}
        if hasattr(value, "numpy"):
            return {"kind": "tensor", "array": _encode_array(np.asarray(value.numpy()), encoded)}
    return None


def _encode_figure(value: Any, encoded: Callable) -> dict | None:
    """Encode what can be read in a figure: lines, points, pictures, texts, labels, scales, legends."""
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if isinstance(value, Axes):
        return {"kind": "axes"}
    if not isinstance(value, Figure):
        return None
    several = []
    for axes in value.axes:
        legend = axes.get_legend()
        parts = {
            "lines": [
                (str(line.get_label()), np.asarray(line.get_xdata()), np.asarray(line.get_ydata()), str(line.get_linestyle()))
                for line in axes.get_lines()
            ],
            "points": [np.asarray(one.get_offsets(), dtype=float) for one in axes.collections],
            "pictures": [(np.asarray(picture.get_array()), *picture.get_clim()) for picture in axes.images],
            "texts": [(text.get_text(), list(getattr(text, "xy", text.get_position()))) for text in axes.texts],
            "labels": (axes.get_xlabel(), axes.get_ylabel()),
            "scales": (axes.get_xscale(), axes.get_yscale()),
            "titles": {side: axes.get_title(side) for side in ("left", "center", "right")},
            "legend": [text.get_text() for text in legend.get_texts()] if legend else None,
        }
        several.append(parts)
    return {"kind": "figure", "axes": encoded(several)}


def _encode_words(model: Any) -> dict | None:
    from gensim.models import KeyedVectors, Word2Vec

    if isinstance(model, KeyedVectors):
        return {"kind": "key vectors"}
    if not isinstance(model, Word2Vec):
        return None
    words = [str(word) for word in model.wv.index_to_key]
    content = {
        "settings": {name: getattr(model, name) for name in WORD2VEC},
        "words": words,
        "counts": [model.wv.get_vecattr(word, "count") for word in words],
        "vectors": model.wv.vectors,
    }
    return {"kind": "words", "content": encode(content)}


# And back

Readers = Mapping[str, Callable[[dict], Any]]


def decode(data: Any, more: Readers | None = None) -> Any:
    """Make the value of what `encode` gave, or of whatever a stranger sends in its place.

    Args:
        data: what `load` read.
        more: kinds that `encode` does not know, and what reads them.

    Raises:
        WireError: if it is not what `encode` gives.
    """
    try:
        return _decode(data, more or {})
    except WireError:
        raise
    except Exception as error:  # a stranger may send anything
        raise WireError(f"it can't be read ({type(error).__name__})") from error


def _decode(data: Any, more: Readers) -> Any:
    if isinstance(data, list):
        return [_decode(one, more) for one in data]
    if not isinstance(data, dict):
        return data.encode("utf-8", "replace").decode("utf-8") if isinstance(data, str) else data  # half an emoji is no text

    def inside(data: Any) -> Any:
        return _decode(data, more)

    readers: Readers = {
        "float": lambda data: float(data["text"]),
        "tuple": lambda data: tuple(inside(data["items"])),
        "dict": lambda data: {inside(key): inside(value) for key, value in data["items"]},
        "set": lambda data: set(inside(data["items"])),
        "bytes": lambda data: base64.b64decode(data["data"]),
        "path": lambda data: Path(str(data["path"])),
        "array": _decode_array,
        "objects": lambda data: _decode_objects(inside(data["items"]), data["shape"]),
        "table": lambda data: _decode_table(*(inside(data[part]) for part in ("columns", "names", "index"))),
        "series": lambda data: pd.Series(inside(data["data"]), index=inside(data["index"]), name=inside(data["name"])),
        "tensor": _decode_tensor,
        "network": lambda data: load_network(base64.b64decode(data["data"])),
        "figure": lambda data: _decode_figure(inside(data["axes"])),
        "axes": lambda data: _new_figure().add_subplot(),
        "words": lambda data: _decode_words(inside(data["content"])),
        "key vectors": _decode_key_vectors,
        "unknown": lambda data: type(str(data["type"]), (Unknown,), {})(str(data["text"])),
        **more,
    }
    return readers[data["kind"]](data)


def _decode_array(data: dict) -> Any:
    kind = np.dtype(str(data["type"]))
    if kind.kind not in "biufcU" or kind.hasobject:
        raise WireError("it holds numbers of an unknown type")
    array = (
        np.frombuffer(base64.b64decode(data["data"]), kind).reshape([int(size) for size in data["shape"]]).astype(kind.newbyteorder("="))
    )
    return array[()] if data.get("scalar") else array


def _decode_objects(items: list, shape: list) -> np.ndarray:
    array = np.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        array[place] = item
    return array.reshape([int(size) for size in shape])


def _decode_table(columns: list, names: Any, index: Any) -> pd.DataFrame:
    table = pd.concat([pd.Series(column) for column in columns], axis=1) if columns else pd.DataFrame()
    table.columns, table.index = pd.Index(names), pd.Index(index)
    return table


def _decode_tensor(data: dict) -> Any:
    import tensorflow as tf

    return tf.constant(_decode_array(data["array"]))


def load_network(data: bytes) -> Any:
    """Load a network of Keras's own layers from the bytes of a .keras file, in safe mode: no code comes with it.

    Raises:
        WireError: if it can't be loaded.
    """
    import keras

    from shared.exercises import networks  # noqa: F401  its layers may be in a file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(data)
        try:
            return keras.models.load_model(path, compile=False, safe_mode=True)
        except Exception as error:
            raise WireError("it is a network with layers that are not Keras's own, and a file with code is not opened") from error


def _new_figure() -> Any:
    from matplotlib.figure import Figure

    return Figure()


def _decode_figure(several: list[dict]) -> Any:
    from matplotlib.lines import Line2D

    figure = _new_figure()
    for parts in several:
        axes = figure.add_subplot()
        for label, x, y, style in parts["lines"]:
            axes.add_line(Line2D(x, y, label=label, linestyle=style if style in ("-", "--", "-.", ":") else "None"))
        for points in parts["points"]:
            axes.scatter(*points.reshape(-1, 2).T)
        for picture, low, high in parts["pictures"]:
            axes.imshow(picture, vmin=low, vmax=high)
        for text, place in parts["texts"]:
            axes.annotate(text, [float(number) for number in place])
        axes.set(xlabel=parts["labels"][0], ylabel=parts["labels"][1])
        for which, scale in zip((axes.set_xscale, axes.set_yscale), parts["scales"], strict=True):
            which(scale if scale in ("linear", "log", "symlog", "logit") else "linear")
        for side, title in parts["titles"].items():
            axes.set_title(title, loc=side)
        if parts["legend"] is not None:
            axes.legend([Line2D([], []) for _ in parts["legend"]], parts["legend"])
    return figure


def _decode_words(content: dict) -> Any:
    from gensim.models import KeyedVectors, Word2Vec

    model = Word2Vec(vector_size=4)
    for name in WORD2VEC:
        setattr(model, name, content["settings"][name])
    vectors = np.asarray(content["vectors"], dtype="float32")
    model.wv = KeyedVectors(vectors.shape[1])
    model.wv.add_vectors(content["words"], vectors)
    for word, count in zip(content["words"], content["counts"], strict=True):
        model.wv.set_vecattr(word, "count", int(count))
    return model


def _decode_key_vectors(data: dict) -> Any:
    from gensim.models import KeyedVectors

    return KeyedVectors(1)
