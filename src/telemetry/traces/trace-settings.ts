import type { Environment } from '../../config/environment.ts';

const protocols = ['http/protobuf', 'http/json'] as const;

const samplerNames = [
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
  'always_on',
  'always_off',
  'traceidratio',
] as const;

/** What the exporter does not read for itself. The rest of `OTEL_EXPORTER_OTLP_*` is the library's to read. */
export interface TraceSettings {
  readonly protocol: (typeof protocols)[number];
  readonly sampler: (typeof samplerNames)[number];
  /** Part of the traces that a sampler by ratio keeps, 0 to 1. */
  readonly ratio: number;
  readonly batch: {
    readonly scheduledDelayMillis?: number;
    readonly exportTimeoutMillis?: number;
    readonly maxQueueSize?: number;
    readonly maxExportBatchSize?: number;
  };
  /** Whether the variables say how long a delivery may take. */
  readonly hasTimeout: boolean;
}

/** A variable that cannot be followed, by name and never by value. */
export interface TraceFault {
  readonly fault: string;
}

/**
 * What the standard variables ask for
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/); undefined where they name no collector or switch traces off.
 */
export function traceSettings(env: Environment): TraceSettings | TraceFault | undefined {
  const said = (name: string): string | undefined => env[name]?.trim() || undefined;
  /** That for traces alone goes before that for everything. */
  const ofExporter = (what: string): readonly [name: string, value: string | undefined] => {
    const name = `OTEL_EXPORTER_OTLP_TRACES_${what}`;
    const general = `OTEL_EXPORTER_OTLP_${what}`;
    return said(name) === undefined ? [general, said(general)] : [name, said(name)];
  };

  if (said('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  const exporters = said('OTEL_TRACES_EXPORTER')?.split(',') ?? ['otlp'];
  if (exporters.some((exporter) => exporter.trim() === 'none')) return undefined;
  const [endpointName, endpoint] = ofExporter('ENDPOINT');
  if (endpoint === undefined) return undefined;

  if (!exporters.every((exporter) => exporter.trim() === 'otlp')) {
    return { fault: 'OTEL_TRACES_EXPORTER names an exporter that Weir does not have; it has otlp.' };
  }
  if (!isHttpAddress(endpoint)) return { fault: `${endpointName} is no address that begins with http.` };
  const [protocolName, protocolText = 'http/protobuf'] = ofExporter('PROTOCOL');
  const protocol = protocols.find((known) => known === protocolText);
  if (!protocol) return { fault: `${protocolName} is none of ${protocols.join(', ')}.` };
  const samplerText = said('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const sampler = samplerNames.find((known) => known === samplerText);
  if (!sampler) return { fault: `OTEL_TRACES_SAMPLER is none of ${samplerNames.join(', ')}.` };
  const ratio = Number(said('OTEL_TRACES_SAMPLER_ARG') ?? '1');
  if (sampler.endsWith('ratio') && !(ratio >= 0 && ratio <= 1)) {
    return { fault: 'OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1.' };
  }

  const batch: Record<string, number> = {};
  for (const [name, option] of batchVariables) {
    const text = said(name);
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,8}$/.test(text)) return { fault: `${name} is no whole number above 0.` };
    batch[option] = Number(text);
  }
  return { protocol, sampler, ratio, batch, hasTimeout: ofExporter('TIMEOUT')[1] !== undefined };
}

const batchVariables: ReadonlyArray<readonly [name: string, option: keyof TraceSettings['batch']]> = [
  ['OTEL_BSP_SCHEDULE_DELAY', 'scheduledDelayMillis'],
  ['OTEL_BSP_EXPORT_TIMEOUT', 'exportTimeoutMillis'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', 'maxQueueSize'],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'maxExportBatchSize'],
];

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
