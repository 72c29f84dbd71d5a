"""From a sentence to a picture: words, vectors, the networks, their losses, and the trained model."""
