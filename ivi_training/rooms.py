"""The rooms of an app are found by their folders: adding one touches no list elsewhere."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

HOUSE = Path(__file__).resolve().parent.parent


def load(app: str, layer: str) -> list[str]:
    """Import a layer of every room of an app, each of its modules; names of what was imported.

    Rooms come in the order of the alphabet: nothing may hang on which is first.
    """
    found = []
    for room in _inside(app):
        if layer in _inside(f"{app}.{room}"):
            name = f"{app}.{room}.{layer}"
            found += [name, *(f"{name}.{module}" for module in _inside(name))]
    for name in found:
        import_module(name)
    return found


def find(app: str, module: str) -> list[ModuleType]:
    """Import one module of every room of an app that has it, as in `reports.recounts`."""
    layer, _dot, name = module.rpartition(".")
    return [
        import_module(f"{app}.{room}.{module}")
        for room in _inside(app)
        if name in _inside(f"{app}.{room}.{layer}")
    ]


def _inside(package: str) -> list[str]:
    """The modules and packages in a package, which is not imported for it."""
    folder = HOUSE.joinpath(*package.split("."))
    return [found.name for found in iter_modules([str(folder)])]
