"""Why a forwarded address doesn't open.

GatewayError
└── LinkRefused                 403  FORBIDDEN
    ├── SignatureMissing             SIGNATURE_MISSING
    ├── SignatureInvalid             SIGNATURE_INVALID
    └── SignatureExpired             SIGNATURE_EXPIRED
"""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language


class LinkRefused(GatewayError):
    """An address that the gateway did not give, or gave too long ago."""

    code = "FORBIDDEN"
    status = 403


class SignatureMissing(LinkRefused):
    """An address without a signature, where addresses are signed."""

    rest_code = "SIGNATURE_MISSING"
    messages: ClassVar[Messages] = {
        Language.EN: "This address has no signature; take the one that the task's answer has",
        Language.ZH: "此地址缺少签名，请使用任务返回的地址",
        Language.ZH_TW: "此位址缺少簽名，請使用任務傳回的位址",
    }


class SignatureInvalid(LinkRefused):
    """A signature that no key of ours made for this address."""

    rest_code = "SIGNATURE_INVALID"
    messages: ClassVar[Messages] = {
        Language.EN: "The signature does not belong to this address",
        Language.ZH: "签名与此地址不符",
        Language.ZH_TW: "簽名與此位址不符",
    }


class SignatureExpired(LinkRefused):
    """An address whose days are over."""

    rest_code = "SIGNATURE_EXPIRED"
    messages: ClassVar[Messages] = {
        Language.EN: "This address has expired; ask for the task again to get a new one",
        Language.ZH: "此地址已过期，请重新查询任务以获取新地址",
        Language.ZH_TW: "此位址已過期，請重新查詢任務以取得新位址",
    }
