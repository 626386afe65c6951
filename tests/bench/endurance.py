"""Does memory stay flat? Run by the Python of the tier `conformance`, whose driver calls the provider.

    python endurance.py BINARY

Plays one core walk after another on one process: ConfigureProvider, then schemas, validations and offline plans in
turn, each plan with a ledger of its own. Prints as JSON what the process holds after `WARM` calls and after `MORE`
further ones.
"""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))
os.environ.setdefault("PROVIDE_LOG_LEVEL", "ERROR")

from asking import NULL, call, complaints, config  # noqa: E402
from tofusoup.tfplugin import base_env, start_provider  # noqa: E402

WARM, MORE = 1_000, 10_000
OF_A_WALK = 200  # calls
TYPE = "signalcraft_migration"


async def main(binary):
    """Start, call, measure."""
    with tempfile.TemporaryDirectory(prefix="sc-") as scratch:
        directory = Path(scratch) / "migrations"
        directory.mkdir()
        (directory / "0001_orders.up.sql").write_text("CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n")
        (directory / "0002_note.up.sql").write_text("CREATE INDEX CONCURRENTLY orders_note ON orders (note);\n")
        plugin = await start_provider(binary, env=base_env({"TMPDIR": scratch, "AWS_REGION": "eu-west-1"}))
        try:
            walker = Walker(plugin, await call(plugin, "GetProviderSchema"), str(directory))
            await walker.go_on(WARM)
            warm = walker.resident_kib()
            await walker.go_on(MORE)
            end = walker.resident_kib()
        finally:
            await plugin.stop()
    print(json.dumps({"warm_calls": WARM, "more_calls": MORE, "warm_kib": warm, "end_kib": end}))


class Walker:
    """One core's walks over the same process."""

    def __init__(self, plugin, schema, directory):
        self.plugin, self.directory = plugin, directory
        self.block = schema.resource_schemas[TYPE].block
        plugin.schema = schema
        self.calls = 0

    async def go_on(self, calls):
        """Make this many calls, each of which must succeed."""
        for _ in range(calls):
            answer = await self.next()
            if complaints(answer):
                raise RuntimeError(f"call {self.calls} was refused: {complaints(answer)}")
            self.calls += 1

    async def next(self):
        step = self.calls % OF_A_WALK
        if step == 0:
            return await call(self.plugin, "ConfigureProvider", config=self.plugin.provider_config())
        if step % 3 == 0:
            return await call(self.plugin, "GetProviderSchema")
        values = config(TYPE, self.block, directory=self.directory, ledger={"name": f"app_{step}"})
        if step % 3 == 1:
            return await call(self.plugin, "ValidateResourceConfig", type_name=TYPE, config=values)
        change = {"prior_state": NULL, "proposed_new_state": values, "config": values}
        return await call(self.plugin, "PlanResourceChange", type_name=TYPE, **change)

    def resident_kib(self):
        """What the kernel counts as resident."""
        status = Path(f"/proc/{self.plugin.client._process.process.pid}/status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
