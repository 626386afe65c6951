"""Files of the language of Terraform as blocks and attributes, each with its line and its own words.

Parsed by python-hcl2; what is kept is the source text of each expression, because tables and rules speak of what was
written and not of a value that it may have.
"""

import functools
import re
from dataclasses import dataclass, field

import hcl2
from lark import Token, Tree

INTERPOLATED_CALL = re.compile(r"\b([a-z][a-z0-9_]*)\(")


class Unreadable(Exception):
    """The file does not parse; the text says where."""


@dataclass
class Attribute:
    """`name = expression`."""

    name: str
    text: str  # of the expression, as it was written
    line: int
    tree: Tree

    @property
    def string(self):
        """The words of a plain string or a heredoc; None if it is anything else."""
        text = self.text.strip()
        if text.startswith("<<"):
            opening, _, rest = text.partition("\n")
            lines = rest.split("\n")[:-1]
            indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            return "\n".join(line[indent if opening.startswith("<<-") else 0 :] for line in lines)
        if len(text) > 1 and text[0] == '"' == text[-1]:
            return text[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        return None

    @property
    def calls(self):
        """Names of the functions that are called in it, also inside templates."""
        found = {str(call.children[0].children[0]) for call in self.tree.find_data("function_call")}
        for token in self.tree.scan_values(lambda value: isinstance(value, Token) and "${" in value):
            found |= set(INTERPOLATED_CALL.findall(token))
        return found


@dataclass
class Block:
    """`kind "label" { ... }`."""

    kind: str
    labels: list
    line: int
    attributes: dict = field(default_factory=dict)
    blocks: list = field(default_factory=list)

    @property
    def address(self):
        """As a person would name it: resource aws_kms_key.this."""
        return " ".join([self.kind, ".".join(self.labels)]).strip()

    def of(self, *kinds):
        """The blocks right inside it of these kinds."""
        return [block for block in self.blocks if block.kind in kinds]

    def walk(self):
        """It and every block inside it."""
        yield self
        for block in self.blocks:
            yield from block.walk()


@dataclass
class File:
    """One file."""

    path: object
    text: str
    body: Block
    comments: list  # (line, text)

    @property
    def code(self):
        """Its text without comments."""
        return _without_comments(self.path)[0]


@functools.cache
def read(path):
    """The file at `path`."""
    text = path.read_text()
    try:
        # a file may end without a line feed, and may be empty
        tree = hcl2.parses_to_tree(text.rstrip("\n") + "\n") if text.strip() else Tree("start", [])
    except Exception as error:  # the parser has several kinds, and none in common
        raise Unreadable(f"{path.name} cannot be read: {str(error).strip().splitlines()[0]}") from error
    body = Block("", [], 1)
    for child in tree.children:
        _fill(body, child, text)
    return File(path, text, body, _without_comments(path)[1])


def _fill(block, body, text):
    for child in body.children:
        if not isinstance(child, Tree):
            continue
        if child.data == "attribute":
            name, value = str(child.children[0].children[0]), child.children[-1]
            start, end = value.meta.start_pos, value.meta.end_pos
            block.attributes[name] = Attribute(name, text[start:end].strip(), child.meta.line, value)
        elif child.data == "block":
            kind, *labels = [each for each in child.children if isinstance(each, Tree) and each.data != "body"]
            names = [_label(label) for label in labels if label.data in ("identifier", "string")]
            inner = Block(str(kind.children[0]), names, child.meta.line)
            for each in child.children:
                if isinstance(each, Tree) and each.data == "body":
                    _fill(inner, each, text)
            block.blocks.append(inner)


def _label(tree):
    return "".join(str(token) for token in tree.scan_values(lambda _: True)).strip('"')


# a comment, or whatever else may hold its marks: a heredoc, or a string with templates that hold strings
PIECE = re.compile(
    r"""(?P<comment>\#[^\n]*|//[^\n]*|/\*.*?\*/)
    |<<-?(?P<mark>\w+)\n.*?\n[ \t]*(?P=mark)(?=\n|$)
    |"(?:\\.|\$\{(?:[^{}"]|"(?:\\.|[^"\\])*"|\{[^{}]*\})*\}|[^"\\])*\"""",
    re.VERBOSE | re.DOTALL,
)


@functools.cache
def _without_comments(path):
    """The text without its comments, line by line where it was, and the comments with their lines."""
    text, comments = path.read_text(), []

    def blank(match):
        if not match["comment"]:
            return match[0]
        comments.append((text.count("\n", 0, match.start()) + 1, match[0]))
        return "\n" * match[0].count("\n")

    return PIECE.sub(blank, text), comments
