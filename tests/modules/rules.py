"""Rules of the house for modules, examples and roots. A rule is a value in the table at the end: what it asks, of
which kinds of folder, why, and how.

What Terraform itself refuses, and what checkov finds, is not here.
"""

import re
from collections import Counter
from dataclasses import dataclass

from hcl import Unreadable, read

import docs

# The only checks of checkov that may be skipped, and why somebody would: no alternative exists, or it costs what it
# is worth. Each skip is written where it applies, with its own reason.
SKIPS = {
    "CKV_AWS_18": "access logs of a bucket that holds logs would be written into itself",
    "CKV_AWS_31": "asks for an auth token where users and groups (RBAC) are used instead",
    "CKV_AWS_111": "some actions cannot be narrowed to a resource",
    "CKV_AWS_144": "replication of a bucket to another region is the caller's choice",
    "CKV_AWS_310": "origin failover of a distribution needs a second origin",
    "CKV_AWS_356": "some actions cannot be narrowed to a resource",
    "CKV_AWS_374": "a service for the whole world restricts no country",
    "CKV_AWS_378": "TLS ends at the load balancer, inside the network it is HTTP",
    "CKV2_AWS_57": "not each secret can be rotated by a machine",
    "CKV2_AWS_62": "nobody listens to the events of a bucket of logs or of state",
}
# what one module cannot do without: see docs/decisions/0007
OF_ONE_MODULE = {"CKV_AWS_145": "modules/load_balancer"}
# What dev does without, to be small and gone at once: a standby, protection from deletion, a year of logs. No other
# root may, and the skips stand at its call of the composition.
OF_DEV = {"CKV_AWS_157", "CKV_AWS_293", "CKV_AWS_338"}
DEV = "environments/dev/infrastructure"
SKIP = re.compile(r"(?:checkov|bridgecrew|cortex):\s*skip\s*=\s*(\S+?)\s*(?::\s*(.*))?$")
SHORTEST_REASON = 3  # words
CONFIGURATION = ("*.checkov.y*ml", "*.checkov.baseline", ".tflint.hcl")

CALLERS = ("module", "submodule")
ALL = ("module", "submodule", "example", "root")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
CONSTRAINT = re.compile(r'version\s*=\s*">= 6\.\d+(?:\.\d+)?, < 7\.0(?:\.0)?"')
SWITCH = re.compile(r"\?\s*[01]\s*:\s*[01]\s*\)?$")
WHOLE = re.compile(r"^aws_\w+\.\w+(\[[^\]]*\])?$")
CHANGING = {"timestamp", "plantimestamp", "uuid", "bcrypt"}
PROMISE = re.compile(r"`(?:([\w-]+\.tftest\.hcl)(?:`:\s*`|:\s*))?(\w+)`")  # without a file: of the one named last
CONDITIONED = ("validation", "precondition", "postcondition")


@dataclass(frozen=True)
class Rule:
    """One rule; `check(unit)` returns what is wrong, each as `file:line: words` below the folder."""

    id: str
    kinds: tuple
    why: str
    check: object


def findings(unit):
    """(rule, what is wrong) of each rule that is asked of this kind of folder."""
    return [(rule, rule.check(unit)) for rule in RULES if unit.kind in rule.kinds]


def _at(file, block):
    return f"{file.path.name}:{block.line}"


def _every(unit):
    for path in unit.sources:
        try:
            yield read(path)
        except Unreadable:
            continue


def _everywhere(unit, *kinds):
    """Blocks of these kinds at any depth."""
    for file in _every(unit):
        for top in file.body.blocks:
            for block in top.walk():
                if block.kind in kinds:
                    yield file, block


def _resources(unit, *types):
    for file, block in unit.blocks("resource"):
        if block.labels and block.labels[0] in types:
            yield file, block


def _readable(unit):
    wrong = []
    for path in unit.hcl:
        try:
            read(path)
        except Unreadable as error:
            wrong.append(str(error))
    return wrong


def _complete(unit):
    wanted = ["main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"]
    if unit.kind == "module":
        wanted.append("examples/basic/main.tf")
    wrong = [f"{name} is missing" for name in wanted if not (unit.folder / name).is_file()]
    if unit.kind == "module" and len([*unit.folder.glob("examples/*/main.tf")]) < 2:
        wrong.append("examples holds fewer than two: one as small as can be, and one as in production")
    return wrong


def _tested(unit):
    return [] if _runs(unit) else ["no run in tests/*.tftest.hcl"]


def _described(unit, kind):
    wrong = []
    for file, block in unit.blocks(kind):
        said = block.attributes.get("description")
        words = (said.string or "").strip() if said else ""
        if not words:
            wrong.append(f"{_at(file, block)}: {block.address} has no description")
        elif not words.endswith("."):
            wrong.append(
                f"{_at(file, block)}: the description of {block.address} is no sentence (it ends without a full stop)"
            )
    return wrong


def _typed(unit):
    wrong = []
    for file, block in unit.blocks("variable"):
        said = block.attributes.get("type")
        if not said:
            wrong.append(f"{_at(file, block)}: {block.address} has no type")
        elif re.search(r"\bany\b", said.text):
            wrong.append(f"{_at(file, block)}: the type of {block.address} says `any`")
    return wrong


def _alphabetical(unit):
    wrong = []
    for kind, home in (("variable", "variables.tf"), ("output", "outputs.tf")):
        before = {}
        for file, block in unit.blocks(kind):
            if unit.kind in CALLERS and file.path.name != home:
                wrong.append(f"{_at(file, block)}: {block.address} belongs into {home}")
            last = before.get(file.path)
            if last and block.labels[0] < last:
                wrong.append(f"{_at(file, block)}: {block.address} comes after {last}")
            before[file.path] = block.labels[0]
    return wrong


def _named(unit):
    kinds = ("variable", "output", "resource", "data", "module")
    named = ((file, block) for file, block in unit.blocks(*kinds) if block.labels)
    return [
        f"{_at(file, block)}: {block.address} is not in snake_case"
        for file, block in named
        if not NAME.match(block.labels[-1])
    ]


def _used(unit):
    code = "\n".join(file.code for file in _every(unit))
    wrong = [
        f"{_at(file, block)}: {block.address} is used nowhere"
        for file, block in unit.blocks("variable")
        # its own validation does not count
        if len(re.findall(rf"\bvar\.{block.labels[0]}\b", code)) <= _in_itself(file, block)
    ]
    for file, block in unit.blocks("locals"):
        wrong += [
            f"{file.path.name}:{each.line}: local.{name} is used nowhere"
            for name, each in block.attributes.items()
            if not re.search(rf"\blocal\.{name}\b", code)
        ]
    return wrong


def _in_itself(_file, block):
    word = re.compile(rf"\bvar\.{block.labels[0]}\b")
    own = [each for inner in block.of("validation") for each in inner.attributes.values()]
    return sum(len(word.findall(attribute.text)) for attribute in own)


def _needs(unit):
    settings = [block for _, block in unit.blocks("terraform")]
    wrong = []
    least = [
        block.attributes["required_version"].string or ""
        for block in settings
        if "required_version" in block.attributes
    ]
    if not any(re.match(r">= 1\.1[1-9]\b", each) for each in least):
        wrong.append("required_version is not `>= 1.11` or above")
    if unit.kind not in CALLERS:
        return wrong
    needed = [inner for block in settings for inner in block.of("required_providers")]
    aws = [inner.attributes["aws"].text for inner in needed if "aws" in inner.attributes]
    if not any(CONSTRAINT.search(each) for each in aws):
        wrong.append('required_providers.aws is not `version = ">= 6.N, < 7.0"`')
    return wrong


def _no_providers(unit):
    return [f"{_at(file, block)}: {block.address} in a module" for file, block in unit.blocks("provider")]


def _no_waiting(unit):
    return [
        f"{_at(file, block)}: {block.address} is read by a plan that may have to wait for it"
        for file, block in unit.blocks("data", "ephemeral")
        if block.labels[0] != "aws_iam_policy_document"
    ]


def _no_programs(unit):
    wrong = [f"{_at(file, block)}: {block.address} runs a program" for file, block in _everywhere(unit, "provisioner")]
    return wrong + [
        f"{_at(file, block)}: {block.address} is of chance or does nothing"
        for file, block in unit.blocks("resource")
        if block.labels[0].startswith(("random_", "null_", "time_"))
    ]


def _no_inline_rules(unit):
    wrong = []
    for file, block in _resources(unit, "aws_security_group", "aws_default_security_group"):
        inner = {each.labels[0] if each.kind == "dynamic" else each.kind for each in block.blocks}
        for name in {"ingress", "egress"} & (inner | set(block.attributes)):
            wrong.append(f"{_at(file, block)}: {block.address} has {name} inside")
    old = _resources(unit, "aws_security_group_rule")
    return wrong + [f"{_at(file, block)}: {block.address} is of the old kind" for file, block in old]


def _no_clock(unit):
    wrong = []
    for file in _every(unit):
        for top in file.body.blocks:
            for block in top.walk():
                for attribute in block.attributes.values():
                    wrong += [
                        f"{file.path.name}:{attribute.line}: {name}() is another at each plan"
                        for name in sorted(attribute.calls & CHANGING)
                    ]
    return wrong


def _count_is_a_switch(unit):
    wrong = []
    for file, block in unit.blocks("resource", "data", "module"):
        count = block.attributes.get("count")
        if count and not SWITCH.search(count.text.strip()):
            wrong.append(f"{_at(file, block)}: count of {block.address} is no switch (`... ? 1 : 0`)")
    return wrong


def _no_module_depends_on(unit):
    return [
        f"{_at(file, block)}: {block.address} has depends_on"
        for file, block in unit.blocks("module")
        if "depends_on" in block.attributes
    ]


def _no_whole_outputs(unit):
    wrong = []
    for file, block in unit.blocks("output"):
        value = block.attributes.get("value")
        if value and WHOLE.match(value.text.strip()):
            wrong.append(f"{_at(file, block)}: {block.address} gives a whole resource away")
    return wrong


def may_skip(check, unit):
    """Whether this check of checkov may be skipped there, `unit` being a folder below the repository's."""
    return check in SKIPS or OF_ONE_MODULE.get(check) == unit or (check in OF_DEV and unit == DEV)


def _skips(unit):
    wrong = []
    for path in unit.hcl:
        for line, text in _comments(path):
            if "skip" not in text or not (found := SKIP.search(text.strip())):
                continue
            name, reason = found[1], (found[2] or "").strip()
            if not may_skip(name, unit.name):
                wrong.append(f"{path.name}:{line}: {name} may not be skipped, only {', '.join(sorted(SKIPS))}")
            if len(reason.split()) < SHORTEST_REASON:
                wrong.append(f"{path.name}:{line}: the skip of {name} has no reason")
    hidden = [path for pattern in CONFIGURATION for path in unit.folder.glob(pattern)]
    return wrong + [f"{path.name} changes what is asked" for path in hidden]


def _comments(path):
    try:
        return read(path).comments
    except Unreadable:
        return []


def _runs(unit):
    """file name -> names of its runs."""
    found = {}
    for path in unit.tests:
        try:
            found[path.name] = [run.labels[0] for run in read(path).body.of("run")]
        except Unreadable:
            continue
    return found


def _expected(unit):
    """How many runs expect each address to fail."""
    count = Counter()
    for path in unit.tests:
        try:
            runs = read(path).body.of("run")
        except Unreadable:
            continue
        for run in runs:
            if expected := run.attributes.get("expect_failures"):
                count.update(set(re.findall(r"[a-z_][\w.]*\w", expected.text)))
    return count


def _refusals(unit):
    """Each condition with a message has a run that sees it fail: as many runs as a variable has validations."""
    expected, wrong = _expected(unit), []
    for file, block in unit.blocks("variable", "output", "resource", "data", "check"):
        conditions = [
            each
            for each in block.walk()
            if each.kind in CONDITIONED or (block.kind == "check" and each.kind == "assert")
        ]
        if not conditions:
            continue
        address = ".".join([{"variable": "var", "resource": ""}.get(block.kind, block.kind), *block.labels]).lstrip(".")
        if expected[address] < len(conditions):
            wrong.append(
                f"{_at(file, block)}: {address} has {len(conditions)} conditions, and {expected[address]} runs in "
                "tests expect one to fail (expect_failures)"
            )
    return wrong


def _promises(unit):
    """Each row of the table below `## Promises` names runs, and they exist."""
    path = unit.folder / "README.md"
    if not path.is_file():
        return []
    runs, wrong, rows, inside = _runs(unit), [], 0, False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#"):
            inside = bool(re.match(r"#+\s+Promises\b", line))
        if not inside or not line.startswith("|"):
            continue
        rows += 1
        if rows <= 2:  # the head and the line below it
            continue
        file, named = None, 0
        for found, run in PROMISE.findall(line.split("|")[-2]):
            file, named = found or file, named + 1
            if run not in runs.get(file, ()):
                wrong.append(f"README.md:{number}: there is no run {run} in {file}")
        if not named:
            wrong.append(f"README.md:{number}: this promise names no run")
    if rows < 3:
        wrong.append("README.md: no promise in a table below `## Promises`")
    return wrong


def _fresh(unit):
    return docs.stale(unit)


def _example(unit):
    if not unit.name.startswith("modules/"):
        return []
    sources = [block.attributes["source"].string for _, block in unit.blocks("module") if "source" in block.attributes]
    wrong = [] if "../.." in sources else ['main.tf: no module has `source = "../.."`']
    if not any(True for _ in unit.blocks("provider")):
        wrong.append("main.tf: no provider block, so nobody can run it as it is")
    return wrong


RULES = (
    Rule("readable", ALL, "what cannot be read is not checked", _readable),
    Rule("complete", ("module",), "who knows one module finds their way in all", _complete),
    Rule("tested", ("module", "submodule", "root"), "what no run sees is only believed", _tested),
    Rule(
        "variables-described",
        ALL,
        "a caller reads the description and not the code",
        lambda unit: _described(unit, "variable"),
    ),
    Rule("outputs-described", ALL, "as for variables", lambda unit: _described(unit, "output")),
    Rule("typed", ALL, "Terraform refuses a wrong shape by itself if it knows the right one", _typed),
    Rule("alphabetical", ALL, "what is sorted is found", _alphabetical),
    Rule("named", ALL, "one way of writing", _named),
    Rule("used", ALL, "an input that does nothing is a promise that is not kept", _used),
    Rule("needs", ALL, "an older version fails with a riddle", _needs),
    Rule("no-providers", CALLERS, "a module with a provider block cannot be removed again", _no_providers),
    Rule("no-waiting", CALLERS, "a data source that waits makes for_each keys unknown", _no_waiting),
    Rule("no-programs", ALL, "what a program does is in no plan, and what is of chance is in no review", _no_programs),
    Rule("no-inline-rules", CALLERS, "rules inside a group and beside it undo each other", _no_inline_rules),
    Rule("no-clock", ALL, "a plan without changes stays empty", _no_clock),
    Rule("count-is-a-switch", ALL, "by position, removing one replaces those behind it", _count_is_a_switch),
    Rule("no-module-depends-on", ALL, "it defers every data source in the module", _no_module_depends_on),
    Rule("no-whole-outputs", CALLERS, "callers would depend on the provider's schema", _no_whole_outputs),
    Rule("skips", ALL, "an exception is on the list, and says why it is one", _skips),
    Rule("refusals", CALLERS, "a validation that nobody saw fail may never do so", _refusals),
    Rule("promises", ("module",), "a README's promise is held by a test", _promises),
    Rule("fresh", CALLERS, "a table of inputs that is not the code's misleads", _fresh),
    Rule("example", ("example",), "an example is copied as it is", _example),
)
