"""Why a connection that stays open is refused, or an operation on it.

GatewayError
├── RateLimited
│   └── TooManyClients          429  RATE_LIMITED
└── Refused
    ├── StreamUnknown           404  BAD_REQUEST
    ├── StreamTaken             409
    └── OperationTaken          409
"""

from typing import ClassVar

from gql.errors import Messages, RateLimited
from gql.execution.refusals import Refused
from gql.language import Language

EN, ZH = Language.EN, Language.ZH


class TooManyClients(RateLimited):
    """A viewer with as many connections as one may hold open."""

    messages: ClassVar[Messages] = {
        EN: "Too many connections: at most {limit} can be open at a time",
        ZH: "连接过多：同时最多 {limit} 个",
    }


class StreamUnknown(Refused):
    """A token of no event stream that is reserved or open."""

    status = 404
    messages: ClassVar[Messages] = {
        EN: "No event stream is reserved by this token, or no longer",
        ZH: "此 token 没有预留的事件流，或预留已失效",
    }


class StreamTaken(Refused):
    """A reservation that was used already."""

    status = 409
    messages: ClassVar[Messages] = {EN: "This event stream is open already", ZH: "此事件流已打开"}


class OperationTaken(Refused):
    """The id of an operation that is running."""

    status = 409
    messages: ClassVar[Messages] = {
        EN: "An operation with this {parameter} is running",
        ZH: "{parameter} 相同的操作正在运行",
    }
