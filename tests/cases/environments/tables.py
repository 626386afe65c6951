"""The cost table and the diagrams of docs/guides/environments.md, made of the table of differences there, which
`terraform test` compares with the code.

    python3 tests/cases/environments/tables.py           # writes them
    python3 tests/cases/environments/tables.py --check   # says what is stale; exit code 1 if anything is
"""

import json
import re
import sys
from html import escape
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
GUIDE = REPOSITORY / "docs/guides/environments.md"
DIAGRAMS = REPOSITORY / "docs/diagrams"
ENVIRONMENTS = ("dev", "staging", "production")
SERVICES = ("api", "web", "worker")
BOLD = ' font-weight="bold"'
HOURS = 730  # of a month

# US dollars, on demand, eu-central-1
PRICES = {
    "fargate_vcpu": 0.03725,
    "fargate_gib": 0.00409,
    "fargate_spot": 0.35,  # share of the price above; it moves
    "rds": {"db.t4g.micro": 0.019, "db.t4g.medium": 0.074, "db.m7g.large": 0.192},  # one zone; a standby doubles it
    "rds_gib": 0.137,  # gp3, a month, one zone
    "cache": {"cache.t4g.micro": 0.0152, "cache.t4g.small": 0.0304, "cache.r7g.large": 0.2096},  # Valkey
    "nat": 0.052,
    "address": 0.005,  # each public IPv4
    "balancer": 0.027 + 0.008,  # with one capacity unit
    "endpoint": 0.012,  # each interface endpoint and zone
    "key": 1.0,  # each key of KMS, a month
    "acl": 5.0 + 6.0,  # web ACL with its rules, a month
    "canary": 0.0016,  # a run
    "uptime": 1.75,  # HTTPS from outside AWS's own endpoints, a month
    "alarm": 0.10,
    "composite": 0.50,
    "secret": 0.40,
    "dashboard": 3.0,
}
# of an environment: network, database, cache, application, load balancer, secrets, monitoring, backup
KEYS = 8
ALARMS, COMPOSITES, SECRETS = 67, 7, 5


def settings():
    """environment -> setting -> value, from the table of differences."""
    table = _between(GUIDE.read_text(), "DIFFERENCES")
    found = {name: {} for name in ENVIRONMENTS}
    for line in table.splitlines():
        if line.startswith("| `"):
            key, *values = (cell.strip().strip("`") for cell in line.strip("|").split("|"))
            for name, value in zip(ENVIRONMENTS, values, strict=True):
                found[name][key] = None if value == "none" else json.loads(value)
    return found


def costs(of):
    """What costs how much a month, at the least number of tasks and without traffic."""
    zones = len(of["network.zones"])
    gateways = zones if of["network.nat"] == "per_zone" else 1
    standby = 2 if of["database.multi_az"] else 1
    runs = (2 * 60 / of["monitoring.canary_minutes"] + 12) * HOURS if of["monitoring.canary_minutes"] else 0
    copies = 2 if of["copy_region"] else 0
    return {
        "tasks (Fargate, ARM)": sum(_tasks(of, service) for service in SERVICES),
        "database (RDS)": HOURS * PRICES["rds"][of["database.instance_class"]] * standby
        + of["database.allocated_gib"] * PRICES["rds_gib"] * standby,
        "cache (ElastiCache)": HOURS * PRICES["cache"][of["cache.node_type"]] * (1 + of["cache.replicas"]),
        "ways out (NAT gateways, addresses)": HOURS * gateways * (PRICES["nat"] + PRICES["address"]),
        "interface endpoints": HOURS * len(of["network.interface_endpoints"]) * zones * PRICES["endpoint"],
        "load balancer, its addresses, web ACL": HOURS * (PRICES["balancer"] + zones * PRICES["address"])
        + PRICES["acl"],
        "canaries and uptime checks": runs * PRICES["canary"]
        + (PRICES["uptime"] if of["monitoring.uptime_checks"] else 0),
        "alarms and dashboards": ALARMS * PRICES["alarm"]
        + COMPOSITES * PRICES["composite"]
        + len(of["monitoring.dashboards"]) * PRICES["dashboard"],
        "keys and secrets": (KEYS + copies) * PRICES["key"] + SECRETS * PRICES["secret"],
    }


def _tasks(of, service):
    """The least number of tasks, those above the base shared between on demand and spot by their weights."""
    get = lambda name: of[f"services.{service}.{name}"]
    hour = get("cpu") / 1024 * PRICES["fargate_vcpu"] + get("memory") / 1024 * PRICES["fargate_gib"]
    base = min(get("min"), get("on_demand_base"))
    shared = get("min") - base
    spot = shared * get("spot_weight") / (get("spot_weight") + get("on_demand_weight"))
    return HOURS * hour * (base + shared - spot + spot * PRICES["fargate_spot"])


def cost_table(all_settings):
    columns = [costs(all_settings[name]) for name in ENVIRONMENTS]
    lines = ["| US dollars a month | dev | staging | production |", "|---|--:|--:|--:|"]
    for what in columns[0]:
        lines.append(f"| {what} | " + " | ".join(f"{column[what]:.0f}" for column in columns) + " |")
    lines.append("| **together** | " + " | ".join(f"**{sum(column.values()):.0f}**" for column in columns) + " |")
    return "\n".join(lines)


def mermaid(name, of):
    """The environment as a graph in text."""
    zones = sorted(of["network.zones"])
    nat = ", ".join(zones) if of["network.nat"] == "per_zone" else of["network.nat_zone"]
    lines = [
        "flowchart LR",
        f"  users([users]) -->|HTTPS| waf[web ACL] --> balancer[load balancer<br/>{len(zones)} zones]",
        "  dns[Route 53, certificate] -.-> balancer",
        f"  subgraph vpc[\"VPC {of['network.cidr_block']}: {', '.join(zones)}\"]",
        "    balancer",
    ]
    for service in SERVICES:
        few, many = of[f"services.{service}.min"], of[f"services.{service}.max"]
        lines.append(f"    {service}[{service}<br/>{few} to {many} tasks<br/>{of[f'services.{service}.strategy']}]")
    standby = "primary and standby" if of["database.multi_az"] else "one zone"
    lines += [
        "    balancer --> api & web",
        f"    database[(PostgreSQL<br/>{of['database.instance_class']}<br/>{standby})]",
        f"    cache[(Valkey<br/>{of['cache.node_type']}<br/>{1 + of['cache.replicas']} nodes)]",
        "    api & worker --> database & cache",
        f"    nat[NAT<br/>{nat}]",
        "    api & web & worker --> nat",
        "  end",
        "  nat --> channels([Slack, PagerDuty, mail])",
        "  registry[ECR] --> api & web & worker",
        "  secrets[Secrets Manager] --> api & web & worker",
        f"  database --> vault[backup vault<br/>{'locked' if of['backup.lock'] else 'not locked'}]",
    ]
    if of["copy_region"]:
        lines.append(f"  vault --> copy[copies in {of['copy_region']}]")
    if of["monitoring.canary_minutes"]:
        lines.append(f"  canaries[canaries, every {of['monitoring.canary_minutes']} min] --> balancer")
    return f"%% {name}: written by tests/cases/environments/tables.py\n" + "\n".join(lines) + "\n"


def svg(name, of):
    """The same as a picture: boxes in columns, for readers whose viewer knows no Mermaid."""
    zones = sorted(of["network.zones"])
    boxes, arrows = {}, []

    def box(key, column, row, *text, colour="#eef3fb"):
        boxes[key] = (30 + column * 190, 70 + row * 92, text, colour)

    box("users", 0, 1, "users", colour="#fff")
    (
        box("canaries", 0, 3, "canaries", f"every {of['monitoring.canary_minutes']} min")
        if of["monitoring.canary_minutes"]
        else None
    )
    box("balancer", 1, 1, "load balancer", "TLS, web ACL", f"{len(zones)} zones")
    for row, service in enumerate(SERVICES):
        strategy = of[f"services.{service}.strategy"]
        box(
            service,
            2,
            row,
            service,
            f"{of[f'services.{service}.min']} to {of[f'services.{service}.max']} tasks",
            strategy,
            colour="#e8f6ec",
        )
    nat = f"NAT in {len(zones)} zones" if of["network.nat"] == "per_zone" else f"NAT in {of['network.nat_zone']}"
    box("nat", 2, 3, nat)
    box(
        "database",
        3,
        0,
        "PostgreSQL",
        of["database.instance_class"],
        "with standby" if of["database.multi_az"] else "one zone",
        colour="#fdf3e4",
    )
    box(
        "cache",
        3,
        2,
        "Valkey",
        of["cache.node_type"],
        f"{1 + of['cache.replicas']} node{'s' if of['cache.replicas'] else ''}",
        colour="#fdf3e4",
    )
    box("channels", 4, 3, "Slack, PagerDuty,", "mail", colour="#fff")
    box("vault", 4, 0, "backup vault", "locked" if of["backup.lock"] else "not locked", colour="#f6ecf7")
    if of["copy_region"]:
        box("copy", 4, 1, "copies in", of["copy_region"], colour="#f6ecf7")
        arrows.append(("vault", "copy"))
    box("registry", 4, 2, "registry and secrets", "of the account", colour="#f6ecf7")
    arrows += [
        ("users", "balancer"),
        ("balancer", "api"),
        ("balancer", "web"),
        ("api", "database"),
        ("worker", "database"),
    ]
    arrows += [("api", "cache"), ("worker", "cache"), ("worker", "nat"), ("nat", "channels"), ("database", "vault")]
    if "canaries" in boxes:
        arrows.append(("canaries", "balancer"))
    drawn = [_arrow(boxes[start], boxes[end]) for start, end in arrows]
    drawn += [_box(*each) for each in boxes.values()]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 470" font-family="sans-serif" font-size="13" '
        'role="img">\n'
        f"<title>{escape(name)}</title>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#667"/></marker></defs>\n'
        '<rect width="980" height="470" fill="#fff"/>\n'
        f'<text x="30" y="30" font-size="18" font-weight="bold">{escape(name)}</text>\n'
        '<rect x="205" y="45" width="575" height="385" rx="10" fill="none" stroke="#99a" stroke-dasharray="6 4"/>\n'
        f'<text x="215" y="62" fill="#667">VPC {escape(of["network.cidr_block"])}: {escape(", ".join(zones))}</text>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def _box(x, y, text, colour):
    lines = "".join(
        f'<text x="{x + 75}" y="{y + 25 + 17 * number}" text-anchor="middle"{BOLD if number == 0 else ""}>'
        f"{escape(str(line))}</text>"
        for number, line in enumerate(text)
    )
    return f'<rect x="{x}" y="{y}" width="150" height="70" rx="6" fill="{colour}" stroke="#556"/>{lines}'


def _arrow(start, end):
    (x1, y1), (x2, y2) = start[:2], end[:2]
    if x1 == x2:
        way = (x1 + 75, y1 + 70, x2 + 75, y2) if y1 < y2 else (x1 + 75, y1, x2 + 75, y2 + 70)
    else:
        way = (x1 + 150, y1 + 35, x2, y2 + 35)
    return '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#667" marker-end="url(#tip)"/>'.format(*way)


def _between(text, word):
    return re.search(rf"<!-- BEGIN {word} -->\n(.*?)<!-- END {word} -->", text, re.DOTALL)[1]


def main():
    all_settings = settings()
    guide = GUIDE.read_text()
    before, after = "<!-- BEGIN COST -->", "<!-- END COST -->"
    start, end = guide.index(before) + len(before), guide.index(after)
    wanted = {GUIDE: f"{guide[:start]}\n\n{cost_table(all_settings)}\n\n{guide[end:]}"}
    for name in ENVIRONMENTS:
        wanted[DIAGRAMS / f"environment-{name}.mmd"] = mermaid(name, all_settings[name])
        wanted[DIAGRAMS / f"environment-{name}.svg"] = svg(name, all_settings[name])
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text() != text]
    for path in stale:
        print(f"{path.relative_to(REPOSITORY)} is {'stale' if '--check' in sys.argv else 'written'}")
        if "--check" not in sys.argv:
            path.write_text(wanted[path])
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
