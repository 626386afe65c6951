"""What no environment may lack, whatever its settings are; that a plan leaves alone what a release has changed; and who
the roles of the pipeline trust. Terraform applies each infrastructure root, and that of the account, on the stub of
hashicorp/aws, in a state of its own.

    python3 tests/rig.py with --stub -- python3 tests/cases/environments/posture.py [ENVIRONMENT ... | shared]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
ENVIRONMENTS = ("dev", "staging", "production")
DOMAINS = {"dev": "dev.example.com", "staging": "staging.example.com", "production": "example.com"}
LIMIT_S = 900

# type of resource -> (what must be true, the question), asked of each resource of that type
ALWAYS = {
    "aws_db_instance": (
        ("not public", lambda it: it["publicly_accessible"] is False),
        ("encrypted with a key of ours", lambda it: it["storage_encrypted"] is True and bool(it["kms_key_id"])),
        (
            "master password never in the state",
            lambda it: it["manage_master_user_password"] is True and not it["password"],
        ),
        ("backed up", lambda it: it["backup_retention_period"] >= 1),
    ),
    "aws_db_parameter_group": (
        ("TLS forced", lambda it: any(p["name"] == "rds.force_ssl" and p["value"] == "1" for p in it["parameter"])),
    ),
    "aws_elasticache_replication_group": (
        (
            "encrypted at rest with a key of ours",
            lambda it: it["at_rest_encryption_enabled"] in (True, "true") and bool(it["kms_key_id"]),
        ),
        ("TLS", lambda it: it["transit_encryption_enabled"] is True and it["transit_encryption_mode"] == "required"),
    ),
    "aws_kms_key": (("rotated", lambda it: it["enable_key_rotation"] is True),),
    "aws_lb": (
        ("bad headers dropped", lambda it: it["drop_invalid_header_fields"] is True),
        ("requests logged", lambda it: it["access_logs"][0]["enabled"] is True),
    ),
    "aws_lb_listener": (
        (
            "HTTPS, or a redirect to it",
            lambda it: it["protocol"] == "HTTPS" or it["default_action"][0]["type"] == "redirect",
        ),
        ("TLS 1.2 at least", lambda it: it["protocol"] != "HTTPS" or "TLS13" in it["ssl_policy"]),
    ),
    "aws_s3_bucket_public_access_block": (
        (
            "closed",
            lambda it: all(
                it[word]
                for word in (
                    "block_public_acls",
                    "block_public_policy",
                    "ignore_public_acls",
                    "restrict_public_buckets",
                )
            ),
        ),
    ),
    "aws_ecs_service": (
        ("no public address", lambda it: not it["network_configuration"][0]["assign_public_ip"]),
        ("no session into tasks", lambda it: not it["enable_execute_command"]),
        ("born with no task", lambda it: it["desired_count"] == 0),
    ),
    "aws_ecs_task_definition": (
        (
            "read-only root, no root user",
            lambda it: all(each["readonlyRootFilesystem"] and each["user"] not in ("0", "root") for each in _ours(it)),
        ),
    ),
    "aws_vpc_security_group_ingress_rule": (
        (
            "open to the world on 80, 443 and for tests only",
            lambda it: it["cidr_ipv4"] != "0.0.0.0/0" or it["from_port"] in (80, 443, 8443),
        ),
    ),
    "aws_cloudwatch_log_group": (
        ("encrypted, and not kept for ever", lambda it: bool(it["kms_key_id"]) and it["retention_in_days"] > 0),
    ),
    "aws_sns_topic": (("encrypted", lambda it: bool(it["kms_master_key_id"])),),
    "aws_ssm_parameter": (
        ("encrypted with a key of ours", lambda it: it["type"] == "SecureString" and bool(it["key_id"])),
    ),
    "aws_flow_log": (("all traffic", lambda it: it["traffic_type"] == "ALL"),),
    "aws_wafv2_web_acl_association": (("there", bool),),
    "aws_subnet": (("no public address by itself", lambda it: not it["map_public_ip_on_launch"]),),
    "aws_budgets_budget": (
        (
            "counts its own environment",
            lambda it: re.fullmatch(r"user:Environment\$(dev|staging|production)", it["cost_filter"][0]["values"][0]),
        ),
    ),
}
# of environments/shared
ACCOUNT = {
    "aws_iam_role": (
        ("trusts no wildcard", lambda it: all("*" not in claim for claim in _claims(it))),
        (
            "applied with by jobs of its environment on GitHub alone",
            lambda it: not it["name"].endswith("-apply")
            or all(_of_environment(it["name"], claim) for claim in _claims(it)),
        ),
        (
            "planned with, in production, by jobs of an environment on GitHub alone",
            lambda it: "-production-" not in it["name"]
            or all(":environment:production" in claim for claim in _claims(it)),
        ),
    ),
    "aws_ecr_repository": (
        ("immutable, but for latest", lambda it: it["image_tag_mutability"].startswith("IMMUTABLE")),
        ("encrypted with a key of ours", lambda it: it["encryption_configuration"][0]["encryption_type"] == "KMS"),
    ),
    "aws_ecr_repository_policy": (
        (
            "pushed to by the pipeline alone",
            lambda it: '"Deny"' in it["policy"] and "role/signalcraft-images" in it["policy"],
        ),
    ),
    "aws_kms_key": (("rotated", lambda it: it["enable_key_rotation"] is True or it["key_usage"] == "SIGN_VERIFY"),),
    "aws_s3_bucket_public_access_block": ALWAYS["aws_s3_bucket_public_access_block"],
    "aws_s3_bucket_versioning": (("on", lambda it: it["versioning_configuration"][0]["status"] == "Enabled"),),
}
TAGGED = {"Environment", "ManagedBy", "Project", "Root"}


def main(names):
    complaints = []
    for name in names or (*ENVIRONMENTS, "shared"):
        with tempfile.TemporaryDirectory() as scratch:
            complaints += [f"{name}: {each}" for each in _environment(name, Path(scratch))]
    for each in dict.fromkeys(complaints):
        print(f"FAILED {each}")
    return 1 if complaints else 0


def _environment(name, scratch):
    root = Root(name, scratch)
    root.terraform("get")
    root.terraform("apply", "-auto-approve", *root.state)
    state = json.loads(root.path.read_text())
    found = list(_posture(state, ACCOUNT if name == "shared" else ALWAYS))
    found += [f"a second plan would change {address}" for address in root.changes()]
    if name == "shared":
        print(
            f"shared: {sum(len(each['instances']) for each in state['resources'])} resources, {len(found)} complaints"
        )
        return found
    changed = release(state)
    root.path.write_text(json.dumps({**state, "serial": state["serial"] + 1}))
    found += [f"a plan after a release would change {address}" for address in root.changes()]
    print(
        f"{name}: {sum(len(each['instances']) for each in state['resources'])} resources, "
        f"{changed} changes of a release, {len(found)} complaints"
    )
    if changed == 0:
        found.append("no release was played: the check would find nothing")
    return found


def _posture(state, asked):
    seen = set()
    for resource, instance in _instances(state):
        kind, what = resource["type"], instance["attributes"]
        address = f"{resource.get('module', '')}.{resource['type']}.{resource['name']}"
        seen.add(kind)
        for wanted, holds in asked.get(kind, ()):
            if not holds(what):
                yield f"{address} [{instance.get('index_key', '')}] is not: {wanted}"
        if what.get("tags_all") is not None and not TAGGED <= set(what["tags_all"]):
            yield f"{address} lacks the tags {sorted(TAGGED - set(what['tags_all']))}"
    yield from (f"there is no {kind}" for kind in sorted(set(asked) - seen))


def release(state):
    """Change what a release changes: running task definition, count, target group, weights, deployment. How many."""
    changed = 0
    for resource, instance in _instances(state):
        what = instance["attributes"]
        if resource["type"] == "aws_ecs_service":
            what["task_definition"] = re.sub(r"(:task-definition/[^:]+):\d+$", r"\1-release:7", what["task_definition"])
            what["desired_count"] = 5
            for group in what.get("load_balancer") or []:
                group["target_group_arn"] = _other(state, group["target_group_arn"])
            for each in what.get("deployment_configuration") or []:
                each["bake_time_in_minutes"] = "15"
            changed += 1
        if resource["type"] == "aws_lb_listener_rule" and resource["name"] == "released":
            groups = [
                group
                for action in what["action"]
                for forward in action.get("forward") or []
                for group in forward["target_group"]
            ]
            if len(groups) == 2:
                groups[0]["weight"], groups[1]["weight"] = 30, 70
                changed += 1
    return changed


def _other(state, arn):
    """The other target group of a pair; the same if there is none."""
    for key in ("blue", "green"):
        other = {"blue": "green", "green": "blue"}[key]
        mine = {
            i.get("index_key"): i["attributes"]["arn"]
            for r, i in _instances(state)
            if (r["type"], r["name"]) == ("aws_lb_target_group", key)
        }
        theirs = {
            i.get("index_key"): i["attributes"]["arn"]
            for r, i in _instances(state)
            if (r["type"], r["name"]) == ("aws_lb_target_group", other)
        }
        for service, its in mine.items():
            if its == arn and service in theirs:
                return theirs[service]
    return arn


def _instances(state):
    for resource in state["resources"]:
        if resource["mode"] == "managed":
            for instance in resource["instances"]:
                yield resource, instance


def _claims(role):
    """Who of GitHub may take the role."""
    trusted = json.loads(role["assume_role_policy"])["Statement"]
    said = [
        each.get("Condition", {}).get("StringEquals", {}).get("token.actions.githubusercontent.com:sub", [])
        for each in trusted
    ]
    return [claim for claims in said for claim in ([claims] if isinstance(claims, str) else claims)]


def _of_environment(role, claim):
    environment = re.sub("-(delivery|infrastructure)-apply$|-apply$", "", role.removeprefix("signalcraft-state-"))
    return claim.endswith(f":environment:{environment}")


def _ours(definition):
    """Containers of ours; those of AWS's sidecars have rules of their own."""
    return [
        each for each in json.loads(definition["container_definitions"]) if each["name"] in ("api", "web", "worker")
    ]


class Root:
    """An infrastructure root with a state and data of its own."""

    def __init__(self, name, scratch):
        self.folder = REPOSITORY / "environments" / ("shared" if name == "shared" else f"{name}/infrastructure")
        self.path = scratch / "terraform.tfstate"
        self.state = ["-input=false", "-lock=false", f"-state={self.path}"]
        self.environment = {
            **os.environ,
            "TF_DATA_DIR": str(scratch / "data"),
            "TF_IN_AUTOMATION": "1",
            "TF_VAR_account_id": "123456789012",
            "TF_VAR_dns": json.dumps({"domain": DOMAINS.get(name), "zone_id": "Z0123456789ABCDEFGHI"}),
            "TF_VAR_domain": "example.com",
            "TF_VAR_repository": "example/signalcraft",
            "TF_VAR_routes": json.dumps({"pagerduty": {}, "email": {"addresses": {"team": "team@example.com"}}}),
            "TF_VAR_route_endpoints": json.dumps(
                {"pagerduty": "https://events.pagerduty.com/integration/0123/enqueue"}
            ),
            "TF_VAR_seed_values": json.dumps(
                {"session-key": "0" * 32, "sentry-dsn": "https://key@sentry.example.com/1"}
            ),
        }

    def terraform(self, *words):
        program = os.environ.get("TERRAFORM_PROGRAM", "terraform")
        done = subprocess.run(
            [program, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=LIMIT_S
        )
        if done.returncode != 0:
            sys.exit(f"{self.folder.relative_to(REPOSITORY)}: terraform {words[0]}: {done.stderr[-3000:]}")
        return done.stdout

    def changes(self):
        """Addresses that a plan would change."""
        lines = self.terraform("plan", "-json", *self.state).splitlines()
        said = [json.loads(line) for line in lines if line.startswith("{")]
        return [each["change"]["resource"]["addr"] for each in said if each.get("type") == "planned_change"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
