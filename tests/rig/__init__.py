"""The test rig: real tools from package registries, servers on loopback, tiers of tests.

cli           what the user may ask for
pins          every version and hash
tools         installing the pinned tools into a cache
certificates  a throw-away CA, run as a script with the tools' Python packages
servers       PostgreSQL and the AWS emulator, each started and stopped
session       servers + environment + one command, and nothing left behind
tiers         `make test`: build once, run each tier, count
conformance   the tier in which somebody else's client calls our binary
modules       the tier of the modules in HCL; modules_docs.py beside it writes their READMEs' tables
tellings      what became of stories that are told on several Terraforms
matrix        `make test-matrix`: the stories on every Terraform, as a table
demo          `make demo`: the stage of the story that a newcomer sees
story         its scenes, and what must be true after each
look          one query to the database, beside the code that is checked
say           the one voice all of them print with
"""
