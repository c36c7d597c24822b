"""What only exports tell; it stands below `gql.errors.GatewayError`."""

from typing import ClassVar

from gql.errors import GatewayError, Messages
from gql.language import Language


class ExportCut(GatewayError):
    """There are more than `limit` tasks; told in the last record, and never as a status."""

    code = "EXPORT_CUT"
    rest_code = "EXPORT_CUT"
    status = 200
    messages: ClassVar[Messages] = {
        Language.EN: "The limit of {limit} tasks is reached; the others come after the cursor",
        Language.ZH: "已达到 {limit} 条任务的上限，其余任务在此游标之后",
        Language.ZH_TW: "已達到 {limit} 條任務的上限，其餘任務在此游標之後",
    }
