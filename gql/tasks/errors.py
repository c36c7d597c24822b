"""What can't be told of tasks for a while.

GatewayError
└── PageNotReady                503  UNAVAILABLE
"""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language


class PageNotReady(GatewayError):
    """A page in the middle of a very long list, whose place is still being found."""

    code = "UNAVAILABLE"
    rest_code = "UNAVAILABLE"
    status = 503
    messages: ClassVar[Messages] = {
        Language.EN: "This page of a very long list is still being found; try again in a few seconds",
        Language.ZH: "列表很长，正在定位该页，请几秒后重试",
        Language.ZH_TW: "列表很長，正在定位該頁，請幾秒後重試",
    }
