"""What an operation is refused with before it runs, or ended with while it runs.

GatewayError
├── LimitExceeded               400  LIMIT_EXCEEDED
├── OperationUnresolved         400  OPERATION_RESOLUTION_FAILURE
└── TimedOut                    503  TIMED_OUT
"""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language


class LimitExceeded(GatewayError):
    """An operation that asks for more than the limit named by `parameter` allows."""

    code = "LIMIT_EXCEEDED"
    rest_code = "LIMIT_EXCEEDED"
    status = 400
    messages: ClassVar[Messages] = {
        Language.EN: "The operation exceeds the limit {parameter}: at most {highest}, found {found}",
        Language.ZH: "操作超出限制 {parameter}：最多 {highest}，实际 {found}",
        Language.ZH_TW: "操作超出限制 {parameter}：最多 {highest}，實際 {found}",
    }


class OperationUnresolved(GatewayError):
    """A document in which the operation to run can't be told (GraphQL, section 6.1)."""

    code = "OPERATION_RESOLUTION_FAILURE"
    rest_code = "OPERATION_RESOLUTION_FAILURE"
    status = 400
    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must name one of the document's operations: {operations}",
        Language.ZH: "{parameter} 必须是文档中的操作之一：{operations}",
        Language.ZH_TW: "{parameter} 必須是文件中的操作之一：{operations}",
    }


class TimedOut(GatewayError):
    """An operation that was not done in time, and was ended."""

    code = "TIMED_OUT"
    rest_code = "TIMED_OUT"
    status = 503
    messages: ClassVar[Messages] = {
        Language.EN: "The operation was ended after {seconds} seconds",
        Language.ZH: "操作超过 {seconds} 秒，已被终止",
        Language.ZH_TW: "操作超過 {seconds} 秒，已被終止",
    }
