"""How a learning rate goes over a training."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("text2image")
class ConstantThenLinear(keras.optimizers.schedules.LearningRateSchedule):
    """Constant in the first half of the steps, then falling to 0 on a straight line: large steps first, precise ones last."""

    def __init__(self, initial_learning_rate: float, steps: int):
        """Plan for so many steps."""
        self.initial_learning_rate, self.steps = initial_learning_rate, steps

    def __call__(self, step):
        """Give the rate at a step, counted from 0."""
        return self.initial_learning_rate * ops.clip(2 * (1 - ops.cast(step, "float32") / self.steps), 0, 1)

    def get_config(self) -> dict:
        return {"initial_learning_rate": self.initial_learning_rate, "steps": self.steps}
