"""How fast is a training step, and how much memory does it take? Three precisions in one run.

    python benchmarks/train_step.py

Each precision runs in a process of its own, for its peak memory; each is warmed up before it is timed. The
figures of the three are to be compared with each other, not with those of another machine.
"""

import argparse
import subprocess
import sys
import time

import shared  # noqa: F401  TensorFlow starts quietly

PRECISIONS = ("float32", "automatic_bfloat16", "mixed_bfloat16")
WARM_UP, STEPS = 20, 150


def peak_memory() -> float:
    """The most memory that this process has held, in GB."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 2**30
    import resource

    unit = 1 if sys.platform == "darwin" else 2**10  # of ru_maxrss, in bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def measure(precision: str) -> None:
    """Print pictures a second of the game's step, and the peak memory of this process."""
    import keras
    import numpy as np

    from shared.base.precision import use_automatic_bfloat16
    from shared.model.discriminator import make_discriminator
    from shared.model.generator import LATENT_DIM, make_generator
    from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
    from shared.model.sentence_encoder import SENTENCE_DIM
    from shared.model.text2image_gan import TextToImageGAN

    batch_size = Hyperparameters.batch_size
    if precision == "automatic_bfloat16":
        use_automatic_bfloat16()
    elif precision == "mixed_bfloat16":
        keras.config.set_dtype_policy("mixed_bfloat16")
    gan = TextToImageGAN(make_generator(IMAGE_SIZE, SENTENCE_DIM), make_discriminator(IMAGE_SIZE, SENTENCE_DIM))
    learning_rates = Hyperparameters.generator_learning_rate, Hyperparameters.discriminator_learning_rate
    gan.compile(*(keras.optimizers.Adam(learning_rate) for learning_rate in learning_rates))
    rng = np.random.default_rng(0)

    class SameBatch(keras.utils.PyDataset):
        batch = tuple(
            rng.standard_normal(shape).astype(np.float32)
            for shape in ((batch_size, IMAGE_SIZE, IMAGE_SIZE, 3), (batch_size, 13, SENTENCE_DIM), (2, batch_size, LATENT_DIM))
        )

        def __init__(self, steps: int):
            super().__init__()
            self.steps = steps

        def __len__(self) -> int:
            return self.steps

        def __getitem__(self, index: int):
            return self.batch

    gan.fit(SameBatch(WARM_UP), verbose=0)
    started = time.perf_counter()
    gan.fit(SameBatch(STEPS), verbose=0)
    speed = STEPS * batch_size / (time.perf_counter() - started)
    print(f"{precision:20} {speed:8.0f} pictures/s {peak_memory():8.2f} GB peak", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--precision", choices=PRECISIONS, help="only this one, in this process")
    chosen = parser.parse_args().precision
    if chosen:
        measure(chosen)
    else:
        for precision in PRECISIONS:
            subprocess.run([sys.executable, __file__, "--precision", precision], check=True)
