import { expect, it } from 'vitest';
import { metadataUrlOf, resourceOfPath, resourceOfUrl } from './resource.ts';

const address = 'https://weir.example';

it('MCP addresses are known by their exact paths', () => {
  expect(resourceOfPath('/mcp', address)).toStrictEqual({ identifier: `${address}/mcp`, path: '/mcp' });
  expect(resourceOfPath('/w/red/mcp/', address)).toStrictEqual({
    identifier: `${address}/w/red/mcp`,
    path: '/w/red/mcp',
    workspace: 'red',
  });
  expect(resourceOfPath('/w/red/t/pages/mcp', address)).toMatchObject({ workspace: 'red', toolset: 'pages' });
  const others = ['/', '', '/mcpx', '/mcp/x', '/w//mcp', '/w/red', '/w/red/t/mcp', '/w/red/t//mcp', '/x/mcp'];
  for (const path of [...others, '/w/re%2Fd/mcp', '/w/../mcp', '/w/red/t/a/b/mcp']) {
    expect({ path, resource: resourceOfPath(path, address) }).toStrictEqual({ path, resource: undefined });
  }
});

it('a client may name one with a query, and never one of another origin', () => {
  expect(resourceOfUrl(`${address}/mcp?surface=grouped`, address)?.identifier).toBe(`${address}/mcp`);
  expect(resourceOfUrl('https://WEIR.example:443/mcp', address)?.identifier).toBe(`${address}/mcp`);
  const wrong = [
    'http://weir.example/mcp',
    'https://weir.example:444/mcp',
    'https://weir.example.evil/mcp',
    'https://me@weir.example/mcp',
    `${address}/mcp#f`,
    '/mcp',
    'mcp',
    '',
  ];
  for (const text of wrong) {
    expect({ text, resource: resourceOfUrl(text, address) }).toStrictEqual({ text, resource: undefined });
  }
});

it('the metadata of an address lies under the well-known prefix, before its path', () => {
  const resource = resourceOfPath('/w/red/mcp', address);
  expect(resource && metadataUrlOf(resource, address)).toBe(
    'https://weir.example/.well-known/oauth-protected-resource/w/red/mcp',
  );
});
