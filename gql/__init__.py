"""mj-gateway: the GraphQL and REST gateway for Midjourney image-generation tasks of new-api."""

__version__ = "0.1.0"
