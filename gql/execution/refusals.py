"""Why a request is refused before its operation runs.

GatewayError
├── Refused                     400  BAD_REQUEST
│   ├── NotJson
│   ├── WrongType
│   ├── NothingAsked
│   ├── GivenTwice
│   ├── BatchRefused
│   ├── BodyMangled
│   ├── HashMismatched
│   ├── CrossSite               403
│   ├── MethodNotAllowed        405
│   ├── NotByGet                405
│   ├── NotAcceptable           406
│   ├── StreamNeeded            406
│   ├── BodyTooLarge            413
│   ├── ContentTypeUnknown      415
│   ├── CharsetUnknown          415
│   └── EncodingUnknown         415
├── DocumentNotFound            400  PERSISTED_QUERY_NOT_FOUND
├── DocumentsNotSupported       400  PERSISTED_QUERY_NOT_SUPPORTED
└── NotTrusted                  403  QUERY_NOT_IN_SAFELIST
"""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language

EN, ZH = Language.EN, Language.ZH


class Refused(GatewayError):
    """A request that GraphQL over HTTP does not know; `headers` go with the answer."""

    code = "BAD_REQUEST"
    status = 400
    headers: ClassVar[dict[str, str]] = {}


class NotJson(Refused):
    """What should be JSON is none."""

    messages: ClassVar[Messages] = {
        EN: "{parameter} must be JSON in UTF-8",
        ZH: "{parameter} 必须是 UTF-8 编码的 JSON",
    }


class WrongType(Refused):
    """A parameter of another type than `wanted`, such as `a text`."""

    messages: ClassVar[Messages] = {
        EN: "{parameter} must be of the type {wanted}",
        ZH: "{parameter} 的类型必须是 {wanted}",
    }


class NothingAsked(Refused):
    """Neither a document nor the id of one."""

    messages: ClassVar[Messages] = {
        EN: "{parameter} must hold an operation",
        ZH: "{parameter} 必须包含一个操作",
    }


class GivenTwice(Refused):
    """A parameter that is repeated in the address."""

    messages: ClassVar[Messages] = {EN: "{parameter} is given more than once", ZH: "{parameter} 重复"}


class BatchRefused(Refused):
    """A list of requests that is empty, too long, or not taken at all."""

    messages: ClassVar[Messages] = {
        EN: "A batch must have from 1 to {limit} requests",
        ZH: "批量请求必须包含 1 到 {limit} 个请求",
    }


class BodyMangled(Refused):
    """A body that is not in the encoding of its `Content-Encoding`."""

    messages: ClassVar[Messages] = {
        EN: "The body is not encoded as {encoding}",
        ZH: "请求体不是有效的 {encoding} 编码",
    }


class HashMismatched(Refused):
    """A document that is not the one of the hash beside it."""

    messages: ClassVar[Messages] = {
        EN: "{parameter} is not the SHA-256 of the query",
        ZH: "{parameter} 与 query 的 SHA-256 不一致",
    }


class CrossSite(Refused):
    """A GET that a page of another site may have sent without asking first."""

    status = 403
    messages: ClassVar[Messages] = {
        EN: "A request from another site must have the header GraphQL-Require-Preflight",
        ZH: "来自其他网站的请求必须带有 GraphQL-Require-Preflight 请求头",
    }


class MethodNotAllowed(Refused):
    """Neither GET nor POST."""

    status = 405
    headers: ClassVar[dict[str, str]] = {"Allow": "GET, POST"}
    messages: ClassVar[Messages] = {EN: "GraphQL takes GET and POST", ZH: "GraphQL 只接受 GET 和 POST"}


class NotByGet(Refused):
    """A mutation or a subscription by GET."""

    status = 405
    headers: ClassVar[dict[str, str]] = {"Allow": "POST"}
    messages: ClassVar[Messages] = {
        EN: "Only queries can be asked by GET",
        ZH: "GET 只能执行查询（query）",
    }


class NotAcceptable(Refused):
    """`Accept` names nothing that we can write."""

    status = 406
    messages: ClassVar[Messages] = {
        EN: "Accept must allow application/graphql-response+json, application/json or text/event-stream",
        ZH: "Accept 必须允许 application/graphql-response+json、application/json 或 text/event-stream",
    }


class StreamNeeded(Refused):
    """A subscription, to be answered in one piece."""

    status = 406
    messages: ClassVar[Messages] = {
        EN: "Subscriptions need a WebSocket (graphql-transport-ws), or Accept: text/event-stream",
        ZH: "订阅（subscription）需要 WebSocket（graphql-transport-ws）或 Accept: text/event-stream",
    }


class BodyTooLarge(Refused):
    """A body over the limit, after its encoding is undone."""

    status = 413
    messages: ClassVar[Messages] = {
        EN: "The body must have at most {limit} bytes",
        ZH: "请求体最多 {limit} 字节",
    }


class ContentTypeUnknown(Refused):
    """A content type other than JSON, as forms of other sites have."""

    status = 415
    messages: ClassVar[Messages] = {
        EN: "The Content-Type must be application/json",
        ZH: "Content-Type 必须是 application/json",
    }


class CharsetUnknown(Refused):
    """JSON in another charset than UTF-8 (RFC 8259, section 8.1)."""

    status = 415
    messages: ClassVar[Messages] = {EN: "The charset must be utf-8", ZH: "字符集必须是 utf-8"}


class EncodingUnknown(Refused):
    """A `Content-Encoding` that we can't undo (RFC 9110, section 12.5.3)."""

    status = 415
    headers: ClassVar[dict[str, str]] = {"Accept-Encoding": "zstd, br, gzip"}
    messages: ClassVar[Messages] = {
        EN: "The Content-Encoding must be one of zstd, br and gzip",
        ZH: "Content-Encoding 必须是 zstd、br、gzip 之一",
    }


class DocumentNotFound(GatewayError):
    """No document has this id; clients of Apollo's protocol read the message too."""

    code = "PERSISTED_QUERY_NOT_FOUND"
    status = 400
    messages: ClassVar[Messages] = {EN: "PersistedQueryNotFound", ZH: "PersistedQueryNotFound"}


class DocumentsNotSupported(GatewayError):
    """Nothing is found by id here; clients of Apollo's protocol read the message too."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"
    status = 400
    messages: ClassVar[Messages] = {EN: "PersistedQueryNotSupported", ZH: "PersistedQueryNotSupported"}


class NotTrusted(GatewayError):
    """A document that the manifest does not have."""

    code = "QUERY_NOT_IN_SAFELIST"
    status = 403
    messages: ClassVar[Messages] = {
        EN: "Only the operations of the trusted documents can be run",
        ZH: "只能执行受信任文档中的操作",
    }
