"""What `make demo` plays: one command a scene, why it matters, and what must be true after it."""

import base64
import json
import zipfile
from dataclasses import dataclass

THREE = ["1 rules", "2 alerts", "3 notifications_by_alert"]
FOUR = [*THREE, "4 runbooks"]
FIVE = [*FOUR, "5 escalations"]


@dataclass
class Scene:
    """One command, what it shows, and how it must end."""

    title: str
    why: str
    arguments: list
    code: int = 0
    files: str = ""  # a folder of tests/demo whose migrations appear first
    says: tuple = ()  # what Terraform's output must have
    never_says: tuple = ()
    checks: tuple = ()  # each takes the stage and gives (is it so, the fact)


def ledger_is(expected):
    """The ledger, asked beside the provider, has these and no others."""

    def check(stage):
        found = stage.ledger()
        listed = ", ".join(found) or "nothing"
        return found == expected, f"the ledger in PostgreSQL has {listed}" + (
            "" if found == expected else f", and not {', '.join(expected) or 'nothing'}"
        )

    return check


def has(*relations):
    """These tables or indexes are there."""

    def check(stage):
        missing = [each for each in relations if not stage.has(each)]
        return not missing, f"{', '.join(missing)} not there" if missing else f"in the database: {', '.join(relations)}"

    return check


def has_not(*relations):
    """None of these is there."""

    def check(stage):
        found = [each for each in relations if stage.has(each)]
        return not found, f"{', '.join(found)} is there" if found else f"not in the database: {', '.join(relations)}"

    return check


def nobody_is_connected(stage):
    """No session was left behind on the server."""
    found = stage.other_sessions()
    return not found, f"{len(found)} sessions are open still" if found else "no session is left on the server"


def password_is_nowhere(stage):
    """Neither state nor saved plan has the password, not even inside base64."""
    password = stage.login.password.encode()
    state = stage.directory / "terraform.tfstate"
    texts = {state.name: state.read_bytes()}
    for resource in json.loads(texts[state.name])["resources"]:
        for number, instance in enumerate(resource["instances"]):
            private = instance.get("private")
            if private:
                texts[f"private data {number}"] = base64.b64decode(private)
    with zipfile.ZipFile(stage.directory / "first.tfplan") as plan:
        texts |= {f"first.tfplan: {name}": plan.read(name) for name in plan.namelist()}
    found = [name for name, text in texts.items() if password in text or base64.b64encode(password) in text]
    read = f"{len(texts)} texts of state and plan, {sum(map(len, texts.values()))} bytes"
    return not found, f"the password is in {', '.join(found)}" if found else f"the password is nowhere in {read}"


SCENES = [
    Scene(
        "install the provider",
        "Terraform finds it in a mirror, as it would in a registry, and records its checksum.",
        ["init"],
    ),
    Scene(
        "the plan names three pending migrations",
        "Every file, its locks and its findings are read before anything happens; a plan only looks.",
        ["plan", "-out=first.tfplan", "-detailed-exitcode"],
        code=2,
        says=('name = "rules"', 'name = "alerts"', 'name = "notifications_by_alert"', "planned_steps", "1 to add"),
        never_says=("Warning:",),  # the examples are clean under our own lint
        checks=(ledger_is([]), has_not("signalcraft.migrations", "rules", "alerts")),
    ),
    Scene(
        "apply exactly that plan",
        "A transaction a file, its ledger row in the same one; the concurrent index by itself.",
        ["apply", "first.tfplan"],
        says=("1 added",),
        checks=(
            ledger_is(THREE),
            has("rules", "alerts", "notifications", "notifications_by_alert"),
            nobody_is_connected,
        ),
    ),
    Scene(
        "nothing is left to do",
        "Exit code 0: files, ledger and state agree.",
        ["plan", "-detailed-exitcode"],
        says=("No changes.",),
    ),
    Scene(
        "a new file: only it is planned and applied",
        "What ran before is known by its checksum and never runs again.",
        ["apply", "-auto-approve"],
        files="later",
        says=('"runbooks"', 'current_version = "4"', "1 changed"),
        checks=(ledger_is(FOUR), has("runbooks")),
    ),
    Scene(
        "a broken file is refused and named exactly",
        "The second statement has a typing error; the first one must not stay behind.",
        ["apply", "-auto-approve"],
        code=1,
        files="broken",
        says=("0005_escalations.up.sql:6", "statement 2 of 2", "Nothing of 0005_escalations is in the database"),
        checks=(ledger_is(FOUR), has_not("escalations"), nobody_is_connected),
    ),
    Scene(
        "the corrected file is applied",
        "Nothing to repair first, no \"dirty\" flag: correct the file, apply again.",
        ["apply", "-auto-approve"],
        files="corrected",
        says=("1 changed",),
        checks=(ledger_is(FIVE), has("escalations")),
    ),
    Scene(
        "nothing is left to do again",
        "Exit code 0 after the failure, too.",
        ["plan", "-detailed-exitcode"],
        says=("No changes.",),
    ),
    Scene(
        "what Terraform remembers",
        "What was applied, when and by whom. No password: the secret is read when it is needed, and never kept.",
        ["show"],
        says=("current_version = ",),
        checks=(password_is_nowhere,),
    ),
]
