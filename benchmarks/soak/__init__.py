"""`make soak`: a gateway under load and faults for a while; at the end every task and every quota is right."""
