"""Write every model that the course ships as ONNX beside its Keras file: for the prompt and the browser.

python -m tools.export
"""

from tqdm import tqdm

from shared.model.exported_model import export, export_network
from shared.model.trained_model import TrainedModel, load_network
from shared.paths import DCGAN_GENERATOR, MODELS, SOLUTION_MODEL


def export_all() -> None:
    """Export the generator of the digits, and both networks of each model that draws captions."""
    export_network(load_network(DCGAN_GENERATOR), DCGAN_GENERATOR.with_suffix(".onnx"))
    for folder in tqdm((*MODELS.values(), SOLUTION_MODEL), "models"):
        export(TrainedModel.load(folder), folder)


if __name__ == "__main__":
    export_all()
