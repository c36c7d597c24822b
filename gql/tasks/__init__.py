"""What this product is about: tasks, who may see which, and what can be asked of them."""
