"""What only subscriptions tell; it stands below `gql.errors.GatewayError`."""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language


class Resync(GatewayError):
    """A subscription can't go on without a gap: subscribe again, without a cursor."""

    code = "RESYNC"
    rest_code = "RESYNC"
    status = 409
    messages: ClassVar[Messages] = {
        Language.EN: "Updates since then are not kept; subscribe again without a cursor",
        Language.ZH: "此后的更新已不再保留，请不带游标重新订阅",
        Language.ZH_TW: "此後的更新已不再保留，請不帶游標重新訂閱",
    }
