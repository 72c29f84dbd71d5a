"""Tables that learners fill in by hand: a dictionary with an entry for each layer of a network.

The message of a mistake has two parts in `mistakes.md`: which entry is wrong, "conv_1 does not give (24, 24).", and why,
"The channels are missing." The second part is said of every layer for which the mistake's table has what the learner's has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from shared.exercises.answer import Answer
from shared.exercises.comparison import show
from shared.exercises.mistakes import recognise


def call_table(answer: Answer, layers: Iterable[str]) -> Mapping[str, Any]:
    """Call a learner's function that returns a dictionary with an entry for each layer.

    Raises:
        WrongAnswer: if it returns something else.
    """
    table, layers = answer(), list(layers)
    if not isinstance(table, Mapping):
        raise answer.wrong(f'should return a dictionary, {{"{layers[0]}": …}}; yours returns {type(table).__name__}.')
    missing, unknown = [layer for layer in layers if layer not in table], [layer for layer in table if layer not in layers]
    if missing or unknown:
        about = f"what is missing is {', '.join(missing)}" if missing else f"there is no layer {', '.join(map(str, unknown))} to fill in"
        raise answer.wrong(f": the dictionary should have the layers {', '.join(layers)}, and {about}.")
    return table


def is_entry(given: Any, wanted: Any) -> bool:
    """Compare shapes or numbers. A list is as good as a tuple, and 10 as good as (10,)."""
    one, other = (np.atleast_1d(np.array(value, dtype=object)) for value in (given, wanted))
    return np.array_equal(one, other)


def find_reason(answer: Answer, layer: str, given: Any, read: Callable[[Any], Any] = lambda entry: entry) -> str | None:
    """Find the mistake whose table has the same entry for a layer, and say what its message says after the first sentence.

    Args:
        answer: what the learner wrote.
        layer: whose entry is wrong.
        given: the learner's entry, or the part of it that is wrong.
        read: takes that part out of an entry.
    """
    message = recognise(
        answer.mistakes, answer.name, "", answer.names, lambda mistake: read(mistake()[layer]), lambda value: is_entry(given, value)
    )
    return message and message.partition(". ")[2]


def compare_shapes(answer: Answer, wanted: Mapping[str, tuple], rule: Callable[[str], str]) -> Iterator[str]:
    """Compare a table of output shapes with the right one, layer by layer.

    Args:
        answer: what the learner wrote.
        wanted: the output shape of each layer, without the batch.
        rule: what to say of a layer if no mistake explains its entry.
    """
    table = call_table(answer, wanted)
    for layer, shape in wanted.items():
        if not is_entry(table[layer], shape):
            yield f": {layer} does not give {show(table[layer])}. {find_reason(answer, layer, table[layer]) or rule(layer)}"
