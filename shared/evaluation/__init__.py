"""The proof: judges, distances, intervals, and the table of all scores."""
