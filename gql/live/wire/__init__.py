"""How a gateway tells the others at once that there is something new in the update log."""
