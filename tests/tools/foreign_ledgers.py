"""Makes tests/cases/adopt/*/ledger.sql again: databases as other tools leave them, by running those tools.

    python3 tests/tools/foreign_ledgers.py --server postgres://postgres@127.0.0.1:5432 --tools DIRECTORY

The server is a PostgreSQL 15 that anybody may enter, with psql and pg_dump of its version on PATH. DIRECTORY is made by

    npm install --prefix DIRECTORY --ignore-scripts @dbmate/linux-x64@2.36.0 prisma@6.19.0 \\
        @prisma/adapter-pg@6.19.0 pg@8.16.3 drizzle-orm@0.44.7
    cargo install --locked --root DIRECTORY sqlx-cli@0.9.0 --no-default-features --features postgres
    cargo install --locked --root DIRECTORY refinery_cli@0.10.0 --no-default-features --features postgresql

and, for Atlas' sum, by Debian's golang-go and golang-ariga-atlas-dev 0.7.2. Tools that no registry has as a package
(golang-migrate, goose, Flyway, Atlas' command) are not run: what they write is written here, after their source.
Not part of any tier: a ledger is made once, and says which version made it.
"""

import argparse
import datetime
import os
import re
import subprocess
import tempfile
import zlib
from pathlib import Path

CASES = Path(__file__).resolve().parents[1] / "cases" / "adopt"

DRIZZLE = """
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.LEDGER_DATABASE });
await migrate(drizzle(pool), { migrationsFolder: process.env.LEDGER_MIGRATIONS });
await pool.end();
"""

# Prisma's engine as WebAssembly, on the driver of node: its native engine is a download. The adapter does not know
# the type `name`, which the engine asks the catalogue for.
PRISMA = """
import { defineConfig } from "prisma/config";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
const plain = (result) => {
  for (const field of result?.fields ?? []) if (field.dataTypeID === 19) field.dataTypeID = 25;
  return result;
};
class Client extends pg.Client {
  async query(...args) {
    const last = args[args.length - 1];
    if (typeof last === "function") {
      args[args.length - 1] = (error, result) => last(error, plain(result));
      return super.query(...args);
    }
    return plain(await super.query(...args));
  }
}
export default defineConfig({
  experimental: { adapter: true },
  engine: "js",
  schema: "./schema.prisma",
  migrations: { path: process.env.LEDGER_MIGRATIONS },
  adapter: async () => new PrismaPg(new pg.Pool({ connectionString: process.env.LEDGER_DATABASE, Client })),
});
"""

ATLAS_SUM = """
package main

import (
	"os"

	"ariga.io/atlas/sql/migrate"
)

func main() {
	dir, err := migrate.NewLocalDir(os.Args[1])
	if err != nil {
		panic(err)
	}
	sum, err := dir.Checksum()
	if err != nil {
		panic(err)
	}
	if err := migrate.WriteSumFile(dir, sum); err != nil {
		panic(err)
	}
}
"""


def run(*command, **more):
    subprocess.run([str(word) for word in command], check=True, **more)


class Maker:
    def __init__(self, server, tools):
        self.server, self.tools = server.rstrip("/"), Path(tools).resolve()

    def database(self, name):
        run("psql", "-qX", f"{self.server}/postgres", "-c", f"drop database if exists {name}", "-c", f"create database {name}")
        return f"{self.server}/{name}"

    def psql(self, url, sql):
        run("psql", "-qX", "-v", "ON_ERROR_STOP=1", url, input=sql.encode())

    def dbmate(self, url, migrations):
        binary = self.tools / "node_modules/@dbmate/linux-x64/bin/dbmate"
        run(binary, "--url", f"{url}?sslmode=disable", "-d", migrations, "--no-dump-schema", "up")
        return "dbmate 2.36.0, run"

    def sqlx(self, url, migrations):
        run(self.tools / "bin/sqlx", "migrate", "run", "--source", migrations, "-D", url)
        return "sqlx-cli 0.9.0, run"

    sqlx_reversible = sqlx

    def refinery(self, url, migrations):
        user, host, port, name = re.fullmatch(r"postgres://(\w+)@([^:]+):(\d+)/(\w+)", url).groups()
        settings = {"type": "Postgres", "host": host, "port": port, "user": user, "pass": "", "name": name}
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write("[main]\n" + "".join(f'db_{key} = "{value}"\n' for key, value in settings.items()))
            file.flush()
            run(self.tools / "bin/refinery", "migrate", "-c", file.name, "-p", migrations)
        return "refinery_cli 0.10.0, run"

    def node(self, url, migrations, files, *command):
        env = {
            **os.environ,
            "LEDGER_DATABASE": url,
            "LEDGER_MIGRATIONS": str(migrations),
            "CHECKPOINT_DISABLE": "1",
            "PRISMA_SCHEMA_ENGINE_BINARY": "/bin/true",
            "PRISMA_QUERY_ENGINE_LIBRARY": "/bin/true",
        }
        with tempfile.TemporaryDirectory(dir=self.tools) as folder:
            for name, text in files.items():
                (Path(folder) / name).write_text(text)
            run("node", *command, cwd=folder, env=env)

    def drizzle(self, url, migrations):
        self.node(url, migrations, {"migrate.mjs": DRIZZLE}, "migrate.mjs")
        return "drizzle-orm 0.44.7, run"

    def prisma(self, url, migrations):
        schema = 'datasource db {\n  provider = "postgresql"\n  url = "unused"\n}\n'
        files = {"prisma.config.ts": PRISMA, "schema.prisma": schema}
        self.node(url, migrations, files, self.tools / "node_modules/prisma/build/index.js", "migrate", "deploy")
        return "prisma 6.19.0, run"

    # From here on: tools that cannot be had. The tables are those of their sources.

    def golang_migrate(self, url, migrations):
        files = sorted(migrations.glob("*.up.sql"))
        self.apply(url, files)
        self.psql(
            url,
            "create table schema_migrations (version bigint not null primary key, dirty boolean not null);"
            f"insert into schema_migrations values ({int(files[-1].name.split('_')[0])}, false);",
        )
        return "golang-migrate 4.18, after its source (database/postgres)"

    def goose(self, url, migrations):
        files = sorted(migrations.glob("*.sql"))
        self.apply(url, files, lambda text: text.split("-- +goose Down")[0])
        rows = "".join(
            f"insert into goose_db_version (version_id, is_applied) values ({number}, true);"
            for number in [0, *(int(file.name.split("_")[0]) for file in files)]
        )
        self.psql(
            url,
            "create table goose_db_version (id integer primary key generated by default as identity,"
            " version_id bigint not null, is_applied boolean not null, tstamp timestamp not null default now());" + rows,
        )
        return "goose 3.24, after its source (internal/dialect/dialectquery)"

    def flyway(self, url, migrations):
        self.psql(
            url,
            "create table flyway_schema_history (installed_rank int not null, version varchar(50),"
            " description varchar(200) not null, type varchar(20) not null, script varchar(1000) not null,"
            " checksum integer, installed_by varchar(100) not null, installed_on timestamp not null default now(),"
            " execution_time integer not null, success boolean not null,"
            " constraint flyway_schema_history_pk primary key (installed_rank));"
            "create index flyway_schema_history_s_idx on flyway_schema_history (success);",
        )
        files = [migrations / name for name in
                 ["V1__orders.sql", "V1.1__customers.sql", "V2__orders_note.sql", "R__order_views.sql"]]
        self.apply(url, files)
        for rank, file in enumerate(files, 1):
            head, _, description = file.stem.partition("__")
            version = "null" if head == "R" else f"'{head[1:]}'"
            crc = 0
            for line in file.read_bytes().decode().splitlines():
                crc = zlib.crc32(line.encode(), crc)
            signed = crc - (1 << 32) if crc >> 31 else crc
            self.psql(
                url,
                f"insert into flyway_schema_history values ({rank}, {version}, '{description.replace('_', ' ')}', 'SQL',"
                f" '{file.name}', {signed}, 'postgres', now(), {rank}, true);",
            )
        return "Flyway 11, after its source (PostgreSQLDatabase, ChecksumCalculator)"

    def atlas(self, url, migrations):
        with tempfile.TemporaryDirectory() as folder:
            main = Path(folder) / "main.go"
            main.write_text(ATLAS_SUM)
            env = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": f"{folder}/cache"}
            run("go", "run", main, migrations, env=env)
        files = sorted(migrations.glob("*.sql"))
        self.apply(url, files)
        self.psql(
            url,
            "create schema atlas_schema_revisions; create table atlas_schema_revisions.atlas_schema_revisions ("
            " version character varying not null, description character varying not null, type bigint not null default 2,"
            " applied bigint not null default 0, total bigint not null default 0, executed_at timestamptz not null,"
            " execution_time bigint not null, error text, error_stmt text, hash character varying not null,"
            " partial_hashes jsonb, operator_version character varying not null, primary key (version));",
        )
        hashes = dict(line.split(" h1:") for line in (migrations / "atlas.sum").read_text().splitlines()[1:])
        for file in files:
            version, _, description = file.stem.partition("_")
            self.psql(
                url,
                "insert into atlas_schema_revisions.atlas_schema_revisions values"
                f" ('{version}', '{description}', 2, 1, 1, now(), 1000000, '', '', '{hashes[file.name]}', null, 'Atlas CLI v0.32');",
            )
        return "Atlas 0.32, after its source (cmd/atlas/internal/migrate); atlas.sum by its library 0.7.2, run"

    def apply(self, url, files, of=lambda text: text):
        for file in files:
            self.psql(url, of(file.read_bytes().decode()))

    def dump(self, url, tool, made):
        dumped = subprocess.run(
            ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--no-comments", url], check=True, capture_output=True
        )
        lines = dumped.stdout.decode().splitlines()
        noise = ("--", "SET ", "SELECT pg_catalog.set_config", "\\")
        kept = [line for line in lines if line and not line.startswith(noise)]
        today = datetime.date.today().isoformat()
        head = f"-- What the tool leaves in a database: {made}. Made by tests/tools/foreign_ledgers.py on {today}.\n"
        (CASES / tool / "ledger.sql").write_text(head + "\n".join(kept) + "\n", newline="\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--tools", required=True)
    parser.add_argument("only", nargs="*")
    options = parser.parse_args()
    maker = Maker(options.server, options.tools)
    for folder in sorted(CASES.iterdir()):
        method = getattr(maker, folder.name.replace("-", "_"), None)
        if method is None or options.only and folder.name not in options.only:
            continue
        url = maker.database(f"ledger_{folder.name.replace('-', '_')}")
        made = method(url, folder / "migrations")
        maker.dump(url, folder.name, made)


main()
