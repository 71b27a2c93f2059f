"""No module imports itself by way of others: imports for hints of types, inside functions and of packages counted.

Whoever imports a module of a package imports the package's own ``__init__`` too, and what that imports.

The contracts in pyproject.toml keep the direction of imports between layers; this test finds rings inside of them.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import sponge

ROOT = Path(sponge.__file__).parent


def modules_of(root: Path) -> dict[str, Path]:
    """Dotted name -> file of every module of a package."""
    found = {}
    for path in root.rglob("*.py"):
        parts = [root.name, *path.relative_to(root).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of the package that a file imports, wherever in it the statement stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else node.module for name in names}
    return found & set(modules)


def packages_of(name: str) -> set[str]:
    """The packages that a module lies in: all are imported with it."""
    parts = name.split(".")
    return {".".join(parts[:k]) for k in range(1, len(parts))}


def ring_in(root: Path) -> list[str]:
    """The modules of one ring, each importing the next and the last the first; empty where there is none."""
    modules = modules_of(root)
    left = {name: imports_of(path, modules) for name, path in modules.items()}
    for name, needs in left.items():
        needs |= set().union(*map(packages_of, needs)) - packages_of(name) - {name}
    while free := [name for name, needs in left.items() if not needs & set(left)]:
        for name in free:
            del left[name]
    if not left:
        return []
    walk = [min(left)]
    while walk[-1] not in walk[:-1]:
        walk.append(min(left[walk[-1]] & set(left)))
    return walk[walk.index(walk[-1]) :]


def test_no_module_imports_itself_by_way_of_others():
    ring = ring_in(ROOT)
    assert not ring, "a ring of imports: " + " -> ".join(ring)


def test_a_ring_is_found_however_it_is_hidden(tmp_path):
    package = tmp_path / "house"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("from house import b\n")
    (package / "b.py").write_text("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.c import C\n")
    (package / "c.py").write_text("class C:\n    def make(self):\n        import house.b\n")
    assert ring_in(package) == ["house.b", "house.c", "house.b"]
    (package / "c.py").write_text("class C: ...\n")
    assert ring_in(package) == []


def test_a_ring_by_way_of_a_package_is_found(tmp_path):
    """``a`` needs a module of the package ``rules`` that needs nothing; but the package itself needs ``a``."""
    package = tmp_path / "house"
    (package / "rules").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("from house.rules.words import WORDS\n")
    (package / "rules" / "words.py").write_text("WORDS = ()\n")
    (package / "rules" / "__init__.py").write_text("from house.a import WORDS\n")
    assert ring_in(package) == ["house.a", "house.rules", "house.a"]
    (package / "rules" / "__init__.py").write_text("")
    assert ring_in(package) == []


def test_the_command_line_starts_without_what_is_slow_to_import():
    code = "import sys, sponge.cli.main; print(*{'numba', 'numpy', 'pydantic', 'xarray', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
