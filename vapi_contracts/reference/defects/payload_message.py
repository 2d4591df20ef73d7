"""Defects of payload rules about custom messages and the texts in them, one row each."""

from vapi_contracts.reference.defects.rows import (
    ABSENT,
    ALL,
    BOTH,
    FALLBACK_NUMBER,
    FALLBACK_SIP,
    PATCH,
    POST,
    Row,
    accepts,
    only,
    refuses,
)
from vapi_contracts.reference.defects.taking import LanguageNumber

_MESSAGE = "message/CustomMessage"
_CONTENT = f"{_MESSAGE}/contents/[]/TextContent"

# fmt: off
ROWS: tuple[Row, ...] = (
    accepts("message-type-missing-on-create", "CustomMessage.type.required", POST,
            FALLBACK_NUMBER / _MESSAGE, "a custom message without a type", ABSENT, required=()),
    accepts("message-type-number-on-patch", "CustomMessage.type.type", PATCH,
            FALLBACK_NUMBER / f"{_MESSAGE}/type", "a custom message's type that is a number", 7,
            type=("string", "number"), enum=None, pattern=only("custom-message")),
    accepts("message-type-unknown", "CustomMessage.type.enum", BOTH,
            FALLBACK_NUMBER / f"{_MESSAGE}/type", "a custom message of any type", "message", enum=None),
    accepts("message-content-number-on-create", "CustomMessage.content.type", POST,
            FALLBACK_NUMBER / f"{_MESSAGE}/content", "a custom message's content that is a number", 7,
            type=("string", "number")),
    refuses("message-content-1000-refused-on-patch", "CustomMessage.content.maxLength", PATCH,
            FALLBACK_NUMBER / f"{_MESSAGE}/content", "a custom message's content of exactly 1000 characters",
            "a" * 1000, maxLength=999),
    refuses("message-contents-empty-refused-on-create", "CustomMessage.contents.type", POST,
            FALLBACK_NUMBER / f"{_MESSAGE}/contents", "an empty list as a custom message's contents", [],
            minItems=1),
    accepts("message-contents-of-texts-on-patch", "CustomMessage.contents.items.oneOf", PATCH,
            FALLBACK_NUMBER / f"{_MESSAGE}/contents/[]", "a bare text among a custom message's contents",
            "hello", branch="TextContent", type=("object", "string")),
    accepts("text-type-missing-on-patch", "TextContent.type.required", PATCH,
            FALLBACK_NUMBER / _CONTENT, "a message's text without a type", ABSENT,
            required=("text", "language")),
    accepts("text-text-missing-on-create", "TextContent.text.required", POST,
            FALLBACK_NUMBER / _CONTENT, "a message's text that has no text", ABSENT,
            required=("type", "language")),
    accepts("text-language-missing", "TextContent.language.required", BOTH,
            FALLBACK_NUMBER / _CONTENT, "a message's text without a language", ABSENT,
            required=("type", "text")),
    accepts("text-type-number-on-create", "TextContent.type.type", POST,
            FALLBACK_SIP / f"{_CONTENT}/type", "a number as the type of a message's text", 7,
            type=("string", "number"), enum=None, pattern=only("text")),
    accepts("text-type-unknown-on-patch", "TextContent.type.enum", PATCH,
            FALLBACK_NUMBER / f"{_CONTENT}/type", "any type of a message's text", "TEXT", enum=None),
    accepts("text-text-number", "TextContent.text.type", ALL,
            FALLBACK_NUMBER / f"{_CONTENT}/text", "a number as the text of a message", 7,
            type=("string", "number")),
    accepts("text-language-number-on-create", "TextContent.language.type", POST,
            FALLBACK_NUMBER / f"{_CONTENT}/language", "a number as the language of a message's text", 7,
            behaviour=LanguageNumber),
    refuses("text-language-of-three-letters-refused", "TextContent.language.enum", ALL,
            FALLBACK_NUMBER / f"{_CONTENT}/language", "the language yue", "yue", maxLength=2),
)
# fmt: on
