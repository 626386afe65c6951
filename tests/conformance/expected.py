"""What the provider must have by name. Everything else in this suite is read off the schema that it serves."""

import os

# Every name here is demanded. A branch that has not built them yet may run the rest with
# SIGNALCRAFT_CONFORMANCE_STRICT=0; `make test` never sets it.
STRICT = os.environ.get("SIGNALCRAFT_CONFORMANCE_STRICT") != "0"

EXPECTED = {
    "resource_schemas": {"signalcraft_migration"},
    "data_source_schemas": {"signalcraft_migration_status"},
    "ephemeral_resource_schemas": {"signalcraft_database_token"},
    "list_resource_schemas": {"signalcraft_migration"},
    "action_schemas": {"signalcraft_notify"},
    "functions": {"parse_image", "compare_versions", "parse_duration", "lint_sql"},
    "identity_schemas": {"signalcraft_migration"},
}

# What a function is called with, as its documentation would; others are called with a sample of each type.
ARGUMENTS = {
    "parse_image": ["registry.example.com/team/app:1.4.2"],
    "compare_versions": ["1.10.0", "1.9.3"],
    "parse_duration": ["1h30m"],
    "lint_sql": ["CREATE INDEX orders_note ON orders (note);"],
}
