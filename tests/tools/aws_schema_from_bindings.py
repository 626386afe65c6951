#!/usr/bin/env python3
"""Rebuild a Terraform provider schema (the JSON of `terraform providers schema -json`)
from CDK bindings generated out of that provider (cdktn / cdktf jsii bundle).

    aws_schema_from_bindings.py --jsii aws@0.3.0.jsii.tgz --out aws_schema.json [--types list.txt | --all]
                                [--overlay overlay.json] [--report report.json]

How: every compiled .js in the bundle carries an inline source map whose `sourcesContent`
is the generated TypeScript.  That TypeScript states, for each schema member,

    // cidr_block - computed: true, optional: true, required: false
    private _cidrBlock?: string;

plus one entry in synthesizeHclAttributes()/...ToHclTerraform() with isBlock/type/
storageClassType and the mapper call.  The generator (hashicorp/terraform-cdk,
packages/@cdktf/provider-generator/lib/get/generator/resource-parser.ts) is inverted:

  block, list/set         -> value is listMapperHcl(f, true)(..)
  block, max_items = 1    -> value is f(this._x.internalValue) with type list/set
  attribute of objects    -> value is listMapperHcl(f, false)(..), or no entry (computed only)
  block, single           -> type struct (timeouts and framework SingleNestedBlock)
  block required: true    -> min_items >= 1

Not in the bundle (see report / overlay): sensitive, write_only (taken from the *_wo
naming rule), deprecated, schema version, max_items > 1, min_items > 1, descriptions of
computed-only attributes, subtrees the generator replaces by `any`, recursion depth.
"""
import argparse
import base64
import io
import json
import os
import re
import sys
import tarfile

PROVIDER = "registry.terraform.io/hashicorp/aws"
RECURSION_LIMIT = 2  # extra expansions of a struct that contains itself

RE_ATTR = re.compile(
    r"^\s*// (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\s*$")
RE_CLASS = re.compile(r"^(?:export )?(?:export )?class (\w+) extends cdktn\.(\w+)")
RE_ENTRY = re.compile(
    r"^\s*(\"?[\w$-]+\"?): \{\s*\n\s*value: (?P<value>.+?),\s*\n\s*isBlock: (?P<blk>true|false),\s*\n"
    r"\s*type: \"(?P<type>\w+)\",\s*\n\s*storageClassType: \"(?P<store>[^\"]+)\"",
    re.M)
RE_FUNC = re.compile(
    r"^export function (\w+)ToHclTerraform\(struct\?: (?P<sig>[^)]*)\): any \{(?P<body>.*?)^\}", re.M | re.S)
RE_NEW = re.compile(r"private _\w+ = new ([\w.]+)\(this, \"([^\"]+)\"(?:, (true|false))?\)")
RE_PRIV = re.compile(r"private _\w+\?: ([^;]+);")
RE_DOC = re.compile(r"/\*\*(.*?)\*/\s*readonly (\w+)\??:", re.S)
KIND = {"TerraformResource": "resource", "TerraformDataSource": "data",
        "TerraformEphemeralResource": "ephemeral", "TerraformProvider": "provider"}


# --------------------------------------------------------------------- reading
def sources_from(path):
    """yield (name, typescript) from a .tgz bundle or an unpacked lib/ folder"""
    def ts_of(text):
        i = text.rfind("sourceMappingURL=data:application/json;")
        if i < 0:
            return None
        b64 = text[i:].split("base64,", 1)[1].strip()
        content = json.loads(base64.b64decode(b64)).get("sourcesContent")
        return content[0] if content else None

    if os.path.isdir(path):
        for root, _, files in os.walk(path):
            for f in sorted(files):
                p = os.path.join(root, f)
                if f.endswith(".ts") and not f.endswith(".d.ts"):
                    yield os.path.relpath(p, path), open(p).read()
                elif f.endswith(".js"):
                    t = ts_of(open(p).read())
                    if t:
                        yield os.path.relpath(p, path), t
    else:
        with tarfile.open(path, "r:gz") as tf:
            for m in tf:
                if m.isfile() and m.name.endswith(".js"):
                    t = ts_of(io.TextIOWrapper(tf.extractfile(m), "utf-8").read())
                    if t:
                        yield m.name, t


def base(name):
    """AwsX.FooPropertyList -> FooProperty"""
    name = name.split(".")[-1]
    for suf in ("OutputReference", "List", "Map"):
        if name.endswith(suf) and name[: -len(suf)].endswith("Property"):
            return name[: -len(suf)]
    return name


def snake_key(s):
    return s.strip('"')


# --------------------------------------------------------------------- parsing
class Member:
    __slots__ = ("name", "computed", "optional", "required", "body")

    def __init__(self, name, computed, optional, required, body):
        self.name, self.computed, self.optional, self.required = name, computed, optional, required
        self.body = body


class Module:
    """one generated file = one resource / data source / ephemeral resource / provider"""

    def __init__(self, text, fname):
        self.fname = fname
        self.notes = []
        self.structs = {}     # struct base name -> [Member]
        self.entries = {}     # struct base name (or '') -> {tf name: dict}
        self.descr = {}       # (interface, tf name) -> text
        self.optional = {}    # (interface, tf name) -> bool
        self.tf_type = None
        self.kind = None
        self._parse(text)

    def _parse(self, text):
        m = re.search(r'static readonly tfResourceType = "([^"]+)"', text)
        self.tf_type = m.group(1) if m else None
        lines = text.split("\n")
        cur, members = None, None
        pending = None
        buf = []

        def flush():
            nonlocal pending, buf
            if pending is not None and members is not None:
                flags = (pending.group(i) == "true" for i in (2, 3, 4))
                members.append(Member(pending.group(1), *flags, "\n".join(buf)))
            pending, buf = None, []

        for ln in lines:
            c = RE_CLASS.match(ln)
            if c:
                flush()
                cur, kind = c.group(1), c.group(2)
                if kind in KIND:
                    self.kind, key = KIND[kind], ""
                    members = self.structs.setdefault(key, [])
                elif kind == "ComplexObject":
                    members = self.structs.setdefault(base(cur), [])
                else:
                    members = None
                continue
            if re.match(r"^(export )?(interface|function|namespace) ", ln) or ln == "}":
                flush()
                members = None
                continue
            a = RE_ATTR.match(ln)
            if a and members is not None:
                flush()
                pending = a
                continue
            if pending is not None:
                if re.match(r"^\s*// =====", ln):
                    flush()
                else:
                    buf.append(ln)
        flush()

        # synthesizeHclAttributes of the top class
        i = text.find("synthesizeHclAttributes()")
        if i >= 0:
            j = text.find("// remove undefined attributes", i)
            self.entries[""] = self._entries(text[i:j])
        for f in RE_FUNC.finditer(text):
            names = [base(n) for n in re.findall(r"[\w.]+", f.group("sig")) if "IResolvable" not in n]
            if names:
                self.entries[names[0]] = self._entries(f.group("body"))

        # descriptions and optional marks from the config interfaces
        for im in re.finditer(r"^export interface (\w+)[^{]*\{(.*?)^\}", text, re.M | re.S):
            iname = im.group(1)
            for d in RE_DOC.finditer(im.group(2)):
                opt = im.group(2)[d.end(2):d.end(2) + 1] == "?"
                doc = re.sub(r"^\s*\*\s?", "", d.group(1), flags=re.M).strip()
                anchor = re.search(r"#(\w+) [\w.]+#\w+\}", doc)
                first = doc.split("Docs at Terraform Registry")[0].strip()
                if anchor:
                    self.optional[(iname, anchor.group(1))] = opt
                if first and anchor:
                    key = "" if iname.endswith("Config") and not iname.endswith("Property") else iname
                    self.descr[(key, anchor.group(1))] = " ".join(first.split())

        # structs without a class of their own (provider configuration): from entry + interface
        for key, ent in self.entries.items():
            if key and key not in self.structs:
                self.structs[key] = [
                    Member(n, False, self.optional.get((key, n), True), not self.optional.get((key, n), True), "")
                    for n in ent]

    @staticmethod
    def _entries(body):
        out = {}
        for e in RE_ENTRY.finditer(body):
            out[snake_key(e.group(1))] = dict(
                value=e.group("value"), blk=e.group("blk") == "true",
                type=e.group("type"), store=e.group("store"))
        return out

    # ------------------------------------------------------------- building
    def schema(self):
        return {"version": 0, "block": self.block("", ())}

    def _simple(self, store, typ, where):
        prim = {"string": "string", "number": "number", "boolean": "bool"}
        if store in prim:
            return prim[store]
        if store == "any":
            return "dynamic"
        m = re.fullmatch(r"(string|number|boolean|any)((?:List|Map)+)", store)
        if m:
            t = prim.get(m.group(1), "dynamic")
            wraps = re.findall(r"List|Map", m.group(2))
            for n, w in enumerate(wraps):
                outer = n == len(wraps) - 1
                if w == "Map":
                    t = ["map", t]
                else:
                    t = [typ if outer and typ in ("list", "set") else "list", t]
                    if not outer or typ not in ("list", "set"):
                        self.notes.append(f"{where}: inner collection kind assumed list")
            return t
        raise ValueError(f"{self.fname}: {where}: cannot type {store}/{typ}")

    def _getter(self, m, where):
        b = m.body
        pairs = (
            (r"asNumberList\(cdktn\.Fn\.tolist", ["set", "number"]),
            (r"Fn\.tolist\(this\.getListAttribute", ["set", "string"]),
            (r"getNumberListAttribute", ["list", "number"]),
            (r"getListAttribute", ["list", "string"]),
            (r"getStringMapAttribute", ["map", "string"]),
            (r"getNumberMapAttribute", ["map", "number"]),
            (r"getBooleanMapAttribute", ["map", "bool"]),
            (r"getAnyMapAttribute", ["map", "dynamic"]),
            (r"getStringAttribute", "string"),
            (r"getNumberAttribute", "number"),
            (r"getBooleanAttribute", "bool"),
        )
        for rx, t in pairs:
            if re.search(rx, b):
                return t
        if "interpolationForAttribute" in b:
            self.notes.append(f"{where}: computed attribute of unknown type (generator dropped it)")
            return "dynamic"
        raise ValueError(f"{self.fname}: {where}: no getter type in {b[:200]!r}")

    def classify(self, key, m, where):
        """-> ('attr', type) or ('block', nesting, struct, max1) or ('attr_any',)"""
        e = self.entries.get(key, {}).get(m.name)
        new = RE_NEW.search(m.body)
        if new and new.group(1).startswith("cdktn."):  # computed-only map of primitives
            prim = {"cdktn.StringMap": "string", "cdktn.NumberMap": "number",
                    "cdktn.BooleanMap": "bool", "cdktn.AnyMap": "dynamic"}[new.group(1)]
            return ("attr", ["map", prim])
        if new:
            cls, _, wraps = new.groups()
            struct = base(cls)
            short = cls.split(".")[-1]
            is_list, is_map = short.endswith("List"), short.endswith("Map")
            if e is None:  # computed only -> attribute of object type
                if is_list:
                    return ("obj", "set" if wraps == "true" else "list", struct)
                return ("obj", "map" if is_map else None, struct)
            mapped = re.match(r"cdktn\.(listMapperHcl|hashMapperHcl)\((\w[\w.]*), ?(true|false)\)", e["value"])
            if is_list:
                if mapped and mapped.group(3) == "true" and not m.computed:
                    return ("block", e["type"], struct, False)
                return ("obj", e["type"], struct)
            if is_map:
                return ("obj", "map", struct)
            if e["type"] in ("list", "set"):  # single item
                return ("block", e["type"], struct, True)
            # struct: SingleNestedBlock or an attribute of object type
            if m.computed:
                return ("obj", None, struct)
            return ("block?", "single", struct, False)
        if e is not None:
            # a struct kept by value (no stored class): type struct without `new`
            if e["type"] == "struct":
                return ("block?", "single", base(e["store"]), False)
            if e["store"] and re.search(r"Property(List|Map)?$", e["store"]):
                # kept by value (provider configuration): same mapper rule as above
                if re.match(r"cdktn\.listMapperHcl\(\w[\w.]*, ?true\)", e["value"]) and not m.computed:
                    return ("block", e["type"], base(e["store"]), False)
                if e["type"] in ("list", "set") and "Mapper" not in e["value"]:
                    return ("block", e["type"], base(e["store"]), True)
                return ("obj", e["type"], base(e["store"]))
            return ("attr", self._simple(e["store"], e["type"], where))
        return ("attr", self._getter(m, where))

    def object_type(self, struct, stack, where):
        if stack.count(struct) > RECURSION_LIMIT:
            self.notes.append(f"{where}: recursion cut")
            return ["object", {}]
        out = {}
        for m in self.structs.get(struct, ()):
            w = f"{where}.{m.name}"
            c = self.classify(struct, m, w)
            if c[0] == "attr":
                out[m.name] = c[1]
            else:
                inner = self.object_type(c[2], stack + (struct,), w)
                kind = c[1]
                out[m.name] = inner if kind in (None, "single") else [kind, inner]
        return ["object", out]

    def block(self, key, stack):
        where = ".".join((self.tf_type or "provider",) + stack[1:] + ((key,) if key else ()))
        attrs, blocks = {}, {}
        seen_block = False
        prev = ""
        for m in self.structs.get(key, ()):
            w = f"{where}.{m.name}"
            if self.kind == "provider" and key == "" and m.name == "alias":
                continue
            c = self.classify(key, m, w)
            if c[0] == "block?":
                # attributes come first in alphabetical order, then blocks in alphabetical order
                is_block = m.name == "timeouts" or seen_block or m.name < prev or not (m.required or m.computed)
                c = ("block",) + c[1:] if is_block else ("obj", None, c[2])
                if m.name != "timeouts":
                    self.notes.append(f"{w}: single struct taken as {'block' if is_block else 'attribute'}")
            if c[0] == "block":
                seen_block = True
                _, nesting, struct, one = c
                if stack.count(struct) >= RECURSION_LIMIT:
                    self.notes.append(f"{w}: recursion cut")
                    continue
                b = {"nesting_mode": nesting, "block": self.block(struct, stack + (struct,))}
                if m.required and nesting != "single":
                    b["min_items"] = 1
                if one:
                    b["max_items"] = 1
                blocks[m.name] = b
            else:
                if seen_block and c[0] != "attr":
                    self.notes.append(f"{w}: attribute after blocks (order check failed)")
                t = c[1] if c[0] == "attr" else None
                if c[0] == "obj":
                    inner = self.object_type(c[2], stack + (c[2],), w)
                    t = [c[1], inner] if c[1] else inner
                a = {"type": t}
                d = self.descr.get((key, m.name))
                if d and not d.startswith("Please be aware that the id field"):
                    a["description"] = d
                a["description_kind"] = "plain"
                for flag in ("required", "optional", "computed"):
                    if getattr(m, flag):
                        a[flag] = True
                if m.name.endswith("_wo") and m.optional and not m.computed:
                    a["write_only"] = True
                    a["sensitive"] = True
                if t == "dynamic":
                    self.notes.append(f"{w}: subtree replaced by `any` in the bindings")
                attrs[m.name] = a
            prev = m.name
        out = {"attributes": attrs}
        if blocks:
            out["block_types"] = blocks
        out["description_kind"] = "plain"
        return out


FUNCTIONS = {  # the four provider functions (provider/provider-functions.ts gives names, args, summaries)
    "arn_build": {"description": "Builds an ARN from its constituent parts",
                  "return_type": "string",
                  "parameters": [{"name": n, "type": "string"} for n in
                                 ("partition", "service", "region", "account_id", "resource")]},
    "arn_parse": {"description": "Parses an ARN into its constituent parts",
                  "return_type": ["object", {n: "string" for n in
                                             ("account_id", "partition", "region", "resource", "service")}],
                  "parameters": [{"name": "arn", "type": "string"}]},
    "trim_iam_role_path": {"description": "Trims the path prefix from an IAM role ARN",
                           "return_type": "string", "parameters": [{"name": "arn", "type": "string"}]},
    "user_agent": {"description": "Formats a User-Agent product",
                   "return_type": "string",
                   "parameters": [{"name": n, "type": "string"} for n in
                                  ("product_name", "product_version", "comment")]},
}


# --------------------------------------------------------------------- wafv2 graft
WAF_MANY = {"text_transformation": 0, "rule_action_override": 100, "custom_key": 5, "insert_header": 0,
            "response_header": 0, "managed_rule_group_configs": 0, "headers": 0, "header_order": 0,
            "exempt_uri_regular_expression": 5}


def graft_waf(rule_statement, depth):
    """aws_wafv2_web_acl.rule.statement is `any` in the bindings; the sibling resource
    aws_wafv2_web_acl_rule (plugin framework) carries the same tree: reuse it with the SDK
    resource's own spelling (custom_key) and max_items."""
    def conv(block, level, many=False):
        out = json.loads(json.dumps({k: v for k, v in block.items() if k != "block_types"}))
        if "aggregate_key_type" in out.get("attributes", {}):  # optional in the SDK resource
            out["attributes"]["aggregate_key_type"] = {"type": "string", "description_kind": "plain", "optional": True}
        bts = {}
        for name, b in block.get("block_types", {}).items():
            name = {"custom_keys": "custom_key"}.get(name, name)
            logical = name in ("and_statement", "or_statement", "not_statement")
            if logical and level <= 0:
                continue
            nb = {"nesting_mode": "set" if name in ("text_transformation", "insert_header", "response_header")
                  else b["nesting_mode"], "block": conv(b["block"], level - 1 if logical else max(level, 1) if name == "scope_down_statement" else level, logical)}
            if name == "statement" and many:
                nb["min_items"] = 1
            else:
                m = WAF_MANY.get(name, 1)
                if m:
                    nb["max_items"] = m
            if name == "text_transformation":
                nb["min_items"] = 1
            bts[name] = nb
        if bts:
            out["block_types"] = dict(sorted(bts.items()))
        return out
    return {"nesting_mode": "list", "block": conv(rule_statement["block"], depth), "min_items": 1, "max_items": 1}


# --------------------------------------------------------------------- overlay
def walk_to(block, path):
    """path 'a.b.c': nested block a, nested block b, then member c (attribute or block)"""
    parts = path.split(".")
    for p in parts[:-1]:
        bt = block.get("block_types", {}).get(p)
        if bt is None:
            return None, None, None
        block = bt["block"]
    name = parts[-1]
    if name in block.get("attributes", {}):
        return block, "attr", block["attributes"][name]
    if name in block.get("block_types", {}):
        return block, "block", block["block_types"][name]
    return block, None, None


def apply_overlay(doc, overlay, log):
    prov = doc["provider_schemas"][PROVIDER]
    sect = {"resource": prov["resource_schemas"], "data": prov["data_source_schemas"],
            "ephemeral": prov.get("ephemeral_resource_schemas", {}), "provider": {"provider": prov["provider"]}}
    for kind, types in overlay.items():
        if kind.startswith("_"):
            continue
        for t, edits in types.items():
            s = sect.get(kind, {}).get(t)
            if s is None:
                continue
            if "version" in edits:
                s["version"] = edits["version"]
            for path, change in edits.get("set", {}).items():
                parent, what, node = walk_to(s["block"], path)
                if node is None:
                    log.append(f"overlay: {kind} {t} {path}: no such member")
                    continue
                for k, v in change.items():
                    if v is None:
                        node.pop(k, None)
                    else:
                        node[k] = v
            for path, blk in edits.get("replace_block", {}).items():
                parent, what, node = walk_to(s["block"], path)
                if parent is None:
                    log.append(f"overlay: {kind} {t} {path}: no such parent")
                    continue
                name = path.split(".")[-1]
                parent.get("attributes", {}).pop(name, None)
                parent.setdefault("block_types", {})[name] = blk


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--jsii", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--types", help="file: one type a line; prefix 'data.' / 'ephemeral.' for those kinds")
    ap.add_argument("--all", action="store_true")
    ap.add_argument("--overlay", action="append", default=[])
    ap.add_argument("--report")
    ap.add_argument("--waf-depth", type=int, default=0,
                    help="give aws_wafv2_web_acl.rule.statement this many and/or/not levels (0: leave `any`)")
    ap.add_argument("--indent", type=int)
    a = ap.parse_args()

    want = None
    if not a.all:
        want = set()
        for ln in open(a.types):
            ln = ln.split("#")[0].strip()
            if not ln:
                continue
            kind, _, t = ln.rpartition(".")
            want.add((kind or "resource", t))
    prov = {"provider": None, "resource_schemas": {}, "data_source_schemas": {},
            "ephemeral_resource_schemas": {}, "functions": FUNCTIONS}
    sect = {"resource": "resource_schemas", "data": "data_source_schemas",
            "ephemeral": "ephemeral_resource_schemas"}
    notes, errors, got = [], [], set()
    waf_src = None
    for fname, text in sources_from(a.jsii):
        m = re.search(r"extends cdktn\.(TerraformResource|TerraformDataSource|TerraformEphemeralResource"
                      r"|TerraformProvider)\b", text)
        if not m:
            continue
        kind = KIND[m.group(1)]
        t = re.search(r'tfResourceType = "([^"]+)"', text)
        ident = (kind, t.group(1) if t else None)
        if kind != "provider" and want is not None and ident not in want:
            if not (a.waf_depth and ident == ("resource", "aws_wafv2_web_acl_rule")):
                continue
        try:
            mod = Module(text, fname)
            s = mod.schema()
        except Exception as ex:  # keep going, report
            errors.append(f"{fname}: {ex}")
            continue
        notes += mod.notes
        if ident == ("resource", "aws_wafv2_web_acl_rule"):
            waf_src = s["block"]["block_types"]["statement"]
            if want is not None and ident not in want:
                continue
        if kind == "provider":
            prov["provider"] = s
        else:
            prov[sect[kind]][ident[1]] = s
            got.add(ident)
    if a.waf_depth and waf_src:
        for t in ("aws_wafv2_web_acl", "aws_wafv2_rule_group"):
            if t in prov["resource_schemas"]:
                rule = prov["resource_schemas"][t]["block"]["block_types"]["rule"]["block"]
                rule["attributes"].pop("statement", None)
                rule.setdefault("block_types", {})["statement"] = graft_waf(waf_src, a.waf_depth)
    for k in list(sect.values()):
        prov[k] = dict(sorted(prov[k].items()))
    doc = {"format_version": "1.0", "provider_schemas": {PROVIDER: prov}}
    for o in a.overlay:
        apply_overlay(doc, json.load(open(o)), notes)
    json.dump(doc, open(a.out, "w"), indent=a.indent, separators=None if a.indent else (",", ":"))
    missing = sorted(want - got) if want is not None else []
    rep = {"resources": len(prov["resource_schemas"]), "data_sources": len(prov["data_source_schemas"]),
           "ephemeral": len(prov["ephemeral_resource_schemas"]), "missing": missing,
           "errors": errors, "notes": notes, "bytes": os.path.getsize(a.out)}
    if a.report:
        json.dump(rep, open(a.report, "w"), indent=1)
    print({k: (v if not isinstance(v, list) else len(v)) for k, v in rep.items()})
    if errors or missing:
        print("errors:", errors[:5], "missing:", missing[:10], file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
