"""Answers the requests of a grader inside the kernel that runs a learner's notebook, see `shared.exercises.remote`.

It knows nothing that a learner should not know: it calls, and hands on what comes out.
"""

import importlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shared.exercises.answer import failure_of
from shared.exercises.comparison import kind_of
from shared.exercises.wire import decode, dump, encode, load

MUTABLE = (list, dict, set, np.ndarray, pd.DataFrame, pd.Series)


def serve(names: dict[str, Any], ask: Callable[[str], str]) -> None:
    """Answer requests until the grader has no more.

    Args:
        names: what the notebook has defined.
        ask: hands a message to the grader and brings the next one.
    """
    agent, reply = Agent(names, ask), dump({"ready": True})
    while (request := load(ask(reply)))["op"] != "end":
        try:
            reply = dump(agent.answer(request))
        except (Exception, SystemExit) as error:  # whatever a learner's code does, the grader gets an answer
            failure = failure_of(error)
            reply = dump({"failure": [failure.kind, failure.message[:1000], failure.line, failure.where]})
        if plot := sys.modules.get("matplotlib.pyplot"):
            plot.close("all")  # the kernel would draw each figure that is still open, which takes a second


class Agent:
    """What the notebook has defined, and the objects that were made for the grader."""

    def __init__(self, names: dict[str, Any], ask: Callable[[str], str]):
        self.names, self.ask = names, ask
        self.objects: list[Any] = []

    def answer(self, request: dict) -> dict:
        """Answer a request."""
        return getattr(self, f"_{request['op']}")(request)

    def _name(self, request: dict) -> dict:
        if request["name"] not in self.names:
            return {"missing": True}
        value = self.names[request["name"]]
        if callable(value):
            return {"callable": True, "class": isinstance(value, type)}
        return {"value": encode(value, self._handle), "kind": kind_of(value)}

    def _get(self, request: dict) -> dict:
        try:
            value = self._target(request["target"])
        except AttributeError:
            return {"missing": True}
        return {"callable": True} if callable(value) else {"value": encode(value, self._handle)}

    def _call(self, request: dict) -> dict:
        function, arguments = self._target(request["target"]), self._read(request["arguments"])
        keywords = {name: decode(value) for name, value in request.get("keywords", {}).items()}
        value = function(*arguments, **keywords)
        if request.get("keep"):
            self.objects.append(value)
        after = [[encode(one, self._handle)] if isinstance(one, MUTABLE) else None for one in arguments]
        return {"value": encode(value, self._handle), "arguments": after}

    def _beside(self, request: dict) -> dict:
        module, name = request["function"]
        function = getattr(importlib.import_module(module), name)
        return {"value": encode(function(self._target(request["target"]), *self._read(request["arguments"])), self._handle)}

    def _target(self, target: dict) -> Any:
        value = self.objects[target["handle"]] if "handle" in target else self.names[target["name"]]
        return getattr(value, target["attribute"]) if "attribute" in target else value

    def _handle(self, value: Any) -> dict | None:
        """Name an object that stays here."""
        number = next((number for number, one in enumerate(self.objects) if one is value), None)
        return None if number is None else {"kind": "handle", "number": number}

    def _read(self, arguments: list) -> list:
        return [decode(one, {"callback": self._callback, "folder": _write_files}) for one in arguments]

    def _callback(self, data: dict) -> Callable:
        def called_back(*arguments: Any) -> Any:
            reply = load(self.ask(dump({"callback": data["number"], "arguments": [encode(one) for one in arguments]})))
            if "value" not in reply:
                raise RuntimeError("the call was refused")
            return decode(reply["value"])

        return called_back


def _write_files(data: dict) -> Path:
    folder = Path(tempfile.mkdtemp())
    if data["name"]:
        folder = folder / data["name"]
        folder.mkdir()
    for name, content in data["files"].items():
        (folder / name).write_bytes(decode(content))
    return folder if data["name"] else folder / next(iter(data["files"]))
