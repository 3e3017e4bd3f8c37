/**
 * Scopes of what the vendor's present v1 document no longer holds but older sites still answer, in the form of the generated
 * table. The classic scopes are those of the v1 document as it was before the content operations left it; the granular ones are
 * inferred from their neighbours that stayed. Reading without expansions takes the summary scope or the one above it.
 */
export const withdrawnOperationScopes = `
GET /wiki/rest/api/content read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
POST /wiki/rest/api/content write:confluence-content,read:content-details:confluence+write:content:confluence
GET /wiki/rest/api/content/{id} read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
PUT /wiki/rest/api/content/{id} write:confluence-content,read:content-details:confluence+write:content:confluence
DELETE /wiki/rest/api/content/{id} write:confluence-content,delete:content:confluence
GET /wiki/rest/api/content/{id}/history read:confluence-content.summary,read:confluence-content.all,read:content.metadata:confluence
GET /wiki/rest/api/content/{id}/child read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
GET /wiki/rest/api/content/{id}/child/{type} read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
GET /wiki/rest/api/content/{id}/child/attachment read:confluence-content.summary,read:confluence-content.all,read:attachment:confluence+read:content-details:confluence
GET /wiki/rest/api/content/{id}/label read:confluence-content.summary,read:confluence-content.all,read:label:confluence
GET /wiki/rest/api/content/{id}/version read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
GET /wiki/rest/api/content/{id}/version/{number} read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
GET /wiki/rest/api/content/{id}/property read:confluence-props,read:content.property:confluence
POST /wiki/rest/api/content/{id}/property write:confluence-props,read:content.property:confluence+write:content.property:confluence
GET /wiki/rest/api/content/{id}/property/{key} read:confluence-props,read:content.property:confluence
PUT /wiki/rest/api/content/{id}/property/{key} write:confluence-props,read:content.property:confluence+write:content.property:confluence
DELETE /wiki/rest/api/content/{id}/property/{key} write:confluence-props,write:content.property:confluence
GET /wiki/rest/api/space read:confluence-space.summary,read:space-details:confluence
GET /wiki/rest/api/space/{spaceKey} read:confluence-space.summary,read:space-details:confluence
GET /wiki/rest/api/space/{spaceKey}/content read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
GET /wiki/rest/api/space/{spaceKey}/content/{type} read:confluence-content.summary,read:confluence-content.all,read:content-details:confluence
GET /wiki/download/attachments/{id}/{name} readonly:content.attachment:confluence,read:attachment:confluence
GET /wiki/download/thumbnails/{id}/{name} readonly:content.attachment:confluence,read:attachment:confluence
`;
