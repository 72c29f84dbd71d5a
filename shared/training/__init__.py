"""From data to a trained model: wrong captions, batches, the two phases, scores on the way, the search for hyperparameters."""
