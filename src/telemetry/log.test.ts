import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import { createLog, type Log, type LogLevel } from './log.ts';

function captured(write: (log: Log) => void, level: LogLevel = 'info'): { text: string; lines: unknown[] } {
  let text = '';
  write(createLog({ level, destination: { write: (line: string) => (text += line) } }));
  return {
    text,
    lines: text
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line)),
  };
}

describe('createLog', () => {
  it('writes one JSON line an event with level, time and fields', () => {
    const { lines } = captured((log) => log.child({ writer: 'wrt_1' }).info('store.opened', { rows: 3 }));
    expect(lines).toEqual([
      { level: 'info', time: expect.any(Number), writer: 'wrt_1', event: 'store.opened', rows: 3 },
    ]);
  });

  it('leaves out what is below its level', () => {
    const { lines } = captured((log) => {
      log.debug('store.opened');
      log.info('store.opened');
      log.error('store.failed');
    }, 'warn');
    expect(lines).toMatchObject([{ event: 'store.failed' }]);
  });

  it('hides credentials by name at any depth, whatever the case, and leaves counts alone', () => {
    const { text, lines } = captured((log) =>
      log.child({ apiToken: 'canary-0' }).info('request.sent', {
        Authorization: 'canary-1',
        headers: { 'X-Api-Key': 'canary-2', nested: [{ client_secret: 'canary-3', PASSWORD: 'canary-4' }] },
        key: 'canary-5',
        secret: new Secret('canary-6'),
        cookies: ['canary-7'],
        tokens: 812,
        spaceKey: 'ENG',
      }),
    );
    expect(text).not.toContain('canary');
    expect(lines).toMatchObject([
      { tokens: 812, spaceKey: 'ENG', headers: { nested: [{ PASSWORD: '[secret]' }] } },
    ]);
  });

  it('hides credentials inside texts', () => {
    const { text } = captured((log) =>
      log.warn('request.failed', {
        detail:
          'postgres://weir:canary-1@db/weir Bearer canary-22222222 Basic Y2FuYXJ5OnRva2Vu ATATT3xFfGF0canary3',
        url: 'https://example.test/a?token=canary-4&x=1',
        stack: 'at weir_0123456789canary5 end',
      }),
    );
    expect(text).not.toMatch(/canary|Y2FuYXJ5/);
    expect(text).toContain('x=1');
  });

  it('keeps code and detail of an error and drops what Confluence said', () => {
    const error = new AppError('upstream_forbidden', 'No.', {
      detail: 'scope read:page:confluence',
      upstreamMessage: 'canary: text of a page',
      upstreamStatus: 403,
      cause: new Error('socket closed'),
    });
    const { text, lines } = captured((log) => log.error('call.failed', { error }));
    expect(text).not.toContain('canary');
    expect(lines).toMatchObject([
      { error: { code: 'upstream_forbidden', detail: 'scope read:page:confluence', upstreamStatus: 403 } },
    ]);
    expect(captured((log) => log.error('call.failed', { error: new Error('plain') })).lines).toMatchObject([
      { error: { name: 'Error', message: 'plain', stack: expect.stringContaining('log.test') } },
    ]);
  });

  it('survives a field that refers to itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(captured((log) => log.info('thing.looped', { loop })).text).toContain('[deeper]');
  });

  it('writes every line to standard error, none to standard output, before an immediate exit', () => {
    const module = fileURLToPath(new URL('log.ts', import.meta.url));
    const script = `import {createLog} from ${JSON.stringify(module)};
      const log = createLog({level: 'info'});
      for (let n = 0; n < 2000; n += 1) log.info('line.written', {n});
      process.exit(0);`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      maxBuffer: 1 << 24,
    });
    expect(child.stdout).toBe('');
    expect(child.stderr.trimEnd().split('\n')).toHaveLength(2000);
  });
});
