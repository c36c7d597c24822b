export default {
    "scalars": [
        0,
        2,
        3,
        4,
        5,
        6,
        7,
        11,
        13,
        14,
        20,
        21,
        22
    ],
    "types": {
        "BigInt": {},
        "Channel": {
            "databaseId": [
                2
            ],
            "enabled": [
                3
            ],
            "id": [
                4
            ],
            "name": [
                5
            ],
            "tasks": [
                16,
                {
                    "after": [
                        5
                    ],
                    "before": [
                        5
                    ],
                    "filter": [
                        18
                    ],
                    "first": [
                        2
                    ],
                    "last": [
                        2
                    ]
                }
            ],
            "__typename": [
                5
            ]
        },
        "Int": {},
        "Boolean": {},
        "ID": {},
        "String": {},
        "DateTime": {},
        "JSON": {},
        "Node": {
            "id": [
                4
            ],
            "on_Channel": [
                1
            ],
            "on_Task": [
                12
            ],
            "on_User": [
                23
            ],
            "__typename": [
                5
            ]
        },
        "PageInfo": {
            "endCursor": [
                5
            ],
            "hasNextPage": [
                3
            ],
            "hasPreviousPage": [
                3
            ],
            "startCursor": [
                5
            ],
            "__typename": [
                5
            ]
        },
        "Query": {
            "allTasks": [
                19,
                {
                    "channelId": [
                        2
                    ],
                    "endTimestamp": [
                        21
                    ],
                    "mjId": [
                        5
                    ],
                    "page": [
                        2,
                        "Int!"
                    ],
                    "pageSize": [
                        2,
                        "Int!"
                    ],
                    "startTimestamp": [
                        21
                    ]
                }
            ],
            "channels": [
                1
            ],
            "myTasks": [
                19,
                {
                    "endTimestamp": [
                        21
                    ],
                    "mjId": [
                        5
                    ],
                    "page": [
                        2,
                        "Int!"
                    ],
                    "pageSize": [
                        2,
                        "Int!"
                    ],
                    "startTimestamp": [
                        21
                    ]
                }
            ],
            "node": [
                8,
                {
                    "id": [
                        4,
                        "ID!"
                    ]
                }
            ],
            "nodes": [
                8,
                {
                    "ids": [
                        4,
                        "[ID!]!"
                    ]
                }
            ],
            "task": [
                12,
                {
                    "mjId": [
                        5,
                        "String!"
                    ]
                }
            ],
            "tasks": [
                16,
                {
                    "after": [
                        5
                    ],
                    "before": [
                        5
                    ],
                    "filter": [
                        18
                    ],
                    "first": [
                        2
                    ],
                    "last": [
                        2
                    ]
                }
            ],
            "user": [
                23,
                {
                    "databaseId": [
                        2,
                        "Int!"
                    ]
                }
            ],
            "users": [
                24,
                {
                    "after": [
                        5
                    ],
                    "before": [
                        5
                    ],
                    "first": [
                        2
                    ],
                    "last": [
                        2
                    ]
                }
            ],
            "viewer": [
                26
            ],
            "__typename": [
                5
            ]
        },
        "Role": {},
        "Task": {
            "action": [
                14
            ],
            "buttons": [
                15
            ],
            "channel": [
                1
            ],
            "databaseId": [
                2
            ],
            "description": [
                5
            ],
            "durationSeconds": [
                13
            ],
            "failReason": [
                5
            ],
            "finishTime": [
                21
            ],
            "finishedAt": [
                6
            ],
            "id": [
                4
            ],
            "imageUrl": [
                22
            ],
            "mjId": [
                5
            ],
            "percentComplete": [
                2
            ],
            "progress": [
                5
            ],
            "prompt": [
                5
            ],
            "promptEn": [
                5
            ],
            "properties": [
                7
            ],
            "quota": [
                0
            ],
            "rawAction": [
                5
            ],
            "rawStatus": [
                5
            ],
            "sourceImageUrl": [
                22
            ],
            "startTime": [
                21
            ],
            "startedAt": [
                6
            ],
            "status": [
                20
            ],
            "submitTime": [
                21
            ],
            "submittedAt": [
                6
            ],
            "user": [
                23
            ],
            "videoUrl": [
                22
            ],
            "videoUrls": [
                22
            ],
            "__typename": [
                5
            ]
        },
        "Float": {},
        "TaskAction": {},
        "TaskButton": {
            "customId": [
                5
            ],
            "emoji": [
                5
            ],
            "label": [
                5
            ],
            "style": [
                2
            ],
            "type": [
                2
            ],
            "__typename": [
                5
            ]
        },
        "TaskConnection": {
            "edges": [
                17
            ],
            "nodes": [
                12
            ],
            "pageInfo": [
                9
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                5
            ]
        },
        "TaskEdge": {
            "cursor": [
                5
            ],
            "node": [
                12
            ],
            "__typename": [
                5
            ]
        },
        "TaskFilter": {
            "actions": [
                14
            ],
            "channelIds": [
                2
            ],
            "finished": [
                3
            ],
            "mjIds": [
                5
            ],
            "promptContains": [
                5
            ],
            "statuses": [
                20
            ],
            "submittedFrom": [
                6
            ],
            "submittedTo": [
                6
            ],
            "userIds": [
                2
            ],
            "__typename": [
                5
            ]
        },
        "TaskPage": {
            "items": [
                12
            ],
            "page": [
                2
            ],
            "pageSize": [
                2
            ],
            "total": [
                2
            ],
            "__typename": [
                5
            ]
        },
        "TaskStatus": {},
        "Timestamp": {},
        "URL": {},
        "User": {
            "databaseId": [
                2
            ],
            "id": [
                4
            ],
            "role": [
                11
            ],
            "tasks": [
                16,
                {
                    "after": [
                        5
                    ],
                    "before": [
                        5
                    ],
                    "filter": [
                        18
                    ],
                    "first": [
                        2
                    ],
                    "last": [
                        2
                    ]
                }
            ],
            "username": [
                5
            ],
            "__typename": [
                5
            ]
        },
        "UserConnection": {
            "edges": [
                25
            ],
            "nodes": [
                23
            ],
            "pageInfo": [
                9
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                5
            ]
        },
        "UserEdge": {
            "cursor": [
                5
            ],
            "node": [
                23
            ],
            "__typename": [
                5
            ]
        },
        "Viewer": {
            "role": [
                11
            ],
            "tasks": [
                16,
                {
                    "after": [
                        5
                    ],
                    "before": [
                        5
                    ],
                    "filter": [
                        18
                    ],
                    "first": [
                        2
                    ],
                    "last": [
                        2
                    ]
                }
            ],
            "user": [
                23
            ],
            "__typename": [
                5
            ]
        }
    }
}