"""The tier `conformance`: a client that others wrote calls the built binary, and pytest judges (tests/conformance)."""

import xml.etree.ElementTree

from .pins import REPOSITORY

SUITE = REPOSITORY / "tests" / "conformance"
LIMIT_S = 10 * 60
NOTHING_COLLECTED = 5  # pytest's exit code


def run(session, binary, filters, tally):
    """Run the suite against `binary` and add what it did to the tally."""
    result = session.directory / "conformance.xml"
    options = ["-p", "no:cacheprovider", "-c", str(SUITE / "pytest.ini"), f"--rootdir={SUITE}", f"--junitxml={result}"]
    words = ["-k", " or ".join(filters)] if filters else []
    command = [str(session.tools.conformance), "-m", "pytest", *options, *words, str(SUITE)]
    extra = {"SIGNALCRAFT_TEST_PROVIDER": binary, "PYTHONDONTWRITEBYTECODE": "1"}
    code = session.run(command, on_line=_show, extra=extra, cwd=SUITE, limit_s=LIMIT_S)
    if code == NOTHING_COLLECTED:
        return
    try:
        suites = list(xml.etree.ElementTree.parse(result).iter("testsuite"))
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        tally.complaints.append(f"pytest ended with code {code} and no result ({error})")
        return
    ran, failures, errors, skipped = (
        sum(int(suite.get(count)) for suite in suites) for count in ("tests", "failures", "errors", "skipped")
    )
    tally.passed += ran - failures - errors - skipped
    tally.failed += failures + errors
    if skipped:
        tally.complaints.append(f"{skipped} tests are skipped")
    if code and not failures + errors:
        tally.complaints.append(f"pytest ended with code {code}")


def _show(line):
    print(line, end="", flush=True)
