"""What forwarding costs: pictures beside nginx, thumbnails, and GraphQL beside a slow upstream."""
