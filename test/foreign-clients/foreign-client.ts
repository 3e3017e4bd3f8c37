import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Where a client finds Weir. */
export type Target =
  | { readonly kind: 'http'; readonly mcpUrl: string; readonly key: string }
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** Weir over HTTP for a client without a key: `allow` is the person who is sent to the browser. */
export interface SigningInTarget {
  readonly kind: 'signing-in';
  readonly mcpUrl: string;
  /** Where the client listens for the browser to come back. */
  readonly callbackPort: number;
  allow(authorizeUrl: string): Promise<void>;
}

/** An MCP client that nobody here wrote, reduced to what the scenario does with it. */
export interface ForeignClient {
  toolNames(): Promise<readonly string[]>;
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

export type Connect = (target: Target) => Promise<ForeignClient>;

const answerShape = z.looseObject({
  isError: z.boolean().default(false),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
});

/** A tool's result as the client handed it on. */
export interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
}

export function readAnswer(result: unknown): ToolAnswer {
  const { isError, content, structuredContent = {} } = answerShape.parse(result);
  return { isError, text: content.map(({ text = '' }) => text).join('\n'), structured: structuredContent };
}

/** A file inside an installed package. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));
}
