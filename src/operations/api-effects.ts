import type { Effect } from './operation.ts';

type ApiName = 'cloud-v2' | 'cloud-v1' | 'dc';

/** What a method does unless an exception says otherwise. */
const byMethod: Readonly<Record<string, Effect>> = {
  GET: 'read',
  POST: 'create',
  PUT: 'update',
  DELETE: 'delete',
};

/** The effect of an API operation: the exception kept by hand, else what its method says. Raises for an unknown method. */
export function effectOf(api: ApiName, operationId: string, method: string): Effect {
  const effect = exceptionsOf(api).get(operationId)?.effect ?? byMethod[method];
  if (!effect) throw new Error(`${api} ${operationId}: no effect is known for ${method}`);
  return effect;
}

export interface EffectException {
  readonly effect: Effect;
  readonly reason: string;
}

/** The exceptions of one API, by operationId. */
export function exceptionsOf(api: ApiName): ReadonlyMap<string, EffectException> {
  return new Map(
    exceptions[api].flatMap(({ operations, effect, reason }) =>
      operations
        .trim()
        .split(/\s+/)
        .map((operation) => [operation, { effect, reason }]),
    ),
  );
}

interface Exceptions extends EffectException {
  /** Names, separated by white space. */
  readonly operations: string;
}

const exceptions: Readonly<Record<ApiName, readonly Exceptions[]>> = {
  'cloud-v2': [
    {
      effect: 'read',
      reason: 'a question whose list of ids or addresses is too long for a query',
      operations: 'convertContentIdsToContentTypes createBulkUserLookup checkAccessByEmail',
    },
    {
      effect: 'delete',
      reason: 'redaction takes text out of every version',
      operations: 'postRedactPage postRedactBlog',
    },
    {
      effect: 'update',
      reason: 'sets a level back on content that exists',
      operations: `
        postPageClassificationLevel postBlogPostClassificationLevel postWhiteboardClassificationLevel
        postDatabaseClassificationLevel`,
    },
    {
      effect: 'update',
      reason: 'takes a default away, nothing that was written',
      operations: 'deleteSpaceDefaultClassificationLevel',
    },
    {
      effect: 'admin',
      reason: 'lifts the permissions of the caller to those of an administrator',
      operations: 'enableAdminKey disableAdminKey',
    },
    {
      effect: 'admin',
      reason: 'changes who may do what',
      operations: `
        createSpaceRole updateSpaceRole deleteSpaceRole setSpaceRoleAssignments
        generateSpacePermissionCombinations bulkAssignSpacePermissionRoles bulkRemoveSpacePermissionAccess`,
    },
    {
      effect: 'admin',
      reason: 'lets people into the site',
      operations: 'inviteByEmail',
    },
  ],
  'cloud-v1': [
    {
      effect: 'read',
      reason: 'a question with a body: it computes an answer and changes nothing',
      operations: `
        checkContentPermission asyncConvertContentBodyRequest bulkAsyncConvertContentBodyRequest`,
    },
    {
      effect: 'update',
      reason: 'changes content that exists',
      operations: 'archivePages updateAttachmentData restoreContentVersion',
    },
    {
      effect: 'create',
      reason: 'publishes a page that was a draft',
      operations: 'publishSharedDraft',
    },
    {
      effect: 'update',
      reason: 'marks of one person or page: nothing that was written is lost',
      operations: `
        removeContentState removeContentWatcher removeLabelWatcher removeSpaceWatch deleteRelationship`,
    },
    {
      effect: 'admin',
      reason: 'changes who may see or edit content',
      operations: `
        updateRestrictions addRestrictions deleteRestrictions addGroupToContentRestrictionByGroupId
        addUserToContentRestriction removeGroupFromContentRestriction removeUserFromContentRestriction`,
    },
    {
      effect: 'admin',
      reason: 'changes who may do what in a space',
      operations: 'addPermissionToSpace addCustomContentPermissions removePermission',
    },
    {
      effect: 'admin',
      reason: 'groups carry permissions',
      operations: 'createGroup removeGroupById addUserToGroupByGroupId removeMemberFromGroupByGroupId',
    },
    {
      effect: 'admin',
      reason: 'the record of the site itself',
      operations: 'createAuditRecord setRetentionPeriod',
    },
    {
      effect: 'admin',
      reason: 'settings of the whole site or of a space',
      operations: `
        updateLookAndFeel updateLookAndFeelSettings resetLookAndFeelSettings updateSpaceSettings
        setSpaceTheme resetSpaceTheme`,
    },
    {
      effect: 'admin',
      reason: 'installs or removes parts of an app',
      operations: 'registerModules removeModules',
    },
  ],
  dc: [
    {
      effect: 'read',
      reason: 'a question with a body: it computes an answer and changes nothing',
      operations: 'convert',
    },
    {
      effect: 'update',
      reason: 'changes content that exists',
      operations: 'move updateData',
    },
    {
      effect: 'create',
      reason: 'publishes a page that was a draft',
      operations: 'publishSharedDraft',
    },
    {
      effect: 'update',
      reason: 'marks of one person or page: nothing that was written is lost',
      operations: 'removeContentWatcher removeSpaceWatch',
    },
    {
      effect: 'admin',
      reason: 'changes who may see or edit content',
      operations: 'updateRestrictions',
    },
    {
      effect: 'admin',
      reason: 'accounts, passwords and groups',
      operations: `
        create delete createUser updateUser disable enable delete_1 changePassword changePassword_1 update_5
        delete_6 createPersonalSpace`,
    },
    {
      effect: 'admin',
      reason: 'changes who may do what',
      operations: `
        setPermissions grantPermissionsToAnonymousUsers grantPermissionsToGroup
        grantPermissionsToUnlicensedUsers grantPermissionsToUser revokePermissionsFromAnonymousUsers
        revokePermissionsFromGroup revokePermissionsFromUnlicensedUsers revokePermissionsFromUser
        setPermissions_1 grantPermissionsToAnonymousUsers_1 grantPermissionsToGroup_1
        grantPermissionsToUser_1 revokePermissionsFromAnonymousUser revokePermissionsFromGroup_1
        revokePermissionsFromUser_1`,
    },
    {
      effect: 'admin',
      reason: 'copies out or overwrites a space or the whole site',
      operations: `
        createSiteBackupJob createSpaceBackupJob createSiteRestoreJob
        createSiteRestoreJobForUploadedBackupFile createSpaceRestoreJob
        createSpaceRestoreJobForUploadedBackupFile cancelJob cancelAllQueuedJobs`,
    },
    {
      effect: 'admin',
      reason: 'hands out a space or the whole site as a file, although it is a GET',
      operations: 'downloadBackupFile',
    },
    {
      effect: 'admin',
      reason: 'sends what happens on the site to an address, or calls one',
      operations: 'createWebhook updateWebhook deleteWebhook testWebhook',
    },
    {
      effect: 'admin',
      reason: 'the search index of the whole site',
      operations: 'reindex resetJob unIndexAll',
    },
    {
      effect: 'admin',
      reason: 'settings of the whole site or of a space',
      operations: `
        updateColorScheme resetGlobalColorScheme updateColorSchemeType updateSpaceColorScheme
        resetSpaceColorScheme`,
    },
  ],
};
