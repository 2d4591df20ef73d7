"""Mistakes are told in one line, before anything runs; options may stand in `pyproject.toml`."""

import pytest

USAGE_ERROR = pytest.ExitCode.USAGE_ERROR

MISTAKES = {
    "unknown rule": (
        ["--vapi", "--vapi-rules", "resource.ecko"],
        "no rule matches 'resource.ecko'*did you mean*",
    ),
    "no rule": (["--vapi", "--vapi-rules", ","], "--vapi-rules must be ids of rules*"),
    "nothing left": (
        ["--vapi", "--vapi-rules", "resource.echo", "--vapi-documented-only"],
        "no documented rule matches resource.echo",
    ),
    "no module": (["--vapi-target", "nowhere:app"], "there is no module 'nowhere'*"),
    "no attribute": (
        ["--vapi-target", "targets:cleen"],
        "targets has no attribute 'cleen': did you mean clean?",
    ),
    "no app": (["--vapi-target", "targets:no_app"], "targets:no_app is an int, which is no ASGI app"),
    "no scheme": (["--vapi-target", "localhost:8000"], "*did you mean http://localhost:8000?"),
    "live": (
        ["--vapi-target", "https://api.vapi.ai"],
        "*is not on loopback*; pass --vapi-live if that is meant",
    ),
    "no token": (["--vapi-target", "https://api.vapi.ai", "--vapi-live"], "*needs a token*VAPI_TOKEN*"),
    "effort": (
        ["--vapi", "--vapi-effort", "hard"],
        "--vapi-effort must be one of quick, standard, thorough*",
    ),
    "requests": (["--vapi", "--vapi-max-requests", "0"], "--vapi-max-requests must be a whole number*"),
    "requests no number": (
        ["--vapi", "--vapi-max-requests", "x"],
        "--vapi-max-requests must be a whole number*",
    ),
    "rate": (["--vapi", "--vapi-rate", "-1"], "--vapi-rate must be a number above 0, not '-1'"),
    "rate no number": (["--vapi", "--vapi-rate", "fast"], "--vapi-rate must be a number above 0, not 'fast'"),
    "empty": (["--vapi", "--vapi-target", " "], "--vapi-target must be a text, not ' '"),
    "json": (["--vapi", "--vapi-json", "nowhere/out.json"], "--vapi-json: *out.json cannot be written"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_one_line_and_exit_code_4(run, name):
    arguments, line = MISTAKES[name]

    result = run(*arguments)

    told = [text for text in (result.outlines + result.errlines) if text]
    assert result.ret == USAGE_ERROR
    assert len(told) == 1, told
    result.stderr.fnmatch_lines([f"ERROR: {line}"])


IN_THE_FILE = {
    "unknown key": ('ruels = ["*"]', "*unknown key 'ruels'*did you mean 'rules'?"),
    "wrong kind": ('effort = "hard"', "*effort*must be one of quick, standard, thorough*"),
}


@pytest.mark.parametrize("name", IN_THE_FILE)
def test_mistake_in_the_file_is_one_line(run, pytester, name):
    text, line = IN_THE_FILE[name]
    pytester.makepyprojecttoml(f"[tool.vapi-contracts]\n{text}\n")

    result = run("--vapi")

    assert result.ret == USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {line}"])


def test_options_in_the_file_hold_unless_the_command_line_says_otherwise(run, pytester):
    pytester.makepyprojecttoml(
        '[tool.vapi-contracts]\ntarget = "targets:clean"\nrules = ["resource.robust"]\neffort = "quick"\nseed = 5\n'
    )

    from_file = run("--vapi", "--collect-only", "-q")
    from_line = run(
        "--vapi", "--collect-only", "--vapi-rules", "resource.echo,resource.patch", "--hypothesis-seed", "9"
    )

    from_file.stdout.fnmatch_lines(["vapi::resource.robust", "1 test collected*"])
    from_line.stdout.fnmatch_lines(
        [
            "vapi-contracts: 2 rules, quick effort, --hypothesis-seed=9, target targets:clean",
            "collected 2 items",
        ]
    )


def test_file_is_not_read_without_an_option(run, pytester):
    pytester.makepyprojecttoml("[tool.vapi-contracts]\nruels = 1\n")
    pytester.makepyfile("def test_nothing(): pass")

    run().assert_outcomes(passed=1)


def test_seed_that_is_no_number_is_taken_as_a_text(run):
    first, second = (run("--vapi", "--collect-only", "--hypothesis-seed", "monday") for _ in range(2))

    [one], [other] = (
        [line for line in result.outlines if line.startswith("vapi-contracts:")] for result in (first, second)
    )
    assert one == other
