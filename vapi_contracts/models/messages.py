"""What is spoken: plain text, or one message with a wording per language."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from vapi_contracts.models.base import Contract, Maybe

# fmt: off
Language = Literal[
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bh", "bi",
    "bm", "bn", "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da", "de", "dv",
    "dz", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd",
    "gl", "gn", "gu", "gv", "ha", "he", "hi", "ho", "hr", "ht", "hu", "hy", "hz", "ia", "id", "ie", "ig",
    "ii", "ik", "io", "is", "it", "iu", "ja", "jv", "ka", "kg", "ki", "kj", "kk", "kl", "km", "kn", "ko",
    "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li", "ln", "lo", "lt", "lu", "lv", "mg", "mh",
    "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb", "nd", "ne", "ng", "nl", "nn", "no", "nr",
    "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi", "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru",
    "rw", "sa", "sc", "sd", "se", "sg", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su",
    "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug",
    "uk", "ur", "uz", "ve", "vi", "vo", "wa", "wo", "xh", "yi", "yue", "yo", "za", "zh", "zu",
]
# fmt: on
"""The languages that a wording can be in (spec: TextContent.language)."""


class TextContent(Contract):
    """One wording of a message (spec: TextContent)."""

    type: Literal["text"]
    text: str
    language: Language


class CustomMessage(Contract):
    """A message whose wordings override its plain `content` (spec: CustomMessage)."""

    type: Literal["custom-message"]
    content: Maybe[Annotated[str, Field(max_length=1000)]] = None
    contents: Maybe[list[TextContent]] = None


def _branch(value: Any) -> str:
    return "custom-message" if isinstance(value, dict | CustomMessage) else "text"


Message = Annotated[
    Annotated[str, Tag("text")] | Annotated[CustomMessage, Tag("custom-message")], Discriminator(_branch)
]
"""Text or a CustomMessage (spec: `message` of destinations and plans); the JSON type tells which is meant."""
