/**
 * @generated SignedSource<<a4748747b7b25250f72c5a60a0a54a6d>>
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
export type mainTasksQuery$variables = {
  filter?: TaskFilter | null | undefined;
};
export type mainTasksQuery$data = {
  readonly viewer: {
    readonly " $fragmentSpreads": FragmentRefs<"main_tasks">;
  };
};
export type mainTasksQuery = {
  response: mainTasksQuery$data;
  variables: mainTasksQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
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
  (v1/*:: as any*/),
  {
    "kind": "Literal",
    "name": "first",
    "value": 20
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "mainTasksQuery",
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
    "name": "mainTasksQuery",
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
    "cacheID": "c69b240dcbac1e6c05c2f50019a1254e",
    "id": null,
    "metadata": {},
    "name": "mainTasksQuery",
    "operationKind": "query",
    "text": "query mainTasksQuery(\n  $filter: TaskFilter\n) {\n  viewer {\n    ...main_tasks_Vt7Yj\n  }\n}\n\nfragment main_tasks_Vt7Yj on Viewer {\n  tasks(first: 20, filter: $filter) {\n    totalCount\n    edges {\n      node {\n        databaseId\n        quota\n        submitTime\n        submittedAt\n        imageUrl\n        properties\n        id\n        __typename\n      }\n      cursor\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "1989a253f3eaf345fc7f8f3ed44d5165";

export default node;
