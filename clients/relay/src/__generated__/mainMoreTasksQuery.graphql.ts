/**
 * @generated SignedSource<<f39ab463a785810b817e65e91c67ecce>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type TaskAction = "BLEND" | "CUSTOM_ZOOM" | "DESCRIBE" | "EDITS" | "HIGH_VARIATION" | "IMAGINE" | "INPAINT" | "LOW_VARIATION" | "PAN" | "REROLL" | "SHORTEN" | "SWAP_FACE" | "UNKNOWN" | "UPLOAD" | "UPSCALE" | "VARIATION" | "VIDEO" | "ZOOM" | "%future added value";
export type TaskStatus = "CANCEL" | "FAILURE" | "IN_PROGRESS" | "MODAL" | "NOT_START" | "SUBMITTED" | "SUCCESS" | "UNKNOWN" | "%future added value";
export type TaskFilter = {
  actions?: ReadonlyArray<TaskAction> | null | undefined;
  channelIds?: ReadonlyArray<number> | null | undefined;
  finished?: boolean | null | undefined;
  mjIds?: ReadonlyArray<string> | null | undefined;
  promptContains?: string | null | undefined;
  statuses?: ReadonlyArray<TaskStatus> | null | undefined;
  submittedFrom?: string | null | undefined;
  submittedTo?: string | null | undefined;
  userIds?: ReadonlyArray<number> | null | undefined;
};
export type mainMoreTasksQuery$variables = {
  count?: number | null | undefined;
  cursor?: string | null | undefined;
  filter?: TaskFilter | null | undefined;
};
export type mainMoreTasksQuery$data = {
  readonly viewer: {
    readonly " $fragmentSpreads": FragmentRefs<"main_tasks">;
  };
};
export type mainMoreTasksQuery = {
  response: mainMoreTasksQuery$data;
  variables: mainMoreTasksQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": 20,
    "kind": "LocalArgument",
    "name": "count"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "cursor"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "filter"
  }
],
v1 = {
  "kind": "Variable",
  "name": "filter",
  "variableName": "filter"
},
v2 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "cursor"
  },
  (v1/*:: as any*/),
  {
    "kind": "Variable",
    "name": "first",
    "variableName": "count"
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "mainMoreTasksQuery",
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Viewer",
        "kind": "LinkedField",
        "name": "viewer",
        "plural": false,
        "selections": [
          {
            "args": [
              {
                "kind": "Variable",
                "name": "count",
                "variableName": "count"
              },
              {
                "kind": "Variable",
                "name": "cursor",
                "variableName": "cursor"
              },
              (v1/*:: as any*/)
            ],
            "kind": "FragmentSpread",
            "name": "main_tasks"
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "mainMoreTasksQuery",
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Viewer",
        "kind": "LinkedField",
        "name": "viewer",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": (v2/*:: as any*/),
            "concreteType": "TaskConnection",
            "kind": "LinkedField",
            "name": "tasks",
            "plural": false,
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "totalCount",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "concreteType": "TaskEdge",
                "kind": "LinkedField",
                "name": "edges",
                "plural": true,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "Task",
                    "kind": "LinkedField",
                    "name": "node",
                    "plural": false,
                    "selections": [
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "databaseId",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "quota",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "submitTime",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "submittedAt",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "imageUrl",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "properties",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "id",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "__typename",
                        "storageKey": null
                      }
                    ],
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "cursor",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "concreteType": "PageInfo",
                "kind": "LinkedField",
                "name": "pageInfo",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "endCursor",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "hasNextPage",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              }
            ],
            "storageKey": null
          },
          {
            "alias": null,
            "args": (v2/*:: as any*/),
            "filters": [
              "filter"
            ],
            "handle": "connection",
            "key": "main_tasks",
            "kind": "LinkedHandle",
            "name": "tasks"
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "b6e8712cd5762c51a3d4c1c8b9689bb1",
    "id": null,
    "metadata": {},
    "name": "mainMoreTasksQuery",
    "operationKind": "query",
    "text": "query mainMoreTasksQuery(\n  $count: Int = 20\n  $cursor: String\n  $filter: TaskFilter\n) {\n  viewer {\n    ...main_tasks_3KQYpM\n  }\n}\n\nfragment main_tasks_3KQYpM on Viewer {\n  tasks(first: $count, after: $cursor, filter: $filter) {\n    totalCount\n    edges {\n      node {\n        databaseId\n        quota\n        submitTime\n        submittedAt\n        imageUrl\n        properties\n        id\n        __typename\n      }\n      cursor\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "119b3a97ebc42b1ec42d9d9493711724";

export default node;
