"""The errors that only the REST paths know; they stand below those of `gql.errors`.

GatewayError
├── RateLimited
│   └── TooManyExports          429  RATE_LIMITED
├── ListingFailed               500, 503: what a client is told of both
├── BadUserInput
│   ├── NotOneOf
│   ├── NotAMoment
│   └── UnknownParameter
└── Unavailable
    └── UsersUnavailable        503
"""

from typing import ClassVar

from gql.errors import BadUserInput, GatewayError, Messages, RateLimited, Unavailable
from gql.language import Language


class NotOneOf(BadUserInput):
    """A parameter with a value outside of a closed set."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must be of: {allowed}",
        Language.ZH: "{parameter} 只能是：{allowed}",
    }


class NotAMoment(BadUserInput):
    """A parameter that should be a moment."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must be a moment such as 2026-01-31T12:00:00Z, or a Unix time",
        Language.ZH: "{parameter} 必须是时间，例如 2026-01-31T12:00:00Z，或 Unix 时间戳",
        Language.ZH_TW: "{parameter} 必須是時間，例如 2026-01-31T12:00:00Z，或 Unix 時間戳",
    }


class UnknownParameter(BadUserInput):
    """A parameter that an export does not have: a misspelt filter would export everything."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} is no parameter of this path",
        Language.ZH: "{parameter} 不是此路径的参数",
        Language.ZH_TW: "{parameter} 不是此路徑的參數",
    }


class TooManyExports(RateLimited):
    """As many exports run as may at once, of one viewer or of all."""

    messages: ClassVar[Messages] = {
        Language.EN: "Too many exports at once: at most {own} of a user and {all} of all users; "
        "try again in {seconds} seconds",
        Language.ZH: "同时进行的导出过多：每个用户最多 {own} 个，全部用户最多 {all} 个，"
        "请在 {seconds} 秒后重试",
        Language.ZH_TW: "同時進行的匯出過多：每個使用者最多 {own} 個，全部使用者最多 {all} 個，"
        "請在 {seconds} 秒後重試",
    }


class ListingFailed(GatewayError):
    """The words of the public documentation for a listing that could not be made, whatever the reason."""

    messages: ClassVar[Messages] = {
        Language.EN: "Failed to get the task list",
        Language.ZH: "获取任务列表失败",
        Language.ZH_TW: "獲取任務列表失敗",
    }


class UsersUnavailable(Unavailable):
    """The database failed while the credentials were checked; new-api has words of its own for it."""

    messages: ClassVar[Messages] = {
        Language.EN: "Database error, please contact the administrator",
        Language.ZH: "数据库出错，请联系管理员",
        Language.ZH_TW: "資料庫出錯，請聯繫管理員",
    }
