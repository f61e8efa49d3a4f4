"""What may import what, and that both names mean this repository."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import models
import pipelines

ROOT = Path(__file__).parent.parent
MODELS = sorted((ROOT / "models").rglob("*.py"))
PIPELINES = sorted((ROOT / "pipelines").rglob("*.py"))
# What the steps stand on: these import nothing of pipelines/ but one another.
GROUND = {
    "actors",
    "article_files",
    "boilerplate",
    "config",
    "cost",
    "gates",
    "gold",
    "outputs",
    "progress",
    "quarantine",
    "reading",
    "rows",
    "store",
}
STEPS = {"train", "label", "read"}
HEAVY = {
    "torch",
    "sklearn",
    "mlflow",
    "umap",
    "hdbscan",
    "pandas",
    "scipy",
    "transformers",
    "yaml",
    "pydantic",
    "pipelines",
}


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or later, relative names made absolute."""
    package = module(path).split(".") if path.name == "__init__.py" else module(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            above = package[: len(package) - node.level + 1]
            yield from (
                ".".join([*above, name]) for name in ([node.module] if node.module else [a.name for a in node.names])
            )
        elif isinstance(node, ast.ImportFrom) and node.module == "pipelines":
            yield from (f"pipelines.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def part(name: str) -> str:
    """The second name of a dotted path: `reading` of `pipelines.reading.dates`."""
    return (name.split(".") + [""])[1]


def test_both_names_are_this_repository() -> None:
    assert Path(str(models.__file__)).parent == ROOT / "models"
    assert Path(str(pipelines.__file__)).parent == ROOT / "pipelines"


@pytest.mark.parametrize("path", MODELS, ids=module)
def test_models_import_neither_pipelines_nor_what_only_training_needs(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}

    assert not roots & {"pipelines", "mlflow", "yaml", "umap", "hdbscan", "pydantic"}


@pytest.mark.parametrize("path", MODELS, ids=module)
def test_models_import_one_another_relatively(path: Path) -> None:
    """So that a copy of the folder works under any name, as MLflow needs it."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))

    assert not [
        node
        for node in tree
        if isinstance(node, ast.ImportFrom) and not node.level and str(node.module).split(".")[0] == "models"
    ]
    assert "models" not in {name for name in imported(path) if "." not in name}


@pytest.mark.parametrize("package", [MODELS, PIPELINES], ids=["models", "pipelines"])
def test_imports_run_one_way(package: list[Path]) -> None:
    """No module reaches itself through others; `static_order` raises CycleError if one does."""
    names = {module(path) for path in package}
    graph = {
        module(path): {name for name in imported(path) if name in names and name != module(path)} for path in package
    }

    assert set(TopologicalSorter(graph).static_order()) == names


@pytest.mark.parametrize("path", [p for p in PIPELINES if part(module(p)) in GROUND], ids=module)
def test_the_ground_knows_nothing_of_the_steps(path: Path) -> None:
    assert {part(name) for name in imported(path) if name.startswith("pipelines.")} <= GROUND


def test_steps_are_called_by_the_command_line_alone() -> None:
    """The summary of a step's result may name its type."""
    users = {
        module(path)
        for path in PIPELINES
        if {part(name) for name in imported(path) if name.startswith("pipelines.")} & STEPS
    }

    assert users <= {"pipelines.__main__", "pipelines.report.summary"}
    assert not [path for path in PIPELINES if "pipelines.__main__" in imported(path)]


def test_one_package_knows_mlflow() -> None:
    users = {module(path) for path in MODELS + PIPELINES if "mlflow" in {name.split(".")[0] for name in imported(path)}}

    assert users
    assert all(name.startswith("pipelines.tracking") for name in users)


@pytest.mark.parametrize("name", ["models.bundle", "models.bundle_files", "models.serving", "pipelines.__main__"])
def test_importing_what_labelling_needs_loads_nothing_heavy(name: str) -> None:
    code = f"import {name}, sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert not set(done.stdout.split()) & (HEAVY - {name.split(".")[0]})
