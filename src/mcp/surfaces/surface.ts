import type { Tool } from '@modelcontextprotocol/server';
import type { OutputFormat } from '../../gateway/call.ts';
import type { AppError } from '../../kernel/app-error.ts';
import type { Operation } from '../../operations/operation.ts';

/** A tool call turned back into the operation it means; policy, record and approval see nothing else. */
export interface Resolved {
  readonly operation: Operation;
  /** Arguments of the operation, `outputFormat`, `connection` and the surface's own ones taken out; not yet parsed. */
  readonly args: unknown;
  readonly outputFormat: OutputFormat;
  readonly connection?: string;
  /** Whether the tool advertised an output schema, which then binds the answer. */
  readonly schemaAdvertised: boolean;
}

/** One way to show the same operations to a client. */
export interface Surface {
  /**
   * Tools for these operations, in their order. Definitions are made once for each operation (or set of actions) and
   * then reused: building schemas on every request costs milliseconds (facts: mcp §2.3).
   */
  tools(operations: readonly Operation[], options: ToolOptions): readonly Tool[];
  /** Whether calls of a tool with this name can mean this operation. */
  isBehind(toolName: string, operation: Operation): boolean;
  /**
   * What a call means, among the operations this caller may use. `unknown tool` for a name outside them: hidden and
   * absent tools cannot be told apart. An AppError (`invalid_input`) for arguments that no operation could take.
   */
  resolve(
    operations: readonly Operation[],
    toolName: string,
    args: unknown,
  ): Resolved | AppError | 'unknown tool';
}

export interface ToolOptions {
  /** Slugs to choose from; empty when there is nothing to choose. */
  readonly connections: readonly string[];
}
