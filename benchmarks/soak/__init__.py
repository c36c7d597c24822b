"""`make soak`: a gateway under load and faults; at the end every task and every quota is right."""
