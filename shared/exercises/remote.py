"""A learner's function or class that lives in another process: called, made, read over a wire.

The process that judges holds a `Remote` where a notebook holds the function itself. It sends arguments and gets values,
plain data both (`shared.exercises.wire`); what is expected never leaves it. `shared.exercises.agent` answers at the other
end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from shared.exercises.wire import WireError, decode, encode

LONGEST_MESSAGE = 1000  # characters of an error that are kept


@dataclass(frozen=True)
class Failure:
    """An error that a learner's code stopped with.

    Attributes:
        kind: the name of its class.
        message: what it says.
        line: the last line of the learner's on the way to it, or nothing.
        where: the function that raised it, or nothing.
    """

    kind: str
    message: str
    line: str = ""
    where: str = ""


class RemoteError(Exception):
    """A learner's code stopped with an error, over there."""

    def __init__(self, failure: Failure):
        super().__init__(failure.message)
        self.failure = failure


class Channel(Protocol):
    """Takes a request to the other process, and brings its answer.

    Attributes:
        objects: those over there that were given a number.
    """

    objects: dict[int, "Remote"]

    def request(self, message: dict, callbacks: list[Callable]) -> dict:
        """Send a request, and serve the calls of `callbacks` that come back before the answer does."""


class Remote:
    """A function, class or object over there. An object's attributes and methods are those that it has there.

    Attributes:
        is_class: whether it is a class.
    """

    def __init__(self, channel: Channel, target: dict, name: str, is_class: bool = False):
        """Speak of something over there.

        Args:
            channel: the way to it.
            target: what it is called there, {"name": …} or {"handle": …}, perhaps with an "attribute".
            name: for messages.
            is_class: whether calling it makes an object, which stays there.
        """
        self._channel, self._target, self.__name__, self.is_class = channel, target, name, is_class

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it. What it has changed in lists, dictionaries and arrays is changed here too.

        Raises:
            RemoteError: with the error that it stopped with.
        """
        value, after = self.call(arguments, **keywords)
        for one, changed in zip(arguments, after, strict=True):
            if isinstance(one, np.ndarray) and isinstance(changed, np.ndarray) and one.shape == changed.shape:
                one[...] = changed
            elif isinstance(one, list) and isinstance(changed, list):
                one[:] = changed
        return value

    def call(self, arguments: tuple, **keywords: Any) -> tuple[Any, tuple]:
        """Call it. Returns the value, and the arguments as they are afterwards.

        Raises:
            RemoteError: with the error that it stopped with.
        """
        return self._request("call", arguments, keywords=keywords, keep=self.is_class)

    def beside(self, function: Callable, *arguments: Any) -> Any:
        """Run a function of the course over there, with this as its first argument: what it returns is plain data.

        Raises:
            RemoteError: with the error that it stopped with.
        """
        return self._request("beside", arguments, function=[function.__module__, function.__qualname__])[0]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "handle" not in self._target:
            raise AttributeError(name)
        target = {**self._target, "attribute": name}
        answer = self._channel.request({"op": "get", "target": target}, [])
        if answer.get("missing"):
            raise AttributeError(name)
        if answer.get("callable"):
            return Remote(self._channel, target, name)
        return self._read(answer, ())[0]

    def __deepcopy__(self, memo: dict) -> "Remote":
        return self

    def _request(self, op: str, arguments: tuple, **more: Any) -> tuple[Any, tuple]:
        callbacks: list[Callable] = []

        def special(value: Any) -> Any:
            if isinstance(value, Path):
                return _encode_files(value)
            if callable(value) and not hasattr(value, "weights"):  # a network can be called too, and is sent
                callbacks.append(value)
                return {"kind": "callback", "number": len(callbacks) - 1}
            return None

        sent = {"arguments": [encode(one, special) for one in arguments]}
        if more.get("keywords"):
            more["keywords"] = {name: encode(one, special) for name, one in more["keywords"].items()}
        return self._read(self._channel.request({"op": op, "target": self._target, **sent, **more}, callbacks), arguments)

    def _read(self, answer: dict, arguments: tuple) -> tuple[Any, tuple]:
        try:
            if "failure" in answer:
                parts = [str(part)[:LONGEST_MESSAGE] for part in answer["failure"]]
                raise RemoteError(Failure(*(decode(part) for part in parts)))
            after = answer.get("arguments", [])
            changed = [one if data is None else decode(data[0]) for one, data in zip(arguments, after, strict=False)]
            return decode(answer["value"], {"handle": self._object}), (*changed, *arguments[len(changed) :])
        except (WireError, KeyError, TypeError) as error:
            raise RemoteError(Failure("ValueError", f"what it returns can't be handed on: {error}")) from error

    def _object(self, data: dict) -> "Remote":
        """Give the one `Remote` of an object, so that `is` can compare."""
        number = int(data["number"])
        return self._channel.objects.setdefault(number, Remote(self._channel, {"handle": number}, self.__name__))


def beside(answer: Any, function: Callable, *arguments: Any) -> Any:
    """Run a function of the course where the learner's code runs, which it gets as its first argument.

    Args:
        answer: what the learner wrote, here or in another process.
        function: of a module, not of a class or another function. It returns plain data, which is judged here.
        arguments: plain data.
    """
    return answer.beside(function, *arguments) if isinstance(answer, Remote) else function(answer, *arguments)


def is_class(value: Any) -> bool:
    """Whether what a learner wrote is a class, here or in another process."""
    return value.is_class if isinstance(value, Remote) else isinstance(value, type)


def _encode_files(path: Path) -> dict:
    if path.is_dir():
        return {"kind": "folder", "name": path.name, "files": {one.name: encode(one.read_bytes()) for one in path.iterdir()}}
    return {"kind": "folder", "name": None, "files": {path.name: encode(path.read_bytes())}}
