"""Several processes, on one machine or many, that train one model together: each takes its share of every batch.

    workers = join(["10.0.0.1:2222", "10.0.0.2:2222"], index=0)      before TensorFlow computes anything
    with workers.strategy.scope():                                   all begin with worker 0's weights
        model = …; model.compile(MeanAdam(…))
    take_step = workers.share(model.train_step)                      from a share of a batch to the losses of the whole

`model.fit` fails under `MultiWorkerMirroredStrategy` (Keras 3), so the loop is our own, `shared.training.loop`.
"""

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf

from shared.base.errors import UserError

LOST = (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.CancelledError, tf.errors.DeadlineExceededError)


@dataclass(frozen=True)
class Workers:
    """The processes that train together, as one of them sees it. By default it is alone.

    Attributes:
        index: which of them this one is; 0 writes the files.
        count: how many there are.
        strategy: their connection; networks and optimizers are built in its scope.
    """

    index: int = 0
    count: int = 1
    strategy: tf.distribute.Strategy = field(default_factory=tf.distribute.get_strategy)

    def share(self, train_step: Callable) -> Callable:
        """Let all workers take a step together.

        Args:
            train_step: from a batch to losses by name, each a mean over the batch.

        Returns:
            a function from this worker's share of a batch to the losses of the whole batch, the same on all workers.
        """

        def step(batch):
            return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, train_step(batch))

        return tf.function(lambda batch: self.strategy.run(step, (batch,)), autograph=False)

    def synchronise(self, network: keras.Model) -> None:
        """Let batch normalisation take its mean and variance over the whole batch, not over each worker's share."""
        for layer in network.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.synchronized = self.count > 1

    def any(self, flag: bool) -> bool:
        """Tell whether it is so for at least one worker. All ask together, and all get the same answer."""
        return self._sum(int(flag)) > 0

    def agree(self, number: int) -> bool:
        """Tell whether all workers have the same number."""
        number_of_first = self._sum(number if self.index == 0 else 0)
        return not self.any(number != number_of_first)

    def of_first(self, array: np.ndarray) -> np.ndarray:
        """Give all workers the first one's array; each has one of that shape."""
        return array if self.count == 1 else self._all_reduce_sum(tf.constant(array if self.index == 0 else 0 * array)).numpy()

    def _sum(self, number: int) -> int:
        return number if self.count == 1 else int(self._all_reduce_sum(tf.constant(number, tf.int64)))

    @cached_property
    def _all_reduce_sum(self) -> Callable:
        def all_reduce(number):
            return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, tf.identity(number))

        return tf.function(lambda number: self.strategy.run(all_reduce, (number,)), autograph=False)

    def check_batch_size(self, size: int, multiple: int = 1) -> None:
        """Make sure that a batch can be shared, each share a multiple of so many pictures.

        Raises:
            UserError: if not.
        """
        if size % (self.count * multiple):
            raise UserError(
                f"A batch of {size} pictures can't be shared out evenly: let its size be a multiple of {self.count * multiple}."
            )


class MeanAdam(keras.optimizers.Adam):
    """Adam on the mean of the workers' gradients, so that they take the step of one process with the whole batch.

    Keras's own Adam takes their sum. And from a word that occurs several times in a batch it gets several gradients: their
    squares it adds up, where it should square their sum. Here each variable has one gradient (Kingma & Ba 2015, Algorithm 1).
    """

    def apply(self, grads, trainable_variables=None):
        """Take a step: see `keras.optimizers.Optimizer.apply`."""
        count = tf.distribute.get_strategy().num_replicas_in_sync
        super().apply([tf.convert_to_tensor(grad) / count for grad in grads], trainable_variables)


def join(addresses: Sequence[str], index: int) -> Workers:
    """Meet the other workers: wait until all have started. Before TensorFlow computes anything in this process.

    Args:
        addresses: "host:port" of each worker, in the same order for all.
        index: which of them this process is, from 0.

    Raises:
        UserError: if one is no address, two are the same, or this worker's is in use.
    """
    for address in addresses:
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
            raise UserError(f"{address!r} is no address of a worker: write HOST:PORT, such as 192.168.0.7:2222.")
    if len(set(addresses)) < len(addresses):
        raise UserError("Two workers have the same address: each needs a port of its own.")
    if not 0 <= index < len(addresses):
        raise UserError(f"There is no worker {index}: the {len(addresses)} workers count from 0.")
    cluster = tf.train.ClusterSpec({"worker": list(addresses)})
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(cluster, task_type="worker", task_id=index, rpc_layer="grpc")
    # While it waits TensorFlow lets no Python run, not even what handles Ctrl-C: let the system end the process.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return Workers(index, len(addresses), tf.distribute.MultiWorkerMirroredStrategy(cluster_resolver=resolver))
    except tf.errors.OpError as error:
        reason = error.message.strip().splitlines()[0]
        raise UserError(f"Worker {index} can't meet the others ({reason}). Is the port of {addresses[index]} in use?") from error
    finally:
        signal.signal(signal.SIGINT, handler)


def read_tf_config(text: str) -> tuple[list[str], int]:
    """Read the workers and which of them this process is from `TF_CONFIG`, as cluster managers set it.

    Args:
        text: JSON such as {"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}, "task": {"type": "worker", "index": 0}}.

    Raises:
        UserError: if it is not of this form.
    """
    try:
        config = json.loads(text)
        addresses, task = config["cluster"]["worker"], config["task"]
        if set(config["cluster"]) == {"worker"} == {task["type"]}:
            return [str(address) for address in addresses], int(task["index"])
    except (ValueError, KeyError, TypeError):
        pass
    raise UserError('TF_CONFIG must be JSON like {"cluster": {"worker": ["HOST:PORT", …]}, "task": {"type": "worker", "index": 0}}.')


@contextmanager
def lost_worker_as_user_error() -> Iterator[None]:
    """Turn what TensorFlow raises when another worker is gone into one sentence.

    It notices at once when the other's connection closes; a worker that hangs it misses after ten seconds.
    """
    try:
        yield
    except LOST as error:
        raise UserError(
            "Another worker has ended or can't be reached, so this one ends too. "
            "Start all of them again with --resume: they go on from the last checkpoint."
        ) from error
