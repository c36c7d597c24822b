"""The error that only summaries know; it stands below `gql.errors.BadUserInput`."""

from typing import ClassVar

from gql.errors import BadUserInput, Messages
from gql.language import Language


class TooManyBuckets(BadUserInput):
    """A timeline of more than `limit` intervals with tasks."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} has more than {limit} buckets; ask for a longer interval or fewer tasks",
        Language.ZH: "{parameter} 超过 {limit} 个时间段，请使用更长的时间间隔或缩小筛选范围",
        Language.ZH_TW: "{parameter} 超過 {limit} 個時段，請使用更長的時間間隔或縮小篩選範圍",
    }
