"""Folders as they are handed over."""
from _tricks import folder, trick


@trick("folder-plain", "project")
def plain():
    return folder([("README.md", b"# Hello\n"), ("src/main.py", b"print('hello')\n")])


@trick("folder-cut", "project")
def cut():
    return folder([("README.md", b"# Hello\n")])[:-3]
