//! One server with the schema of the cases, and what a statement does there: the locks that it holds in the end,
//! which tables it has written anew, and which it has read from end to end.

use std::cell::Cell;
use std::collections::BTreeMap;

use testkit::{Rows, Scratch, Session, scratch_database};

/// A few rows in every table, so that a read shows.
const ROWS: &str = "\
    insert into teams (name, slug, region, quota, score, created_at, seen_at) \
      select 'team ' || n, 's' || n, 'no', n, 1.5, now(), now() from generate_series(1, 50) n; \
    insert into alerts (team_id, state, title, body, fingerprint) \
      select n, 'open', 'title ' || n, 'body ' || n, 'f' || n from generate_series(1, 50) n; \
    insert into deliveries select n, 1 from generate_series(1, 50) n; \
    insert into grades select n, 2 from generate_series(1, 50) n; \
    insert into audit_log select 'entry ' || n, now() + n * interval '1 s' from generate_series(1, 50) n; \
    insert into events_2024 select n, '2024-06-01', '{}' from generate_series(1, 50) n; \
    insert into events_default select n, '2031-06-01', '{}' from generate_series(1, 50) n; \
    insert into events_2025 select n, '2025-06-01', '{}' from generate_series(1, 50) n; \
    insert into samples_2024 select n, '2024-06-01' from generate_series(1, 50) n; \
    insert into samples_2025 select n, '2025-06-01' from generate_series(1, 50) n; \
    insert into samples_2026 select n, '2026-06-01' from generate_series(1, 50) n; \
    refresh materialized view alert_totals;";

/// Locks by strength.
const MODES: [&str; 8] = [
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
];

/// Takes away whatever a case has left.
const CLEAR: &str = "\
    do $$ declare name text; begin \
      for name in select quote_ident(nspname) from pg_namespace where nspname !~ '^pg_|^information_schema' loop \
        execute 'drop schema ' || name || ' cascade'; end loop; \
      for name in select quote_ident(pubname) from pg_publication loop execute 'drop publication ' || name; end loop; \
    end $$; create schema public;";

pub(crate) struct Server {
    pub(crate) major: u16,
    session: Session,
    /// A case has left something.
    used: Cell<bool>,
    // last: a database that is connected to cannot be dropped
    _scratch: Scratch,
}

/// What was seen of each table.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The strongest lock, as an index into the modes.
    pub(crate) mode: usize,
    pub(crate) scanned: bool,
    pub(crate) rewritten: bool,
}

impl Server {
    pub(crate) fn new(major: u16) -> Self {
        let scratch = scratch_database(major);
        Self { major, session: Session::to(&scratch.url), used: Cell::new(true), _scratch: scratch }
    }

    pub(crate) fn rows(&self, sql: &str) -> Rows {
        self.session.run(sql).expect("good SQL")
    }

    /// The schema as it is in the beginning.
    fn clear(&self) {
        if self.used.take() {
            let schema = include_str!("../../cases/lint/schema.sql");
            self.rows(&format!("{CLEAR} {schema}; {ROWS}"));
        }
    }

    /// Runs statements one by one, each in a transaction of its own.
    pub(crate) fn run(&self, statements: &[String]) -> Result<(), String> {
        self.clear();
        self.used.set(true);
        statements.iter().try_for_each(|one| self.session.run(one).map(|_| ()))
    }

    /// Runs `sql` in a transaction on top of `history`, and takes it back.
    pub(crate) fn observe(&self, history: &str, sql: &str) -> Result<BTreeMap<String, Seen>, String> {
        self.clear();
        // What the history does would be seen as well: it is committed first.
        if !history.trim().is_empty() {
            self.used.set(true);
            self.session.run(history)?;
        }
        let relations = "from pg_class c join pg_namespace n on n.oid = relnamespace \
             left join pg_stat_xact_all_tables on relid = c.oid where relkind in ('r', 'p', 'm', 'v') \
             and nspname not like 'pg\\_%' and nspname <> 'information_schema'";
        let text = format!(
            "begin; set local timezone = 'Europe/Oslo'; \
             select 'before', c.oid::text, c.relname, relfilenode::text, seq_scan {relations}; \
             {sql}\n; reset role; \
             select 'lock', relation::int8::text, mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' \
               and relation >= 16384; \
             select 'after', c.oid::text, c.relname, relfilenode::text, seq_scan {relations}; \
             rollback"
        );
        Ok(seen(&self.session.run(&text)?))
    }
}

fn seen(rows: &Rows) -> BTreeMap<String, Seen> {
    // name, file and number of reads of each relation as it was; what is new is nobody's
    let mut before: BTreeMap<String, (String, String, String)> = BTreeMap::new();
    let mut tables: BTreeMap<String, Seen> = BTreeMap::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.clone().unwrap_or_default()).collect();
        match cells.as_slice() {
            [word, oid, name, file, reads] if word == "before" => {
                before.insert(oid.clone(), (name.clone(), file.clone(), reads.clone()));
            }
            [word, oid, mode] if word == "lock" => {
                let Some((name, ..)) = before.get(oid) else { continue };
                let mode = MODES.iter().position(|known| known == mode).unwrap_or_default();
                let table = tables.entry(name.clone()).or_default();
                table.mode = table.mode.max(mode);
            }
            [word, oid, _, file, reads] if word == "after" => {
                let Some((name, old_file, old_reads)) = before.get(oid) else { continue };
                let table = tables.entry(name.clone()).or_default();
                table.rewritten = file != old_file;
                table.scanned = reads != old_reads;
            }
            _ => {}
        }
    }
    tables
}

pub(crate) fn mode_of(name: &str) -> usize {
    let wanted = format!("{}Lock", name.to_lowercase().replace(' ', ""));
    MODES.iter().position(|mode| mode.to_lowercase() == wanted.to_lowercase()).unwrap_or_default()
}
