"""Correct endpoints that differ from the reference wherever the contract is silent."""

import copy
import itertools
import json
import random
import re
import uuid

from pydantic import ValidationError

from vapi_contracts.models import CreateVapiPhoneNumberDTO, UpdateVapiPhoneNumberDTO
from vapi_contracts.reference.app import ReferenceApp
from vapi_contracts.reference.core import Core
from vapi_contracts.reference.document import compiled
from vapi_contracts.reference.message import Refusal, Response
from vapi_contracts.reference.store import Row

OTHERS = ("twilio", "vonage", "telnyx", "byo-phone-number", "vapi")


class LowerCase(Core):
    """Stores every SIP URI in lower case, nested ones too."""

    def keep(self, schema, properties):
        return lowered(super().keep(schema, properties))


def lowered(value):
    if isinstance(value, dict):
        return {
            key: sub.lower() if key == "sipUri" and isinstance(sub, str) else lowered(sub) for key, sub in value.items()
        }
    return [lowered(item) for item in value] if isinstance(value, list) else value


class Talkative(Core):
    """Shows more than was asked for."""

    def show(self, row, view):
        return {"providerResourceId": "x", "useClusterSip": True, **super().show(row, view), "tags": []}


class Defaults(Core):
    """Fills nested defaults in."""

    def show(self, row, view):
        return filled(copy.deepcopy(super().show(row, view)))


DEFAULTS = {
    "server": {"timeoutSeconds": 20, "staticIpAddressesEnabled": False},
    "transferPlan": {
        "sipVerb": "refer",
        "timeout": 60,
        "dialTimeout": 60,
        "sipHeadersInReferToEnabled": False,
    },
    "summaryPlan": {"enabled": True, "timeoutSeconds": 5},
    "fallbackPlan": {"endCallEnabled": True},
    "backoffPlan": {"excludedStatusCodes": []},
}


def filled(value):
    if isinstance(value, dict):
        out = {key: filled(sub) for key, sub in value.items()}
        for key, sub in out.items():
            if isinstance(sub, dict):
                out[key] = {**DEFAULTS.get(key, {}), **sub}
        return {**({"numberE164CheckEnabled": True} if value.get("type") == "number" else {}), **out}
    return [filled(item) for item in value] if isinstance(value, list) else value


class Unprocessable(Core):
    """Says 422 where the reference says 400, with errors of another shape."""

    def handle(self, request):
        response = super().handle(request)
        if response.status == 400:
            return Response(422, {"detail": [{"loc": ["body"], "msg": "invalid"}]}, response.headers)
        return response


class Offsets(Core):
    """Shows whole seconds with an offset."""

    def show(self, row, view):
        return restamped(super().show(row, view), lambda stamp: stamp.split(".")[0] + "+00:00")


class Seconds(Core):
    """Shows timestamps without a fraction."""

    def show(self, row, view):
        return restamped(super().show(row, view), lambda stamp: stamp.split(".")[0] + "Z")


def restamped(shown, change):
    return {**shown, "createdAt": change(shown["createdAt"]), "updatedAt": change(shown["updatedAt"])}


class Backwards(Core):
    """Shows the keys in another order."""

    def show(self, row, view):
        return backwards(super().show(row, view))


def backwards(value):
    if isinstance(value, dict):
        return {key: backwards(sub) for key, sub in reversed(value.items())}
    return [backwards(item) for item in value] if isinstance(value, list) else value


class Strict(Core):
    """Refuses unknown properties, the bare payload, routing ids that are no UUIDs, and unknown credentials."""

    def judge(self, schema, body):
        found = super().judge(schema, body)
        unknown = set(found) - set(self.schemas.properties(schema))
        if unknown:
            raise Refusal(400, [f"property {min(unknown)} should not exist"])
        if schema.startswith("Create") and not {"sipUri", "numberDesiredAreaCode"} & set(found):
            raise Refusal(400, ["sipUri or numberDesiredAreaCode is needed"])
        for key in ("assistantId", "squadId", "workflowId"):
            if isinstance(found.get(key), str) and not re.fullmatch(r"[0-9a-f-]{36}", found[key]):
                raise Refusal(400, [f"{key} must be a UUID"])
        if "credentialId" in json.dumps(found.get("server", {})):
            raise Refusal(400, ["no such credential"])
        return found


class Masked(Core):
    """Masks the SIP password in lists and leaves it out elsewhere."""

    def show(self, row, view):
        shown = copy.deepcopy(super().show(row, view))
        authentication = shown.get("authentication")
        if isinstance(authentication, dict):
            authentication.pop("password", None)
            if view in ("listed", "paged"):
                authentication["password"] = "***"
        return shown


class Nulls(Core):
    """Shows `null` for what was not sent."""

    def show(self, row, view):
        known = dict.fromkeys(self.schemas.properties("CreateVapiPhoneNumberDTO"))
        return {**known, **super().show(row, view)}


class Busy(Core):
    """Says 429 or 503 now and then."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._dice = random.Random(5)  # noqa: S311 - no secret

    def handle(self, request):
        if self._dice.random() < 0.05:
            return Response(self._dice.choice([429, 503]), {"message": "later"}, {"retry-after": "0"})
        return super().handle(request)


class Restless(Core):
    """Moves `updatedAt` by itself."""

    def handle(self, request):
        for row in self.store.newest_first()[:2]:
            self.store.put(Row(row.id, row.kept, row.created, row.updated + 1, row.address))
        return super().handle(request)


class Crowded(Core):
    """Holds 150 numbers of several providers already."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for at in range(150):
            now = self.clock.now()
            kept = {"provider": OTHERS[at % 5], "status": "active"}
            if at % 5 != 4 and at % 3:
                kept["name"] = f"Old desk {at}"
            if at % 5 == 0:
                kept["number"] = f"+1415555{at:04d}"
            self.store.put(Row(str(uuid.uuid4()), kept, now, now, None))


class Shared(Core):
    """Another client creates and deletes numbers meanwhile."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._theirs = []
        self._turn = itertools.count()

    def handle(self, request):
        turn = next(self._turn)
        if turn % 3 == 0:
            now = self.clock.now()
            row = Row(str(uuid.uuid4()), {"provider": "vapi", "name": f"Theirs {turn}"}, now, now, None)
            self.store.put(row)
            self._theirs.append(row)
        elif turn % 5 == 0 and self._theirs:
            self.store.remove(self._theirs.pop(0))
        return super().handle(request)


class Merging(Core):
    """Merges a nested object that is patched into the one that is there."""

    def change(self, row, body):
        merged = {
            key: {**row.kept[key], **value}
            if isinstance(value, dict) and isinstance(row.kept.get(key), dict) and key == "server"
            else value
            for key, value in body.items()
        }
        return super().change(row, merged)


class Kept(Core):
    """Keeps unknown properties and shows them."""

    def keep(self, schema, properties):
        properties = list(properties)
        return {**dict(properties), **super().keep(schema, properties)}


class ByModels(Core):
    """Judges payloads by the pydantic models: the two must not disagree."""

    def judge(self, schema, body):
        model = CreateVapiPhoneNumberDTO if schema.startswith("Create") else UpdateVapiPhoneNumberDTO
        try:
            model.model_validate(body)
        except ValidationError as error:
            raise Refusal(400, [str(error)]) from None
        return super().judge(schema, body)


class Five(Core):
    """Has five numbers at most, like an account of the live service."""

    def put(self, row):
        if len(self.store) >= 5 and self.store.get(row.id) is None:
            raise Refusal(400, ["no more free numbers"])
        super().put(row)


SERVERS = {
    kind.__name__: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Core) and kind is not Five
}


def app_of(kind):
    return ReferenceApp(kind(compiled(()), token="test-token", sip_host="sip.vapi.ai"))


class PlainText:
    """Answers every refusal in plain text, and slowly once in a while as far as its answer goes."""

    def __init__(self):
        self.app = app_of(Core)

    async def __call__(self, scope, receive, send):
        async def altered(message):
            if message["type"] == "http.response.start" and message["status"] >= 400:
                message = {**message, "headers": [(b"content-type", b"text/plain")]}
                self.refused = True
            elif message["type"] == "http.response.body" and getattr(self, "refused", False):
                message = {**message, "body": b"no"}
                self.refused = False
            await send(message)

        await self.app(scope, receive, altered)
