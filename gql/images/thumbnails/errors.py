"""Why there is no thumbnail.

GatewayError
├── PictureUnusable             502  PICTURE_UNUSABLE
│   ├── PictureTooLarge
│   └── PictureBroken
├── ThumbnailSlow               504  TIMED_OUT
└── ThumbnailsBusy              503  UNAVAILABLE
"""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language

EN, ZH, ZH_TW = Language.EN, Language.ZH, Language.ZH_TW


class PictureUnusable(GatewayError):
    """A picture of the upstream's that no thumbnail can be made of."""

    code = "PICTURE_UNUSABLE"
    rest_code = "PICTURE_UNUSABLE"
    status = 502


class PictureTooLarge(PictureUnusable):
    """A picture of more pixels than are decoded, or that takes more memory than a worker may have."""

    messages: ClassVar[Messages] = {
        EN: "The picture has too many pixels for a thumbnail: at most {limit} are decoded",
        ZH: "图片像素过多，无法生成缩略图：最多 {limit}",
        ZH_TW: "圖片像素過多，無法產生縮圖：最多 {limit}",
    }


class PictureBroken(PictureUnusable):
    """A file that is none of the kinds of pictures that are opened, or is damaged."""

    messages: ClassVar[Messages] = {
        EN: "The picture is damaged or of an unknown kind",
        ZH: "图片已损坏或类型未知",
        ZH_TW: "圖片已損毀或類型不明",
    }


class ThumbnailSlow(GatewayError):
    """A thumbnail that was not done in time; the process that drew it was killed."""

    code = "TIMED_OUT"
    rest_code = "TIMED_OUT"
    status = 504
    messages: ClassVar[Messages] = {
        EN: "The thumbnail was not ready after {seconds:g} seconds",
        ZH: "缩略图未能在 {seconds:g} 秒内生成",
        ZH_TW: "縮圖未能在 {seconds:g} 秒內產生",
    }


class ThumbnailsBusy(GatewayError):
    """As many thumbnails are waited for as may be; `seconds` until it is worth another try."""

    code = "UNAVAILABLE"
    rest_code = "UNAVAILABLE"
    status = 503
    messages: ClassVar[Messages] = {
        EN: "Too many thumbnails are being made; try again in {seconds} seconds",
        ZH: "正在生成的缩略图过多，请在 {seconds} 秒后重试",
        ZH_TW: "正在產生的縮圖過多，請在 {seconds} 秒後重試",
    }
