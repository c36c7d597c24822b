"""`python -m gql` and the command `mj-gateway`."""

from gql.cli import app


def main() -> None:
    """Run the command line."""
    app(prog_name="mj-gateway")


if __name__ == "__main__":
    main()
