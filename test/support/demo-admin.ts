import type { RunningDemo } from '../../src/app/demo.ts';

export interface DemoAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag: string;
}

/** The admin API of a demo, as the owner of its workspace: paths begin below the workspace. */
export function demoAdmin(weir: RunningDemo) {
  return async (
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<DemoAnswer> => {
    const response = await fetch(new URL(`/api/v1/workspaces/demo${path}`, weir.mcpUrl), {
      method,
      headers: {
        authorization: `Bearer ${weir.key.reveal()}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      etag: response.headers.get('etag') ?? '',
    };
  };
}
