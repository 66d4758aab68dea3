"""The thinking: pure functions and values, standard library only."""
