"""Every error that the gateway raises on purpose.

    GatewayError
    ├── Unauthenticated             401  UNAUTHENTICATED
    │   ├── CredentialsMissing
    │   ├── TokenInvalid
    │   ├── UserHeaderMissing
    │   ├── UserHeaderMalformed
    │   ├── UserMismatched
    │   └── UserDisabled
    ├── Forbidden                   403  FORBIDDEN
    ├── BadUserInput                400  BAD_USER_INPUT
    │   ├── NotANumber
    │   ├── OutOfRange
    │   ├── TooLong
    │   ├── TooMany
    │   ├── NotText
    │   ├── Repeated
    │   ├── CursorInvalid
    │   └── Conflicting
    ├── RateLimited                 429  RATE_LIMITED
    ├── NotFound                    404  NOT_FOUND
    ├── MethodNotAllowed            405  METHOD_NOT_ALLOWED
    ├── Unavailable                 503  UNAVAILABLE
    ├── Internal                    500  INTERNAL_SERVER_ERROR
    └── ConfigurationError               (ends the command line with exit code 2)

Anything else that is raised is a defect: clients get `Internal`, masked, with an id that the log has too.
"""

from collections.abc import Callable
from typing import ClassVar

from gql.language import Language

Messages = dict[Language, str]


class GatewayError(Exception):
    """An error with a code for GraphQL, a code and a status for REST, and messages for people."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    rest_code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500
    messages: ClassVar[Messages] = {
        Language.EN: "Internal error",
        Language.ZH: "内部错误",
    }

    def __init__(self, parameter: str = "", **details: object) -> None:
        self.parameter = parameter
        self.details = details
        super().__init__(self.message(Language.EN))

    def message(self, language: Language, rename: Callable[[str], str] = str) -> str:
        """Tell what is wrong, with the parameter named as the door at hand names it."""
        template = self.messages.get(language, self.messages[Language.ZH])
        return template.format(parameter=rename(self.parameter), **self.details)


class Internal(GatewayError):
    """A defect; `incident` is the id under which the log has the traceback."""

    messages: ClassVar[Messages] = {
        Language.EN: "Internal error; incident {incident}",
        Language.ZH: "内部错误，编号 {incident}",
    }


class Unauthenticated(GatewayError):
    """Nobody that the gateway knows, or nobody that it may serve."""

    code = "UNAUTHENTICATED"
    rest_code = "AUTH_UNAUTHORIZED"
    status = 401


class CredentialsMissing(Unauthenticated):
    """No `Authorization` header, or an empty one."""

    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, not logged in and no access token provided",
        Language.ZH: "无权进行此操作，未登录且未提供 access token",
        Language.ZH_TW: "無權進行此操作，未登入且未提供 access token",
    }


class TokenInvalid(Unauthenticated):
    """A token that no user has, or that of a deleted user."""

    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, invalid access token",
        Language.ZH: "无权进行此操作，access token 无效",
        Language.ZH_TW: "無權進行此操作，access token 無效",
    }


class UserHeaderMissing(Unauthenticated):
    """`New-Api-User` is required here."""

    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, New-Api-User header not provided",
        Language.ZH: "无权进行此操作，未提供 New-Api-User",
        Language.ZH_TW: "無權進行此操作，未提供 New-Api-User",
    }


class UserHeaderMalformed(Unauthenticated):
    """`New-Api-User` is no user id."""

    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, New-Api-User header format error",
        Language.ZH: "无权进行此操作，New-Api-User 格式错误",
        Language.ZH_TW: "無權進行此操作，New-Api-User 格式錯誤",
    }


class UserMismatched(Unauthenticated):
    """`New-Api-User` is another user than the token's."""

    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, New-Api-User does not match logged in user",
        Language.ZH: "无权进行此操作，New-Api-User 与登录用户不匹配",
        Language.ZH_TW: "無權進行此操作，New-Api-User 與登入使用者不匹配",
    }


class UserDisabled(Unauthenticated):
    """The user's status is not 1."""

    rest_code = "AUTH_USER_DISABLED"
    messages: ClassVar[Messages] = {
        Language.EN: "User has been banned",
        Language.ZH: "用户已被封禁",
        Language.ZH_TW: "使用者已被封禁",
    }


class Forbidden(GatewayError):
    """The viewer's role is too low."""

    code = "FORBIDDEN"
    rest_code = "AUTH_INSUFFICIENT_PRIVILEGE"
    status = 403
    messages: ClassVar[Messages] = {
        Language.EN: "Unauthorized, insufficient privileges",
        Language.ZH: "无权进行此操作，权限不足",
        Language.ZH_TW: "無權進行此操作，權限不足",
    }


class BadUserInput(GatewayError):
    """A parameter that can't be taken; the message names it."""

    code = "BAD_USER_INPUT"
    rest_code = "INVALID_PARAMETER"
    status = 400


class NotANumber(BadUserInput):
    """A parameter that should be a whole number."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must be a whole number",
        Language.ZH: "{parameter} 必须是整数",
        Language.ZH_TW: "{parameter} 必須是整數",
    }


class OutOfRange(BadUserInput):
    """A number outside `low` to `high`, both allowed."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must be from {low} to {high}",
        Language.ZH: "{parameter} 必须在 {low} 到 {high} 之间",
        Language.ZH_TW: "{parameter} 必須在 {low} 到 {high} 之間",
    }


class TooLong(BadUserInput):
    """A text of more than `limit` characters."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must have at most {limit} characters",
        Language.ZH: "{parameter} 最多 {limit} 个字符",
        Language.ZH_TW: "{parameter} 最多 {limit} 個字元",
    }


class TooMany(BadUserInput):
    """A list of more than `limit` values."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must have at most {limit} values",
        Language.ZH: "{parameter} 最多 {limit} 个值",
        Language.ZH_TW: "{parameter} 最多 {limit} 個值",
    }


class NotText(BadUserInput):
    """A text with a NUL or with bytes that are no UTF-8."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must be UTF-8 text without NUL characters",
        Language.ZH: "{parameter} 必须是不含空字符的 UTF-8 文本",
        Language.ZH_TW: "{parameter} 必須是不含空字元的 UTF-8 文字",
    }


class Repeated(BadUserInput):
    """A parameter that is given more than once."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} is given more than once",
        Language.ZH: "{parameter} 重复",
        Language.ZH_TW: "{parameter} 重複",
    }


class CursorInvalid(BadUserInput):
    """A cursor that no connection of this kind gave."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} is no cursor of this connection",
        Language.ZH: "{parameter} 不是此连接的游标",
        Language.ZH_TW: "{parameter} 不是此連線的游標",
    }


class Conflicting(BadUserInput):
    """A parameter that can't be given together with `other`."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} can't be given together with {other}",
        Language.ZH: "{parameter} 不能与 {other} 同时使用",
        Language.ZH_TW: "{parameter} 不能與 {other} 同時使用",
    }


class RateLimited(GatewayError):
    """A request that costs more points than are left; `seconds` until there are enough."""

    code = "RATE_LIMITED"
    rest_code = "RATE_LIMITED"
    status = 429
    messages: ClassVar[Messages] = {
        Language.EN: "Too many requests: this one costs {cost} points, {remaining} are left; "
        "try again in {seconds} seconds",
        Language.ZH: "请求过于频繁：本次需要 {cost} 点，剩余 {remaining} 点，请在 {seconds} 秒后重试",
        Language.ZH_TW: "請求過於頻繁：本次需要 {cost} 點，剩餘 {remaining} 點，請在 {seconds} 秒後重試",
    }


class NotFound(GatewayError):
    """Nothing is here, or nothing that the viewer may see."""

    code = "NOT_FOUND"
    rest_code = "NOT_FOUND"
    status = 404
    messages: ClassVar[Messages] = {
        Language.EN: "Not found",
        Language.ZH: "未找到",
    }


class MethodNotAllowed(GatewayError):
    """A method other than GET and HEAD."""

    code = "METHOD_NOT_ALLOWED"
    rest_code = "METHOD_NOT_ALLOWED"
    status = 405
    messages: ClassVar[Messages] = {
        Language.EN: "Only GET and HEAD are allowed here",
        Language.ZH: "此处只允许 GET 和 HEAD",
        Language.ZH_TW: "此處只允許 GET 和 HEAD",
    }


class Unavailable(GatewayError):
    """The database can't be asked at the moment."""

    code = "UNAVAILABLE"
    rest_code = "UNAVAILABLE"
    status = 503
    messages: ClassVar[Messages] = {
        Language.EN: "The database is not available at the moment",
        Language.ZH: "数据库暂时不可用",
        Language.ZH_TW: "資料庫暫時無法使用",
    }


class ConfigurationError(GatewayError):
    """A setting, file, address or argument that can't be used; `reason` is one sentence."""

    messages: ClassVar[Messages] = {Language.EN: "{reason}", Language.ZH: "{reason}"}

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
