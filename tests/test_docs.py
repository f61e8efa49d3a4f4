"""What the documents name exists: links, commands, config keys, metrics, test files, numbers of the sample corpus."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.news import KINDS
from pipelines.__main__ import main
from pipelines.config import TrainConfig
from pipelines.reading.results import CAUSES, REASONS, Tally

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(path for folder in (".", "docs", "seeds") for path in (ROOT / folder).glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
METRIC = re.compile(r"(?:reading|themes|stance|voices|cost)\.[\w<>]+")
DOTTED = re.compile(r"(?:encoder|reading|themes|stance|voices|cost)\.[\w<>]+")
FILES = (".py", ".md", ".html", ".json", ".yaml")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(ROOT / "seeds" / "labels.jsonl").splitlines()]


def code_in(text: str) -> list[str]:
    return [block or line for block, line in CODE.findall(text)]


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", read(document), re.MULTILINE)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
class TestEveryDocument:
    def test_links_within_the_project_lead_somewhere(self, document: Path) -> None:
        """A relative link names a file or folder that exists, and its anchor a heading in it."""
        text = re.sub(CODE, "", read(document))
        for link in LINK.findall(text):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (document.parent / path).resolve() if path else document
            assert target.exists(), link
            assert target.is_relative_to(ROOT), link
            assert not anchor or anchor in anchors(target), link

    def test_make_targets_exist(self, document: Path) -> None:
        """`make x` in code names a target of the Makefile."""
        targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
        named = {
            name
            for code in code_in(read(document))
            for name in re.findall(r"^(?:\$ )?make ([a-z-]+)", code, re.MULTILINE)
        }
        assert named <= targets

    def test_subcommands_exist(self, document: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """`parley x` at the start of code names a subcommand."""
        for code in code_in(read(document)):
            for name in re.findall(r"^(?:\$ )?parley ([a-z]+)", code, re.MULTILINE):
                with pytest.raises(SystemExit) as ended:
                    main([name, "--help"])
                assert ended.value.code == 0, capsys.readouterr().err

    def test_config_keys_and_metrics_exist(self, document: Path) -> None:
        """`themes.x` in code is a parameter of a run, or a part of the config, or a metric with whatever stands for `<x>`."""
        params = set(TrainConfig().params())
        parts = {name.rsplit(".", 1)[0] for name in params}
        known = [re.escape(name).replace("<>", r"[\w<>]+") for name in params | parts | logged()]
        for name in code_in(read(document)):
            if DOTTED.fullmatch(name) and not name.endswith(FILES):
                assert any(re.fullmatch(pattern, name) for pattern in known), name

    def test_test_files_exist(self, document: Path) -> None:
        """A test file named in code is there."""
        for code in code_in(read(document)):
            for name in re.findall(r"\btest_\w+\.py\b", code):
                assert (ROOT / "tests" / name).is_file(), name


def test_yaml_examples_are_configs() -> None:
    """A YAML block that shows a config has only keys that a config has."""
    for document in DOCUMENTS:
        for block in re.findall(r"```yaml\n(.*?)```", read(document), re.DOTALL):
            values = yaml.safe_load(block)
            if isinstance(values, dict):
                TrainConfig.model_validate_json(json.dumps(values))


def test_the_metrics_document_lists_what_a_run_logs() -> None:
    """The names in docs/mlflow.md's table are those that the code builds, no more and no fewer."""
    text = read(ROOT / "docs" / "mlflow.md")
    table = text.split("\n## Metrics\n")[1].split("\n## ")[0]
    listed = [_blank(name) for name in re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)]
    assert sorted(listed) == sorted(logged())


def test_the_report_files_in_the_metrics_document_are_written() -> None:
    """Each artifact named in docs/mlflow.md stands in the code that writes artifacts, and the other way round."""
    text = read(ROOT / "docs" / "mlflow.md")
    table = text.split("(folder `report`)")[1].split("\n\n")[1]
    listed = {
        name for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    source = read(ROOT / "pipelines" / "record.py")
    assert listed == set(re.findall(r'folder / "([\w.]+)"', source))


def test_the_tags_in_the_metrics_document_are_set() -> None:
    """Each `parley.…` tag of a run stands in docs/mlflow.md, and no other."""
    table = read(ROOT / "docs" / "mlflow.md").split("**Tags:**")[1].split("**Artifacts**")[0]
    source = read(ROOT / "pipelines" / "train.py")
    assert set(re.findall(r"`(parley\.\w+)`", table)) == set(re.findall(r'"(parley\.\w+)":', source))


def test_the_sample_corpus_is_counted_right() -> None:
    """The tables of seeds/README.md hold the numbers of the label file."""
    text = read(ROOT / "seeds" / "README.md")
    rows = labels()
    pairs = Counter((stance["target"], stance["stance"]) for row in rows for stance in row["stances"])
    for target in sorted({target for target, _ in pairs}):
        favor, against, neutral = (pairs[target, stance] for stance in ("favor", "against", "neutral"))
        assert f"| `{target}` | {favor + against + neutral} | {favor} | {against} | {neutral} |" in text
    for theme in sorted({row["theme"] for row in rows}):
        own = [row["source"] for row in rows if row["theme"] == theme]
        assert f"| {theme} | {len(own)} | {len(set(own))} |" in text
    assert f"{pairs.total():,} pairs" in text
    assert f"{len(rows)} paragraphs" in text
    assert f"{len({row['source'] for row in rows})} articles" in text


def test_quotations_in_the_codebook_stand_in_the_corpus() -> None:
    """A quoted paragraph is that of the label file, and every paragraph referred to exists."""
    text = read(ROOT / "docs" / "codebook.md")
    rows = labels()
    by_name = {f"{row['source'].removesuffix('.txt')}#{row['paragraph']}": row["text"] for row in rows}
    assert set(re.findall(r"`([\w-]+#\d+)`", text)) <= set(by_name)
    quoted = " ".join(line[2:] for line in text.splitlines() if line.startswith("> "))
    found = re.findall(r"(.*?) \(`([\w-]+#\d+)`\)\s*", quoted)
    assert found
    assert [(name, passage) for passage, name in found] == [(name, by_name[name]) for _, name in found]


def logged() -> set[str]:
    """Metric names that the code builds, each variable part blanked to `<>`."""
    folder = ROOT / "pipelines"
    written = {name for file in folder.glob("*.py") for name in _keys(ast.parse(read(file)))}
    counts = Tally().counts().as_metrics()
    parts = {"paragraphs": KINDS, "dropped": REASONS, "quarantined": CAUSES}
    by_part = {f"{part}_{name.replace(' ', '_')}": part for part, names in parts.items() for name in names}
    read_ones = {f"reading.{by_part[name]}_<>" if name in by_part else f"reading.{name}" for name in counts}
    return {name for name in written if METRIC.fullmatch(name)} - {"reading.<>"} | read_ones


def _keys(tree: ast.AST) -> Iterator[str]:
    """Texts that stand as a key: in a dictionary, in a comprehension, or in an assignment to an item."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from (_text(key) for key in node.keys if key is not None)
        elif isinstance(node, ast.DictComp):
            yield _text(node.key)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield _text(node.slice)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "<>" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _blank(name: str) -> str:
    return re.sub(r"<[^>]*>", "<>", name)
