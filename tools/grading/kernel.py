"""A kernel that runs a stranger's cells and answers the grader's requests, within its limits.

Whatever comes from it is taken for data of a limited size, and for nothing else.
"""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import zmq
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_output

from shared.exercises.remote import Remote
from shared.exercises.wire import MOST_BYTES, WireError, decode, dump, encode, load
from tools.grading.limits import Limits

MOST_OUTPUTS = 200  # of a cell; what comes then is dropped
WAITING = 20  # messages of a kernel that wait; more of them wait over there
PRELOAD = "import sys; sys.path.insert(0, sys.path.pop(sys.path.index({course!r}))) if {course!r} in sys.path else None; import shared.exercises.agent; del sys"
END = dump({"op": "end"})
SERVE = '__import__("shared.exercises.agent", fromlist=["serve"]).serve(get_ipython().user_ns, get_ipython().kernel.raw_input)'


class KernelStopped(BaseException):
    """No more can be run. Like Ctrl-C, it passes through whatever catches errors. The message says why, to a learner."""


class TooSlow(BaseException):
    """A cell or a test took longer than it may, and was interrupted."""


@dataclass
class Outputs:
    """What a cell has shown, as much of it as is kept."""

    room: int
    kept: list[dict] = field(default_factory=list)
    clear: bool = False

    def add(self, kind: str, content: dict) -> None:
        """Take an output as a kernel sends it."""
        if kind == "clear_output":
            if content.get("wait"):
                self.clear = True
            else:
                self.kept.clear()
            return
        if self.clear:
            self.kept.clear()
            self.clear = False
        if kind == "stream":
            text, name = str(content["text"])[: max(0, self.room)], "stderr" if content.get("name") == "stderr" else "stdout"
            self.room -= len(text)
            if self.kept and self.kept[-1]["output_type"] == "stream" and self.kept[-1]["name"] == name:
                self.kept[-1]["text"] += text
            elif text and len(self.kept) < MOST_OUTPUTS:
                self.kept.append(new_output("stream", name=name, text=text))
        elif kind in ("display_data", "execute_result"):
            data = {str(mime): value for mime, value in dict(content["data"]).items() if isinstance(value, str)}
            size = sum(map(len, data.values()))
            if size <= self.room and len(self.kept) < MOST_OUTPUTS:
                self.room -= size
                self.kept.append(new_output("display_data", data=data))
        elif kind == "error":
            message = f"{content['ename']}: {content['evalue']}"[:2000]
            self.kept.append(new_output("error", ename=str(content["ename"])[:100], evalue=message, traceback=[message]))


class Kernel:
    """A kernel that was started."""

    def __init__(self, manager: KernelManager, how: dict, limits: Limits, folder: Path, course: str):
        """Start it.

        Raises:
            KernelStopped: if it does not start.
        """
        self.manager, self.limits, self.folder = manager, limits, folder
        self.context = zmq.Context()
        self.context.setsockopt(zmq.MAXMSGSIZE, 2 * MOST_BYTES)
        self.context.setsockopt(zmq.RCVHWM, WAITING)
        self.context.setsockopt(zmq.LINGER, 0)
        self.room = limits.output_characters
        try:
            manager.start_kernel(**how)
            self.client = manager.client(context=self.context)
            self.client.start_channels(hb=False)
            self.poller = zmq.Poller()
            for channel in self.channels():
                self.poller.register(channel.socket, zmq.POLLIN)
            self._wait_for_welcome()
            self.run(PRELOAD.format(course=course), limits.start_seconds)
        except (RuntimeError, KernelStopped, TooSlow) as error:
            self.close()
            raise KernelStopped("Python did not start for this notebook. Hand it in again, or tell your instructor.") from error
        except BaseException:
            self.close()
            raise

    def _wait_for_welcome(self) -> None:
        """Wait for the first message of the kernel: it sends one as soon as it is heard. (`wait_for_ready` sleeps 0.2 s more.)"""
        deadline = monotonic() + self.limits.start_seconds
        while not self.client.iopub_channel.socket.poll(100):
            if monotonic() > deadline or not self.manager.is_alive():
                raise RuntimeError("the kernel is silent")

    def channels(self) -> tuple:
        return self.client.iopub_channel, self.client.stdin_channel, self.client.shell_channel

    def close(self) -> None:
        """End the kernel, and with it all that it has started."""
        with contextlib.suppress(Exception):
            self.client.stop_channels()
        with contextlib.suppress(Exception):
            self.manager.shutdown_kernel(now=True)
        with contextlib.suppress(Exception):
            self.context.destroy(linger=0)

    def run(self, code: str, seconds: float) -> list[dict]:
        """Run a cell. Returns its outputs.

        Raises:
            KernelStopped: if Python ended, or can't be interrupted.
            TooSlow: if it took longer; its outputs so far are the exception's argument.
        """
        outputs = Outputs(self.room)
        request = self.client.execute(code, allow_stdin=False, stop_on_error=False)
        try:
            self._wait(request, seconds, outputs, until_idle=True)
        except TooSlow:
            raise TooSlow(outputs.kept) from None
        finally:
            self.room = outputs.room
        return outputs.kept

    def _wait(self, request: str, seconds: float, outputs: Outputs, until_idle: bool = False) -> str | None:
        """Wait for the end of a request, or for a question. Returns the question, None at the end."""
        deadline, interrupted, replied, idle = monotonic() + seconds, False, False, not until_idle
        while not (replied and idle):
            if monotonic() > deadline:
                if replied:
                    break  # some of the output is lost
                if interrupted:
                    raise KernelStopped("A cell of the notebook did not end, even when it was interrupted.")
                self.manager.interrupt_kernel()
                interrupted, deadline = True, monotonic() + self.limits.output_seconds
            ready = dict(self.poller.poll(100))
            if not ready and not self.manager.is_alive():
                raise KernelStopped("Python ended in the middle of the notebook (`exit()`, or too little memory).")
            if len(os.listdir(self.folder / "run")) > 12:
                raise KernelStopped("The notebook writes where it may not.")
            for channel in self.channels():
                message = self._read(channel) if channel.socket in ready else None
                if not message or message.get("parent_header", {}).get("msg_id") != request:
                    continue
                kind, content = message["msg_type"], message["content"]
                if kind == "input_request":
                    if not interrupted:
                        return str(content.get("prompt", ""))
                    self.client.input(END)  # the learner's code was interrupted and went on: it is asked no more
                elif kind == "execute_reply":
                    replied = True
                    deadline = min(deadline, monotonic() + self.limits.output_seconds)
                elif kind == "status" and content.get("execution_state") == "idle":
                    idle = True
                else:
                    with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
                        outputs.add(kind, content)
        if interrupted:
            raise TooSlow
        return None

    def _read(self, channel: Any) -> dict | None:
        try:
            return channel.get_msg(timeout=0)
        except Exception:  # a forged message may be anything
            return None


class Agent:
    """The way to the agent in a kernel, `shared.exercises.agent`, open during one test.

    Attributes:
        ended: whether the agent has ended before it was told to.
    """

    def __init__(self, kernel: Kernel, seconds: float):
        """Open it. All requests together may take some seconds."""
        self.kernel, self.outputs = kernel, Outputs(kernel.room)
        self.deadline = monotonic() + seconds
        self.objects: dict[int, Remote] = {}
        self.ended = False
        self.execution = kernel.client.execute(SERVE, allow_stdin=True, store_history=False, stop_on_error=False)
        self._wait()

    def _wait(self) -> dict:
        try:
            prompt = self.kernel._wait(self.execution, max(0.1, self.deadline - monotonic()), self.outputs)
        except TooSlow:
            self.ended = True
            raise
        if prompt is None:
            self.ended = True
            raise KernelStopped("The notebook has changed its own Python so that it can't be tested.")
        return load(prompt)

    def request(self, message: dict, callbacks: list[Callable]) -> dict:
        """Send a request, and serve the calls of `callbacks` that come back before the answer does."""
        self.kernel.client.input(dump(message))
        while True:
            answer = self._wait()
            if not isinstance(answer, dict):
                raise WireError("it is no answer")
            if "callback" not in answer:
                return answer
            try:
                value = callbacks[int(answer["callback"])](*decode(answer["arguments"]))
            except Exception:
                self.kernel.client.input(dump({}))
                self._wait()
                raise
            self.kernel.client.input(dump({"value": encode(value)}))

    def close(self) -> None:
        """Close it.

        Raises:
            KernelStopped: if the agent does not end.
        """
        try:
            if self.ended:
                return
            for _ in range(MOST_OUTPUTS):  # a learner's code may go on asking
                self.kernel.client.input(END)
                if self.kernel._wait(self.execution, self.kernel.limits.output_seconds, self.outputs) is None:
                    return
            raise KernelStopped("The notebook has changed its own Python so that it can't be tested.")
        finally:
            self.kernel.room = self.outputs.room
