/** A person of a workspace in the words of OAuth: one text that the records of the server are kept under. */
export interface Subject {
  readonly workspaceId: string;
  readonly personId: string;
}

export function subjectText({ workspaceId, personId }: Subject): string {
  return `${workspaceId}/${personId}`;
}

export function subjectOf(text: string): Subject | undefined {
  const [workspaceId, personId, ...rest] = text.split('/');
  if (!workspaceId || !personId || rest.length > 0) return undefined;
  return { workspaceId, personId };
}
