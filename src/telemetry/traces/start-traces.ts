import type { Environment } from '../../config/environment.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../log.ts';
import { traceSettings } from './trace-settings.ts';
import type { Traces } from './traces.ts';

/**
 * Traces where the standard variables name a collector; undefined where they do not, and then nothing of OpenTelemetry is
 * loaded. A variable that cannot be followed is a warning: whoever is served must not suffer for whoever watches.
 * `env` is this process's own, of which the exporter reads its part itself.
 */
export async function startTraces(
  env: Environment,
  parts: { readonly log: Log; readonly clock: Clock; readonly version: string },
): Promise<Traces | undefined> {
  const settings = traceSettings(env);
  if (!settings) return undefined;
  if ('fault' in settings) {
    parts.log.warn('traces.not_started', { reason: settings.fault });
    return undefined;
  }
  const { exportTraces } = await import('./otlp-traces.ts');
  return exportTraces(settings, parts);
}
