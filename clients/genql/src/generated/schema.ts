// @ts-nocheck
/* istanbul ignore file */
/* tslint:disable */
/* eslint-disable */

export type Scalars = {
    BigInt: any,
    Int: number,
    Boolean: boolean,
    ID: string,
    String: string,
    DateTime: any,
    JSON: any,
    Float: number,
    Timestamp: any,
    URL: any,
}


/** An upstream account: a midjourney-proxy and the secret for it, which is never shown. */
export interface Channel {
    /** The id in the table `channels`. */
    databaseId: Scalars['Int']
    /** Whether new tasks may go through it. */
    enabled: Scalars['Boolean']
    /** Unique among all nodes; opaque. */
    id: Scalars['ID']
    /** The name that admins gave it. */
    name: Scalars['String']
    /** The tasks that went through it. */
    tasks: TaskConnection
    __typename: 'Channel'
}


/** Anything that has an id of its own across all types. */
export type Node = (Channel | Task | User) & { __isUnion?: true }


/** Whether there is more, and from where (Relay Cursor Connections, section 5). */
export interface PageInfo {
    /** The cursor of the last of these nodes. */
    endCursor: (Scalars['String'] | null)
    /** Whether there are nodes after these. */
    hasNextPage: Scalars['Boolean']
    /** Whether there are nodes before these. */
    hasPreviousPage: Scalars['Boolean']
    /** The cursor of the first of these nodes. */
    startCursor: (Scalars['String'] | null)
    __typename: 'PageInfo'
}


/** What can be asked. Everything but introspection needs credentials. */
export interface Query {
    /** Everybody's tasks, by page; for admins. */
    allTasks: TaskPage
    /** All channels, for admins. */
    channels: Channel[]
    /** The viewer's own tasks, by page. */
    myTasks: TaskPage
    /** A node by its global id. */
    node: (Node | null)
    /** Nodes by their global ids, in the same order. */
    nodes: (Node | null)[]
    /** The newest task with an upstream id: of the viewer's own, or of all for admins. Null where there is none that the viewer may see. */
    task: (Task | null)
    /** Everybody's tasks, by cursor; for admins. */
    tasks: TaskConnection
    /** A user, for admins. */
    user: (User | null)
    /** All users, for admins. */
    users: UserConnection
    /** Who asks. */
    viewer: Viewer
    __typename: 'Query'
}


/** What a user may do. */
export type Role = 'ADMIN' | 'ROOT' | 'USER'


/** One Midjourney image-generation job. */
export interface Task {
    /** What the task does. */
    action: TaskAction
    /** The buttons under the result. */
    buttons: TaskButton[]
    /** The channel that it went through, for admins; null where it no longer exists. */
    channel: (Channel | null)
    /** The id in the table `midjourneys`; REST's `id`. */
    databaseId: Scalars['Int']
    /** The upstream's words at submission. */
    description: Scalars['String']
    /** Seconds from submission to end; null before. */
    durationSeconds: (Scalars['Float'] | null)
    /** Why it failed; null where it did not. */
    failReason: (Scalars['String'] | null)
    /** When it ended, as it is stored. */
    finishTime: Scalars['Timestamp']
    /** When it ended; null before. */
    finishedAt: (Scalars['DateTime'] | null)
    /** Unique among all nodes; opaque. */
    id: Scalars['ID']
    /** The picture's address, forwarded where forwarding is on. */
    imageUrl: (Scalars['URL'] | null)
    /** The id at the upstream; not unique, and "" for submissions that it refused. */
    mjId: Scalars['String']
    /** How much is done, 0 to 100. */
    percentComplete: Scalars['Int']
    /** How much is done, as it is stored, such as `35%`. */
    progress: Scalars['String']
    /** The prompt as it was submitted. */
    prompt: Scalars['String']
    /** The prompt in English, as the upstream used it. */
    promptEn: Scalars['String']
    /** The upstream's properties, such as `finalPrompt`. */
    properties: (Scalars['JSON'] | null)
    /** What it cost; 500,000 are one US dollar in new-api. */
    quota: Scalars['BigInt']
    /** `action` as it is stored. */
    rawAction: Scalars['String']
    /** `status` as it is stored. */
    rawStatus: Scalars['String']
    /** The picture's address at the upstream, for admins. */
    sourceImageUrl: (Scalars['URL'] | null)
    /** When Midjourney began, as it is stored. */
    startTime: Scalars['Timestamp']
    /** When Midjourney began; null before. */
    startedAt: (Scalars['DateTime'] | null)
    /** How far the task has come. */
    status: TaskStatus
    /** When it was submitted, as it is stored. */
    submitTime: Scalars['Timestamp']
    /** When it was submitted; null where unknown. */
    submittedAt: (Scalars['DateTime'] | null)
    /** Whose task it is; null where the user no longer exists. */
    user: (User | null)
    /** The video's address. */
    videoUrl: (Scalars['URL'] | null)
    /** The addresses of all videos. */
    videoUrls: Scalars['URL'][]
    __typename: 'Task'
}


/** What a task does. */
export type TaskAction = 'BLEND' | 'CUSTOM_ZOOM' | 'DESCRIBE' | 'EDITS' | 'HIGH_VARIATION' | 'IMAGINE' | 'INPAINT' | 'LOW_VARIATION' | 'PAN' | 'REROLL' | 'SHORTEN' | 'SWAP_FACE' | 'UNKNOWN' | 'UPLOAD' | 'UPSCALE' | 'VARIATION' | 'VIDEO' | 'ZOOM'


/** A button that Midjourney shows under a result. */
export interface TaskButton {
    /** The id by which the button is pressed. */
    customId: Scalars['String']
    /** The picture on it, "" where there is none. */
    emoji: Scalars['String']
    /** The word on it, such as U1. */
    label: Scalars['String']
    /** Discord's number for its colour. */
    style: Scalars['Int']
    /** Discord's number for its kind. */
    type: Scalars['Int']
    __typename: 'TaskButton'
}


/** Tasks by cursor, newest first; stable while tasks are added. */
export interface TaskConnection {
    /** The tasks with their cursors. */
    edges: TaskEdge[]
    /** The tasks alone. */
    nodes: Task[]
    /** Whether there is more. */
    pageInfo: PageInfo
    /** How many tasks there are in all; counted only when asked for. */
    totalCount: Scalars['Int']
    __typename: 'TaskConnection'
}


/** A task and its place in a connection. */
export interface TaskEdge {
    /** The place of the task. */
    cursor: Scalars['String']
    /** The task. */
    node: Task
    __typename: 'TaskEdge'
}


/** One page of tasks, by number; the newest first. */
export interface TaskPage {
    /** The tasks of this page. */
    items: Task[]
    /** The number of this page, from 1. */
    page: Scalars['Int']
    /** How many tasks a page has at most. */
    pageSize: Scalars['Int']
    /** How many tasks are on all pages. */
    total: Scalars['Int']
    __typename: 'TaskPage'
}


/** How far a task has come. */
export type TaskStatus = 'CANCEL' | 'FAILURE' | 'IN_PROGRESS' | 'MODAL' | 'NOT_START' | 'SUBMITTED' | 'SUCCESS' | 'UNKNOWN'


/** A user of the installation. */
export interface User {
    /** The id in the table `users`. */
    databaseId: Scalars['Int']
    /** Unique among all nodes; opaque. */
    id: Scalars['ID']
    /** What the user may do; null for guests, who may do nothing. */
    role: (Role | null)
    /** The user's tasks, for that user and for admins. */
    tasks: TaskConnection
    /** The name that the user logs in with. */
    username: Scalars['String']
    __typename: 'User'
}


/** Users by cursor, newest first. */
export interface UserConnection {
    /** The users with their cursors. */
    edges: UserEdge[]
    /** The users alone. */
    nodes: User[]
    /** Whether there is more. */
    pageInfo: PageInfo
    /** How many users there are in all; counted only when asked for. */
    totalCount: Scalars['Int']
    __typename: 'UserConnection'
}


/** A user and their place in a connection. */
export interface UserEdge {
    /** The place of the user. */
    cursor: Scalars['String']
    /** The user. */
    node: User
    __typename: 'UserEdge'
}


/** The user that the request's credentials belong to. */
export interface Viewer {
    /** What the viewer may do. */
    role: Role
    /** The viewer's own tasks. */
    tasks: TaskConnection
    /** The viewer as a user. */
    user: User
    __typename: 'Viewer'
}


/** An upstream account: a midjourney-proxy and the secret for it, which is never shown. */
export interface ChannelGenqlSelection{
    /** The id in the table `channels`. */
    databaseId?: boolean | number
    /** Whether new tasks may go through it. */
    enabled?: boolean | number
    /** Unique among all nodes; opaque. */
    id?: boolean | number
    /** The name that admins gave it. */
    name?: boolean | number
    /** The tasks that went through it. */
    tasks?: (TaskConnectionGenqlSelection & { __args?: {
    /** Only nodes after the one with this cursor. */
    after?: (Scalars['String'] | null), 
    /** Only nodes before the one with this cursor. */
    before?: (Scalars['String'] | null), 
    /** Only tasks that satisfy all of this. */
    filter?: (TaskFilter | null), 
    /** How many from the start, 1 to 100; 20 where neither is given. */
    first?: (Scalars['Int'] | null), 
    /** How many from the end, 1 to 100. */
    last?: (Scalars['Int'] | null)} })
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Anything that has an id of its own across all types. */
export interface NodeGenqlSelection{
    /** Unique among all nodes of all types; opaque. */
    id?: boolean | number
    on_Channel?: ChannelGenqlSelection
    on_Task?: TaskGenqlSelection
    on_User?: UserGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Whether there is more, and from where (Relay Cursor Connections, section 5). */
export interface PageInfoGenqlSelection{
    /** The cursor of the last of these nodes. */
    endCursor?: boolean | number
    /** Whether there are nodes after these. */
    hasNextPage?: boolean | number
    /** Whether there are nodes before these. */
    hasPreviousPage?: boolean | number
    /** The cursor of the first of these nodes. */
    startCursor?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** What can be asked. Everything but introspection needs credentials. */
export interface QueryGenqlSelection{
    /** Everybody's tasks, by page; for admins. */
    allTasks?: (TaskPageGenqlSelection & { __args?: {
    /** The id of the channel that was used. */
    channelId?: (Scalars['Int'] | null), 
    /** Submitted at this Unix time or earlier; below 100,000,000,000 it is seconds, else milliseconds. */
    endTimestamp?: (Scalars['Timestamp'] | null), 
    /** The upstream's id of the task, whole and in its case. */
    mjId?: (Scalars['String'] | null), 
    /** The number of the page, from 1. */
    page?: Scalars['Int'], 
    /** How many tasks a page has, 1 to 100. */
    pageSize?: Scalars['Int'], 
    /** Submitted at this Unix time or later; below 100,000,000,000 it is seconds, else milliseconds. */
    startTimestamp?: (Scalars['Timestamp'] | null)} })
    /** All channels, for admins. */
    channels?: ChannelGenqlSelection
    /** The viewer's own tasks, by page. */
    myTasks?: (TaskPageGenqlSelection & { __args?: {
    /** Submitted at this Unix time or earlier; below 100,000,000,000 it is seconds, else milliseconds. */
    endTimestamp?: (Scalars['Timestamp'] | null), 
    /** The upstream's id of the task, whole and in its case. */
    mjId?: (Scalars['String'] | null), 
    /** The number of the page, from 1. */
    page?: Scalars['Int'], 
    /** How many tasks a page has, 1 to 100. */
    pageSize?: Scalars['Int'], 
    /** Submitted at this Unix time or later; below 100,000,000,000 it is seconds, else milliseconds. */
    startTimestamp?: (Scalars['Timestamp'] | null)} })
    /** A node by its global id. */
    node?: (NodeGenqlSelection & { __args: {
    /** A global id. */
    id: Scalars['ID']} })
    /** Nodes by their global ids, in the same order. */
    nodes?: (NodeGenqlSelection & { __args: {
    /** At most 100 global ids. */
    ids: Scalars['ID'][]} })
    /** The newest task with an upstream id: of the viewer's own, or of all for admins. Null where there is none that the viewer may see. */
    task?: (TaskGenqlSelection & { __args: {
    /** The id at the upstream, whole and in its case. */
    mjId: Scalars['String']} })
    /** Everybody's tasks, by cursor; for admins. */
    tasks?: (TaskConnectionGenqlSelection & { __args?: {
    /** Only nodes after the one with this cursor. */
    after?: (Scalars['String'] | null), 
    /** Only nodes before the one with this cursor. */
    before?: (Scalars['String'] | null), 
    /** Only tasks that satisfy all of this. */
    filter?: (TaskFilter | null), 
    /** How many from the start, 1 to 100; 20 where neither is given. */
    first?: (Scalars['Int'] | null), 
    /** How many from the end, 1 to 100. */
    last?: (Scalars['Int'] | null)} })
    /** A user, for admins. */
    user?: (UserGenqlSelection & { __args: {
    /** The id in the table `users`. */
    databaseId: Scalars['Int']} })
    /** All users, for admins. */
    users?: (UserConnectionGenqlSelection & { __args?: {
    /** Only nodes after the one with this cursor. */
    after?: (Scalars['String'] | null), 
    /** Only nodes before the one with this cursor. */
    before?: (Scalars['String'] | null), 
    /** How many from the start, 1 to 100; 20 where neither is given. */
    first?: (Scalars['Int'] | null), 
    /** How many from the end, 1 to 100. */
    last?: (Scalars['Int'] | null)} })
    /** Who asks. */
    viewer?: ViewerGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** One Midjourney image-generation job. */
export interface TaskGenqlSelection{
    /** What the task does. */
    action?: boolean | number
    /** The buttons under the result. */
    buttons?: TaskButtonGenqlSelection
    /** The channel that it went through, for admins; null where it no longer exists. */
    channel?: ChannelGenqlSelection
    /** The id in the table `midjourneys`; REST's `id`. */
    databaseId?: boolean | number
    /** The upstream's words at submission. */
    description?: boolean | number
    /** Seconds from submission to end; null before. */
    durationSeconds?: boolean | number
    /** Why it failed; null where it did not. */
    failReason?: boolean | number
    /** When it ended, as it is stored. */
    finishTime?: boolean | number
    /** When it ended; null before. */
    finishedAt?: boolean | number
    /** Unique among all nodes; opaque. */
    id?: boolean | number
    /** The picture's address, forwarded where forwarding is on. */
    imageUrl?: boolean | number
    /** The id at the upstream; not unique, and "" for submissions that it refused. */
    mjId?: boolean | number
    /** How much is done, 0 to 100. */
    percentComplete?: boolean | number
    /** How much is done, as it is stored, such as `35%`. */
    progress?: boolean | number
    /** The prompt as it was submitted. */
    prompt?: boolean | number
    /** The prompt in English, as the upstream used it. */
    promptEn?: boolean | number
    /** The upstream's properties, such as `finalPrompt`. */
    properties?: boolean | number
    /** What it cost; 500,000 are one US dollar in new-api. */
    quota?: boolean | number
    /** `action` as it is stored. */
    rawAction?: boolean | number
    /** `status` as it is stored. */
    rawStatus?: boolean | number
    /** The picture's address at the upstream, for admins. */
    sourceImageUrl?: boolean | number
    /** When Midjourney began, as it is stored. */
    startTime?: boolean | number
    /** When Midjourney began; null before. */
    startedAt?: boolean | number
    /** How far the task has come. */
    status?: boolean | number
    /** When it was submitted, as it is stored. */
    submitTime?: boolean | number
    /** When it was submitted; null where unknown. */
    submittedAt?: boolean | number
    /** Whose task it is; null where the user no longer exists. */
    user?: UserGenqlSelection
    /** The video's address. */
    videoUrl?: boolean | number
    /** The addresses of all videos. */
    videoUrls?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A button that Midjourney shows under a result. */
export interface TaskButtonGenqlSelection{
    /** The id by which the button is pressed. */
    customId?: boolean | number
    /** The picture on it, "" where there is none. */
    emoji?: boolean | number
    /** The word on it, such as U1. */
    label?: boolean | number
    /** Discord's number for its colour. */
    style?: boolean | number
    /** Discord's number for its kind. */
    type?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Tasks by cursor, newest first; stable while tasks are added. */
export interface TaskConnectionGenqlSelection{
    /** The tasks with their cursors. */
    edges?: TaskEdgeGenqlSelection
    /** The tasks alone. */
    nodes?: TaskGenqlSelection
    /** Whether there is more. */
    pageInfo?: PageInfoGenqlSelection
    /** How many tasks there are in all; counted only when asked for. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A task and its place in a connection. */
export interface TaskEdgeGenqlSelection{
    /** The place of the task. */
    cursor?: boolean | number
    /** The task. */
    node?: TaskGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** What tasks are narrowed to; null is no filter. */
export interface TaskFilter {
/** One of these actions. */
actions?: (TaskAction[] | null),
/** Went through one of these channels. For admins. */
channelIds?: (Scalars['Int'][] | null),
/** Whether it has ended: with success, failure or cancellation. */
finished?: (Scalars['Boolean'] | null),
/** One of these ids at the upstream, whole and in its case. */
mjIds?: (Scalars['String'][] | null),
/** Has this text in its prompt; ASCII letters are compared without case. */
promptContains?: (Scalars['String'] | null),
/** One of these statuses. */
statuses?: (TaskStatus[] | null),
/** Submitted at this moment or later. */
submittedFrom?: (Scalars['DateTime'] | null),
/** Submitted at this moment or earlier. */
submittedTo?: (Scalars['DateTime'] | null),
/** Belongs to one of these users. For admins. */
userIds?: (Scalars['Int'][] | null)}


/** One page of tasks, by number; the newest first. */
export interface TaskPageGenqlSelection{
    /** The tasks of this page. */
    items?: TaskGenqlSelection
    /** The number of this page, from 1. */
    page?: boolean | number
    /** How many tasks a page has at most. */
    pageSize?: boolean | number
    /** How many tasks are on all pages. */
    total?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A user of the installation. */
export interface UserGenqlSelection{
    /** The id in the table `users`. */
    databaseId?: boolean | number
    /** Unique among all nodes; opaque. */
    id?: boolean | number
    /** What the user may do; null for guests, who may do nothing. */
    role?: boolean | number
    /** The user's tasks, for that user and for admins. */
    tasks?: (TaskConnectionGenqlSelection & { __args?: {
    /** Only nodes after the one with this cursor. */
    after?: (Scalars['String'] | null), 
    /** Only nodes before the one with this cursor. */
    before?: (Scalars['String'] | null), 
    /** Only tasks that satisfy all of this. */
    filter?: (TaskFilter | null), 
    /** How many from the start, 1 to 100; 20 where neither is given. */
    first?: (Scalars['Int'] | null), 
    /** How many from the end, 1 to 100. */
    last?: (Scalars['Int'] | null)} })
    /** The name that the user logs in with. */
    username?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** Users by cursor, newest first. */
export interface UserConnectionGenqlSelection{
    /** The users with their cursors. */
    edges?: UserEdgeGenqlSelection
    /** The users alone. */
    nodes?: UserGenqlSelection
    /** Whether there is more. */
    pageInfo?: PageInfoGenqlSelection
    /** How many users there are in all; counted only when asked for. */
    totalCount?: boolean | number
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** A user and their place in a connection. */
export interface UserEdgeGenqlSelection{
    /** The place of the user. */
    cursor?: boolean | number
    /** The user. */
    node?: UserGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


/** The user that the request's credentials belong to. */
export interface ViewerGenqlSelection{
    /** What the viewer may do. */
    role?: boolean | number
    /** The viewer's own tasks. */
    tasks?: (TaskConnectionGenqlSelection & { __args?: {
    /** Only nodes after the one with this cursor. */
    after?: (Scalars['String'] | null), 
    /** Only nodes before the one with this cursor. */
    before?: (Scalars['String'] | null), 
    /** Only tasks that satisfy all of this. */
    filter?: (TaskFilter | null), 
    /** How many from the start, 1 to 100; 20 where neither is given. */
    first?: (Scalars['Int'] | null), 
    /** How many from the end, 1 to 100. */
    last?: (Scalars['Int'] | null)} })
    /** The viewer as a user. */
    user?: UserGenqlSelection
    __typename?: boolean | number
    __scalar?: boolean | number
}


    const Channel_possibleTypes: string[] = ['Channel']
    export const isChannel = (obj?: { __typename?: any } | null): obj is Channel => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isChannel"')
      return Channel_possibleTypes.includes(obj.__typename)
    }
    


    const Node_possibleTypes: string[] = ['Channel','Task','User']
    export const isNode = (obj?: { __typename?: any } | null): obj is Node => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isNode"')
      return Node_possibleTypes.includes(obj.__typename)
    }
    


    const PageInfo_possibleTypes: string[] = ['PageInfo']
    export const isPageInfo = (obj?: { __typename?: any } | null): obj is PageInfo => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isPageInfo"')
      return PageInfo_possibleTypes.includes(obj.__typename)
    }
    


    const Query_possibleTypes: string[] = ['Query']
    export const isQuery = (obj?: { __typename?: any } | null): obj is Query => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isQuery"')
      return Query_possibleTypes.includes(obj.__typename)
    }
    


    const Task_possibleTypes: string[] = ['Task']
    export const isTask = (obj?: { __typename?: any } | null): obj is Task => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTask"')
      return Task_possibleTypes.includes(obj.__typename)
    }
    


    const TaskButton_possibleTypes: string[] = ['TaskButton']
    export const isTaskButton = (obj?: { __typename?: any } | null): obj is TaskButton => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTaskButton"')
      return TaskButton_possibleTypes.includes(obj.__typename)
    }
    


    const TaskConnection_possibleTypes: string[] = ['TaskConnection']
    export const isTaskConnection = (obj?: { __typename?: any } | null): obj is TaskConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTaskConnection"')
      return TaskConnection_possibleTypes.includes(obj.__typename)
    }
    


    const TaskEdge_possibleTypes: string[] = ['TaskEdge']
    export const isTaskEdge = (obj?: { __typename?: any } | null): obj is TaskEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTaskEdge"')
      return TaskEdge_possibleTypes.includes(obj.__typename)
    }
    


    const TaskPage_possibleTypes: string[] = ['TaskPage']
    export const isTaskPage = (obj?: { __typename?: any } | null): obj is TaskPage => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isTaskPage"')
      return TaskPage_possibleTypes.includes(obj.__typename)
    }
    


    const User_possibleTypes: string[] = ['User']
    export const isUser = (obj?: { __typename?: any } | null): obj is User => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isUser"')
      return User_possibleTypes.includes(obj.__typename)
    }
    


    const UserConnection_possibleTypes: string[] = ['UserConnection']
    export const isUserConnection = (obj?: { __typename?: any } | null): obj is UserConnection => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isUserConnection"')
      return UserConnection_possibleTypes.includes(obj.__typename)
    }
    


    const UserEdge_possibleTypes: string[] = ['UserEdge']
    export const isUserEdge = (obj?: { __typename?: any } | null): obj is UserEdge => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isUserEdge"')
      return UserEdge_possibleTypes.includes(obj.__typename)
    }
    


    const Viewer_possibleTypes: string[] = ['Viewer']
    export const isViewer = (obj?: { __typename?: any } | null): obj is Viewer => {
      if (!obj?.__typename) throw new Error('__typename is missing in "isViewer"')
      return Viewer_possibleTypes.includes(obj.__typename)
    }
    

export const enumRole = {
   ADMIN: 'ADMIN' as const,
   ROOT: 'ROOT' as const,
   USER: 'USER' as const
}

export const enumTaskAction = {
   BLEND: 'BLEND' as const,
   CUSTOM_ZOOM: 'CUSTOM_ZOOM' as const,
   DESCRIBE: 'DESCRIBE' as const,
   EDITS: 'EDITS' as const,
   HIGH_VARIATION: 'HIGH_VARIATION' as const,
   IMAGINE: 'IMAGINE' as const,
   INPAINT: 'INPAINT' as const,
   LOW_VARIATION: 'LOW_VARIATION' as const,
   PAN: 'PAN' as const,
   REROLL: 'REROLL' as const,
   SHORTEN: 'SHORTEN' as const,
   SWAP_FACE: 'SWAP_FACE' as const,
   UNKNOWN: 'UNKNOWN' as const,
   UPLOAD: 'UPLOAD' as const,
   UPSCALE: 'UPSCALE' as const,
   VARIATION: 'VARIATION' as const,
   VIDEO: 'VIDEO' as const,
   ZOOM: 'ZOOM' as const
}

export const enumTaskStatus = {
   CANCEL: 'CANCEL' as const,
   FAILURE: 'FAILURE' as const,
   IN_PROGRESS: 'IN_PROGRESS' as const,
   MODAL: 'MODAL' as const,
   NOT_START: 'NOT_START' as const,
   SUBMITTED: 'SUBMITTED' as const,
   SUCCESS: 'SUCCESS' as const,
   UNKNOWN: 'UNKNOWN' as const
}
