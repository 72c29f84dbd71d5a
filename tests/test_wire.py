"""Values as plain data: they come back as they went, and what a stranger forges is refused with one kind of error."""

import json
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras import layers

from shared.exercises.agent import serve
from shared.exercises.answer import Answer, WrongAnswer
from shared.exercises.comparison import difference, kind_of
from shared.exercises.figure_checks import compare_curves
from shared.exercises.remote import Remote, RemoteError, beside, is_class
from shared.exercises.wire import WireError, decode, dump, encode, load


def there_and_back(value):
    return decode(load(dump(encode(value))))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        0.1,
        float("inf"),
        "Grün",
        (1, (2.5, "x"), []),
        [1, [2, [3]]],
        {"a": 1, 2: (3, 4)},
        {1, 2},
        b"bytes",
        Path("a/b"),
        np.arange(6).reshape(2, 3),
        np.zeros((0, 3), "float32"),
        np.array(["Mia", "Zoë"]),
        np.array(2.5),
        np.array([True, False]),
        np.array([1, "a", None], dtype=object),
    ],
    ids=repr,
)
def test_what_is_plain_comes_back_as_it_went(value):
    back = there_and_back(value)
    assert type(back) is type(value) or isinstance(value, Path)
    if isinstance(value, np.ndarray):
        assert back.dtype.kind == value.dtype.kind and back.shape == value.shape and np.array_equal(back, value)
        back[...] = value  # it can be written to
    else:
        assert back == value


def test_single_numbers_keep_their_type():
    assert type(there_and_back(np.float32(0.5))) is np.float32 and type(there_and_back(np.int64(3))) is np.int64


def test_tables_come_back_with_names_and_rows():
    table = pd.DataFrame({"day": ["Mon", "Tue"], "celsius": [1.5, np.nan]}, index=[5, 6])
    back = there_and_back(table)
    assert difference(back, table) is None and list(back.index) == [5, 6] and list(back.columns) == ["day", "celsius"]
    series = there_and_back(table["celsius"])
    assert dict(series.dropna()) == {5: 1.5} and series.name == "celsius"
    assert there_and_back(pd.DataFrame({"a": pd.cut([1, 6], [0, 2, 7], labels=["s", "l"])})).astype(str)["a"].tolist() == ["s", "l"]


def test_a_figure_comes_back_as_one_that_the_checks_can_read():
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], [3.0, 2.0, 1.0], label="training")
    axes.plot([1, 2, 3], [4.0, 3.0, 3.5], label="validation")
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    axes.legend()
    back = there_and_back(figure).axes[0]
    plt.close(figure)
    curves = {"training": ([1, 2, 3], [3, 2, 1]), "validation": ([1, 2, 3], [4, 3, 3.5])}
    assert list(compare_curves(back, curves, "epoch", "loss")) == [] and back.get_yscale() == "log"


def test_a_picture_comes_back_with_its_scale():
    """A scale that is far too wide makes a picture black, and a check must see that."""
    figure, axes = plt.subplots()
    axes.imshow(np.eye(3), vmin=0, vmax=255)
    picture = there_and_back(figure).axes[0].images[0]
    plt.close(figure)
    assert picture.get_clim() == (0, 255) and (np.asarray(picture.get_array()) == np.eye(3)).all()


def test_points_of_a_plot_come_back_without_a_line():
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4], "o")
    axes.plot([1, 2], [3, 4], "o--")
    back = there_and_back(figure).axes[0]
    plt.close(figure)
    assert [line.get_linestyle() for line in back.get_lines()] == ["None", "--"]


def test_a_network_comes_back_with_its_weights_and_a_tensor_with_its_numbers():
    start = keras.Input((3,))
    network = keras.Model(start, layers.Dense(2, activation="tanh")(start))
    rows = np.random.default_rng(1).normal(size=(4, 3))
    assert np.allclose(there_and_back(network)(rows), network(rows))
    assert there_and_back(tf.constant([1.0, 2.0])).numpy().tolist() == [1.0, 2.0]


def test_a_network_with_code_is_not_opened():
    start = keras.Input((3,))
    with pytest.raises(WireError, match="not Keras's own"):
        there_and_back(keras.Model(start, layers.Lambda(lambda x: 2 * x)(start)))


class Odd:
    def __eq__(self, other):
        return True

    def __repr__(self):
        raise ValueError


def test_of_what_is_not_plain_only_the_name_comes_back():
    back = there_and_back(Odd())
    assert kind_of(back) == "an Odd" and back != Odd and not isinstance(back, Odd)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "nothing of ours"},
        {"kind": "array", "type": "|O", "shape": [1], "data": ""},
        {"kind": "array", "type": "<f8", "shape": [10**9], "data": ""},
        {"kind": "array", "type": "<f8", "shape": [-1, 2], "data": "AAAA"},
        {"kind": "array", "type": "V8", "shape": [1], "data": "AAAAAAAAAAA="},
        {"kind": "network", "data": "AAAA"},
        {"kind": "set", "items": [[]]},
        {"kind": "dict", "items": [[1]]},
        {"kind": "figure", "axes": [{}]},
        {"kind": "table", "columns": [[1], [1, 2]], "names": [1], "index": []},
        {"kind": "words", "content": {"kind": "dict", "items": []}},
    ],
    ids=str,
)
def test_what_is_forged_is_refused(data):
    with pytest.raises(WireError):
        decode(data)


@pytest.mark.parametrize("text", ["[", "[" * 100_000, "[[" * 50 + "]]" * 50, json.dumps([[[]] * 1000] * 1001)])
def test_a_message_beyond_the_limits_is_refused(text):
    with pytest.raises(WireError):
        load(text)


@pytest.mark.parametrize("value", [[[]] * 3, "x"])
def test_what_is_nested_too_deeply_is_not_sent(value):
    for _ in range(30):
        value = [value]
    with pytest.raises(WireError):
        encode(value)


# Both ends in one process.


class Loop:
    """A channel to an agent that is a coroutine, in this process: threads take turns."""

    def __init__(self, names):
        import queue
        import threading

        self.objects, self.there, self.back = {}, queue.Queue(), queue.Queue()

        def ask(message):
            self.back.put(message)
            return self.there.get()

        threading.Thread(target=serve, args=(names, ask), daemon=True).start()
        self.back.get()

    def request(self, message, callbacks):
        self.there.put(dump(message))
        while "callback" in (answer := load(self.back.get())):
            value = callbacks[answer["callback"]](*decode(answer["arguments"]))
            self.there.put(dump({"value": encode(value)}))
        return answer

    def remote(self, name):
        answer = self.request({"op": "name", "name": name}, [])
        return Remote(self, {"name": name}, name, bool(answer.get("class")))


def double(number):
    return 2 * number


def clear(rows):
    rows[:] = 0
    return 1


def search(score, trials):
    return max(score(trial) for trial in range(trials))


def read_first(path):
    return path.read_text(encoding="utf-8")


class Regressor:
    def __init__(self, rate=1.0):
        self.rate = rate

    def fit(self, X):
        self.coef_ = X.sum(axis=0)
        return self


def broken(number):
    return number / 0


@pytest.fixture
def channel():
    names = {"double": double, "clear": clear, "search": search, "read": read_first, "Regressor": Regressor, "broken": broken, "seven": 7}
    loop = Loop(names)
    yield loop
    loop.there.put(dump({"op": "end"}))


def test_a_function_is_called_over_there(channel):
    assert Answer("double", channel.remote("double"))(21) == 42
    assert channel.request({"op": "name", "name": "missing"}, []) == {"missing": True}
    assert channel.request({"op": "name", "name": "seven"}, [])["value"] == 7


def test_what_a_function_changes_is_seen_here(channel):
    with pytest.raises(WrongAnswer, match="changes what it is given"):
        Answer("clear", channel.remote("clear"))(np.ones(3))
    rows = np.ones(3)
    channel.remote("clear")(rows)
    assert rows.tolist() == [0, 0, 0]


def test_a_function_of_ours_is_called_back(channel):
    seen = []
    assert channel.remote("search")(lambda trial: seen.append(trial) or -trial, 3) == 0 and seen == [0, 1, 2]


def test_a_file_goes_over(channel, tmp_path):
    path = tmp_path / "text.csv"
    path.write_text("a,b", encoding="utf-8")
    assert channel.remote("read")(path) == "a,b"


def test_an_object_stays_there_and_is_read(channel):
    kind = channel.remote("Regressor")
    assert is_class(kind) and is_class(Regressor) and not is_class(channel.remote("double"))
    model = kind(rate=0.5)
    assert model.rate == 0.5 and not hasattr(model, "coef_")
    assert model.fit(np.ones((3, 2))) is model and model.coef_.tolist() == [3, 3]


def test_an_error_over_there_is_described_as_one_here(channel):
    with pytest.raises(WrongAnswer, match=r"broken\(1\) stops.* with ZeroDivisionError: division by zero") as said:
        Answer("broken", channel.remote("broken"))(1)
    with pytest.raises(RemoteError):
        channel.remote("broken")(1)
    with pytest.raises(WrongAnswer) as here:
        Answer("broken", broken)(1)
    assert str(here.value).partition(" with ")[2] == str(said.value).partition(" with ")[2]


def call_twice(function, number):
    return function(function(number))


def test_a_function_of_ours_runs_beside_the_learners_code(channel):
    assert beside(channel.remote("double"), call_twice, 3) == beside(double, call_twice, 3) == 12
