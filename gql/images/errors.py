"""Why there is no picture, as clients are told; `gql.images.thumbnails.errors` has those of thumbnails.

GatewayError
├── NotFound
│   └── NoPicture               404  NO_PICTURE
├── SourceGone                  410  SOURCE_GONE
├── RangeUnsatisfiable          416  RANGE_NOT_SATISFIABLE
├── SourceAway                  502  SOURCE_AWAY
├── SourceRefused               502  SOURCE_REFUSED
├── SourceUnusable              502  SOURCE_UNUSABLE
├── Busy                        503  UNAVAILABLE
├── PictureNotKept              503  UNAVAILABLE
└── SourceSlow                  504  TIMED_OUT
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from gql.errors import GatewayError, Messages, NotFound
from gql.images.fetching.model import Failure
from gql.language import Language

EN, ZH, ZH_TW = Language.EN, Language.ZH, Language.ZH_TW


class NoPicture(NotFound):
    """A task that has no picture, or no video of this number, or none yet."""

    rest_code = "NO_PICTURE"
    messages: ClassVar[Messages] = {
        EN: "The task has nothing here, or not yet",
        ZH: "该任务尚无此图片或视频",
        ZH_TW: "該任務尚無此圖片或影片",
    }


class SourceGone(GatewayError):
    """The upstream has it no more, or its address there has expired, and no new one could be had."""

    rest_code = "SOURCE_GONE"
    status = 410
    messages: ClassVar[Messages] = {
        EN: "The picture or video is no longer at its source",
        ZH: "图片或视频在来源处已不存在",
        ZH_TW: "圖片或影片在來源處已不存在",
    }


class RangeUnsatisfiable(GatewayError):
    """A range that begins after the last byte (RFC 9110, section 14.1.1)."""

    rest_code = "RANGE_NOT_SATISFIABLE"
    status = 416
    messages: ClassVar[Messages] = {
        EN: "The range begins after the last byte",
        ZH: "请求的范围超出文件末尾",
        ZH_TW: "請求的範圍超出檔案末尾",
    }


class SourceAway(GatewayError):
    """The source can't be reached, fails, or breaks off."""

    rest_code = "SOURCE_AWAY"
    status = 502
    messages: ClassVar[Messages] = {
        EN: "The source of the picture or video can't be reached, or broke off",
        ZH: "无法连接图片或视频的来源，或传输中断",
        ZH_TW: "無法連線圖片或影片的來源，或傳輸中斷",
    }


class SourceRefused(GatewayError):
    """The source's address is none that the gateway fetches from; the log has the reason."""

    rest_code = "SOURCE_REFUSED"
    status = 502
    messages: ClassVar[Messages] = {
        EN: "The gateway does not fetch from this source",
        ZH: "网关不从该来源获取内容",
        ZH_TW: "閘道不從該來源取得內容",
    }


class SourceUnusable(GatewayError):
    """What the source gave is neither a picture nor a video, or larger than is forwarded."""

    rest_code = "SOURCE_UNUSABLE"
    status = 502
    messages: ClassVar[Messages] = {
        EN: "What the source gave is no picture or video, or is too large",
        ZH: "来源返回的内容不是图片或视频，或体积过大",
        ZH_TW: "來源傳回的內容不是圖片或影片，或體積過大",
    }


class Busy(GatewayError):
    """As much is fetched as may be at once; `seconds` until it is worth another try."""

    rest_code = "UNAVAILABLE"
    status = 503
    messages: ClassVar[Messages] = {
        EN: "Too much is being fetched; try again in {seconds} seconds",
        ZH: "正在获取的内容过多，请在 {seconds} 秒后重试",
        ZH_TW: "正在取得的內容過多，請在 {seconds} 秒後重試",
    }


class PictureNotKept(GatewayError):
    """A tile of a picture that could not be written to the cache, as its disk is full."""

    rest_code = "UNAVAILABLE"
    status = 503
    messages: ClassVar[Messages] = {
        EN: "No part of the picture can be made at present",
        ZH: "暂时无法生成图片的局部",
        ZH_TW: "暫時無法產生圖片的局部",
    }


class SourceSlow(GatewayError):
    """The source took too long."""

    rest_code = "TIMED_OUT"
    status = 504
    messages: ClassVar[Messages] = {
        EN: "The source of the picture or video took too long",
        ZH: "图片或视频的来源响应超时",
        ZH_TW: "圖片或影片的來源回應逾時",
    }


FAILED: Final[Mapping[Failure, type[GatewayError]]] = {
    Failure.GONE: SourceGone,
    Failure.EXPIRED: SourceGone,
    Failure.AWAY: SourceAway,
    Failure.TORN: SourceAway,
    Failure.SLOW: SourceSlow,
    Failure.TOO_LARGE: SourceUnusable,
    Failure.NOT_A_PICTURE: SourceUnusable,
    Failure.UNSATISFIABLE: RangeUnsatisfiable,
    Failure.REFUSED: SourceRefused,
}
