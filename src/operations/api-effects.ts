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
  const effect = exceptionOf(api, operationId)?.effect ?? byMethod[method];
  if (!effect) throw new Error(`${api} ${operationId}: no effect is known for ${method}`);
  return effect;
}

export interface EffectException {
  readonly effect: Effect;
  readonly reason: string;
}

/** The exceptions of one API, by operationId. */
export function exceptionsOf(api: ApiName): ReadonlyMap<string, EffectException> {
  return exceptions[api];
}

function exceptionOf(api: ApiName, operationId: string): EffectException | undefined {
  return exceptions[api].get(operationId);
}

/** One reason and the operations it holds for. */
function because(
  effect: Effect,
  reason: string,
  operations: string,
): ReadonlyArray<[string, EffectException]> {
  return operations
    .trim()
    .split(/\s+/)
    .map((operation) => [operation, { effect, reason }]);
}

const exceptions: Readonly<Record<ApiName, ReadonlyMap<string, EffectException>>> = {
  'cloud-v2': new Map([
    ...because(
      'read',
      'a question whose list of ids or addresses is too long for a query',
      'convertContentIdsToContentTypes createBulkUserLookup checkAccessByEmail',
    ),
    ...because('delete', 'redaction takes text out of every version', 'postRedactPage postRedactBlog'),
    ...because(
      'update',
      'sets a level back on content that exists',
      `
      postPageClassificationLevel postBlogPostClassificationLevel postWhiteboardClassificationLevel
      postDatabaseClassificationLevel`,
    ),
    ...because(
      'update',
      'takes a default away, nothing that was written',
      'deleteSpaceDefaultClassificationLevel',
    ),
    ...because(
      'admin',
      'lifts the permissions of the caller to those of an administrator',
      'enableAdminKey disableAdminKey',
    ),
    ...because(
      'admin',
      'changes who may do what',
      `
      createSpaceRole updateSpaceRole deleteSpaceRole setSpaceRoleAssignments generateSpacePermissionCombinations
      bulkAssignSpacePermissionRoles bulkRemoveSpacePermissionAccess`,
    ),
    ...because('admin', 'lets people into the site', 'inviteByEmail'),
  ]),
  'cloud-v1': new Map([
    ...because(
      'read',
      'a question with a body: it computes an answer and changes nothing',
      `
      checkContentPermission asyncConvertContentBodyRequest bulkAsyncConvertContentBodyRequest`,
    ),
    ...because(
      'update',
      'changes content that exists',
      'archivePages updateAttachmentData restoreContentVersion',
    ),
    ...because('create', 'publishes a page that was a draft', 'publishSharedDraft'),
    ...because(
      'update',
      'marks of one person or page: nothing that was written is lost',
      `
      removeContentState removeContentWatcher removeLabelWatcher removeSpaceWatch deleteRelationship`,
    ),
    ...because(
      'admin',
      'changes who may see or edit content',
      `
      updateRestrictions addRestrictions deleteRestrictions addGroupToContentRestrictionByGroupId
      addUserToContentRestriction removeGroupFromContentRestriction removeUserFromContentRestriction`,
    ),
    ...because(
      'admin',
      'changes who may do what in a space',
      `
      addPermissionToSpace addCustomContentPermissions removePermission`,
    ),
    ...because(
      'admin',
      'groups carry permissions',
      `
      createGroup removeGroupById addUserToGroupByGroupId removeMemberFromGroupByGroupId`,
    ),
    ...because('admin', 'the record of the site itself', 'createAuditRecord setRetentionPeriod'),
    ...because(
      'admin',
      'settings of the whole site or of a space',
      `
      updateLookAndFeel updateLookAndFeelSettings resetLookAndFeelSettings updateSpaceSettings setSpaceTheme
      resetSpaceTheme`,
    ),
    ...because('admin', 'installs or removes parts of an app', 'registerModules removeModules'),
  ]),
  dc: new Map([
    ...because('read', 'a question with a body: it computes an answer and changes nothing', 'convert'),
    ...because('update', 'changes content that exists', 'move updateData'),
    ...because('create', 'publishes a page that was a draft', 'publishSharedDraft'),
    ...because(
      'update',
      'marks of one person or page: nothing that was written is lost',
      'removeContentWatcher removeSpaceWatch',
    ),
    ...because('admin', 'changes who may see or edit content', 'updateRestrictions'),
    ...because(
      'admin',
      'accounts, passwords and groups',
      `
      create delete createUser updateUser disable enable delete_1 changePassword changePassword_1 update_5 delete_6
      createPersonalSpace`,
    ),
    ...because(
      'admin',
      'changes who may do what',
      `
      setPermissions grantPermissionsToAnonymousUsers grantPermissionsToGroup grantPermissionsToUnlicensedUsers
      grantPermissionsToUser revokePermissionsFromAnonymousUsers revokePermissionsFromGroup
      revokePermissionsFromUnlicensedUsers revokePermissionsFromUser setPermissions_1
      grantPermissionsToAnonymousUsers_1 grantPermissionsToGroup_1 grantPermissionsToUser_1
      revokePermissionsFromAnonymousUser revokePermissionsFromGroup_1 revokePermissionsFromUser_1`,
    ),
    ...because(
      'admin',
      'copies out or overwrites a space or the whole site',
      `
      createSiteBackupJob createSpaceBackupJob createSiteRestoreJob createSiteRestoreJobForUploadedBackupFile
      createSpaceRestoreJob createSpaceRestoreJobForUploadedBackupFile cancelJob cancelAllQueuedJobs`,
    ),
    ...because(
      'admin',
      'hands out a space or the whole site as a file, although it is a GET',
      'downloadBackupFile',
    ),
    ...because(
      'admin',
      'sends what happens on the site to an address, or calls one',
      `
      createWebhook updateWebhook deleteWebhook testWebhook`,
    ),
    ...because('admin', 'the search index of the whole site', 'reindex resetJob unIndexAll'),
    ...because(
      'admin',
      'settings of the whole site or of a space',
      `
      updateColorScheme resetGlobalColorScheme updateColorSchemeType updateSpaceColorScheme resetSpaceColorScheme`,
    ),
  ]),
};
