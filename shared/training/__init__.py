"""From data to a trained model: families, batches, the two phases, scores on the way, the search for hyperparameters."""
