"""`text2image` as the tests run it in a process of its own: says on standard output each batch that it makes.

It learns no English word vectors, which take ten seconds; it computes in float32, in which workers agree to six digits;
and each look at the clock takes it a second, so that every step is kept.
"""

from itertools import count

from shared.base import precision
from shared.cli import main
from shared.model import word_vectors
from shared.training import loop
from shared.training.batches import Batches

make_batch = Batches.__getitem__


def make_and_tell(batches, number):
    print("batch", flush=True)
    return make_batch(batches, number)


word_vectors.english_sentences = list
precision.use_automatic_bfloat16 = lambda: None
loop.monotonic = count().__next__
Batches.__getitem__ = make_and_tell
main()
