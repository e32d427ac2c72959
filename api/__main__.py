"""python -m api: run and keep the service."""

from api.commands import app

if __name__ == "__main__":
    app()
