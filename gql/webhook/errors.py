"""What only the webhook tells; it stands below `gql.errors.GatewayError`."""

from typing import ClassVar

from gql.errors import BadUserInput, GatewayError, Messages, NotFound, Unauthenticated
from gql.language import Language


class SecretInvalid(Unauthenticated):
    """The webhook was called without its secret, or with another one."""

    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, the secret is missing or wrong",
        Language.ZH: "无权进行此操作，密钥缺失或不正确",
        Language.ZH_TW: "無權進行此操作，密鑰缺失或不正確",
    }


class ReportUnreadable(BadUserInput):
    """The webhook was called with something else than one task object that has an id."""

    messages: ClassVar[Messages] = {
        Language.EN: "The body must be one task object in JSON, with its id",
        Language.ZH: "请求体必须是一个带有 id 的 JSON 任务对象",
        Language.ZH_TW: "請求體必須是一個帶有 id 的 JSON 任務物件",
    }


class ReportTooLarge(GatewayError):
    """The webhook was called with more than `limit` bytes."""

    code = "BAD_USER_INPUT"
    rest_code = "REQUEST_TOO_LARGE"
    status = 413
    messages: ClassVar[Messages] = {
        Language.EN: "The body has more than {limit} bytes",
        Language.ZH: "请求体超过 {limit} 字节",
        Language.ZH_TW: "請求體超過 {limit} 位元組",
    }


class TaskUnknown(NotFound):
    """The webhook was called about a task that is not in the database."""

    messages: ClassVar[Messages] = {
        Language.EN: "There is no such task",
        Language.ZH: "任务不存在",
        Language.ZH_TW: "任務不存在",
    }
