/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a task does. */
export type TaskAction =
  /** Blends two to five pictures. */
  | 'BLEND'
  /** Extends a picture to all sides, with a prompt of its own. */
  | 'CUSTOM_ZOOM'
  /** Finds prompts that describe a picture. */
  | 'DESCRIBE'
  /** Edits a picture by a prompt. */
  | 'EDITS'
  /** Makes four strong variations. */
  | 'HIGH_VARIATION'
  /** Makes four pictures from a prompt. */
  | 'IMAGINE'
  /** Makes a region of a picture anew. */
  | 'INPAINT'
  /** Makes four subtle variations. */
  | 'LOW_VARIATION'
  /** Extends a picture to one side. */
  | 'PAN'
  /** Runs a prompt again. */
  | 'REROLL'
  /** Finds the words of a prompt that matter. */
  | 'SHORTEN'
  /** Puts one face in another's place. */
  | 'SWAP_FACE'
  /** A word that this version does not know; `rawAction` has it. */
  | 'UNKNOWN'
  /** Uploads a picture. */
  | 'UPLOAD'
  /** Makes one of four pictures large. */
  | 'UPSCALE'
  /** Makes four variations of a picture. */
  | 'VARIATION'
  /** Makes a video from a picture. */
  | 'VIDEO'
  /** Extends a picture to all sides. */
  | 'ZOOM';

/** What tasks are narrowed to; null is no filter. */
export type TaskFilter = {
  /** One of these actions. */
  actions?: Array<TaskAction> | null | undefined;
  /** Went through one of these channels. For admins. */
  channelIds?: Array<number> | null | undefined;
  /** Whether it has ended: with success, failure or cancellation. */
  finished?: boolean | null | undefined;
  /** One of these ids at the upstream, whole and in its case. */
  mjIds?: Array<string> | null | undefined;
  /** Has this text in its prompt; ASCII letters are compared without case. */
  promptContains?: string | null | undefined;
  /** One of these statuses. */
  statuses?: Array<TaskStatus> | null | undefined;
  /** Submitted at this moment or later. */
  submittedFrom?: string | null | undefined;
  /** Submitted at this moment or earlier. */
  submittedTo?: string | null | undefined;
  /** Belongs to one of these users. For admins. */
  userIds?: Array<number> | null | undefined;
};

/** How far a task has come. */
export type TaskStatus =
  /** Finished because it was called off. */
  | 'CANCEL'
  /** Finished without a result; `failReason` tells why. */
  | 'FAILURE'
  /** Being made; `progress` tells how far. */
  | 'IN_PROGRESS'
  /** Waiting until a dialogue of Midjourney is answered. */
  | 'MODAL'
  /** Waiting in the upstream's queue. */
  | 'NOT_START'
  /** Handed to Midjourney, not yet begun. */
  | 'SUBMITTED'
  /** Finished, with a result. */
  | 'SUCCESS'
  /** A word that this version does not know, or none yet; `rawStatus` has it. */
  | 'UNKNOWN';

export type TasksQueryVariables = Exact<{
  filter: TaskFilter;
  after?: string | null | undefined;
}>;


export type TasksQuery = { viewer: { tasks: { totalCount: number, nodes: Array<{ databaseId: number, quota: number | string, submitTime: number, submittedAt: string | null, imageUrl: string | null, properties: unknown }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } } };

export type ChannelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ChannelsQuery = { channels: Array<{ name: string }> };


export const TasksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Tasks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TaskFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"quota"}},{"kind":"Field","name":{"kind":"Name","value":"submitTime"}},{"kind":"Field","name":{"kind":"Name","value":"submittedAt"}},{"kind":"Field","name":{"kind":"Name","value":"imageUrl"}},{"kind":"Field","name":{"kind":"Name","value":"properties"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TasksQuery, TasksQueryVariables>;
export const ChannelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<ChannelsQuery, ChannelsQueryVariables>;