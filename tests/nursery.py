"""A process that has loaded everything and forks the service, so that it can be killed often.

Run as `python -m tests.nursery`; each line on standard input is a port, answered by the pid of a
service that listens there.
"""

from __future__ import annotations

import os
import signal
import sys

import uvicorn

from api.app import create_app
from api.settings import Settings
from model.classifier import Classifier
from model.policy import load_profiles


def main() -> None:
    classifier, profiles = Classifier.load_default(), load_profiles()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            silence = os.open(os.devnull, os.O_RDWR)
            os.dup2(silence, 0)
            os.dup2(silence, 1)
            app = create_app(Settings(), classifier=classifier, profiles=profiles)
            uvicorn.run(app, port=int(line), log_config=None, access_log=False)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
