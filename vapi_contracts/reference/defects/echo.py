"""Defects of `resource.echo`: something that was sent does not come back as it was."""

import copy
from typing import Any

from vapi_contracts.reference.core import Core, View
from vapi_contracts.reference.defects.seed import Defect, amended, without
from vapi_contracts.reference.prose import destinations
from vapi_contracts.reference.store import Row

RULE = "resource.echo"


class _FiltersLost(Core):
    def new(self, body: dict[str, Any]) -> Row:
        hooks: list[dict[str, Any]] = body.get("hooks", [])
        again = [i > 0 and hook["on"] == hooks[i - 1]["on"] for i, hook in enumerate(hooks)]
        kept = [without(hook, "filters") if same else hook for hook, same in zip(hooks, again, strict=True)]
        return amended(super().new(body), **({"hooks": kept} if any(again) else {}))


class _EmptyHooksLost(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        return without(shown, "hooks") if view == "listed" and shown.get("hooks") == [] else shown


class _TimeoutTruncated(Core):
    def new(self, body: dict[str, Any]) -> Row:
        row = super().new(body)
        if "timeoutSeconds" not in (server := body.get("server", {})):
            return row
        return amended(row, server={**server, "timeoutSeconds": int(server["timeoutSeconds"])})


class _ContentsReversed(Core):
    def new(self, body: dict[str, Any]) -> Row:
        row = super().new(body)
        fallback = body.get("fallbackDestination", {})
        message = fallback.get("message", "")
        if isinstance(message, str) or "contents" not in message:
            return row
        turned = {**message, "contents": message["contents"][::-1]}
        return amended(row, fallbackDestination={**fallback, "message": turned})


class _FalseLost(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        if view == "paged" and row.kept.get("server", {}).get("staticIpAddressesEnabled") is False:
            shown["server"] = without(row.kept["server"], "staticIpAddressesEnabled")
        return shown


class _HeaderNamesLowered(Core):
    def new(self, body: dict[str, Any]) -> Row:
        sent = copy.deepcopy(body)
        for path, destination in destinations(sent):
            if path.startswith("hooks") and "sipHeaders" in destination:
                destination["sipHeaders"] = {k.lower(): v for k, v in destination["sipHeaders"].items()}
        return super().new(sent)


class _NameTrimmed(Core):
    def new(self, body: dict[str, Any]) -> Row:
        row = super().new(body)
        return amended(row, name=body["name"].rstrip(" ")) if "name" in body else row


class _ThirdActionLost(Core):
    def new(self, body: dict[str, Any]) -> Row:
        hooks: list[dict[str, Any]] = body.get("hooks", [])
        kept = [{**hook, "do": hook["do"][:2]} if _acts_thrice(hook) else hook for hook in hooks]
        return amended(super().new(body), **({"hooks": kept} if kept != hooks else {}))


def _acts_thrice(hook: dict[str, Any]) -> bool:
    return isinstance(hook.get("do"), list) and len(hook["do"]) > 2


class _NameLowered(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        if view == "paged" and row.updated > row.created and "name" in shown:
            shown["name"] = str(shown["name"]).lower()
        return shown


DEFECTS = (
    Defect(
        "echo-filters-lost-in-second-hook",
        RULE,
        "A hook on the same event as the hook before it loses its filters.",
        behaviour=_FiltersLost,
    ),
    Defect(
        "echo-empty-hooks-lost-in-list",
        RULE,
        "An empty list of hooks does not show in the plain list.",
        behaviour=_EmptyHooksLost,
    ),
    Defect(
        "echo-timeout-truncated",
        RULE,
        "The fraction of a server's timeoutSeconds is cut off.",
        behaviour=_TimeoutTruncated,
    ),
    Defect(
        "echo-contents-reversed",
        RULE,
        "The contents of a fallback destination's message come back in reverse order.",
        behaviour=_ContentsReversed,
    ),
    Defect(
        "echo-false-lost-in-pages",
        RULE,
        "A server's staticIpAddressesEnabled that is false does not show in the paged list.",
        behaviour=_FalseLost,
    ),
    Defect(
        "echo-sip-header-names-lowered",
        RULE,
        "The names of the SIP headers of a hook's destination are lower-cased.",
        behaviour=_HeaderNamesLowered,
    ),
    Defect("echo-name-trimmed", RULE, "Spaces at the end of a name are cut off.", behaviour=_NameTrimmed),
    Defect(
        "echo-third-action-lost",
        RULE,
        "A call.ringing hook keeps no more than its first two actions.",
        behaviour=_ThirdActionLost,
    ),
    Defect(
        "echo-name-lowered-in-pages",
        RULE,
        "The paged list shows the name of a number that was patched in lower case.",
        behaviour=_NameLowered,
    ),
)
