import type { Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';

/**
 * Definitions never change once made, so each is serialized and encoded once: a list of a hundred costs most of a
 * millisecond otherwise. Every element ends with a comma.
 */
const written = new WeakMap<Tool, Uint8Array>();

/** A place for the tools of one `tools/list`, kept out of what the SDK serializes. */
export interface HeldTools {
  tools?: readonly Tool[];
}

const answerShape = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]),
  // `resultType` is in every result of 2026-07-28, so something always follows the list.
  result: z.looseObject({ tools: z.tuple([]), resultType: z.string() }),
});

/** The SDK's answer to `tools/list`, whose list is empty, with the held tools in it. An error passes as it is. */
export async function withHeldTools(response: Response, tools: readonly Tool[]): Promise<Response> {
  const text = await response.text();
  const headers = { 'content-type': 'application/json' };
  const answer = answerShape.safeParse(JSON.parse(text));
  if (!answer.success) return new Response(text, { status: response.status, headers });
  const { jsonrpc, id, result } = answer.data;
  const { tools: _, ...rest } = result;
  const elements = tools.map(writtenTool);
  const last = elements.pop();
  const body = Buffer.concat([
    Buffer.from('{"result":{"tools":['),
    ...elements,
    ...(last ? [last.subarray(0, -1)] : []),
    Buffer.from(`],${JSON.stringify(rest).slice(1)},${JSON.stringify({ jsonrpc, id }).slice(1)}`),
  ]);
  return new Response(body, { headers });
}

function writtenTool(tool: Tool): Uint8Array {
  const known = written.get(tool);
  if (known !== undefined) return known;
  const bytes = Buffer.from(`${JSON.stringify(tool)},`);
  written.set(tool, bytes);
  return bytes;
}
