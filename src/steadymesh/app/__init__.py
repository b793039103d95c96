"""The composition root: the only room that knows every other. Introduces them, runs them, ends them."""
