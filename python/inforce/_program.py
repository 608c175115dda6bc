"""Finds and calls the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from datetime import date
from pathlib import Path

#: What a day may be given as: a date, or its text ``YYYY-MM-DD``.
Day = date | str

#: What a path may be given as.
Location = str | os.PathLike[str]


class InforceError(Exception):
    """The program ended with an error, and published nothing.

    The text is what the program said: where, what was found, what was expected, and what to do.
    """

    #: The exit code: 1 where the work failed, 2 where the command or the configuration is wrong.
    code: int
    #: The command that was called.
    command: list[str]

    def __init__(self, said: str, code: int, command: Sequence[str]) -> None:
        super().__init__(said)
        self.code = code
        self.command = list(command)


def program() -> str:
    """Returns the path of the program: that of the environment variable ``INFORCE``, else that of this environment, else
    that of the search path."""
    if named := os.environ.get("INFORCE"):
        return named
    name = "inforce" + (sysconfig.get_config_var("EXE") or "")
    for folder in (sysconfig.get_path("scripts"), Path(sys.prefix, "bin")):
        if (path := Path(folder, name)).is_file():
            return str(path)
    if found := shutil.which(name):
        return found
    raise FileNotFoundError("the program inforce is in no folder of this environment; install the package again, or name the program in INFORCE")


def call(*arguments: object, published: bool = False, verdict: bool = False) -> str:
    """Calls the program and returns what it prints.

    ``published``: exit code 3 is no error, because the run is published. ``verdict``: neither is 10, which says that a
    shipment does not fit.
    """
    command = [program(), *(os.fspath(argument) if isinstance(argument, os.PathLike) else str(argument) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    allowed = {0} | ({3} if published else set()) | ({10} if verdict else set())
    if done.returncode not in allowed:
        said = done.stderr.strip().removeprefix("inforce: ")
        raise InforceError(said or f"inforce ended with {done.returncode}", done.returncode, command)
    return done.stdout


def options(**values: object) -> list[str]:
    """Returns options of the command line. What is ``None`` or ``False`` is left out."""
    made: list[str] = []
    for name, value in values.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            made.append(option)
        elif value is not None and value is not False:
            made.append(f"{option}={os.fspath(value) if isinstance(value, os.PathLike) else value}")
    return made
