/**
 * @generated SignedSource<<551691f9533f98d36a85a07b917fe465>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type mainChannelsQuery$variables = Record<PropertyKey, never>;
export type mainChannelsQuery$data = {
  readonly channels: ReadonlyArray<{
    readonly name: string;
  }>;
};
export type mainChannelsQuery = {
  response: mainChannelsQuery$data;
  variables: mainChannelsQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "mainChannelsQuery",
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Channel",
        "kind": "LinkedField",
        "name": "channels",
        "plural": true,
        "selections": [
          (v0/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "mainChannelsQuery",
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Channel",
        "kind": "LinkedField",
        "name": "channels",
        "plural": true,
        "selections": [
          (v0/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "2e39ec9e349f4210c2904d29b0c4ee9d",
    "id": null,
    "metadata": {},
    "name": "mainChannelsQuery",
    "operationKind": "query",
    "text": "query mainChannelsQuery {\n  channels {\n    name\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "1e2d95442fd4cd3616fff57f010ba4b0";

export default node;
